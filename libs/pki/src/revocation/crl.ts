import { Refusal } from '#libs/errors';
import { Asn1, TAG } from '../asn1/index.js';
import { equalBytes } from '../bytes.js';
import {
  readDistributionPointName,
  readDistributionPoints,
  type DistributionPoint,
  type DistributionPointName,
} from '../certificate/distribution-point.js';
import { readAuthorityKeyIdentifier, readReasons, type ReasonFlag } from '../certificate/extension-values.js';
import { readExtensions, type Extension } from '../certificate/extensions.js';
import { readName, type Name } from '../names/name.js';
import { OID } from '../oids.js';
import { readAlgorithm, type AlgorithmIdentifier } from '../signature/algorithm-identifier.js';
import { CrlEntries } from './crl-entries.js';

/** IssuingDistributionPoint (RFC 5280 §5.2.5): what a partitioned list covers. */
export interface IssuingDistributionPoint {
  name: DistributionPointName | undefined;
  onlyUserCertificates: boolean;
  onlyAuthorities: boolean;
  /** Undefined for all reasons. */
  onlySomeReasons: ReadonlySet<ReasonFlag> | undefined;
  indirect: boolean;
  onlyAttributeCertificates: boolean;
  raw: Uint8Array;
}

/** A certificate revocation list (RFC 5280 §5). */
export interface Crl {
  raw: Uint8Array;
  tbs: Uint8Array;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
  issuer: Name;
  thisUpdate: number;
  nextUpdate: number | undefined;
  entries: CrlEntries;
  crlNumber: bigint | undefined;
  /** BaseCRLNumber of a delta list; undefined for a complete one. */
  baseCrlNumber: bigint | undefined;
  distributionPoint: IssuingDistributionPoint | undefined;
  authorityKeyId: Uint8Array | undefined;
  freshestCrl: readonly DistributionPoint[] | undefined;
  /** From when on expired certificates stay on the list (X.509 expiredCertsOnCRL). */
  expiredCertificatesSince: number | undefined;
  /** A critical extension, of the list or of an entry, that is not known: such a list decides nothing (§5.2, §5.3). */
  unknownCritical: string | undefined;
}

const LIMITS = { maxBytes: 64 << 20, maxDepth: 20, maxElements: 100_000 };
const EXPIRED_CERTS_ON_CRL = '2.5.29.60';
const malformed = (hint: string) => new Refusal('CRL_MALFORMED', { hint });

/**
 * Reads a list in DER, strictly, with all its entries.
 *
 * Not checked: the signature, its signer, its dates.
 * @throws Refusal ASN1_*, CRL_MALFORMED, CERTIFICATE_DUPLICATE_EXTENSION
 */
export function parseCrl(der: Uint8Array): Crl {
  const outer = Asn1.parse(der, LIMITS).sequence();
  const tbs = outer.next();
  const signatureAlgorithm = readAlgorithm(outer.next());
  const signature = outer.next().bitOctets();
  outer.end();

  const fields = tbs.sequence();
  const version = fields.optionalTag(TAG.INTEGER)?.smallInteger();
  if (version !== undefined && version !== 1) throw malformed('version');
  const inner = readAlgorithm(fields.next());
  if (!equalBytes(inner.raw, signatureAlgorithm.raw)) throw malformed('two signature algorithms');
  const issuer = readName(fields.next());
  const thisUpdate = fields.next().time();
  const isTime = (field: Asn1) => field.is(TAG.UTC_TIME) || field.is(TAG.GENERALIZED_TIME);
  const nextUpdate = fields.optional(isTime)?.time();
  const revoked = fields.optionalTag(TAG.SEQUENCE);
  const wrapped = fields.optionalContext(0);
  fields.end();
  if (wrapped && version !== 1) throw malformed('extensions before version 2');
  const extensions = wrapped ? readExtensions(wrapped.explicit()) : [];
  const entries = new CrlEntries(revoked, issuer);
  const typed = readCrlExtensions(extensions);
  return {
    raw: der,
    tbs: tbs.raw,
    signatureAlgorithm,
    signature,
    issuer,
    thisUpdate,
    nextUpdate,
    entries,
    ...typed,
    unknownCritical: typed.unknownCritical ?? entries.unknownCritical,
  };
}

const KNOWN: ReadonlySet<string> = new Set([
  OID.cRLNumber,
  OID.deltaCRLIndicator,
  OID.issuingDistributionPoint,
  OID.authorityKeyIdentifier,
  OID.issuerAltName,
  OID.freshestCRL,
  OID.authorityInfoAccess,
  EXPIRED_CERTS_ON_CRL,
]);

function readCrlExtensions(extensions: readonly Extension[]) {
  const valueOf = (oid: string) => {
    const found = extensions.find((extension) => extension.oid === oid);
    return found && Asn1.parse(found.value);
  };
  const point = valueOf(OID.issuingDistributionPoint);
  const keyId = valueOf(OID.authorityKeyIdentifier);
  const freshest = valueOf(OID.freshestCRL);
  return {
    crlNumber: valueOf(OID.cRLNumber)?.integer(),
    baseCrlNumber: valueOf(OID.deltaCRLIndicator)?.integer(),
    distributionPoint: point && readIssuingDistributionPoint(point),
    authorityKeyId: keyId && readAuthorityKeyIdentifier(keyId).keyId,
    freshestCrl: freshest && readDistributionPoints(freshest),
    expiredCertificatesSince: valueOf(EXPIRED_CERTS_ON_CRL)?.time(),
    unknownCritical: extensions.find(({ oid, critical }) => critical && !KNOWN.has(oid))?.oid,
  };
}

function readIssuingDistributionPoint(element: Asn1): IssuingDistributionPoint {
  const fields = element.sequence();
  const flag = (number: number) => fields.optionalContext(number)?.implicit(TAG.BOOLEAN).boolean() ?? false;
  const name = fields.optionalContext(0);
  const onlyUserCertificates = flag(1);
  const onlyAuthorities = flag(2);
  const reasons = fields.optionalContext(3);
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  fields.end();
  if ([onlyUserCertificates, onlyAuthorities, onlyAttributeCertificates].filter(Boolean).length > 1) {
    throw malformed('a list that is confined twice');
  }
  return {
    name: name && readDistributionPointName(name.explicit()),
    onlyUserCertificates,
    onlyAuthorities,
    onlySomeReasons: reasons && readReasons(reasons.implicit(TAG.BIT_STRING)),
    indirect,
    onlyAttributeCertificates,
    raw: element.raw,
  };
}
