import { Refusal } from '#libs/errors';
import { N, Point, to32Bytes, toNumber } from './curve.js';
import { fixedBytes } from './members.js';
import { Sm2PublicKey, type Sm2PublicJwk } from './public-key.js';

/** `n` bytes from a cryptographic source. */
export type RandomBytes = (n: number) => Uint8Array;

export interface Sm2PrivateJwk extends Sm2PublicJwk {
  d: string;
}

/** PrivateKeyInfo as OpenSSL and GmSSL write it: version 0, the curve, ECPrivateKey { 1, d, [1] public key }. */
const PKCS8_PREFIX = Buffer.from(
  '308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420',
  'hex',
);
const PKCS8_PUBLIC = Buffer.from('a144034200', 'hex');

/** A private key d with 1 <= d <= n - 2 (GB/T 32918.1, 6.1: n - 1 would make 1 + d zero). */
export class Sm2PrivateKey {
  readonly publicKey: Sm2PublicKey;
  /** (1 + d)^-1 mod n, the same in every signature. */
  readonly inverse: bigint;

  private constructor(readonly d: bigint) {
    const { x, y } = Point.BASE.multiply(d).toAffine();
    this.publicKey = Sm2PublicKey.fromCoordinates(Buffer.concat([to32Bytes(x), to32Bytes(y)]));
    this.inverse = Point.Fn.inv(1n + d);
  }

  /** @throws Refusal SM2_KEY_INVALID for a number out of range or not of 32 bytes */
  static fromBytes(bytes: Uint8Array): Sm2PrivateKey {
    const d = bytes.length === 32 ? toNumber(bytes) : 0n;
    if (d < 1n || d > N - 2n) throw new Refusal('SM2_KEY_INVALID', { hint: 'd' });
    return new Sm2PrivateKey(d);
  }

  /** @throws Refusal SM2_KEY_INVALID, also where the public members belong to another key */
  static fromJwk(jwk: Sm2PrivateJwk): Sm2PrivateKey {
    return Sm2PrivateKey.fromBytes(fixedBytes(jwk.d, 'd')).paired(Sm2PublicKey.fromJwk(jwk));
  }

  /** DER of an unencrypted PrivateKeyInfo with its public key, in the one spelling that tools write. */
  static fromPkcs8(der: Uint8Array): Sm2PrivateKey {
    const bytes = Buffer.from(der);
    const publicAt = PKCS8_PREFIX.length + 32;
    const pointAt = publicAt + PKCS8_PUBLIC.length;
    if (
      !bytes.subarray(0, PKCS8_PREFIX.length).equals(PKCS8_PREFIX) ||
      !bytes.subarray(publicAt, pointAt).equals(PKCS8_PUBLIC)
    ) {
      throw new Refusal('SM2_KEY_INVALID', { hint: 'no SM2 PrivateKeyInfo' });
    }
    const key = Sm2PrivateKey.fromBytes(bytes.subarray(PKCS8_PREFIX.length, publicAt));
    return key.paired(Sm2PublicKey.fromPoint(bytes.subarray(pointAt)));
  }

  static generate(randomBytes: RandomBytes): Sm2PrivateKey {
    for (;;) {
      // Almost every candidate is in range: n is 2^256 less a 2^-32 part of it.
      const d = toNumber(randomBytes(32));
      if (d >= 1n && d <= N - 2n) return new Sm2PrivateKey(d);
    }
  }

  toBytes(): Buffer {
    return to32Bytes(this.d);
  }

  toJwk(): ReturnType<Sm2PublicKey['toJwk']> & { d: string } {
    return { ...this.publicKey.toJwk(), d: this.toBytes().toString('base64url') };
  }

  toPkcs8(): Buffer {
    return Buffer.concat([PKCS8_PREFIX, this.toBytes(), PKCS8_PUBLIC, this.publicKey.toPoint()]);
  }

  private paired(publicKey: Sm2PublicKey): this {
    if (this.publicKey.equals(publicKey)) return this;
    throw new Refusal('SM2_KEY_INVALID', { hint: 'the public members belong to another key' });
  }
}
