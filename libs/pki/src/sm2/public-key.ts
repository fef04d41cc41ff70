import { Refusal } from '#libs/errors';
import { isOnCurve, Point, to32Bytes, toNumber, type Affine } from './curve.js';
import { fixedBytes } from './members.js';

/** SubjectPublicKeyInfo up to the point: id-ecPublicKey with the named curve 1.2.156.10197.1.301 (GM/T 0015, GM/T 0006). */
const SPKI_PREFIX = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

/**
 * Members of a public SM2 key as a JWK. No registry knows `crv` SM2; it is written here as fibjs (`PKey.json()`) and
 * @instun/sm2-multikey write it.
 */
export interface Sm2PublicJwk {
  kty: string;
  crv?: string | undefined;
  x?: string | undefined;
  y?: string | undefined;
}

/** A public key that was checked to be a point of the curve. */
export class Sm2PublicKey implements Affine {
  private constructor(
    /** x || y, 32 bytes each, big-endian. */
    readonly coordinates: Buffer,
    readonly x: bigint,
    readonly y: bigint,
  ) {}

  /** @throws Refusal SM2_KEY_INVALID unless these are 64 bytes, x || y, of a point on the curve */
  static fromCoordinates(bytes: Uint8Array): Sm2PublicKey {
    if (bytes.length !== 64) throw invalid('64 bytes are due');
    const coordinates = Buffer.from(bytes);
    const point = { x: toNumber(coordinates.subarray(0, 32)), y: toNumber(coordinates.subarray(32)) };
    if (!isOnCurve(point)) throw invalid('not a point of the curve');
    return new Sm2PublicKey(coordinates, point.x, point.y);
  }

  /** A point, 04 || x || y or compressed, 02 or 03 || x (SEC 1, 2.3.3). Infinity (00) and hybrid forms are refused. */
  static fromPoint(bytes: Uint8Array): Sm2PublicKey {
    const [form] = bytes;
    if (bytes.length === 65 && form === 4) return Sm2PublicKey.fromCoordinates(bytes.subarray(1));
    if (bytes.length === 33 && (form === 2 || form === 3)) return Sm2PublicKey.fromCoordinates(expand(bytes));
    throw invalid('a point is due');
  }

  /** DER of a SubjectPublicKeyInfo; it has one spelling only. */
  static fromSpki(der: Uint8Array): Sm2PublicKey {
    const prefix = der.subarray(0, SPKI_PREFIX.length);
    if (der.length !== SPKI_PREFIX.length + 65 || Buffer.compare(prefix, SPKI_PREFIX) !== 0) {
      throw invalid('no SM2 SubjectPublicKeyInfo');
    }
    return Sm2PublicKey.fromPoint(der.subarray(SPKI_PREFIX.length));
  }

  static fromJwk({ kty, crv, x, y }: Sm2PublicJwk): Sm2PublicKey {
    if (kty !== 'EC' || crv !== 'SM2') throw invalid('kty EC and crv SM2 are due');
    return Sm2PublicKey.fromCoordinates(Buffer.concat([fixedBytes(x, 'x'), fixedBytes(y, 'y')]));
  }

  toPoint(): Buffer {
    return Buffer.concat([Uint8Array.of(4), this.coordinates]);
  }

  toSpki(): Buffer {
    return Buffer.concat([SPKI_PREFIX, this.toPoint()]);
  }

  toJwk(): { kty: 'EC'; crv: 'SM2'; x: string; y: string } {
    const { coordinates } = this;
    return {
      kty: 'EC',
      crv: 'SM2',
      x: coordinates.toString('base64url', 0, 32),
      y: coordinates.toString('base64url', 32),
    };
  }

  equals(other: Sm2PublicKey): boolean {
    return this.x === other.x && this.y === other.y;
  }
}

function expand(compressed: Uint8Array): Buffer {
  try {
    const { x, y } = Point.fromBytes(compressed).toAffine();
    return Buffer.concat([to32Bytes(x), to32Bytes(y)]);
  } catch {
    throw invalid('not a point of the curve');
  }
}

function invalid(hint: string): Refusal {
  return new Refusal('SM2_KEY_INVALID', { hint });
}
