import { z } from 'zod';
import type { DocumentVerdict } from './document-verdict.js';

/** What is selected of a verdict in the operations that nodes send to one another; see {@link verdictSchema}. */
export const VERDICT_SELECTION =
  '{ sha256 format indication subIndication code issuer signer seal { id name validFrom validUntil } trustEdition checkedAt checks { name outcome } }';

const ISSUER = { MATCH: 'match', MISMATCH: 'mismatch', NOT_COMPARED: 'not-compared' } as const;
const OUTCOME = { PASSED: 'passed', FAILED: 'failed', NOT_CHECKED: 'not-checked' } as const;

/** Longest text of a certificate or seal in UTF-16 units; the sender cuts at 512 characters. */
const LONGEST = 1024;
/** More checks than libs/seals knows, and few enough to be shown. */
const MOST_CHECKS = 64;

const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}]*$/u);
const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine((value) => !Number.isNaN(Date.parse(value)));

/**
 * A verdict as a peer tells it: enums under the names of the schema, no member beyond the selection, and no
 * contradiction: `TOTAL_PASSED` has no reason against it and no check that failed, whatever else has a reason, and
 * `MATCH` has no comparison that failed. That the peer means it is its signature's business; that it is so, nobody's.
 */
export const verdictSchema = z
  .strictObject({
    sha256: z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/),
    format: z.enum(['ofd', 'ses-seal', 'ses-signature', 'pdf', 'cms', 'jws']).nullable(),
    indication: z.enum(['TOTAL_PASSED', 'TOTAL_FAILED', 'INDETERMINATE', 'NOT_CHECKED']),
    subIndication: code.nullable(),
    code: code.nullable(),
    issuer: z.enum(['MATCH', 'MISMATCH', 'NOT_COMPARED']),
    signer: text(LONGEST).nullable(),
    seal: z
      .strictObject({ id: text(LONGEST), name: text(LONGEST), validFrom: instant, validUntil: instant })
      .nullable(),
    trustEdition: text(128).min(1),
    checkedAt: instant,
    checks: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
          outcome: z.enum(['PASSED', 'FAILED', 'NOT_CHECKED']),
        }),
      )
      .max(MOST_CHECKS),
  })
  .refine(({ indication, subIndication, code: because, checks }) => {
    const reason = subIndication !== null;
    if (indication === 'NOT_CHECKED') return because !== null && !reason && checks.length === 0;
    if (indication !== 'TOTAL_PASSED') return reason;
    const ofSignatures = checks.filter(({ name }) => !COMPARISONS.has(name) && name !== 'copy-period');
    return (
      !reason &&
      because === null &&
      ofSignatures.length > 0 &&
      ofSignatures.every(({ outcome }) => outcome === 'PASSED')
    );
  })
  .refine(({ issuer, signer, checks }) => {
    const compared = checks.filter(({ name }) => COMPARISONS.has(name));
    return issuer !== 'MATCH' || (signer !== null && compared.every(({ outcome }) => outcome !== 'FAILED'));
  })
  .refine(({ checks }) => new Set(checks.map(({ name }) => name)).size === checks.length);

const COMPARISONS = new Set(['issuer-code', 'issuer-name', 'issuer-identifier', 'seal-number']);

/** The verdict in the terms of this node. */
export function readVerdict(told: z.infer<typeof verdictSchema>): DocumentVerdict {
  const { format, subIndication, code: because, signer, seal, issuer, checks, ...rest } = told;
  return {
    ...rest,
    ...(format === null ? {} : { format }),
    ...(subIndication === null ? {} : { subIndication }),
    ...(because === null ? {} : { code: because }),
    issuer: ISSUER[issuer],
    ...(signer === null ? {} : { signer }),
    ...(seal === null ? {} : { seal }),
    checks: checks.map(({ name, outcome }) => ({ name, outcome: OUTCOME[outcome] })),
  };
}
