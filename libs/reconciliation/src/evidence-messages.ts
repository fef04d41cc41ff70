import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';

const digest = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
/** Which lookup: SHA-256 of its request token, which both sides have. */
const evidenceRequest = z.strictObject({ op: z.literal('evidence'), request: digest });
const evidenceRefusal = z.strictObject({
  op: z.literal('refused'),
  code: z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/),
});
const LIMITS = { maxBytes: 1_024, maxDepth: 2 };

/**
 * What a party of a lookup asks of the other one. The answer's body is an evidence bundle with the answering side alone
 * (`libs/evidence`, status 200), or a refusal.
 * @throws Refusal `EVIDENCE_REQUEST_INVALID`
 */
export function readEvidenceRequest(body: Uint8Array): { request: string } {
  try {
    return evidenceRequest.parse(parseStrictJson(body, LIMITS));
  } catch (cause) {
    throw new Refusal('EVIDENCE_REQUEST_INVALID', { cause });
  }
}

/** The code of a refusal. @throws Refusal `EVIDENCE_ANSWER_INVALID` */
export function readEvidenceRefusal(body: Uint8Array): string {
  try {
    return evidenceRefusal.parse(parseStrictJson(body, LIMITS)).code;
  } catch (cause) {
    throw new Refusal('EVIDENCE_ANSWER_INVALID', { hint: 'refusal', cause });
  }
}
