import { Refusal } from '#libs/errors';
import { TAG } from '../asn1/index.js';
import { hasNoParameters, readAlgorithm, type AlgorithmIdentifier } from './algorithm-identifier.js';
import { KEY_OID } from './public-key.js';

export type HashName =
  | 'md5'
  | 'sha1'
  | 'ripemd160'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'
  | 'sm3';

const HASHES: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '1.3.36.3.2.1': 'ripemd160',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '1.2.156.10197.1.401': 'sm3',
};

/** Octets of a digest, as RSA-PSS salts and messageDigest attributes have them. */
export const HASH_OCTETS: Readonly<Record<HashName, number>> = {
  md5: 16,
  sha1: 20,
  ripemd160: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
  sm3: 32,
};

/** How a signature is to be verified, with every parameter settled. */
export type SignatureScheme =
  | { kind: 'rsa-pkcs1' | 'ecdsa' | 'dsa'; hash: HashName }
  | { kind: 'rsa-pss'; hash: HashName; mgfHash: HashName; saltLength: number }
  | { kind: 'ed25519' | 'ed448'; hash: undefined }
  | { kind: 'sm2'; hash: 'sm3' };

const SIGNATURES: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.4': { kind: 'rsa-pkcs1', hash: 'md5' },
  '1.2.840.113549.1.1.5': { kind: 'rsa-pkcs1', hash: 'sha1' },
  '1.3.14.3.2.29': { kind: 'rsa-pkcs1', hash: 'sha1' },
  '1.2.840.113549.1.1.14': { kind: 'rsa-pkcs1', hash: 'sha224' },
  '1.2.840.113549.1.1.11': { kind: 'rsa-pkcs1', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa-pkcs1', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa-pkcs1', hash: 'sha512' },
  '1.3.36.3.3.1.2': { kind: 'rsa-pkcs1', hash: 'ripemd160' },
  '2.16.840.1.101.3.4.3.14': { kind: 'rsa-pkcs1', hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.15': { kind: 'rsa-pkcs1', hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.16': { kind: 'rsa-pkcs1', hash: 'sha3-512' },
  '1.2.156.10197.1.504': { kind: 'rsa-pkcs1', hash: 'sm3' },
  '1.2.840.10045.4.1': { kind: 'ecdsa', hash: 'sha1' },
  '1.2.840.10045.4.3.1': { kind: 'ecdsa', hash: 'sha224' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', hash: 'sha512' },
  '2.16.840.1.101.3.4.3.10': { kind: 'ecdsa', hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.11': { kind: 'ecdsa', hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.12': { kind: 'ecdsa', hash: 'sha3-512' },
  '1.2.840.10040.4.3': { kind: 'dsa', hash: 'sha1' },
  '2.16.840.1.101.3.4.3.1': { kind: 'dsa', hash: 'sha224' },
  '2.16.840.1.101.3.4.3.2': { kind: 'dsa', hash: 'sha256' },
  '1.2.156.10197.1.501': { kind: 'sm2', hash: 'sm3' },
};

const MGF1 = '1.2.840.113549.1.1.8';
const malformed = (hint: string) => new Refusal('ALGORITHM_PARAMETERS_MALFORMED', { hint });

/** @returns undefined for a hash that is not known here */
export function hashOf(algorithm: AlgorithmIdentifier): HashName | undefined {
  const hash = HASHES[algorithm.oid];
  if (hash !== undefined && !hasNoParameters(algorithm)) throw malformed('hash');
  return hash;
}

/**
 * The scheme of a signature algorithm. `digest` is the digest algorithm that stands beside it in CMS: there the
 * signature algorithm may be the bare key's (`rsaEncryption`, `id-ecPublicKey`, the SM2 curve), which then takes its
 * hash from `digest`; where both name a hash and the two differ, the signature is refused (RFC 5652 §5.3 wants them
 * compatible, and `openssl cms` does not look).
 * @returns undefined for an algorithm that is not known here
 * @throws Refusal ALGORITHM_PARAMETERS_MALFORMED
 */
export function schemeOf(
  algorithm: AlgorithmIdentifier,
  digest?: AlgorithmIdentifier,
): SignatureScheme | undefined {
  const scheme = read(algorithm, digest);
  if (digest && scheme?.hash !== undefined && hashOf(digest) !== scheme.hash) {
    throw malformed('digest algorithm and signature algorithm differ');
  }
  return scheme;
}

function read(algorithm: AlgorithmIdentifier, digest?: AlgorithmIdentifier): SignatureScheme | undefined {
  const { oid } = algorithm;
  const named = SIGNATURES[oid];
  if (named) {
    if (!hasNoParameters(algorithm)) throw malformed('signature algorithm');
    return named;
  }
  switch (oid) {
    case KEY_OID.ed25519:
    case KEY_OID.ed448:
      if (algorithm.parameters) throw malformed('EdDSA'); // RFC 8410 §3
      return { kind: oid === KEY_OID.ed25519 ? 'ed25519' : 'ed448', hash: undefined };
    case KEY_OID.rsaPss:
      return readPss(algorithm);
    case `${KEY_OID.sm2Curve}.1`: // SM2-1, the signature algorithm of GM/T 0006
      return { kind: 'sm2', hash: 'sm3' };
    default:
      return digest && bareKey(algorithm, digest);
  }
}

function bareKey(algorithm: AlgorithmIdentifier, digest: AlgorithmIdentifier): SignatureScheme | undefined {
  const hash = hashOf(digest);
  if (hash === undefined) return undefined;
  if (algorithm.oid === KEY_OID.rsa && hasNoParameters(algorithm)) return { kind: 'rsa-pkcs1', hash };
  if (algorithm.oid === KEY_OID.dsa) return { kind: 'dsa', hash };
  if (algorithm.oid === KEY_OID.sm2Curve) return hash === 'sm3' ? { kind: 'sm2', hash } : undefined;
  if (algorithm.oid === KEY_OID.ec) return hash === 'sm3' ? { kind: 'sm2', hash } : { kind: 'ecdsa', hash };
  return undefined;
}

/** RSASSA-PSS-params (RFC 4055 §3.1); every field has a default, and trailerField has one value only. */
export function readPss(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  const { parameters } = algorithm;
  if (!parameters?.is(TAG.SEQUENCE)) throw malformed('RSASSA-PSS without parameters');
  const fields = parameters.sequence();
  const hashField = fields.optionalContext(0);
  const mgfField = fields.optionalContext(1);
  const salt = fields.optionalContext(2)?.explicit().smallInteger() ?? 20;
  const trailer = fields.optionalContext(3)?.explicit().smallInteger() ?? 1;
  fields.end();
  if (trailer !== 1) throw malformed('trailerField');
  if (salt > 512) throw malformed('saltLength');
  const hash = hashField ? hashOf(readAlgorithm(hashField.explicit())) : 'sha1';
  const mgf = mgfField && readAlgorithm(mgfField.explicit());
  if (mgf && mgf.oid !== MGF1) return undefined;
  if (mgf && !mgf.parameters) throw malformed('MGF1 without a hash');
  const mgfHash = mgf?.parameters ? hashOf(readAlgorithm(mgf.parameters)) : 'sha1';
  if (hash === undefined || mgfHash === undefined) return undefined;
  return { kind: 'rsa-pss', hash, mgfHash, saltLength: salt };
}
