import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { der, encodeSm2Signature, signSm2, type NonceSource, type Sm2PrivateKey } from '#libs/pki';
import { SM2_WITH_SM3 } from '../create/make-seal.js';

/** A key that certifies: how its signatures are named, and what others verify them with. */
export interface CertifyingKey {
  /** AlgorithmIdentifier of its signatures, in DER. */
  algorithm: Uint8Array;
  /** SubjectPublicKeyInfo in DER. */
  spki: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export function sm2CertifyingKey(key: Sm2PrivateKey, nonce: NonceSource): CertifyingKey {
  return {
    algorithm: der.sequence(der.oid(SM2_WITH_SM3)),
    spki: key.publicKey.toSpki(),
    sign: (message) => encodeSm2Signature(signSm2(key, message, { nonce }), 'der'),
  };
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11';

/** RSA, or EC on a curve that OpenSSL signs ECDSA with; never the SM2 curve, on which that is nobody's signature. */
export function certifyingKeyOf(key: KeyObject): CertifyingKey {
  const rsa = key.asymmetricKeyType === 'rsa';
  return {
    algorithm: rsa
      ? der.sequence(der.oid(RSA_WITH_SHA256), der.null())
      : der.sequence(der.oid(ECDSA_WITH_SHA256)),
    spki: new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })),
    sign: (message) => new Uint8Array(sign('sha256', message, key)),
  };
}
