import { Refusal } from '#libs/errors';
import { TAG, type Asn1 } from '../asn1/index.js';
import { readGeneralName, readGeneralNames, type GeneralName } from '../names/general-name.js';

const invalid = (hint: string) => new Refusal('CERTIFICATE_MALFORMED', { hint });

export interface BasicConstraints {
  ca: boolean;
  pathLength: number | undefined;
}

export function readBasicConstraints(element: Asn1): BasicConstraints {
  const fields = element.sequence();
  const ca = fields.optionalTag(TAG.BOOLEAN)?.boolean() ?? false;
  const pathLength = fields.optionalTag(TAG.INTEGER)?.smallInteger();
  fields.end();
  return { ca, pathLength };
}

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

export function readKeyUsage(element: Asn1): ReadonlySet<KeyUsage> {
  const set = namedBits(element);
  return new Set(KEY_USAGES.filter((_, index) => set(index)));
}

const REASONS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
/** A reason flag (RFC 5280 §4.2.1.13). */
export type ReasonFlag = Exclude<(typeof REASONS)[number], 'unused'>;
export const ALL_REASONS: readonly ReasonFlag[] = REASONS.filter((reason) => reason !== 'unused');

export function readReasons(element: Asn1): ReadonlySet<ReasonFlag> {
  const set = namedBits(element);
  return new Set(ALL_REASONS.filter((reason) => set(REASONS.indexOf(reason))));
}

/** Tells whether bit `index` of a named-bit list is set; bit 0 is the highest of the first octet. */
function namedBits(element: Asn1): (index: number) => boolean {
  const { bytes } = element.bits();
  return (index) => ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}

export function readExtendedKeyUsage(element: Asn1): readonly string[] {
  const purposes = element.sequenceOf().map((item) => item.oid());
  if (purposes.length === 0) throw invalid('extKeyUsage without a purpose');
  return purposes;
}

/** An empty sequence is against the standard, names nothing and is seen in use: it is taken for no names. */
export function readAltNames(element: Asn1): readonly GeneralName[] {
  return element.sequenceOf().map(readGeneralName);
}

export interface NameConstraints {
  permitted: readonly GeneralName[];
  excluded: readonly GeneralName[];
}

export function readNameConstraints(element: Asn1): NameConstraints {
  const fields = element.sequence();
  const permitted = fields.optionalContext(0);
  const excluded = fields.optionalContext(1);
  fields.end();
  if (!permitted && !excluded) throw invalid('nameConstraints without subtrees');
  return { permitted: subtrees(permitted), excluded: subtrees(excluded) };
}

function subtrees(element: Asn1 | undefined): GeneralName[] {
  if (!element) return [];
  const items = element.children;
  if (items.length === 0) throw invalid('nameConstraints without subtrees');
  return items.map((item) => {
    const fields = item.sequence();
    const base = readGeneralName(fields.next());
    // RFC 5280 §4.2.1.10: minimum is 0, which DER does not write, and there is no maximum.
    fields.end();
    return base;
  });
}

export interface PolicyInformation {
  policy: string;
  /** Notices for people (explicit text), RFC 5280 §4.2.1.4. */
  notices: readonly string[];
}

export function readCertificatePolicies(element: Asn1): readonly PolicyInformation[] {
  const policies = element.sequenceOf().map((item) => {
    const fields = item.sequence();
    const policy = fields.next().oid();
    const qualifiers = fields.optional(() => true);
    fields.end();
    return { policy, notices: (qualifiers?.sequenceOf() ?? []).flatMap(readNotice) };
  });
  if (policies.length === 0) throw invalid('certificatePolicies without a policy');
  if (new Set(policies.map(({ policy }) => policy)).size !== policies.length) {
    throw invalid('a policy stands twice');
  }
  return policies;
}

const USER_NOTICE = '1.3.6.1.5.5.7.2.2';

/** A notice informs people and decides nothing, so one that cannot be read is left out. */
function readNotice(qualifier: Asn1): string[] {
  try {
    const fields = qualifier.sequence();
    if (fields.next().oid() !== USER_NOTICE) return [];
    const notice = fields.next().sequence();
    notice.optionalTag(TAG.SEQUENCE);
    const text = notice.optional(() => true);
    return text ? [text.text()] : [];
  } catch (thrown) {
    if (thrown instanceof Refusal) return [];
    throw thrown;
  }
}

export interface PolicyMapping {
  issuerDomain: string;
  subjectDomain: string;
}

export function readPolicyMappings(element: Asn1): readonly PolicyMapping[] {
  const mappings = element.sequenceOf().map((item) => {
    const fields = item.sequence();
    const issuerDomain = fields.next().oid();
    const subjectDomain = fields.next().oid();
    fields.end();
    return { issuerDomain, subjectDomain };
  });
  if (mappings.length === 0) throw invalid('policyMappings without a mapping');
  return mappings;
}

export interface PolicyConstraints {
  requireExplicitPolicy: number | undefined;
  inhibitPolicyMapping: number | undefined;
}

export function readPolicyConstraints(element: Asn1): PolicyConstraints {
  const fields = element.sequence();
  const requireExplicitPolicy = fields.optionalContext(0)?.implicit(TAG.INTEGER).smallInteger();
  const inhibitPolicyMapping = fields.optionalContext(1)?.implicit(TAG.INTEGER).smallInteger();
  fields.end();
  if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined) {
    throw invalid('policyConstraints without a constraint');
  }
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

export interface AuthorityKeyIdentifier {
  keyId: Uint8Array | undefined;
  issuer: readonly GeneralName[] | undefined;
  serial: bigint | undefined;
}

export function readAuthorityKeyIdentifier(element: Asn1): AuthorityKeyIdentifier {
  const fields = element.sequence();
  const keyId = fields.optionalContext(0)?.implicit(TAG.OCTET_STRING).octets();
  const issuer = fields.optionalContext(1);
  const serial = fields.optionalContext(2)?.implicit(TAG.INTEGER).integer();
  fields.end();
  return { keyId, issuer: issuer && readGeneralNames(issuer.children), serial };
}

export interface AccessDescription {
  method: string;
  location: GeneralName;
}

export function readAuthorityInfoAccess(element: Asn1): readonly AccessDescription[] {
  return element.sequenceOf().map((item) => {
    const fields = item.sequence();
    const method = fields.next().oid();
    const location = readGeneralName(fields.next());
    fields.end();
    return { method, location };
  });
}
