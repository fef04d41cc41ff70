import { encodeSm2Signature, signSm2, type NonceSource, type Sm2PrivateKey } from '#libs/pki';

/**
 * The port by which seals are made and used: a certificate and whoever holds its key, in this process or in a module
 * that never gives it away.
 */
export interface SealKey {
  /** DER. */
  certificate: Uint8Array;
  /** SM2 over SM3(Z_A || message) with the id `1234567812345678`, as SEQUENCE { r, s } (GM/T 0009-2012 §7.3). */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A key that is held here. */
export function sealKeyOf(certificate: Uint8Array, key: Sm2PrivateKey, nonce: NonceSource): SealKey {
  return { certificate, sign: (message) => encodeSm2Signature(signSm2(key, message, { nonce }), 'der') };
}
