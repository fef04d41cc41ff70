import { createHmac } from 'node:crypto';
import { N, to32Bytes, toNumber } from './curve.js';
import type { RandomBytes } from './private-key.js';

/**
 * Where the secret number k of a signature comes from: given the private key d and the digest e, a function that
 * yields one candidate after the other until one serves.
 */
export type NonceSource = (d: bigint, digest: Uint8Array) => () => bigint;

/**
 * RFC 6979 section 3.2 with HMAC-SM3, q = n, x = d and h1 = e = SM3(Z_A || M). Same key, id and message, same
 * signature: for vectors and tests.
 */
export const deterministicNonce: NonceSource = (d, digest) => candidates(d, digest, new Uint8Array());

/**
 * The same with 32 random bytes mixed in (RFC 6979 section 3.6): as good as a random k while the source is good, and
 * no worse than the deterministic one when it is not.
 */
export function randomNonce(randomBytes: RandomBytes): NonceSource {
  return (d, digest) => candidates(d, digest, randomBytes(32));
}

function candidates(d: bigint, digest: Uint8Array, extra: Uint8Array): () => bigint {
  const seed = Buffer.concat([to32Bytes(d), to32Bytes(toNumber(digest) % N), extra]);
  let key: Uint8Array = Buffer.alloc(32);
  let value: Uint8Array = Buffer.alloc(32, 1);
  const update = (...parts: Uint8Array[]): void => {
    key = hmac(key, value, ...parts);
    value = hmac(key, value);
  };
  update(Uint8Array.of(0), seed);
  update(Uint8Array.of(1), seed);
  let isFirst = true;
  return () => {
    for (;;) {
      if (!isFirst) update(Uint8Array.of(0));
      isFirst = false;
      value = hmac(key, value);
      const k = toNumber(value);
      if (k >= 1n && k < N) return k;
    }
  };
}

function hmac(key: Uint8Array, ...parts: Uint8Array[]): Buffer {
  const mac = createHmac('sm3', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
