import { Refusal } from '#libs/errors';
import { Asn1, der, TAG, type Asn1Limits } from '../asn1/index.js';
import type { Certificate } from '../certificate/certificate.js';
import { equalBytes } from '../bytes.js';
import { readName, type Name } from '../names/name.js';
import { OID } from '../oids.js';
import { readAlgorithm, type AlgorithmIdentifier } from '../signature/algorithm-identifier.js';

export interface CmsAttribute {
  oid: string;
  values: readonly Asn1[];
}

export type SignerId =
  { issuer: Name; serial: bigint; keyId?: undefined } | { keyId: Uint8Array; issuer?: undefined };

/** SignerInfo (RFC 5652 §5.3). */
export interface SignerInfo {
  sid: SignerId;
  digestAlgorithm: AlgorithmIdentifier;
  /** Undefined where the signature is over the content itself. */
  signedAttributes: readonly CmsAttribute[] | undefined;
  /** What is signed where there are signed attributes: their SET OF in DER. */
  signedBytes: Uint8Array | undefined;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
  unsignedAttributes: readonly CmsAttribute[];
  raw: Uint8Array;
}

/** SignedData (RFC 5652 §5.1), also under the object identifiers of GM/T 0010. */
export interface SignedData {
  version: number;
  /** True under the identifiers of GM/T 0010. */
  gm: boolean;
  digestAlgorithms: readonly AlgorithmIdentifier[];
  contentType: string;
  /** The octets that are digested; undefined for a detached signature. */
  content: Uint8Array | undefined;
  /** In DER, not parsed. */
  certificates: readonly Uint8Array[];
  crls: readonly Uint8Array[];
  /** OCSP answers among `crls` (RFC 5940), the OCSPResponse or BasicOCSPResponse in DER. */
  ocspResponses: readonly Uint8Array[];
  signers: readonly SignerInfo[];
  /** Bytes other than zeros follow; only with `padded: 'any'`. */
  trailing: boolean;
  raw: Uint8Array;
}

const LIMITS: Partial<Asn1Limits> = { maxBytes: 128 << 20, maxDepth: 40, maxElements: 500_000 };
const OCSP_RESPONSE = '1.3.6.1.5.5.7.16.2';
const malformed = (hint: string) => new Refusal('CMS_MALFORMED', { hint });

/**
 * Reads a ContentInfo with SignedData. BER is accepted, because writers in use make it; what was signed is still taken
 * as it stands.
 *
 * Not checked: any signature, any digest.
 * @param padded the bytes may be followed by zeros, as in a PDF's `/Contents`; with `any`, by whatever stands there, of
 *   which `trailing` then tells
 * @throws Refusal ASN1_*, CMS_MALFORMED
 */
export function parseSignedData(
  bytes: Uint8Array,
  { padded = false }: { padded?: boolean | 'any' } = {},
): SignedData {
  const { element, end } = Asn1.parsePrefix(bytes, { ...LIMITS, ber: true });
  const rest = bytes.subarray(end);
  const trailing = rest.some((octet) => octet !== 0);
  if (rest.length > 0 && (padded === false || (trailing && padded !== 'any'))) {
    throw new Refusal('ASN1_TRAILING_BYTES');
  }
  const outer = element.sequence();
  const type = outer.next().oid();
  if (type !== OID.signedData && type !== OID.smSignedData) throw malformed(`content type ${type}`);
  const inner = outer.optionalContext(0);
  outer.end();
  if (!inner) throw malformed('no content');
  return { ...readSignedData(inner.explicit(), type === OID.smSignedData), trailing };
}

function readSignedData(element: Asn1, gm: boolean): Omit<SignedData, 'trailing'> {
  const fields = element.sequence();
  const version = fields.next().smallInteger();
  const digestAlgorithms = fields.next().setOf().map(readAlgorithm);
  const encapsulated = fields.next().sequence();
  const contentType = encapsulated.next().oid();
  const content = encapsulated.optionalContext(0)?.explicit();
  encapsulated.end();
  const certificates = fields.optionalContext(0)?.children ?? [];
  const revocation = fields.optionalContext(1)?.children ?? [];
  const signers = fields.next().setOf().map(readSigner);
  fields.end();
  const other = revocation.filter((item) => item.isContext(1)).map(readOther);
  return {
    version,
    gm,
    digestAlgorithms,
    contentType,
    content: content && octetsOf(content),
    // Choices other than a plain certificate (attribute certificates and older forms) are of no use here.
    certificates: certificates.filter((item) => item.is(TAG.SEQUENCE)).map(({ raw }) => raw),
    crls: revocation.filter((item) => item.is(TAG.SEQUENCE)).map(({ raw }) => raw),
    ocspResponses: other.filter(({ oid }) => oid === OCSP_RESPONSE).map(({ raw }) => raw),
    signers,
    raw: element.raw,
  };
}

/** PKCS #7 digests the contents of whatever element stands there; CMS has an OCTET STRING. */
function octetsOf(content: Asn1): Uint8Array {
  return content.is(TAG.OCTET_STRING) ? content.octets() : content.content;
}

function readOther(item: Asn1): { oid: string; raw: Uint8Array } {
  const fields = item.implicit(TAG.SEQUENCE).sequence();
  const oid = fields.next().oid();
  const value = fields.next();
  fields.end();
  return { oid, raw: value.raw };
}

function readSigner(element: Asn1): SignerInfo {
  const fields = element.sequence();
  const version = fields.next().smallInteger();
  if (version !== 1 && version !== 3) throw malformed('version of a signer');
  const sid = readSignerId(fields.next());
  const digestAlgorithm = readAlgorithm(fields.next());
  const signed = fields.optionalContext(0);
  const signatureAlgorithm = readAlgorithm(fields.next());
  const signature = fields.next().octets();
  const unsigned = fields.optionalContext(1);
  fields.end();
  return {
    sid,
    digestAlgorithm,
    signedAttributes: signed && readAttributes(signed.children),
    signedBytes: signed && signedBytes(signed),
    signatureAlgorithm,
    signature,
    unsignedAttributes: readAttributes(unsigned?.children ?? []),
    raw: element.raw,
  };
}

function readSignerId(element: Asn1): SignerId {
  if (element.isContext(0)) return { keyId: element.implicit(TAG.OCTET_STRING).octets() };
  const fields = element.sequence();
  const issuer = readName(fields.next());
  const serial = fields.next().integer();
  fields.end();
  return { issuer, serial };
}

function readAttributes(items: readonly Asn1[]): CmsAttribute[] {
  return items.map((item) => {
    const fields = item.sequence();
    const oid = fields.next().oid();
    const values = fields.next().setOf();
    fields.end();
    return { oid, values };
  });
}

/**
 * RFC 5652 §5.4: the attributes are signed under the tag of SET OF, not under [0]. Of an encoding in DER nothing else
 * changes; of one in BER, which the signer had to write anew, header and order do.
 */
function signedBytes(element: Asn1): Uint8Array {
  const isDer = element.raw[1] !== 0x80;
  if (!isDer) return der.setOf(...element.children.map(({ raw }) => raw));
  const copy = Uint8Array.from(element.raw);
  copy[0] = 0x31;
  return copy;
}

/** The only value of an attribute that may stand once; undefined where it is absent. */
export function singleAttribute(
  attributes: readonly CmsAttribute[] | undefined,
  oid: string,
): Asn1 | undefined {
  const found = attributes?.filter((attribute) => attribute.oid === oid) ?? [];
  if (found.length === 0) return undefined;
  const [value, ...more] = found.flatMap(({ values }) => values);
  if (found.length > 1 || value === undefined || more.length > 0) {
    throw malformed(`attribute ${oid} must have one value`);
  }
  return value;
}

/** True where `sid` names this certificate (RFC 5652 §5.3). */
export function isSigner(sid: SignerId, { issuer, serial, extensions }: Certificate): boolean {
  if (sid.issuer) return sid.serial === serial && sid.issuer.key === issuer.key;
  const own = extensions.subjectKeyIdentifier;
  return own !== undefined && equalBytes(own, sid.keyId);
}
