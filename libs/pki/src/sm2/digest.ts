import { createHash, type Hash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { A, B, GX, GY, to32Bytes } from './curve.js';
import type { Sm2PublicKey } from './public-key.js';

/** The user id that everybody uses who has agreed on no other (GM/T 0009-2012, 10). */
export const DEFAULT_ID = '1234567812345678';

/** The signer's distinguishing identifier: a text is taken as UTF-8. */
export type Sm2Id = string | Uint8Array;

/** The id's length in bits stands in two bytes. */
const MAX_ID_BYTES = 8191;

const CURVE = Buffer.concat([A, B, GX, GY].map(to32Bytes));

/** SM3 (GB/T 32905-2016), by OpenSSL: 32 bytes. */
export function sm3(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sm3');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * Z_A = SM3(ENTL || ID || a || b || x_G || y_G || x_A || y_A), GB/T 32918.2-2016, 5.5: what binds a signature to its
 * signer's id and key.
 * @throws Refusal SM2_ID_INVALID for an id of more than 8191 bytes
 */
export function signerDigest(key: Sm2PublicKey, id: Sm2Id = DEFAULT_ID): Buffer {
  const bytes = typeof id === 'string' ? Buffer.from(id, 'utf8') : id;
  if (bytes.length > MAX_ID_BYTES) throw new Refusal('SM2_ID_INVALID');
  const bits = bytes.length * 8;
  return sm3(Uint8Array.of(bits >> 8, bits & 0xff), bytes, CURVE, key.coordinates);
}

/** e = SM3(Z_A || M): 32 bytes. */
export function messageDigest(key: Sm2PublicKey, message: Uint8Array, id: Sm2Id = DEFAULT_ID): Buffer {
  return sm3(signerDigest(key, id), message);
}

/** A hash that has seen Z_A, for messages that come in pieces; what `digest()` gives is e. */
export function startDigest(key: Sm2PublicKey, id: Sm2Id = DEFAULT_ID): Hash {
  return createHash('sm3').update(signerDigest(key, id));
}
