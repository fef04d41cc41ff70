import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

/** Recommended curve of GM/T 0003.5-2012 (GB/T 32918.5-2017): y^2 = x^3 + ax + b over F_p, base point of order n. */
export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const A = 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn;
export const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
export const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
export const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;

/**
 * The curve as @noble/curves computes on it: whatever touches a private key goes through here. Verification, which
 * knows no secret, has arithmetic of its own (`tables.ts`).
 */
export const Point = weierstrass({ p: P, n: N, h: 1n, a: A, b: B, Gx: GX, Gy: GY });

/** An affine point; the point at infinity has no such form and is never a key. */
export interface Affine {
  readonly x: bigint;
  readonly y: bigint;
}

/** Whether the coordinates are canonical and satisfy the curve's equation. The cofactor is 1: no further check. */
export function isOnCurve({ x, y }: Affine): boolean {
  if (x < 0n || x >= P || y < 0n || y >= P) return false;
  return (y * y - (x * x + A) * x - B) % P === 0n;
}

/** Big-endian number. */
export function toNumber(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** 32 bytes, big-endian, of a number below 2^256. */
export function to32Bytes(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}
