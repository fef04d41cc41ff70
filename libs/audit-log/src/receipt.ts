import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { hashFromBase64url, toBase64url } from './base64url.js';
import { HASH_BYTES } from './hashing.js';

/**
 * Origin of a log in the sense of C2SP tlog-checkpoint: a schema-less URL, one line, no white space, no `+`
 * (which separates name and hash in a note's key).
 */
const originSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\s+/][^\s+]*$/u)
  .refine((origin) => !origin.includes('://'));

/** A node's promise that the leaf stands, or will stand within the log's stated delay, in its log. */
export const receiptSchema = z.strictObject({
  log: originSchema.describe('Origin of the log.'),
  leaf: z
    .string()
    .refine((leaf) => hashFromBase64url(leaf) !== undefined)
    .describe('base64url leaf hash (RFC 6962) of the entry.'),
});

export type Receipt = z.infer<typeof receiptSchema>;

/** The origin of the log of the node `entityId`: `https://127.0.0.1:7411` has the log `127.0.0.1:7411/log`. */
export function logOrigin(entityId: string): string {
  const url = new URL(entityId);
  const origin = `${url.host}${url.pathname.replace(/\/+$/, '')}/log`;
  return originSchema.parse(origin);
}

/** @param leaf 32 bytes. */
export function receiptFor(origin: string, leaf: Uint8Array): Receipt {
  if (leaf.length !== HASH_BYTES) throw new RangeError(`A leaf hash has ${HASH_BYTES} bytes.`);
  return { log: origin, leaf: toBase64url(leaf) };
}

/**
 * Reads a receipt from outside.
 * @throws Refusal `RECEIPT_INVALID`. That the entry is in the log is for an inclusion proof to say, not for this.
 */
export function parseReceipt(value: unknown): Receipt & { leafHash: Uint8Array } {
  const parsed = receiptSchema.safeParse(value);
  const leafHash = parsed.success ? hashFromBase64url(parsed.data.leaf) : undefined;
  if (!parsed.success || !leafHash) throw new Refusal('RECEIPT_INVALID');
  return { ...parsed.data, leafHash };
}
