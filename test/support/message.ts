import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { TestNode } from './cluster.js';
import { exchangeKeyOf, jws, sha256, tlsOf, type Received, type Wire } from './forge.js';

export interface ForgedMessage {
  to: TestNode;
  /** Whom the claims name. */
  from: TestNode;
  now: number;
  body: object;
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Whose certificate is shown, and whose key signs; those of `from` unless told. */
  tls?: TestNode;
  key?: TestNode;
  /** What is sent in place of the body that was signed. */
  sent?: string;
  fields?: Record<string, string>;
}

/** A message (PROFILE.md, annex B) by hand: honest unless told otherwise. `ack`: the claims of the acknowledgement. */
export async function sendMessage(
  wire: Wire,
  forged: ForgedMessage,
): Promise<Received & { ack?: Record<string, unknown> }> {
  const { to, from, now } = forged;
  const key = exchangeKeyOf(forged.key ?? from);
  const body = JSON.stringify(forged.body);
  const iat = Math.floor(now / 1000);
  const token = jws(
    { typ: 'message+jwt', alg: 'ES256', kid: key.kid, ...forged.header },
    {
      v: 1,
      iss: from.entityId,
      aud: to.entityId,
      jti: randomBytes(16).toString('base64url'),
      iat,
      exp: iat + 60,
      htu: `${to.entityId}/messages`,
      kind: 'test.word',
      subject: 'forged:1',
      seq: 1,
      after: 0,
      body_sha256: sha256(body),
      ...forged.claims,
    },
    key.privateKey,
  );
  const answer = await wire.send({
    token,
    method: 'POST',
    path: '/messages',
    port: Number(new URL(to.entityId).port),
    fields: { 'content-type': 'application/json', 'tongban-request': token, ...forged.fields },
    body: Buffer.from(forged.sent ?? body),
    tls: tlsOf(forged.tls ?? from),
  });
  const ack = answer.headers['tongban-answer'];
  if (typeof ack !== 'string') return answer;
  const claims = decodeJwt(ack);
  expect(claims).toMatchObject({ iss: to.entityId, message_sha256: sha256(token) });
  return { ...answer, ack: claims };
}
