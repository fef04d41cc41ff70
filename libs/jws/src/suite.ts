/** A JWK that may be published: members of RFC 7517 and RFC 7518, no private ones. */
export interface PublicJwk {
  kty: string;
  kid?: string | undefined;
  alg?: string | undefined;
  use?: string | undefined;
  crv?: string | undefined;
  x?: string | undefined;
  y?: string | undefined;
  n?: string | undefined;
  e?: string | undefined;
}

/** A JWK with its private member; RSA keys sign nothing here, so `d` is the only one. */
export interface PrivateJwk extends PublicJwk {
  d: string;
}

/** Suites that exist today. `SM2` is SM2 with SM3 (GB/T 32918.2), for nodes that must use commercial cryptography. */
export type SuiteName = 'ES256' | 'EdDSA' | 'SM2' | 'RS256';

/** Suites that also sign; RS256 only verifies statements of federations that still use it. */
export type SigningSuiteName = Exclude<SuiteName, 'RS256'>;

/**
 * One signature algorithm with everything that belongs to it. A suite is a property of a key, never of a token's wish.
 * Keys are opaque to the callers: a suite may keep them in memory, in a module or behind a network, hence the promises.
 */
export interface SignatureSuite {
  /** Name in configuration and in federation metadata. */
  readonly name: string;
  /** Value of the `alg` header member. */
  readonly alg: string;
  /** Members that make up the RFC 7638 thumbprint, in lexicographic order. */
  readonly thumbprintMembers: readonly (keyof PublicJwk)[];
  /** True for a JWK of this suite's kind, judged by `kty` and `crv`. */
  owns(jwk: { kty?: unknown; crv?: unknown }): boolean;
  /** Refuses a signature that can never verify: wrong length, DER, numbers out of range. */
  checkShape(signature: Uint8Array): void;
  sign(privateKey: unknown, data: Uint8Array): Uint8Array | Promise<Uint8Array>;
  verify(publicKey: unknown, data: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
  importPrivate(jwk: PrivateJwk): unknown;
  importPublic(jwk: PublicJwk): unknown;
  generate(): { privateJwk: PrivateJwk; publicJwk: PublicJwk };
}

/** A key that signs. `publicJwk` carries `kid`, `alg` and `use` and may be published as it is. */
export interface SigningKey {
  kid: string;
  suite: SignatureSuite;
  privateKey: unknown;
  publicJwk: PublicJwk;
}

/** A key that verifies. */
export interface VerificationKey {
  kid: string;
  suite: SignatureSuite;
  publicKey: unknown;
}
