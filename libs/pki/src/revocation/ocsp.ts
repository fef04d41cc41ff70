import { Refusal } from '#libs/errors';
import { Asn1, TAG } from '../asn1/index.js';
import { readExtensions, type Extension } from '../certificate/extensions.js';
import { readName, type Name } from '../names/name.js';
import { OID } from '../oids.js';
import { readAlgorithm, type AlgorithmIdentifier } from '../signature/algorithm-identifier.js';
import { hashOf, type HashName } from '../signature/scheme.js';
import { readReason, type CrlReason } from './crl-entries.js';

/** CertID (RFC 6960 §4.1.1). */
export interface CertId {
  hash: HashName | undefined;
  issuerNameHash: Uint8Array;
  issuerKeyHash: Uint8Array;
  serial: bigint;
}

export interface SingleResponse {
  certId: CertId;
  status: 'good' | 'revoked' | 'unknown';
  revokedAt: number | undefined;
  reason: CrlReason | undefined;
  thisUpdate: number;
  nextUpdate: number | undefined;
  /** Until when back the responder keeps what it knows of expired certificates (§4.4.4). */
  archiveCutoff: number | undefined;
  unknownCritical: string | undefined;
}

/** A successful BasicOCSPResponse (RFC 6960 §4.2.1). */
export interface OcspResponse {
  raw: Uint8Array;
  tbs: Uint8Array;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
  responder: { name: Name; keyHash?: undefined } | { keyHash: Uint8Array; name?: undefined };
  producedAt: number;
  responses: readonly SingleResponse[];
  nonce: Uint8Array | undefined;
  unknownCritical: string | undefined;
  /** Certificates that came along, in DER, not parsed. */
  certificates: readonly Uint8Array[];
}

const LIMITS = { maxBytes: 1 << 20, maxDepth: 24, maxElements: 100_000 };
const malformed = (hint: string) => new Refusal('OCSP_MALFORMED', { hint });
const STATUS = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  '',
  'sigRequired',
  'unauthorized',
];
const ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6';
const CRL_REFERENCE = '1.3.6.1.5.5.7.48.1.3';
const EXTENDED_REVOKE = '1.3.6.1.5.5.7.48.1.9';

/**
 * Reads an OCSP answer, either the whole OCSPResponse or, as DSS dictionaries and CMS hold it, a BasicOCSPResponse.
 * An answer of another status than successful is refused: it says nothing about a certificate.
 *
 * Not checked: the signature, the signer, the dates, whether it answers any question.
 * @throws Refusal ASN1_*, OCSP_MALFORMED
 */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  const outer = Asn1.parse(der, LIMITS).sequence();
  const status = outer.optionalTag(TAG.ENUMERATED);
  if (!status) return readBasic(Asn1.parse(der, LIMITS));
  const code = status.enumerated();
  if (code !== 0) throw malformed(`status ${STATUS[code] ?? code}`);
  const bytes = outer.next();
  outer.end();
  if (!bytes.isContext(0)) throw malformed('no answer');
  const fields = bytes.explicit().sequence();
  if (fields.next().oid() !== OID.ocspBasic) throw malformed('of an unknown type');
  const basic = fields.next().octets();
  fields.end();
  return readBasic(Asn1.parse(basic, LIMITS));
}

function readBasic(element: Asn1): OcspResponse {
  const outer = element.sequence();
  const tbs = outer.next();
  const signatureAlgorithm = readAlgorithm(outer.next());
  const signature = outer.next().bitOctets();
  const certificates = outer.optionalContext(0)?.explicit().sequenceOf() ?? [];
  outer.end();

  const fields = tbs.sequence();
  const version = fields.optionalContext(0);
  if (version && version.explicit().smallInteger() !== 0) throw malformed('version');
  const responder = readResponder(fields.next());
  const producedAt = fields.next().time({ fraction: true });
  const responses = fields.next().sequenceOf().map(readSingle);
  const extensions = fields.optionalContext(1);
  fields.end();
  const list = extensions ? readExtensions(extensions.explicit()) : [];
  const nonce = list.find(({ oid }) => oid === OID.ocspNonce)?.value;
  return {
    raw: element.raw,
    tbs: tbs.raw,
    signatureAlgorithm,
    signature,
    responder,
    producedAt,
    responses,
    nonce,
    unknownCritical: unknownCritical(list, [OID.ocspNonce, EXTENDED_REVOKE]),
    certificates: certificates.map(({ raw }) => raw),
  };
}

function readResponder(element: Asn1): OcspResponse['responder'] {
  if (element.isContext(1)) return { name: readName(element.explicit()) };
  if (element.isContext(2)) return { keyHash: element.explicit().octets() };
  throw malformed('responderID');
}

function readSingle(element: Asn1): SingleResponse {
  const fields = element.sequence();
  const certId = readCertId(fields.next());
  const status = readStatus(fields.next());
  const thisUpdate = fields.next().time({ fraction: true });
  const nextUpdate = fields.optionalContext(0)?.explicit().time({ fraction: true });
  const extensions = fields.optionalContext(1);
  fields.end();
  const list = extensions ? readExtensions(extensions.explicit()) : [];
  const cutoff = list.find(({ oid }) => oid === ARCHIVE_CUTOFF)?.value;
  return {
    certId,
    ...status,
    thisUpdate,
    nextUpdate,
    archiveCutoff: cutoff && Asn1.parse(cutoff).time(),
    unknownCritical: unknownCritical(list, [ARCHIVE_CUTOFF, CRL_REFERENCE]),
  };
}

function readCertId(element: Asn1): CertId {
  const fields = element.sequence();
  const hash = hashOf(readAlgorithm(fields.next()));
  const issuerNameHash = fields.next().octets();
  const issuerKeyHash = fields.next().octets();
  const serial = fields.next().integer();
  fields.end();
  return { hash, issuerNameHash, issuerKeyHash, serial };
}

function readStatus(element: Asn1): Pick<SingleResponse, 'status' | 'revokedAt' | 'reason'> {
  const none = { revokedAt: undefined, reason: undefined };
  if (element.isContext(0)) {
    element.implicit(TAG.NULL).null();
    return { status: 'good', ...none };
  }
  if (element.isContext(1)) {
    const fields = element.implicit(TAG.SEQUENCE).sequence();
    const revokedAt = fields.next().time({ fraction: true });
    const reason = fields.optionalContext(0)?.explicit().enumerated();
    fields.end();
    return { status: 'revoked', revokedAt, reason: reason === undefined ? undefined : readReason(reason) };
  }
  if (element.isContext(2)) return { status: 'unknown', ...none };
  throw malformed('certStatus');
}

function unknownCritical(list: readonly Extension[], known: readonly string[]): string | undefined {
  return list.find(({ oid, critical }) => critical && !known.includes(oid))?.oid;
}
