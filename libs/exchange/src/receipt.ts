import { z } from 'zod';
import { digestSchema } from './forms.js';

/**
 * A promise of the answering node (审计回执): the entry with this leaf hash is durable, and stands in a signed
 * checkpoint of the log within the delay that the log states.
 */
export const receiptSchema = z.strictObject({
  /** Origin line of the log (C2SP tlog-checkpoint): one line without scheme, white space and `+`. */
  log: z.string().regex(/^(?!\/|.*:\/\/)[\x21-\x2a\x2c-\x7e]{1,255}$/),
  /** SHA-256(0x00 || RFC 8785 canonical JSON of the entry), base64url. */
  leaf: digestSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;
