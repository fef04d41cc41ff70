import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange } from '../../errors/src/catalogue/exchange.js';
import type { JWK } from 'jose';
import type { ErrorCode } from '#libs/errors';
import { verificationKeyFromJwk } from '#libs/jws';
import { decryptAnswer } from './encryption.js';
import type { PeerKeys } from './ports.js';
import { AnswerRefused, RequestRefused } from './refused.js';
import { verifyAnswer } from './verify-answer.js';
import { verifyRequest, type ReceivedRequest } from './verify-request.js';

/** Every published vector, through our own verifiers. */
const file = <T>(name: string) =>
  JSON.parse(readFileSync(join('libs/exchange/vectors', `${name}.json`), 'utf8')) as T;

interface KeyPair {
  private_jwk: JWK;
  public_jwk: JWK & { kid: string };
}
interface Keys {
  nodes: {
    entity_id: string;
    suites: string[];
    jurisdictions: string[];
    log_origin: string;
    keys: KeyPair[];
    retired_keys: KeyPair[];
  }[];
}
interface VectorFile<Vector> {
  self: string;
  now_ms: number;
  skew_seconds: number;
  vectors: (Vector & { name: string; rule: string })[];
}
interface RequestVector {
  suites?: string[];
  request: { method: string; uri: string; channel: string; headers: Record<string, string>; body: string };
  expect: { code: ErrorCode; identified: boolean };
}
interface AcceptedRequest {
  request: RequestVector['request'];
  token: { token_sha256: string };
  expect: { replay_key: { iss: string; jti: string } };
}
interface AnswerVector {
  expected_iss: string;
  jurisdiction?: string;
  answer: { status: number; headers: Record<string, string>; body: string };
  expect: { code: ErrorCode };
}
type AnswerFile = VectorFile<AnswerVector> & { request_sha256: string; leaf: { leaf: string } };
type SealedFile = Omit<AnswerFile, 'vectors'> &
  AnswerVector & { recipient: JWK & { kid: string }; plaintext: string };

const keys = file<Keys>('keys');
const peers = new Map<string, PeerKeys>(
  keys.nodes.map((node) => [
    node.entity_id,
    {
      entityId: node.entity_id,
      keys: node.keys.map((key) => verificationKeyFromJwk(key.public_jwk)),
      suites: node.suites,
      jurisdictions: node.jurisdictions,
      retiredKids: node.retired_keys.map((key) => key.public_jwk.kid),
      logOrigin: node.log_origin,
    },
  ]),
);
const keyOwner = (kid: string) =>
  [...peers.values()].find((peer) => peer.keys.some((key) => key.kid === kid))?.entityId;

function arrived({ request }: { request: RequestVector['request'] }): ReceivedRequest {
  return {
    token: request.headers['tongban-request'],
    method: request.method,
    uri: request.uri,
    contentType: request.headers['content-type'],
    contentDigest: request.headers['content-digest'],
    body: Buffer.from(request.body),
    channel: request.channel,
  };
}
const rulesOf = (
  vectors: { self: string; now_ms: number; skew_seconds: number },
  vector: { suites?: string[] } = {},
) => ({
  self: vectors.self,
  clock: () => vectors.now_ms,
  skewSeconds: vectors.skew_seconds,
  resolvePeer: (entityId: string) => peers.get(entityId),
  keyOwner,
  ...(vector.suites ? { suites: vector.suites } : {}),
});
const answerRules = (
  vectors: Omit<AnswerFile, 'vectors'>,
  vector: { expected_iss: string; jurisdiction?: string },
) => ({
  ...rulesOf(vectors),
  expectedIss: vector.expected_iss,
  requestDigest: vectors.request_sha256,
  ...(vector.jurisdiction ? { jurisdiction: vector.jurisdiction } : {}),
});
const answered = ({ answer }: { answer: AnswerVector['answer'] }) => ({
  token: answer.headers['tongban-answer'],
  status: answer.status,
  contentType: answer.headers['content-type'],
  body: Buffer.from(answer.body),
});

async function refusal(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  );
}

const requests = file<VectorFile<AcceptedRequest>>('requests');
const requestRejections = file<VectorFile<RequestVector>>('request-rejections');
const answers = file<AnswerFile>('answers');
const answerRejections = file<AnswerFile>('answer-rejections');
const sealed = file<SealedFile>('sealed-answer');
const named = <Vector extends { name: string }>({ vectors }: { vectors: Vector[] }): [string, Vector][] =>
  vectors.map((vector) => [vector.name, vector]);

describe('published requests', () => {
  it.each(named(requests))('%s is accepted', async (_name, vector) => {
    const verified = await verifyRequest(arrived(vector), rulesOf(requests));
    expect(verified.replayKey).toEqual(vector.expect.replay_key);
    expect(verified.tokenDigest).toBe(vector.token.token_sha256);
    expect(verified.checks.every((check) => check.outcome === 'passed')).toBe(true);
  });

  it.each(named(requestRejections))('%s is refused', async (_name, vector) => {
    const thrown = await refusal(verifyRequest(arrived(vector), rulesOf(requestRejections, vector)));
    expect(thrown).toBeInstanceOf(RequestRefused);
    const refused = thrown as RequestRefused;
    expect({ code: refused.code, identified: refused.identified !== undefined }).toEqual(vector.expect);
    const failed = refused.checks.filter((check) => check.outcome === 'failed');
    expect(failed).toMatchObject([{ detail: vector.expect.code }]);
    // A rule of section 4 is told where the token is taken apart or where its key is known.
    if (vector.rule !== '4.3') expect(failed[0]?.clause).toBe(vector.rule);
    if (refused.identified) {
      expect(refused.identified.iss).toBe(vector.request.channel);
      expect(refused.status).toBe(refused.entry.status);
    } else {
      expect(refused.status).toBe(401);
    }
  });
});

describe('published answers', () => {
  it.each(named(answers))('%s is accepted', async (_name, vector) => {
    const verified = await verifyAnswer(answered(vector), answerRules(answers, vector));
    expect(verified.receipt.leaf).toBe(answers.leaf.leaf);
    expect(verified.checks.filter((check) => check.outcome !== 'passed').map((check) => check.name)).toEqual(
      vector.jurisdiction ? [] : ['jurisdiction'],
    );
  });

  it.each(named(answerRejections))('%s is refused', async (_name, vector) => {
    const thrown = await refusal(verifyAnswer(answered(vector), answerRules(answerRejections, vector)));
    expect(thrown).toBeInstanceOf(AnswerRefused);
    const refused = thrown as AnswerRefused;
    expect(refused.code).toBe(vector.expect.code);
    expect(refused.status).toBe(502);
    const failed = refused.checks.filter((check) => check.outcome === 'failed');
    expect(failed).toHaveLength(1);
    if (vector.rule !== '4.3') expect(failed[0]?.clause).toBe(vector.rule);
  });

  it('the sealed one opens and verifies', async () => {
    const opened = await decryptAnswer({ body: Buffer.from(sealed.answer.body), maxBytes: 10_000 }, (kid) =>
      kid === sealed.recipient.kid ? sealed.recipient : undefined,
    );
    expect(Buffer.from(opened.body).toString()).toBe(sealed.plaintext);
    const { claims } = await verifyAnswer({ ...answered(sealed), ...opened }, answerRules(sealed, sealed));
    expect(claims.encryption).toEqual(opened.encryption);
    const otherwise = { ...opened, encryption: { ...opened.encryption, kid: 'other' } };
    const thrown = await refusal(
      verifyAnswer({ ...answered(sealed), ...otherwise }, answerRules(sealed, sealed)),
    );
    expect(thrown).toMatchObject({ code: 'ENCRYPTION_MISMATCH' });
  });
});

describe('published vectors of the SM2 suite', () => {
  interface Sm2File {
    node: Keys['nodes'][number];
    suites: string[];
    requests: VectorFile<AcceptedRequest>;
    request_rejections: VectorFile<RequestVector>;
    answers: AnswerFile;
  }
  const sm2 = file<Sm2File>('sm2');
  const { node } = sm2;
  const peersWithSm2 = new Map<string, PeerKeys>([
    ...peers,
    [
      node.entity_id,
      {
        entityId: node.entity_id,
        keys: node.keys.map((key) => verificationKeyFromJwk(key.public_jwk)),
        suites: node.suites,
        jurisdictions: node.jurisdictions,
        logOrigin: node.log_origin,
      },
    ],
  ]);
  const withSm2 = { suites: sm2.suites, resolvePeer: (entityId: string) => peersWithSm2.get(entityId) };

  it.each(named(sm2.requests))('request %s is accepted', async (_name, vector) => {
    const verified = await verifyRequest(arrived(vector), { ...rulesOf(sm2.requests), ...withSm2 });
    expect(verified.replayKey).toEqual(vector.expect.replay_key);
    expect(verified.tokenDigest).toBe(vector.token.token_sha256);
  });

  it.each(named(sm2.request_rejections))('request %s is refused', async (_name, vector) => {
    const rules = {
      ...withSm2,
      ...rulesOf(sm2.request_rejections, vector),
      resolvePeer: withSm2.resolvePeer,
    };
    await expect(verifyRequest(arrived(vector), rules)).rejects.toMatchObject({ code: vector.expect.code });
  });

  it.each(named(sm2.answers))('answer %s is accepted', async (_name, vector) => {
    const verified = await verifyAnswer(answered(vector), {
      ...answerRules(sm2.answers, vector),
      ...withSm2,
    });
    expect(verified.receipt.leaf).toBe(sm2.answers.leaf.leaf);
  });
});

it('every code of the exchange has a published vector, but for those that need state or an envelope', () => {
  const covered = new Set<string>(
    [...requestRejections.vectors, ...answerRejections.vectors].map((vector) => vector.expect.code),
  );
  const missing = Object.keys(exchange).filter((code) => !covered.has(code));
  expect(missing).toEqual([
    'REPLAYED',
    'ENCRYPTION_MISMATCH',
    'ENCRYPTION_MALFORMED',
    'ENCRYPTION_KEY_UNKNOWN',
    'DECRYPTION_FAILED',
  ]);
});
