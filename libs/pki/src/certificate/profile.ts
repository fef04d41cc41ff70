import { OID } from '../oids.js';
import { isSelfIssued, type Certificate } from './certificate.js';

interface Rule {
  clause: string;
  problem: string;
  broken: (certificate: Certificate) => boolean;
  /** Held by every authority that was looked at, and asked of every path. */
  basic?: true;
}

const criticalOf = ({ extensions }: Certificate, oid: string): boolean | undefined =>
  extensions.list.find((extension) => extension.oid === oid)?.critical;
const isAuthority = ({ extensions }: Certificate) => extensions.basicConstraints?.ca === true;

const never = (name: keyof typeof OID, section: string): Rule => ({
  clause: `RFC 5280 §${section}`,
  problem: `${name} is critical`,
  broken: (certificate) => criticalOf(certificate, OID[name]) === true,
  basic: true,
});
const always = (name: keyof typeof OID, section: string): Rule => ({
  clause: `RFC 5280 §${section}`,
  problem: `${name} is not critical`,
  broken: (certificate) => criticalOf(certificate, OID[name]) === false,
});

/** What RFC 5280 §4 demands of those who issue certificates, beside what every parser must refuse. */
const RULES: readonly Rule[] = [
  {
    clause: 'RFC 5280 §4.1.2.2',
    problem: 'the serial number is not a positive one of at most 20 octets',
    broken: ({ serial }) => serial <= 0n || serial >> 159n !== 0n,
  },
  {
    clause: 'RFC 5280 §4.1.2.5',
    problem: 'the validity ends before it starts',
    broken: ({ notBefore, notAfter }) => notAfter < notBefore,
    basic: true,
  },
  {
    clause: 'RFC 5280 §4.1.2.6',
    problem: 'an authority without a subject',
    broken: (certificate) => isAuthority(certificate) && certificate.subject.rdns.length === 0,
    basic: true,
  },
  {
    clause: 'RFC 5280 §4.1.2.6',
    problem: 'no subject, and no critical subjectAltName',
    broken: (certificate) =>
      certificate.subject.rdns.length === 0 && criticalOf(certificate, OID.subjectAltName) !== true,
    basic: true,
  },
  never('authorityKeyIdentifier', '4.2.1.1'),
  {
    clause: 'RFC 5280 §4.2.1.1',
    problem: 'authorityKeyIdentifier without a key identifier',
    broken: (certificate) =>
      !certificate.extensions.authorityKeyIdentifier?.keyId && !isSelfIssued(certificate),
  },
  never('subjectKeyIdentifier', '4.2.1.2'),
  {
    clause: 'RFC 5280 §4.2.1.2',
    problem: 'an authority without subjectKeyIdentifier',
    broken: (certificate) => isAuthority(certificate) && !certificate.extensions.subjectKeyIdentifier,
  },
  {
    clause: 'RFC 5280 §4.2.1.3',
    problem: 'an authority without keyUsage',
    broken: (certificate) => isAuthority(certificate) && !certificate.extensions.keyUsage,
  },
  {
    clause: 'RFC 5280 §4.2.1.3',
    problem: 'keyUsage without a usage',
    broken: ({ extensions }) => extensions.keyUsage?.size === 0,
    basic: true,
  },
  {
    clause: 'RFC 5280 §4.2.1.9',
    problem: 'keyCertSign outside the certificate of an authority',
    broken: (certificate) =>
      certificate.extensions.keyUsage?.has('keyCertSign') === true && !isAuthority(certificate),
  },
  {
    clause: 'RFC 5280 §4.2.1.9',
    problem: 'pathLenConstraint outside the certificate of an authority that signs certificates',
    broken: ({ extensions: { basicConstraints, keyUsage } }) =>
      basicConstraints?.pathLength !== undefined &&
      (!basicConstraints.ca || keyUsage?.has('keyCertSign') === false),
    basic: true,
  },
  {
    clause: 'RFC 5280 §4.2.1.9',
    problem: 'basicConstraints of an authority is not critical',
    broken: (certificate) =>
      isAuthority(certificate) && criticalOf(certificate, OID.basicConstraints) === false,
  },
  always('nameConstraints', '4.2.1.10'),
  {
    clause: 'RFC 5280 §4.2.1.10',
    problem: 'nameConstraints outside the certificate of an authority',
    broken: (certificate) =>
      certificate.extensions.nameConstraints !== undefined && !isAuthority(certificate),
    basic: true,
  },
  always('policyConstraints', '4.2.1.11'),
  always('inhibitAnyPolicy', '4.2.1.14'),
  never('freshestCRL', '4.2.1.15'),
  never('authorityInfoAccess', '4.2.2.1'),
];

export interface ProfileViolation {
  clause: string;
  problem: string;
}

/**
 * Where a certificate breaks the profile that RFC 5280 §4 sets for issuers. Path validation (§6.1) does not ask for
 * it, and authorities in use break parts of it; `basic` asks for the parts that they do not.
 */
export function profileViolations(certificate: Certificate, extent: 'basic' | 'full'): ProfileViolation[] {
  return RULES.filter((rule) => (extent === 'full' || rule.basic) && rule.broken(certificate)).map(
    ({ clause, problem }) => ({ clause, problem }),
  );
}
