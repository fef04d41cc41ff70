import { constants, sign, type KeyObject } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { DocumentSigningKey, SigningAlgorithm } from './signing-key.js';

/**
 * A key that is held in this process.
 * @param certificates DER: the key's own, then those above it
 * @throws Refusal PKCS12_UNUSABLE for a key that signs nothing here
 */
export function documentKeyOf(
  key: KeyObject,
  certificates: DocumentSigningKey['certificates'],
): DocumentSigningKey {
  const algorithm = algorithmOf(key);
  return { algorithm, certificates, sign: (message) => signWith(key, algorithm, message) };
}

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function algorithmOf(key: KeyObject): SigningAlgorithm {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'rsa-sha256';
    case 'rsa-pss':
      return 'rsa-pss-sha256';
    case 'ed25519':
      return 'ed25519';
    case 'ec':
      // OpenSSL would sign by ECDSA on the SM2 curve, which is nobody's signature.
      if (CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '')) return 'ecdsa-sha256';
      throw new Refusal('PKCS12_UNUSABLE', { hint: 'a curve that signs nothing here' });
    default:
      throw new Refusal('PKCS12_UNUSABLE', { hint: 'a key of a kind that signs nothing here' });
  }
}

function signWith(key: KeyObject, algorithm: SigningAlgorithm, message: Uint8Array): Uint8Array {
  if (algorithm === 'ed25519') return sign(null, message, key);
  if (algorithm !== 'rsa-pss-sha256') return sign('sha256', message, key);
  return sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}
