import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import type { PeerKeys } from './ports.js';
import { AnswerRefused, RequestRefused } from './refused.js';
import { verifyAnswer } from './verify-answer.js';
import { verifyRequest } from './verify-request.js';

/** Whatever a stranger or a signed peer sends, the outcome is a refusal with a code and never a defect. */
const iss = 'https://tianjin.exchange.example';
const self = 'https://beijing.exchange.example';
const key = signingKeyFromJwk(generateSigningKey('EdDSA').privateJwk);
const peer: PeerKeys = { entityId: iss, keys: [verificationKeyOf(key)], suites: [], jurisdictions: [] };
const rules = { self, clock: () => 0, skewSeconds: 5, resolvePeer: () => peer };
const request = (token: string) => ({
  token,
  method: 'POST',
  uri: `${self}/graphql`,
  contentType: 'application/json',
  contentDigest: 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
  body: new Uint8Array(),
  channel: iss,
});
const answer = (token: string) => ({ token, status: 200, contentType: 'text/html', body: new Uint8Array() });
const answerRules = { ...rules, expectedIss: iss, requestDigest: 'x' };

async function refusedRequest(token: string): Promise<RequestRefused> {
  const thrown = await verifyRequest(request(token), rules).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(RequestRefused);
  return thrown as RequestRefused;
}
async function refusedAnswer(token: string): Promise<AnswerRefused> {
  const thrown = await verifyAnswer(answer(token), answerRules).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AnswerRefused);
  return thrown as AnswerRefused;
}

const json = fc.jsonValue({ maxDepth: 1 });
const names = fc.constantFrom(
  ...[
    'v',
    'aud',
    'jti',
    'iat',
    'exp',
    'htm',
    'htu',
    'content_type',
    'body_sha256',
    'context',
    'request_sha256',
  ],
  ...['status', 'receipt', 'encryption', 'constructor', 'toString', 'then'],
);
const claims = fc.dictionary(names, json).map((members) => ({ v: 1, ...members, iss }));

it('any text in the place of a token', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      expect((await refusedRequest(text)).identified).toBeUndefined();
      await refusedAnswer(text);
    }),
    { numRuns: 500 },
  );
});

it('any JSON as header and payload', async () => {
  const part = json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
  await fc.assert(
    fc.asyncProperty(part, part, part, async (...parts) => {
      expect((await refusedRequest(parts.join('.'))).identified).toBeUndefined();
      await refusedAnswer(parts.join('.'));
    }),
    { numRuns: 500 },
  );
});

it('any claims, signed by a trusted peer: denied to an identified caller', async () => {
  await fc.assert(
    fc.asyncProperty(claims, async (payload) => {
      const token = await signCompact({ header: { typ: 'tongban-request+jwt' }, payload, key });
      const refused = await refusedRequest(token);
      if (!refused.code.startsWith('JSON_')) expect(refused.identified?.iss).toBe(iss);
      await refusedAnswer(await signCompact({ header: { typ: 'tongban-answer+jwt' }, payload, key }));
    }),
    { numRuns: 300 },
  );
});

it('a fault of ours keeps its status, a fault of theirs is a 401 or a 502', async () => {
  const token = await signCompact({ header: { typ: 'tongban-request+jwt' }, payload: { iss }, key });
  const down = () => {
    throw new Refusal('STORE_UNAVAILABLE');
  };
  await expect(verifyRequest(request(token), { ...rules, resolvePeer: down })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    status: 503,
  });
  const twice = `${Buffer.from('{"alg":"EdDSA","alg":"EdDSA"}').toString('base64url')}.e30.AA`;
  expect((await refusedRequest(twice)).status).toBe(401);
  expect((await refusedAnswer(twice)).status).toBe(502);
});
