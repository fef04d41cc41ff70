/** How a key signs: the names of what is written into the signature. */
export type SigningAlgorithm = 'rsa-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256' | 'ed25519' | 'sm2-sm3';

/**
 * The port to a key that signs documents. Private keys stay behind it: a PKCS #12 file today, a module or a service
 * tomorrow.
 */
export interface DocumentSigningKey {
  algorithm: SigningAlgorithm;
  /** DER: the signer's certificate, then those above it. */
  certificates: readonly [Uint8Array, ...Uint8Array[]];
  /** Signs a message, digest included: RSA and EdDSA values as they are, ECDSA and SM2 in DER. */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
