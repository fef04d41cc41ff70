import {
  createHash,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { compactVerify } from 'jose';
import type { TestNode } from './cluster.js';

/**
 * The exchange spoken by hand: tokens from node:crypto, requests from node:https, answers checked by jose. Nothing of
 * the node's own signing or verifying code is used, so a test can be wrong in any way, and right independently.
 */

export const sha256 = (data: Uint8Array | string): string =>
  createHash('sha256').update(data).digest('base64url');
export const contentDigest = (data: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(data).digest('base64')}:`;
export const base64url = (data: Uint8Array | string): string => Buffer.from(data).toString('base64url');

export interface ExchangeKey {
  kid: string;
  jwk: Record<string, string>;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Every exchange key that lies in a node's folder, the oldest first. */
export function exchangeKeysOf(node: { dataDir: string }): ExchangeKey[] {
  const folder = join(node.dataDir, 'keys/exchange');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => a.signsFrom - b.signsFrom)
    .map(({ jwk }) => {
      const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
      return { kid: jwk.kid, jwk, privateKey, publicKey: createPublicKey(privateKey) };
    });
}

export const exchangeKeyOf = (node: { dataDir: string }): ExchangeKey => exchangeKeysOf(node).at(-1)!;

/** ES256 as RFC 7518 section 3.4 says: r and s side by side. */
export const es256 = (input: Uint8Array, key: KeyObject): Buffer =>
  sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });

/** A compact JWS; header and payload are objects, or texts where the text itself is wrong. */
export function jws(
  header: object | string,
  payload: object | string,
  signer: KeyObject | ((input: Buffer) => Uint8Array),
): string {
  const part = (value: object | string): string =>
    base64url(typeof value === 'string' ? value : JSON.stringify(value));
  const input = `${part(header)}.${part(payload)}`;
  const bytes = Buffer.from(input);
  return `${input}.${base64url(typeof signer === 'function' ? signer(bytes) : es256(bytes, signer))}`;
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
export const P256_ORDER = Buffer.from(ORDER.toString(16), 'hex');

/** The other signature that verifies as well: (r, n - s). */
export function twinOf(token: string): string {
  const [header, payload, signature] = token.split('.');
  const raw = Buffer.from(signature!, 'base64url');
  const s = ORDER - BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
  return `${header}.${payload}.${base64url(twin)}`;
}

export interface ClientTls {
  cert?: string;
  key?: string;
  ca: string;
}

export const tlsOf = (node: TestNode): ClientTls => ({
  cert: readFileSync(node.tls.cert, 'utf8'),
  key: readFileSync(node.tls.key, 'utf8'),
  ca: readFileSync(node.tls.ca, 'utf8'),
});

/** A request in the making: everything may be changed before it is signed and sent. */
export interface Draft {
  header: Record<string, unknown>;
  /** `body_sha256` is filled in from `body` unless it is given. */
  claims: Record<string, unknown>;
  /** The JSON texts themselves, in place of the objects. */
  headerText?: string | Buffer;
  claimsText?: string | Buffer;
  sign: (input: Buffer) => Uint8Array;
  /** The field's value (values), made of the token that would be due; undefined leaves it out. */
  token: (due: string) => string | string[] | undefined;
  method: string;
  path: string;
  port: number;
  /** What is signed. */
  body: Buffer;
  /** What is sent, where it is something else. */
  sentBody?: Buffer;
  /** Fields on top of the usual; undefined leaves one out. */
  fields: OutgoingHttpHeaders;
  tls: ClientTls;
}

export interface Message {
  token: string | string[] | undefined;
  method: string;
  path: string;
  port: number;
  fields: OutgoingHttpHeaders;
  body: Buffer;
  tls: ClientTls;
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Code of the first error, where the body is a GraphQL response. */
  code: string | undefined;
  data: { licence?: object } | undefined;
}

/** An honest request of one node to another, changed by `change`. */
export function forge(
  from: TestNode,
  to: TestNode,
  now: number,
  question: object,
  change: (draft: Draft) => void = () => undefined,
): Message {
  const key = exchangeKeyOf(from);
  const seconds = Math.floor(now / 1000);
  const draft: Draft = {
    header: { typ: 'tongban-request+jwt', alg: 'ES256', kid: key.kid },
    claims: {
      v: 1,
      iss: from.entityId,
      aud: to.entityId,
      jti: base64url(randomBytes(24)),
      iat: seconds,
      exp: seconds + 60,
      htm: 'POST',
      htu: `${to.entityId}/graphql`,
      content_type: 'application/json',
      context: structuredClone(SIGNED_CONTEXT),
    },
    sign: (input) => es256(input, key.privateKey),
    token: (due) => due,
    method: 'POST',
    path: '/graphql',
    port: Number(new URL(to.entityId).port),
    body: Buffer.from(JSON.stringify(question)),
    fields: {},
    tls: tlsOf(from),
  };
  change(draft);
  const { body, sentBody, method, path, port, tls } = draft;
  draft.claims['body_sha256'] ??= sha256(body);
  const input = `${base64url(draft.headerText ?? JSON.stringify(draft.header))}.${base64url(draft.claimsText ?? JSON.stringify(draft.claims))}`;
  const token = draft.token(`${input}.${base64url(draft.sign(Buffer.from(input)))}`);
  const fields = {
    'content-type': 'application/json',
    'content-digest': contentDigest(body),
    accept: 'application/graphql-response+json',
    'tongban-request': token,
    ...draft.fields,
  };
  return { token, method, path, port, tls, fields, body: sentBody ?? body };
}

/** Sends over mutual TLS; one keep-alive agent a client certificate. */
export class Wire {
  private readonly agents = new Map<string, Agent>();

  async send(message: Message): Promise<Received> {
    const { method, path, port, fields, body, tls } = message;
    const headers = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    if (headers['transfer-encoding'] === undefined) headers['content-length'] ??= body.length;
    const request = httpsRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      agent: this.agentFor(tls),
    });
    request.end(body);
    const [response] = await once(request, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const json = jsonOf(whole);
    return {
      status: response.statusCode,
      headers: response.headers,
      body: whole,
      code: json?.errors?.[0]?.extensions?.code,
      data: json?.data,
    };
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
  }

  private agentFor(tls: ClientTls): Agent {
    const name = `${tls.cert}`;
    const agent =
      this.agents.get(name) ??
      new Agent({ ...tls, servername: 'localhost', keepAlive: true, maxCachedSessions: 0 });
    this.agents.set(name, agent);
    return agent;
  }
}

export interface AnswerClaims {
  receipt: { log: string; leaf: string };
  [claim: string]: unknown;
}

/** Claims of a signed answer that answers exactly this message, checked by jose and by hand. */
export async function checkAnswer(
  answer: Received,
  message: Message,
  from: TestNode,
  requester: string,
): Promise<AnswerClaims> {
  const token = answer.headers['tongban-answer'];
  if (typeof token !== 'string') throw new Error(`no answer token: ${answer.status} ${answer.code}`);
  const key = exchangeKeyOf(from);
  const { payload, protectedHeader } = await compactVerify(token, key.publicKey);
  expect(protectedHeader).toEqual({ typ: 'tongban-answer+jwt', alg: 'ES256', kid: key.kid });
  const claims = JSON.parse(Buffer.from(payload).toString()) as AnswerClaims;
  expect(claims).toMatchObject({
    v: 1,
    iss: from.entityId,
    aud: requester,
    request_sha256: sha256(message.token as string),
    status: answer.status,
    content_type: answer.headers['content-type'],
    body_sha256: sha256(answer.body),
  });
  return claims;
}

interface GraphqlBody {
  data?: { licence?: object };
  errors?: { extensions?: { code?: string } }[];
}

function jsonOf(body: Buffer): GraphqlBody | undefined {
  try {
    return JSON.parse(body.toString()) as GraphqlBody;
  } catch {
    return undefined;
  }
}

const SIGNED_CONTEXT = {
  purpose: { itemCode: '11120000TB9000024Y2000131001000', itemName: '企业变更（样例）' },
  caseNumber: 'TJ-2026-000001',
  legalBasis: '政务数据共享条例（国务院令第809号）',
  reason: '办理企业变更',
  organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
  person: { id: 'tj-0007', name: '样例经办人' },
  channel: 'counter',
};
