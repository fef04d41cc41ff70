import { X509Certificate } from 'node:crypto';
import { uriNames } from '../peers/certificate-names.js';

/** What an operator has to know of a certificate. */
export interface CertificateFacts {
  subject: string;
  issuer: string;
  /** SHA-256 of the DER, hexadecimal in upper case with colons. */
  fingerprint: string;
  uris: string[];
  notBefore: number;
  notAfter: number;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Certificates of a PEM text, in its order; those that cannot be read are left out. */
export function certificatesIn(pem: string): CertificateFacts[] {
  return (pem.match(BLOCK) ?? []).flatMap((block) => {
    try {
      return [factsOf(new X509Certificate(block))];
    } catch {
      return [];
    }
  });
}

const factsOf = (certificate: X509Certificate): CertificateFacts => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  fingerprint: certificate.fingerprint256,
  uris: uriNames(certificate.subjectAltName),
  notBefore: certificate.validFromDate.getTime(),
  notAfter: certificate.validToDate.getTime(),
});

/** Node writes a name with one attribute a line. */
const oneLine = (name: string): string => name.split('\n').join(', ');

const DAY_MS = 86_400_000;

/** Whole days until an instant; negative once it has passed. */
export const daysLeft = (until: number, now: number): number => Math.floor((until - now) / DAY_MS);

/** A certificate that ends within so many days wants renewal. */
export const SOON_DAYS = 30;

export function validityOf(
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  now: number,
): 'not-yet' | 'valid' | 'expiring' | 'expired' {
  if (now < notBefore) return 'not-yet';
  if (now >= notAfter) return 'expired';
  return daysLeft(notAfter, now) < SOON_DAYS ? 'expiring' : 'valid';
}
