import { Refusal } from '#libs/errors';
import { Asn1, TAG } from '../asn1/index.js';
import type { GeneralName } from '../names/general-name.js';
import { OID } from '../oids.js';
import { readDistributionPoints, type DistributionPoint } from './distribution-point.js';
import * as read from './extension-values.js';

export interface Extension {
  oid: string;
  critical: boolean;
  /** Content of extnValue. */
  value: Uint8Array;
}

/**
 * Extensions of a certificate, read. What is not named here stands in `list` only; where such a one is critical, path
 * validation fails (RFC 5280 §4.2).
 */
export interface CertificateExtensions {
  list: readonly Extension[];
  /**
   * Object identifiers of extensions whose value is not what the standard says. The certificate can still be shown and
   * what it signed verified; no path with it validates.
   */
  malformed: readonly string[];
  basicConstraints?: read.BasicConstraints;
  keyUsage?: ReadonlySet<read.KeyUsage>;
  extendedKeyUsage?: readonly string[];
  subjectAltName?: readonly GeneralName[];
  issuerAltName?: readonly GeneralName[];
  nameConstraints?: read.NameConstraints;
  certificatePolicies?: readonly read.PolicyInformation[];
  policyMappings?: readonly read.PolicyMapping[];
  policyConstraints?: read.PolicyConstraints;
  /** SkipCerts of inhibitAnyPolicy. */
  inhibitAnyPolicy?: number;
  subjectKeyIdentifier?: Uint8Array;
  authorityKeyIdentifier?: read.AuthorityKeyIdentifier;
  crlDistributionPoints?: readonly DistributionPoint[];
  freshestCrl?: readonly DistributionPoint[];
  authorityInfoAccess?: readonly read.AccessDescription[];
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  ocspNoCheck?: true;
}

type Typed = Omit<CertificateExtensions, 'list' | 'malformed'>;

const READERS: Readonly<Record<string, (value: Asn1) => Typed>> = {
  [OID.basicConstraints]: (value) => ({ basicConstraints: read.readBasicConstraints(value) }),
  [OID.keyUsage]: (value) => ({ keyUsage: read.readKeyUsage(value) }),
  [OID.extKeyUsage]: (value) => ({ extendedKeyUsage: read.readExtendedKeyUsage(value) }),
  [OID.subjectAltName]: (value) => ({ subjectAltName: read.readAltNames(value) }),
  [OID.issuerAltName]: (value) => ({ issuerAltName: read.readAltNames(value) }),
  [OID.nameConstraints]: (value) => ({ nameConstraints: read.readNameConstraints(value) }),
  [OID.certificatePolicies]: (value) => ({ certificatePolicies: read.readCertificatePolicies(value) }),
  [OID.policyMappings]: (value) => ({ policyMappings: read.readPolicyMappings(value) }),
  [OID.policyConstraints]: (value) => ({ policyConstraints: read.readPolicyConstraints(value) }),
  [OID.inhibitAnyPolicy]: (value) => ({ inhibitAnyPolicy: value.smallInteger() }),
  [OID.subjectKeyIdentifier]: (value) => ({ subjectKeyIdentifier: value.octets() }),
  [OID.authorityKeyIdentifier]: (value) => ({
    authorityKeyIdentifier: read.readAuthorityKeyIdentifier(value),
  }),
  [OID.cRLDistributionPoints]: (value) => ({ crlDistributionPoints: readDistributionPoints(value) }),
  [OID.freshestCRL]: (value) => ({ freshestCrl: readDistributionPoints(value) }),
  [OID.authorityInfoAccess]: (value) => ({ authorityInfoAccess: read.readAuthorityInfoAccess(value) }),
  [OID.ocspNoCheck]: () => ({ ocspNoCheck: true }),
};

/** Extensions ::= SEQUENCE OF, none twice; responders write it empty. An explicit `critical FALSE` is tolerated: it is common. */
export function readExtensions(element: Asn1): Extension[] {
  const seen = new Set<string>();
  const list = element.sequenceOf().map((item) => {
    const fields = item.sequence();
    const oid = fields.next().oid();
    const critical = fields.optionalTag(TAG.BOOLEAN)?.boolean() ?? false;
    const value = fields.next().octets();
    fields.end();
    if (seen.has(oid)) throw new Refusal('CERTIFICATE_DUPLICATE_EXTENSION', { hint: oid });
    seen.add(oid);
    return { oid, critical, value };
  });
  return list;
}

export function typeExtensions(list: readonly Extension[]): CertificateExtensions {
  let typed: Typed = {};
  const malformed: string[] = [];
  for (const { oid, value } of list) {
    try {
      typed = { ...typed, ...READERS[oid]?.(Asn1.parse(value)) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      malformed.push(oid);
    }
  }
  return { list, malformed, ...typed };
}
