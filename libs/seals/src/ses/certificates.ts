import { Refusal } from '#libs/errors';
import {
  Asn1,
  parseCertificate,
  parsePublicKey,
  type Certificate,
  type SubjectPublicKeyInfo,
} from '#libs/pki';

export type CertificateOrProblem = { certificate: Certificate } | { problem: string };

/** @returns why it cannot be read, where it cannot */
export function tryCertificate(der: Uint8Array): CertificateOrProblem {
  try {
    return { certificate: parseCertificate(der) };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { problem: thrown.message };
    throw thrown;
  }
}

/** Those that can be read. */
export function readable(encoded: readonly Uint8Array[] = []): Certificate[] {
  return encoded.slice(0, 1000).flatMap((der) => {
    const result = tryCertificate(der);
    return 'certificate' in result ? [result.certificate] : [];
  });
}

/**
 * The key of a certificate, also of one that breaks RFC 5280 elsewhere: whether a signature is good is then still found,
 * and told beside the certificate's own failure. Nothing is trusted by it.
 */
export function keyOf(der: Uint8Array, read: CertificateOrProblem): SubjectPublicKeyInfo | undefined {
  if ('certificate' in read) return read.certificate.spki;
  try {
    const [tbs] = Asn1.parse(der).sequenceOf();
    const fields = tbs?.sequenceOf().filter((field) => !field.isContext(0)) ?? [];
    // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
    return fields[5] && parsePublicKey(fields[5].raw);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
