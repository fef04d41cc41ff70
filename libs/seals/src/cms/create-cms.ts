import { createHash } from 'node:crypto';
import { Asn1, der, OID, parseCertificate } from '#libs/pki';
import type { DocumentSigningKey, SigningAlgorithm } from './signing-key.js';

/** The port to a timestamp authority: a TimeStampToken over a message, in DER. */
export type Timestamper = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface CmsRequest {
  key: DocumentSigningKey;
  /** Digest of the content by {@link digestNameOf}. */
  digest: Uint8Array;
  /** The content itself, to be carried; left out for a detached signature. */
  content?: Uint8Array;
  /** Of the content; data unless told. */
  contentType?: string;
  /** Makes an RFC 3161 token over the value of the signature, which then has level B-T. */
  stamp?: Timestamper;
  /** Milliseconds since 1970. PAdES says it beside the signature instead (EN 319 142-1 §6.3). */
  signingTime?: number;
}

const OIDS = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha512: '2.16.840.1.101.3.4.2.3',
  sm3: '1.2.156.10197.1.401',
  mgf1: '1.2.840.113549.1.1.8',
} as const;

type DigestName = 'sha256' | 'sha512' | 'sm3';

/** The hash of the content: of EdDSA the one that RFC 8419 §3 wants, else that of the signature. */
export function digestNameOf(algorithm: SigningAlgorithm): DigestName {
  if (algorithm === 'sm2-sm3') return 'sm3';
  return algorithm === 'ed25519' ? 'sha512' : 'sha256';
}

/**
 * Makes a SignedData with one signer at level CAdES B-B (ETSI EN 319 122-1 §6): content type, digest, and the reference
 * to the certificate are signed. Under SM2 the object identifiers are those of GM/T 0010.
 */
export async function createCms(request: CmsRequest): Promise<Uint8Array> {
  const { key, digest, content, signingTime, stamp } = request;
  const gm = key.algorithm === 'sm2-sm3';
  const dataType = request.contentType ?? (gm ? OID.smData : OID.data);
  const hash = digestNameOf(key.algorithm);
  const digestAlgorithm = algorithm(OIDS[hash]);
  const certificate = parseCertificate(key.certificates[0]);
  const attributes = der.setOf(
    attribute(OID.contentType, der.oid(dataType)),
    attribute(OID.messageDigest, der.octets(digest)),
    attribute(OID.signingCertificateV2, signingCertificate(key, hash)),
    ...(signingTime === undefined ? [] : [attribute(OID.signingTime, der.time(signingTime))]),
  );
  const signature = await key.sign(attributes);
  const token = await stamp?.(signature);
  const unsigned = token ? [der.implicit(1, der.setOf(attribute(OID.signatureTimeStampToken, token)))] : [];
  const signer = der.sequence(
    der.integer(1),
    der.sequence(certificate.issuer.raw, der.integer(certificate.serial)),
    digestAlgorithm,
    der.implicit(0, attributes),
    signatureAlgorithm(key.algorithm),
    der.octets(signature),
    ...unsigned,
  );
  const signedData = der.sequence(
    // RFC 5652 §5.1: version 3 where the content is anything but data.
    der.integer(request.contentType === undefined ? 1 : 3),
    der.setOf(digestAlgorithm),
    der.sequence(der.oid(dataType), ...(content ? [der.explicit(0, der.octets(content))] : [])),
    der.implicit(0, der.setOf(...key.certificates)),
    der.setOf(signer),
  );
  return der.sequence(der.oid(gm ? OID.smSignedData : OID.signedData), der.explicit(0, signedData));
}

/** SigningCertificateV2 (RFC 5035 §3); SHA-256 is the default hash and then left out. */
function signingCertificate(key: DocumentSigningKey, hash: DigestName): Uint8Array {
  const [certificate] = key.certificates;
  const digest = der.octets(createHash(hash).update(certificate).digest());
  const reference = hash === 'sha256' ? der.sequence(digest) : der.sequence(algorithm(OIDS[hash]), digest);
  return der.sequence(der.sequence(reference));
}

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), der.setOf(value));
}

function algorithm(oid: string, ...parameters: readonly Uint8Array[]): Uint8Array {
  return der.sequence(der.oid(oid), ...parameters);
}

function signatureAlgorithm(name: SigningAlgorithm): Uint8Array {
  switch (name) {
    case 'rsa-sha256':
      return algorithm('1.2.840.113549.1.1.11', der.null());
    case 'ecdsa-sha256':
      return algorithm('1.2.840.10045.4.3.2');
    case 'ed25519':
      return algorithm('1.3.101.112');
    case 'sm2-sm3':
      return algorithm('1.2.156.10197.1.501');
    case 'rsa-pss-sha256': {
      const sha256 = algorithm(OIDS.sha256, der.null());
      const parameters = der.sequence(
        der.explicit(0, sha256),
        der.explicit(1, algorithm(OIDS.mgf1, sha256)),
        der.explicit(2, der.integer(32)),
      );
      return algorithm('1.2.840.113549.1.1.10', parameters);
    }
  }
}

/** A token with the certificates of its authority. */
const ROOM_FOR_TOKEN = 8192;

/** Octets that a signature of this key will take, with room to spare: it is made before its document is. */
export function roomFor(key: DocumentSigningKey, stamped = false): number {
  const certificates = key.certificates.reduce((sum, each) => sum + each.length, 0);
  return certificates + Asn1.parse(key.certificates[0]).raw.length + 2048 + (stamped ? ROOM_FOR_TOKEN : 0);
}
