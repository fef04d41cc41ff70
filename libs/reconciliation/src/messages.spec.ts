import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { sha256, signRequest, type PeerKeys } from '#libs/exchange';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { summarise } from './lines.js';
import { MESSAGE_LIMITS, readReconciliationAnswer, readReconciliationRequest } from './messages.js';
import {
  RECONCILIATION_REQUEST_TYP,
  signReconciliationAnswer,
  signReconciliationRequest,
  verifyReconciliationAnswer,
  verifyReconciliationRequest,
} from './token.js';

const now = Date.UTC(2026, 10, 29, 12, 0, 0, 500);
const [beijing, tianjin, hebei] = ['https://bj.example', 'https://tj.example', 'https://he.example'] as const;
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const other = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const peer = (entityId: string): PeerKeys => ({
  entityId,
  keys: [verificationKeyOf(key)],
  suites: ['ES256'],
  jurisdictions: ['120000'],
});
const rulesAt = (at: number) => ({
  self: beijing,
  clock: () => at,
  skewSeconds: 5,
  suites: ['ES256'],
  resolvePeer: async (entityId: string) => (entityId === hebei ? undefined : peer(entityId)),
});
const rules = rulesAt(now);
const window = { from: '2026-11-29T10:00:00.000Z', to: '2026-11-29T11:00:00.000Z' };
const nothing = summarise([]);
const question = { op: 'summary', window, asked: nothing, answered: nothing } as const;
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const uri = `${beijing}/reconciliation`;
const ports = { key, clock: () => now, randomBytes };

const refusalOf = async (attempt: () => unknown): Promise<string> => {
  try {
    await attempt();
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};

describe('a question that is not what it should be', () => {
  const D = nothing.digest;
  it.each<[string, unknown]>([
    ['no operation', {}],
    ['an unknown operation', { op: 'delete', window }],
    ['a surplus member', { ...question, more: 1 }],
    ['a window that ends before it begins', { ...question, window: { from: window.to, to: window.from } }],
    ['a window of nothing', { ...question, window: { from: window.to, to: window.to } }],
    [
      'a window of more than a day',
      { ...question, window: { from: '2026-11-27T10:00:00.000Z', to: window.to } },
    ],
    ['an instant that is none', { ...question, window: { from: '2026-13-29T10:00:00.000Z', to: window.to } }],
    ['a digest with padding', { ...question, asked: { count: 0, digest: `${D}=` } }],
    ['a negative count', { ...question, asked: { count: -1, digest: D } }],
    ['a role that there is not', { op: 'lines', window, role: 'both' }],
    ['a cursor that is no line', { op: 'lines', window, role: 'asked', after: "' OR 1=1" }],
    ['no digest to find', { op: 'find', role: 'asked', requests: [] }],
    ['too many digests to find', { op: 'find', role: 'asked', requests: Array(501).fill(D) }],
  ])('%s', async (_name, value) => {
    expect(await refusalOf(() => readReconciliationRequest(bytes(value)))).toBe(
      'RECONCILIATION_MESSAGE_INVALID',
    );
  });

  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['HTML', Buffer.from('<html>')],
    ['a member twice', Buffer.from('{"op":"find","op":"summary"}')],
    ['a huge body', Buffer.from(`{"op":"${'x'.repeat(MESSAGE_LIMITS.maxBytes)}"}`)],
    ['deep nesting', Buffer.from(`${'['.repeat(20)}${']'.repeat(20)}`)],
  ])('%s', async (_name, body) => {
    expect(await refusalOf(() => readReconciliationRequest(body))).toBe('RECONCILIATION_MESSAGE_INVALID');
    expect(await refusalOf(() => readReconciliationAnswer(body))).toBe('RECONCILIATION_MESSAGE_INVALID');
  });
});

describe('the token of a question', () => {
  const body = bytes(question);
  const sent = { iss: tianjin, aud: beijing, uri, body };
  const verify = (
    token: string | undefined,
    change: Partial<{ uri: string; body: Uint8Array; channel: string }> = {},
    by = rules,
  ) => verifyReconciliationRequest({ token, uri, body, channel: tianjin, ...change }, by);

  it('verifies for its receiver, by its channel, with its body', async () => {
    const { token, digest } = await signReconciliationRequest(sent, ports);
    expect(await verify(token)).toMatchObject({ digest, claims: { iss: tianjin, aud: beijing } });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['none', () => verify(undefined), 'REQUEST_TOKEN_MISSING'],
    [
      'by the certificate of another node',
      async () => verify((await signReconciliationRequest(sent, ports)).token, { channel: hebei }),
      'CHANNEL_MISMATCH',
    ],
    [
      'of a node that nobody trusts',
      async () =>
        verify((await signReconciliationRequest({ ...sent, iss: hebei }, ports)).token, { channel: hebei }),
      'PEER_UNKNOWN',
    ],
    [
      'signed with a key of somebody else',
      async () => verify((await signReconciliationRequest(sent, { ...ports, key: other })).token),
      'JWS_KID_UNKNOWN',
    ],
    [
      'for another node',
      async () => verify((await signReconciliationRequest({ ...sent, aud: hebei }, ports)).token),
      'AUDIENCE_MISMATCH',
    ],
    [
      'for another address',
      async () =>
        verify((await signReconciliationRequest({ ...sent, uri: `${beijing}/graphql` }, ports)).token),
      'URI_MISMATCH',
    ],
    [
      'over another body',
      async () =>
        verify((await signReconciliationRequest(sent, ports)).token, {
          body: bytes({ ...question, op: 'lines' }),
        }),
      'BODY_DIGEST_MISMATCH',
    ],
    [
      'that is too old',
      async () => verify((await signReconciliationRequest(sent, ports)).token, {}, rulesAt(now + 66_000)),
      'REQUEST_EXPIRED',
    ],
    [
      'from the future',
      async () => verify((await signReconciliationRequest(sent, ports)).token, {}, rulesAt(now - 10_000)),
      'REQUEST_FROM_FUTURE',
    ],
    [
      'that lives too long',
      async () =>
        verify(
          await signCompact({
            header: { typ: RECONCILIATION_REQUEST_TYP },
            payload: {
              v: 1,
              iss: tianjin,
              aud: beijing,
              jti: 'a'.repeat(22),
              iat: Math.floor(now / 1000),
              exp: Math.floor(now / 1000) + 61,
              htu: uri,
              body_sha256: sha256(body),
            },
            key,
          }),
        ),
      'REQUEST_LIFETIME',
    ],
    [
      "of a lookup: a lookup's token is none of these",
      async () => {
        const context = {} as never;
        const lookup = { iss: tianjin, aud: beijing, method: 'POST', uri, contentType: 'application/json' };
        return verify((await signRequest({ ...lookup, body, context, ttlSeconds: 30 }, ports)).token);
      },
      'JWS_TYP_WRONG',
    ],
  ])('%s', async (_name, attempt, code) => {
    expect(await refusalOf(attempt)).toBe(code);
  });
});

describe('the token of an answer', () => {
  const body = bytes({ op: 'refused', code: 'RECONCILIATION_NOT_SETTLED' });
  const requestDigest = sha256('the question');
  const sent = { iss: tianjin, aud: beijing, requestDigest, status: 409, body };
  const expected = { iss: tianjin, requestDigest };
  const verify = (
    token: string | undefined,
    change: Partial<{ status: number; body: Uint8Array }> = {},
    of = expected,
    by = rules,
  ) => verifyReconciliationAnswer({ token, status: 409, body, ...change }, of, by);

  it('verifies for the node that asked', async () => {
    expect(await refusalOf(async () => verify(await signReconciliationAnswer(sent, ports)))).toBe('accepted');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['none', () => verify(undefined), 'ANSWER_UNSIGNED'],
    [
      'of another node',
      async () => verify(await signReconciliationAnswer({ ...sent, iss: hebei }, ports)),
      'CHANNEL_MISMATCH',
    ],
    [
      'for another node',
      async () => verify(await signReconciliationAnswer({ ...sent, aud: hebei }, ports)),
      'ANSWER_AUDIENCE_MISMATCH',
    ],
    [
      'for another question: a replay',
      async () =>
        verify(await signReconciliationAnswer({ ...sent, requestDigest: sha256('earlier') }, ports)),
      'ANSWER_FOR_ANOTHER_REQUEST',
    ],
    [
      'with another status',
      async () => verify(await signReconciliationAnswer(sent, ports), { status: 200 }),
      'ANSWER_STATUS_MISMATCH',
    ],
    [
      'with another body',
      async () => verify(await signReconciliationAnswer(sent, ports), { body: bytes({}) }),
      'ANSWER_BODY_MISMATCH',
    ],
    [
      'that is stale',
      async () => verify(await signReconciliationAnswer(sent, ports), {}, expected, rulesAt(now + 126_000)),
      'ANSWER_STALE',
    ],
    [
      'that is a question',
      async () => verify((await signReconciliationRequest({ ...sent, uri }, ports)).token),
      'JWS_TYP_WRONG',
    ],
  ])('%s', async (_name, attempt, code) => {
    expect(await refusalOf(attempt)).toBe(code);
  });
});
