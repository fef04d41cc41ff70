import { z } from 'zod';
import {
  filled,
  instant,
  issuerSchema,
  label,
  readModel,
  sampleSchema,
  text,
  verificationSchema,
} from './parts.js';

/** A licence on paper (证照): its name, what it says, who issued it. */
export const certificateSchema = z.strictObject({
  v: z.literal(1),
  title: label,
  number: filled(80),
  identifier: filled(100).describe('The e-licence identifier (GB/T 36904).'),
  issuer: issuerSchema,
  issuedAt: instant,
  facts: z
    .array(z.strictObject({ label, value: text(4000) }))
    .min(1)
    .max(60),
  validity: text(80).describe('Until when it is valid, in words.'),
  sample: sampleSchema,
  verification: verificationSchema,
});

export type CertificateModel = z.output<typeof certificateSchema>;

/**
 * Reads a certificate.
 * @throws Refusal REPORT_INVALID with the first member at fault
 */
export function readCertificate(value: unknown): CertificateModel {
  return readModel(certificateSchema, value);
}
