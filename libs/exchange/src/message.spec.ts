import { Refusal } from '#libs/errors';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { sha256 } from './digest.js';
import { MESSAGE_ACK_TYP, signMessageAck, verifyMessageAck } from './message-ack.js';
import {
  MESSAGE_BODY_LIMITS,
  MESSAGE_TYP,
  signMessage,
  verifyMessage,
  type ReceivedMessage,
} from './message.js';
import type { PeerKeys } from './ports.js';
import { REQUEST_TYP } from './protocol.js';

const now = Date.UTC(2026, 10, 29, 12, 0, 0, 500);
const iat = Math.floor(now / 1000);
const [tianjin, beijing, hebei] = ['https://tj.example', 'https://bj.example', 'https://he.example'] as const;
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const other = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const resolvePeer = (entityId: string): PeerKeys | undefined =>
  entityId === hebei
    ? undefined
    : { entityId, keys: [verificationKeyOf(key)], suites: ['ES256'], jurisdictions: ['110000'] };
const rulesOf = (self: string, at = now) => ({
  self,
  clock: () => at,
  skewSeconds: 5,
  suites: ['ES256'],
  resolvePeer,
});
const ports = { key, clock: () => now };
const body = Buffer.from('{"a":1}');
const message = {
  iss: tianjin,
  aud: beijing,
  jti: 'm'.repeat(22),
  kind: 'sharing-request.command',
  subject: 'request:0191',
  seq: 2,
  after: 1,
  body,
};
const claims = {
  v: 1,
  iss: tianjin,
  aud: beijing,
  jti: message.jti,
  iat,
  exp: iat + 60,
  htu: `${beijing}/messages`,
  kind: message.kind,
  subject: message.subject,
  seq: 2,
  after: 1,
  body_sha256: sha256(body),
};
const forged = (change: Record<string, unknown>, typ = MESSAGE_TYP, by = key): Promise<string> =>
  signCompact({ header: { typ }, payload: { ...claims, ...change }, key: by });
const received = (token: string | undefined, change: Partial<ReceivedMessage> = {}) =>
  verifyMessage(
    { token, contentType: 'application/json', body, channel: tianjin, ...change },
    rulesOf(beijing),
  );
const codeOf = async (attempt: () => Promise<unknown>): Promise<string> => {
  try {
    await attempt();
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};

describe('a message that is not what it should be', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['has no token', () => received(undefined), 'REQUEST_TOKEN_MISSING'],
    ['is a lookup', async () => received(await forged({}, REQUEST_TYP)), 'JWS_TYP_WRONG'],
    ['is an acknowledgement', async () => received(await forged({}, MESSAGE_ACK_TYP)), 'JWS_TYP_WRONG'],
    [
      'comes by another channel',
      async () => received(await forged({}), { channel: beijing }),
      'CHANNEL_MISMATCH',
    ],
    [
      'is of a stranger',
      async () => received(await forged({ iss: hebei }), { channel: hebei }),
      'PEER_UNKNOWN',
    ],
    [
      'is signed by somebody else',
      async () => received(await forged({}, MESSAGE_TYP, other)),
      'JWS_KID_UNKNOWN',
    ],
    ['is for another node', async () => received(await forged({ aud: hebei })), 'AUDIENCE_MISMATCH'],
    [
      'is for two nodes',
      async () => received(await forged({ aud: [beijing, hebei] })),
      'MESSAGE_CLAIMS_INVALID',
    ],
    [
      'is for another place',
      async () => received(await forged({ htu: `${beijing}/graphql` })),
      'URI_MISMATCH',
    ],
    ['lives too long', async () => received(await forged({ exp: iat + 61 })), 'REQUEST_LIFETIME'],
    ['ends before it begins', async () => received(await forged({ exp: iat })), 'MESSAGE_CLAIMS_INVALID'],
    ['is old', async () => received(await forged({ iat: iat - 70, exp: iat - 10 })), 'REQUEST_EXPIRED'],
    [
      'is from the future',
      async () => received(await forged({ iat: iat + 9, exp: iat + 60 })),
      'REQUEST_FROM_FUTURE',
    ],
    [
      'has another body',
      async () => received(await forged({}), { body: Buffer.from('{"a":2}') }),
      'BODY_DIGEST_MISMATCH',
    ],
    [
      'has another content type',
      async () => received(await forged({}), { contentType: 'text/json' }),
      'CONTENT_TYPE_MISMATCH',
    ],
    [
      'is huge',
      async () => received(await forged({}), { body: Buffer.alloc(MESSAGE_BODY_LIMITS.maxBytes + 1) }),
      'MESSAGE_TOO_LARGE',
    ],
    ['is of another version', async () => received(await forged({ v: 2 })), 'PROTOCOL_VERSION'],
    ['has a surplus claim', async () => received(await forged({ more: 1 })), 'MESSAGE_CLAIMS_INVALID'],
    ['has a short name', async () => received(await forged({ jti: 'short' })), 'MESSAGE_CLAIMS_INVALID'],
    [
      'has a kind with a path',
      async () => received(await forged({ kind: '../x' })),
      'MESSAGE_CLAIMS_INVALID',
    ],
    [
      'has a subject with SQL',
      async () => received(await forged({ subject: "' OR 1=1" })),
      'MESSAGE_CLAIMS_INVALID',
    ],
    ['has no place', async () => received(await forged({ seq: 0, after: 0 })), 'MESSAGE_CLAIMS_INVALID'],
    ['comes after itself', async () => received(await forged({ after: 2 })), 'MESSAGE_CLAIMS_INVALID'],
    [
      'has a place that is a text',
      async () => received(await forged({ seq: '2' })),
      'MESSAGE_CLAIMS_INVALID',
    ],
    [
      'is altered',
      async () => received((await forged({})).replace(/\.[^.]+\./, '.eyJ4IjoxfQ.')),
      'CHANNEL_MISMATCH',
    ],
    [
      'has a signature over something else',
      async () => {
        const [token, twin] = [await forged({}), await forged({ seq: 3 })];
        return received([...token.split('.').slice(0, 2), twin.split('.')[2]].join('.'));
      },
      'JWS_SIGNATURE_WRONG',
    ],
  ])('%s', async (_name, attempt, code) => {
    expect(await codeOf(attempt)).toBe(code);
  });

  it('verifies where it is', async () => {
    const { token, digest } = await signMessage(message, ports);
    expect(await received(token)).toMatchObject({ claims, digest });
  });
});

describe('an acknowledgement', () => {
  const ack = {
    iss: beijing,
    aud: tianjin,
    jti: message.jti,
    message_sha256: sha256('the token'),
    outcome: 'applied',
  } as const;
  const expected = { iss: beijing, jti: message.jti, digest: ack.message_sha256 };
  const forgedAck = (change: Record<string, unknown>, typ = MESSAGE_ACK_TYP, by = key): Promise<string> =>
    signCompact({ header: { typ }, payload: { v: 1, iat, ...ack, ...change }, key: by });
  const verify = (token: string | undefined, at = now) =>
    verifyMessageAck(token, expected, rulesOf(tianjin, at));

  it.each<[string, () => Promise<unknown>, string]>([
    ['is missing', () => verify(undefined), 'ANSWER_UNSIGNED'],
    ['is a message', async () => verify(await forgedAck({}, MESSAGE_TYP)), 'JWS_TYP_WRONG'],
    ['is of another node', async () => verify(await forgedAck({ iss: tianjin })), 'CHANNEL_MISMATCH'],
    [
      'is signed by somebody else',
      async () => verify(await forgedAck({}, MESSAGE_ACK_TYP, other)),
      'JWS_KID_UNKNOWN',
    ],
    ['is for another node', async () => verify(await forgedAck({ aud: hebei })), 'ANSWER_AUDIENCE_MISMATCH'],
    [
      'is of another message',
      async () => verify(await forgedAck({ jti: 'n'.repeat(22) })),
      'ANSWER_FOR_ANOTHER_REQUEST',
    ],
    [
      'is of another attempt',
      async () => verify(await forgedAck({ message_sha256: sha256('x') })),
      'ANSWER_FOR_ANOTHER_REQUEST',
    ],
    ['is old', async () => verify(await forgedAck({}), now + 130_000), 'ANSWER_STALE'],
    ['is from the future', async () => verify(await forgedAck({}), now - 10_000), 'ANSWER_FROM_FUTURE'],
    [
      'refuses without saying why',
      async () => verify(await forgedAck({ outcome: 'refused' })),
      'MESSAGE_ACK_CLAIMS_INVALID',
    ],
    [
      'applies with a code',
      async () => verify(await forgedAck({ code: 'X_Y' })),
      'MESSAGE_ACK_CLAIMS_INVALID',
    ],
    [
      'says something else',
      async () => verify(await forgedAck({ outcome: 'maybe' })),
      'MESSAGE_ACK_CLAIMS_INVALID',
    ],
    ['has a surplus claim', async () => verify(await forgedAck({ more: 1 })), 'MESSAGE_ACK_CLAIMS_INVALID'],
    ['is of another version', async () => verify(await forgedAck({ v: '1' })), 'PROTOCOL_VERSION'],
  ])('%s', async (_name, attempt, code) => {
    expect(await codeOf(attempt)).toBe(code);
  });

  it.each([{ outcome: 'applied' }, { outcome: 'refused', code: 'MESSAGE_STALE' }] as const)(
    'verifies with %j',
    async (said) => {
      expect(await verify(await signMessageAck({ ...ack, ...said }, ports))).toMatchObject(said);
    },
  );
});
