import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { Asn1, TAG } from '../asn1/index.js';
import { equalBytes, hex } from '../bytes.js';
import { formatName, readName, sameName, type Name } from '../names/name.js';
import { readAlgorithm, type AlgorithmIdentifier } from '../signature/algorithm-identifier.js';
import { readPublicKey, type SubjectPublicKeyInfo } from '../signature/public-key.js';
import { readExtensions, typeExtensions, type CertificateExtensions } from './extensions.js';

/** A certificate as RFC 5280 §4.1 has it. Parsed says nothing about trusted. */
export interface Certificate {
  raw: Uint8Array;
  /** tbsCertificate as it stands in the input: what is signed. */
  tbs: Uint8Array;
  version: 1 | 2 | 3;
  serial: bigint;
  signatureAlgorithm: AlgorithmIdentifier;
  issuer: Name;
  /** Milliseconds since 1970, both inclusive. */
  notBefore: number;
  notAfter: number;
  subject: Name;
  spki: SubjectPublicKeyInfo;
  extensions: CertificateExtensions;
  signature: Uint8Array;
  /** SHA-256 of `raw` in hex: the identity of a certificate in maps and reports. */
  fingerprint: string;
}

/** Largest certificate; those in use have a few kilobytes. */
const LIMITS = { maxBytes: 256 << 10, maxDepth: 24, maxElements: 20_000 };

/**
 * Reads one certificate in DER, strictly.
 *
 * Not checked: any signature, any date, whether critical extensions are understood, whether the key is a good one.
 * @throws Refusal ASN1_*, CERTIFICATE_*, PUBLIC_KEY_MALFORMED
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const outer = Asn1.parse(der, LIMITS).sequence();
  const tbs = outer.next();
  const signatureAlgorithm = readAlgorithm(outer.next());
  const signature = outer.next().bitOctets();
  outer.end();

  const fields = tbs.sequence();
  const version = readVersion(fields.optionalContext(0));
  const serial = fields.next().integer();
  const inner = readAlgorithm(fields.next());
  if (!equalBytes(inner.raw, signatureAlgorithm.raw)) throw new Refusal('CERTIFICATE_ALGORITHM_MISMATCH');
  const issuer = readName(fields.next());
  const validity = fields.next().sequence();
  const notBefore = validity.next().time();
  const notAfter = validity.next().time();
  validity.end();
  const subject = readName(fields.next());
  const spki = readPublicKey(fields.next());
  const uniqueIds = [fields.optionalContext(1), fields.optionalContext(2)];
  for (const id of uniqueIds) {
    id?.implicit(TAG.BIT_STRING).bits();
    if (id && version < 2) throw malformed('a unique identifier in version 1');
  }
  const extensions = fields.optionalContext(3);
  if (extensions && version !== 3) throw malformed('extensions before version 3');
  fields.end();
  const list = extensions ? readExtensions(extensions.explicit()) : [];
  if (extensions && list.length === 0) throw malformed('empty extensions');
  if (issuer.rdns.length === 0) throw malformed('no issuer');

  return {
    raw: der,
    tbs: tbs.raw,
    version,
    serial,
    signatureAlgorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    spki,
    extensions: typeExtensions(list),
    signature,
    fingerprint: hex(createHash('sha256').update(der).digest()),
  };
}

function readVersion(element: Asn1 | undefined): 1 | 2 | 3 {
  if (!element) return 1;
  switch (element.explicit().smallInteger()) {
    case 0:
      return 1; // DER leaves the default out; some authorities write it
    case 1:
      return 2;
    case 2:
      return 3;
    default:
      throw malformed('version');
  }
}

function malformed(hint: string): Refusal {
  return new Refusal('CERTIFICATE_MALFORMED', { hint });
}

/** Issuer and subject are the same name (RFC 5280 §3.2): a root, or an authority that changes its key. */
export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return sameName(issuer, subject);
}

/** Longest subject in a report; it stands there once for every check. */
const MAX_DESCRIPTION = 300;

/** For people: the subject, or the serial number where the subject is empty. */
export function describeCertificate({ subject, serial }: Certificate): string {
  const text = subject.rdns.length > 0 ? formatName(subject) : `serial number ${serial.toString(16)}`;
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION)}…`;
}
