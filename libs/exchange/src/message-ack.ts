import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';
import { digestSchema, entityIdSchema, jtiSchema, secondsSchema } from './forms.js';
import { claimsOf } from './message.js';
import { readSigned, type SignedRules } from './message-signed.js';
import type { Clock } from './ports.js';
import { MAX_ANSWER_AGE_SECONDS, PROTOCOL_VERSION } from './protocol.js';

export const MESSAGE_ACK_TYP = 'message-ack+jwt';

/**
 * What became of a message: `applied` durably, now; `duplicate`: before; `refused`: it will not be, however often it is
 * sent; `later`: not now.
 */
export const MESSAGE_OUTCOMES = ['applied', 'duplicate', 'refused', 'later'] as const;
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];

/** Claims of an acknowledgement (PROFILE.md, annex B.4). */
export const messageAckClaimsSchema = z
  .strictObject({
    v: z.literal(PROTOCOL_VERSION),
    iss: entityIdSchema,
    aud: entityIdSchema,
    iat: secondsSchema,
    jti: jtiSchema,
    /** Of the text of the message's token as it arrived. */
    message_sha256: digestSchema,
    outcome: z.enum(MESSAGE_OUTCOMES),
    /** Why not; present where the outcome is `refused` or `later`, and only there. */
    code: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{2,63}$/)
      .optional(),
  })
  .refine(({ outcome, code }) => (code !== undefined) === (outcome === 'refused' || outcome === 'later'), {
    path: ['code'],
  });
export type MessageAckClaims = z.infer<typeof messageAckClaimsSchema>;

export async function signMessageAck(
  ack: Omit<MessageAckClaims, 'v' | 'iat'>,
  ports: { key: SigningKey; clock: Clock },
): Promise<string> {
  const payload = { v: PROTOCOL_VERSION, ...ack, iat: Math.floor(ports.clock() / 1000) } as const;
  return signCompact({ header: { typ: MESSAGE_ACK_TYP }, payload, key: ports.key });
}

/**
 * Verifies an acknowledgement against the attempt that it must answer. Only what is verified here may mark a message as
 * delivered; status and body of the HTTP answer say nothing that counts.
 * @throws Refusal `ANSWER_UNSIGNED`, `JWS_*`, `CHANNEL_MISMATCH`, `PEER_UNKNOWN`, `KEY_*`, `PROTOCOL_VERSION`,
 * `MESSAGE_ACK_CLAIMS_INVALID`, `ANSWER_AUDIENCE_MISMATCH`, `ANSWER_FOR_ANOTHER_REQUEST`, `ANSWER_FROM_FUTURE`, `ANSWER_STALE`
 */
export async function verifyMessageAck(
  token: string | undefined,
  expected: { iss: string; jti: string; digest: string },
  rules: SignedRules,
): Promise<MessageAckClaims> {
  if (!token) throw new Refusal('ANSWER_UNSIGNED');
  const { payload } = await readSigned(token, MESSAGE_ACK_TYP, expected.iss, rules);
  const claims = claimsOf(messageAckClaimsSchema, payload, 'MESSAGE_ACK_CLAIMS_INVALID');
  const now = rules.clock() / 1000;
  if (claims.aud !== rules.self) throw new Refusal('ANSWER_AUDIENCE_MISMATCH');
  if (claims.jti !== expected.jti || claims.message_sha256 !== expected.digest)
    throw new Refusal('ANSWER_FOR_ANOTHER_REQUEST');
  if (claims.iat > now + rules.skewSeconds) throw new Refusal('ANSWER_FROM_FUTURE');
  if (claims.iat + MAX_ANSWER_AGE_SECONDS + rules.skewSeconds < now) throw new Refusal('ANSWER_STALE');
  return claims;
}
