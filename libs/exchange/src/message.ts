import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';
import { sha256 } from './digest.js';
import { digestSchema, entityIdSchema, jtiSchema, secondsSchema, targetUriSchema } from './forms.js';
import { readSigned, type SignedRules } from './message-signed.js';
import type { Clock, PeerKeys } from './ports.js';
import { MAX_LIFETIME_SECONDS, PROTOCOL_VERSION } from './protocol.js';

/** Neither is ever taken for a lookup's token, nor a lookup's for one of these: each reader demands its own `typ`. */
export const MESSAGE_TYP = 'message+jwt';
/** Path below the receiver's entity id. */
export const MESSAGE_PATH = '/messages';
/** Bounds of a message's body. */
export const MESSAGE_BODY_LIMITS = { maxBytes: 262_144, maxDepth: 12 };

/** What kind of message it is; rooms of the receiver register the kinds that they take. */
export const messageKindSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/)
  .max(64);
/** What it is about: messages of one sender about one subject are applied in the order in which they were made. */
export const messageSubjectSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/);

const place = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Claims of a message's token (PROFILE.md, annex B.2). */
export const messageClaimsSchema = z
  .strictObject({
    v: z.literal(PROTOCOL_VERSION),
    iss: entityIdSchema,
    aud: entityIdSchema,
    /** Names the message, not the attempt: it stays the same however often the message is sent. */
    jti: jtiSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    htu: targetUriSchema,
    kind: messageKindSchema,
    subject: messageSubjectSchema,
    /** Place among the sender's messages to this receiver about this subject, from 1. */
    seq: place.min(1),
    /** Place of the message that must have been applied before; 0 for none. Those in between were dropped. */
    after: place,
    body_sha256: digestSchema,
  })
  .refine(({ seq, after }) => after < seq, { path: ['after'] });
export type MessageClaims = z.infer<typeof messageClaimsSchema>;

/** A message as its sender keeps it, whatever becomes of its attempts. */
export interface MessageToSign {
  iss: string;
  aud: string;
  jti: string;
  kind: string;
  subject: string;
  seq: number;
  after: number;
  body: Uint8Array;
}

/**
 * Signs one attempt to deliver a message.
 * @returns the token and its digest, which the acknowledgement must name
 */
export async function signMessage(
  message: MessageToSign,
  ports: { key: SigningKey; clock: Clock },
): Promise<{ token: string; digest: string }> {
  const { body, ...names } = message;
  const iat = Math.floor(ports.clock() / 1000);
  const payload: MessageClaims = {
    v: PROTOCOL_VERSION,
    ...names,
    iat,
    exp: iat + MAX_LIFETIME_SECONDS,
    htu: `${message.aud}${MESSAGE_PATH}`,
    body_sha256: sha256(body),
  };
  const token = await signCompact({ header: { typ: MESSAGE_TYP }, payload, key: ports.key });
  return { token, digest: sha256(token) };
}

/** What arrived, as the server received it. */
export interface ReceivedMessage {
  /** Field `Tongban-Request`. */
  token: string | undefined;
  contentType: string | undefined;
  body: Uint8Array;
  /** URI SAN of the client certificate. */
  channel: string;
}

export interface VerifiedMessage {
  claims: MessageClaims;
  /** Digest of the token's text. */
  digest: string;
  peer: PeerKeys;
}

/**
 * Verifies a message against the bytes and the channel that it came by.
 *
 * Not checked here: whether it was applied before (iss, jti), its place among others, what the body says.
 * @throws Refusal `REQUEST_TOKEN_MISSING`, `JWS_*`, `CHANNEL_MISMATCH`, `PEER_UNKNOWN`, `KEY_*`, `SUITE_NOT_AGREED`,
 * `PROTOCOL_VERSION`, `MESSAGE_CLAIMS_INVALID`, `AUDIENCE_MISMATCH`, `REQUEST_LIFETIME`, `REQUEST_FROM_FUTURE`,
 * `REQUEST_EXPIRED`, `URI_MISMATCH`, `CONTENT_TYPE_MISMATCH`, `MESSAGE_TOO_LARGE`, `BODY_DIGEST_MISMATCH`
 */
export async function verifyMessage(received: ReceivedMessage, rules: SignedRules): Promise<VerifiedMessage> {
  const { token, body } = received;
  if (!token) throw new Refusal('REQUEST_TOKEN_MISSING');
  const { payload, peer } = await readSigned(token, MESSAGE_TYP, received.channel, rules);
  const claims = claimsOf(messageClaimsSchema, payload, 'MESSAGE_CLAIMS_INVALID');
  const now = rules.clock() / 1000;
  if (claims.aud !== rules.self) throw new Refusal('AUDIENCE_MISMATCH');
  if (claims.exp - claims.iat > MAX_LIFETIME_SECONDS) throw new Refusal('REQUEST_LIFETIME');
  if (claims.exp <= claims.iat) throw new Refusal('MESSAGE_CLAIMS_INVALID', { hint: 'exp' });
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('REQUEST_FROM_FUTURE');
  if (now >= claims.exp + rules.skewSeconds) throw new Refusal('REQUEST_EXPIRED');
  if (claims.htu !== `${rules.self}${MESSAGE_PATH}`) throw new Refusal('URI_MISMATCH');
  if (received.contentType !== 'application/json') throw new Refusal('CONTENT_TYPE_MISMATCH');
  if (body.byteLength > MESSAGE_BODY_LIMITS.maxBytes) throw new Refusal('MESSAGE_TOO_LARGE');
  if (claims.body_sha256 !== sha256(body)) throw new Refusal('BODY_DIGEST_MISMATCH');
  return { claims, digest: sha256(token), peer };
}

/** Reads claims; the hint names the first member at fault and never its value. */
export function claimsOf<T>(
  schema: z.ZodType<T>,
  payload: unknown,
  code: 'MESSAGE_CLAIMS_INVALID' | 'MESSAGE_ACK_CLAIMS_INVALID',
): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(({ path }) => String(path[0] ?? ''));
  if (names.includes('v')) throw new Refusal('PROTOCOL_VERSION', { hint: `${PROTOCOL_VERSION} is due` });
  throw new Refusal(code, { hint: names[0] || 'a surplus claim' });
}
