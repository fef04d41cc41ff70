import { N, Point, toNumber } from './curve.js';
import { messageDigest, type Sm2Id } from './digest.js';
import type { NonceSource } from './nonce.js';
import type { Sm2PrivateKey } from './private-key.js';
import type { Sm2Signature } from './signature.js';

/**
 * Signs a message (GB/T 32918.2-2016, 6.1). The multiplication by the nonce is @noble/curves', whose sequence of
 * operations does not depend on it; BigInt itself is not constant-time. A key that an attacker on the same machine must
 * not get at belongs into a module, behind the suite's port.
 */
export function sign(
  key: Sm2PrivateKey,
  message: Uint8Array,
  options: { nonce: NonceSource; id?: Sm2Id },
): Sm2Signature {
  return signDigest(key, messageDigest(key.publicKey, message, options.id), options.nonce);
}

/** Signs e = SM3(Z_A || M), see `startDigest`. Over any other digest the result is no SM2 signature. */
export function signDigest(key: Sm2PrivateKey, digest: Uint8Array, nonce: NonceSource): Sm2Signature {
  const e = toNumber(digest);
  const next = nonce(key.d, digest);
  for (;;) {
    const k = next();
    const r = (e + Point.BASE.multiply(k).toAffine().x) % N;
    if (r === 0n || r + k === N) continue;
    // k - r * d, kept positive.
    const s = (key.inverse * ((k + r * (N - key.d)) % N)) % N;
    if (s !== 0n) return { r, s };
  }
}
