import { createHash } from 'node:crypto';
import type { Asn1 } from '../asn1/index.js';
import { TAG } from '../asn1/index.js';
import { equalBytes } from '../bytes.js';
import type { Certificate } from '../certificate/certificate.js';
import { readGeneralNames, type GeneralName } from '../names/general-name.js';
import { OID } from '../oids.js';
import { readAlgorithm } from '../signature/algorithm-identifier.js';
import { hashOf, type HashName } from '../signature/scheme.js';
import { singleAttribute, type CmsAttribute } from './signed-data.js';

/** ESSCertID and ESSCertIDv2 (RFC 5035 §4, §5): the signer's certificate as the signature itself names it. */
export interface CertificateReference {
  /** Undefined for a hash that is not known here. */
  hash: HashName | undefined;
  digest: Uint8Array;
  issuer: readonly GeneralName[] | undefined;
  serial: bigint | undefined;
}

/**
 * The reference to the signer's certificate, version 2 before version 1; undefined where there is none.
 * @throws Refusal ASN1_*, CMS_MALFORMED
 */
export function signingCertificate(
  attributes: readonly CmsAttribute[] | undefined,
): CertificateReference | undefined {
  const v2 = singleAttribute(attributes, OID.signingCertificateV2);
  const v1 = singleAttribute(attributes, OID.signingCertificate);
  const value = v2 ?? v1;
  if (!value) return undefined;
  const [first] = value.sequence().next().sequenceOf();
  return first && readReference(first, v2 ? 'sha256' : 'sha1', v2 !== undefined);
}

function readReference(element: Asn1, standard: HashName, named: boolean): CertificateReference {
  const fields = element.sequence();
  const algorithm = named ? fields.optionalTag(TAG.SEQUENCE) : undefined;
  const hash = algorithm ? hashOf(readAlgorithm(algorithm)) : standard;
  const digest = fields.next().octets();
  const issuerSerial = fields.optionalTag(TAG.SEQUENCE)?.sequence();
  fields.end();
  const issuer = issuerSerial && readGeneralNames(issuerSerial.next().sequenceOf());
  const serial = issuerSerial?.next().integer();
  return { hash, digest, issuer, serial };
}

/** @returns why the reference is not to this certificate; undefined where it is */
export function mismatch(reference: CertificateReference, certificate: Certificate): string | undefined {
  const { hash, digest, serial, issuer } = reference;
  if (hash === undefined) return 'the hash of the reference is not known here';
  if (!equalBytes(createHash(hash).update(certificate.raw).digest(), digest)) return 'another certificate';
  if (serial !== undefined && serial !== certificate.serial) return 'another serial number';
  const names = issuer?.filter((name) => name.kind === 'directory') ?? [];
  const named = names.length === 0 || names.some(({ value }) => value.key === certificate.issuer.key);
  return named ? undefined : 'another issuer';
}
