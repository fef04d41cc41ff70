import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { TestNode } from './cluster.js';

/** Signs in as a client of the node, its sample integrator by default (private_key_jwt), with jose only. */
export async function accessToken(node: TestNode, clientId = node.client.id): Promise<string> {
  const issuer = `${node.publicUrl}/oidc`;
  const key = await importJWK(node.client.privateJwk as never, 'ES256');
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: String(node.client.privateJwk['kid']) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'tongban',
      resource: `${node.publicUrl}/graphql`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`no access token: ${response.status} ${JSON.stringify(body)}`);
  return body.access_token;
}

// What an answer holds is each test's own business.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface GraphqlAnswer {
  status: number;
  headers: Headers;
  data?: Json;
  errors?: { message: string; extensions?: Json }[];
}

/** Asks as an integrator over plain HTTP. */
export async function ask(
  node: TestNode,
  token: string | undefined,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${node.publicUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, ...(text ? JSON.parse(text) : {}) };
}

/** A context that every agreement of the tests accepts. */
export const CONTEXT = {
  itemCode: '11120000TB9000024Y2000131001000',
  itemName: '企业变更（样例）',
  caseNumber: 'TJ-2026-000001',
  legalBasis: '政务数据共享条例（国务院令第809号）',
  reason: '办理企业变更',
  channel: 'COUNTER',
  person: { id: 'tj-0007', name: '样例经办人' },
};
