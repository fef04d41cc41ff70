import { createHash } from 'node:crypto';
import { der } from '../asn1/index.js';
import { equalBytes } from '../bytes.js';
import type { Certificate } from '../certificate/certificate.js';
import { OID } from '../oids.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import type { HashName } from '../signature/scheme.js';
import type { CertId } from './ocsp.js';

/**
 * OCSPRequest for one certificate (RFC 6960 §4.1.1), unsigned. The hash of the CertID names the issuer and protects
 * nothing; SHA-1 is what every responder knows.
 * @param nonce 1 to 32 octets (RFC 9654), or nothing
 */
export function ocspRequest(
  certificate: Certificate,
  issuer: SubjectPublicKeyInfo,
  nonce?: Uint8Array,
): Uint8Array {
  const digest = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();
  const certId = der.sequence(
    der.sequence(der.oid('1.3.14.3.2.26'), der.null()),
    der.octets(digest(certificate.issuer.raw)),
    der.octets(digest(issuer.publicKey)),
    der.integer(certificate.serial),
  );
  const extension = nonce && der.sequence(der.oid(OID.ocspNonce), der.octets(der.octets(nonce)));
  const tbs = [
    der.sequence(der.sequence(certId)),
    ...(extension ? [der.explicit(2, der.sequence(extension))] : []),
  ];
  return der.sequence(der.sequence(...tbs));
}

/** True where an answer speaks of this certificate: serial number, and name and key of the issuer by its own hash. */
export function isFor(id: CertId, certificate: Certificate, issuer: SubjectPublicKeyInfo): boolean {
  if (id.hash === undefined || id.hash === 'md5' || id.serial !== certificate.serial) return false;
  return (
    equalBytes(id.issuerNameHash, digest(id.hash, certificate.issuer.raw)) &&
    equalBytes(id.issuerKeyHash, digest(id.hash, issuer.publicKey))
  );
}

export function digest(hash: HashName, bytes: Uint8Array): Uint8Array {
  return createHash(hash).update(bytes).digest();
}
