import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';
import { sha256 } from './digest.js';
import { contentTypeSchema, digestSchema, entityIdSchema, secondsSchema } from './forms.js';
import type { Clock } from './ports.js';
import { ANSWER_TYP, PROTOCOL_VERSION } from './protocol.js';
import { receiptSchema, type Receipt } from './receipt.js';
import { claimsRefusal } from './request.js';

/** How the body was encrypted after signing (PROFILE.md, section 7). */
export const encryptionSchema = z.strictObject({
  kid: z.string().regex(/^[A-Za-z0-9._~:@+=-]{1,256}$/),
  alg: z.literal('ECDH-ES+A256KW'),
  enc: z.literal('A256GCM'),
});
export type Encryption = z.infer<typeof encryptionSchema>;

/** Claims of an answer token (PROFILE.md, section 6.1). */
export const answerClaimsSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  iss: entityIdSchema,
  aud: entityIdSchema,
  iat: secondsSchema,
  /** SHA-256 of the request token's text. */
  request_sha256: digestSchema,
  status: z.int().min(200).max(599),
  content_type: contentTypeSchema,
  body_sha256: digestSchema,
  receipt: receiptSchema,
  encryption: encryptionSchema.optional(),
});
export type AnswerClaims = z.infer<typeof answerClaimsSchema>;

export interface AnswerToSign {
  iss: string;
  aud: string;
  /** `tokenDigest` of the verified request. */
  requestDigest: string;
  status: number;
  contentType: string;
  /** The bytes that are sent; where they are encrypted, the bytes before encryption. */
  body: Uint8Array;
  /** Of the entry that is durable before this answer leaves. */
  receipt: Receipt;
  encryption?: Encryption;
}

/** Signs an answer; the token goes into the field `Tongban-Answer`. */
export async function signAnswer(
  answer: AnswerToSign,
  ports: { key: SigningKey; clock: Clock },
): Promise<string> {
  const payload: AnswerClaims = {
    v: PROTOCOL_VERSION,
    iss: answer.iss,
    aud: answer.aud,
    iat: Math.floor(ports.clock() / 1000),
    request_sha256: answer.requestDigest,
    status: answer.status,
    content_type: answer.contentType,
    body_sha256: sha256(answer.body),
    receipt: answer.receipt,
    ...(answer.encryption ? { encryption: answer.encryption } : {}),
  };
  return signCompact({ header: { typ: ANSWER_TYP }, payload, key: ports.key });
}

/** Reads the claims; an absent request digest or receipt has a code of its own. */
export function readAnswerClaims(payload: Record<string, unknown>): AnswerClaims {
  if (payload['request_sha256'] === undefined) throw new Refusal('ANSWER_REQUEST_DIGEST_MISSING');
  const receipt = payload['receipt'];
  if (receipt === undefined || receipt === null) throw new Refusal('ANSWER_RECEIPT_MISSING');
  if (!receiptSchema.safeParse(receipt).success) throw new Refusal('ANSWER_RECEIPT_INVALID');
  const parsed = answerClaimsSchema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw claimsRefusal(parsed.error, 'ANSWER_CLAIMS_INVALID');
}
