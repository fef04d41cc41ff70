import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';

/** SHA-256. Ours runs everywhere; a server passes its native one, which is some ten times faster. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

const LEAF = 0x00;
const NODE = 0x01;
export const HASH_BYTES = 32;

/** RFC 6962 §2.1: `SHA-256(0x00 || bytes)`. */
export function leafHash(bytes: Uint8Array, sha256: Sha256 = portableSha256): Uint8Array {
  const input = new Uint8Array(bytes.length + 1);
  input[0] = LEAF;
  input.set(bytes, 1);
  return sha256(input);
}

/** RFC 6962 §2.1: `SHA-256(0x01 || left || right)`. */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256 = portableSha256): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new RangeError(`A tree node has two hashes of ${HASH_BYTES} bytes.`);
  }
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(input);
}

export type HmacSha256 = (key: Uint8Array, data: Uint8Array) => Uint8Array;

export const portableHmac: HmacSha256 = (key, data) => hmac(portableSha256, key, data);

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
