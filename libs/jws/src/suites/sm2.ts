import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { encodeSm2Signature, randomNonce, signSm2, Sm2Engine, Sm2PrivateKey, Sm2PublicKey } from '#libs/pki';
import type { SignatureSuite } from '../suite.js';
import { checkPairOfNumbers } from './ecdsa-shape.js';

/** Order of the curve's base point (GB/T 32918.5), big-endian. */
const ORDER = Buffer.from('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123', 'hex');

/** Where the arithmetic is done: here, or by other threads. The user id is `1234567812345678`, always. */
export interface Sm2Computing {
  /** @returns r || s */
  sign(key: Sm2PrivateKey, data: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** @param signature r || s, in range */
  verify(key: Sm2PublicKey, data: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}

/**
 * SM2 with SM3 (GB/T 32918.2). JOSE registers neither the curve nor the algorithm: `crv` and `alg` `SM2` are private names
 * that peers of this exchange agree on (PROFILE.md, section 8). The thumbprint is made as RFC 7638 makes that of other EC keys.
 */
export function sm2SuiteOver(computing: Sm2Computing): SignatureSuite {
  return {
    name: 'SM2',
    alg: 'SM2',
    thumbprintMembers: ['crv', 'kty', 'x', 'y'],
    owns: (jwk) => jwk.kty === 'EC' && jwk.crv === 'SM2',
    checkShape: (signature) => checkPairOfNumbers(signature, ORDER),
    sign: (key, data) => computing.sign(asPrivate(key), data),
    verify: (key, data, signature) => computing.verify(asPublic(key), data, signature),
    importPublic: (jwk) => asJwkRefusal(() => Sm2PublicKey.fromJwk(jwk)),
    importPrivate: (jwk) => asJwkRefusal(() => Sm2PrivateKey.fromJwk(jwk)),
    generate() {
      const key = Sm2PrivateKey.generate(randomBytes);
      return { privateJwk: key.toJwk(), publicJwk: key.publicKey.toJwk() };
    },
  };
}

const engine = new Sm2Engine();
const nonce = randomNonce(randomBytes);

/** In the calling thread: some 1 ms for a signature and for a key met first, a quarter of it for a key that comes back. */
export const sm2 = sm2SuiteOver({
  sign: (key, data) => encodeSm2Signature(signSm2(key, data, { nonce }), 'raw'),
  verify(key, data, signature) {
    try {
      return engine.verify(key, data, signature, { form: 'raw' });
    } catch (thrown) {
      // r + s = n: in range each, and still nobody's.
      if (thrown instanceof Refusal) return false;
      throw thrown;
    }
  },
});

function asPublic(key: unknown): Sm2PublicKey {
  if (key instanceof Sm2PublicKey) return key;
  throw new Refusal('JWK_INVALID', { details: { reason: 'a key of another suite' } });
}

function asPrivate(key: unknown): Sm2PrivateKey {
  if (key instanceof Sm2PrivateKey) return key;
  throw new Refusal('JWK_INVALID', { details: { reason: 'a key of another suite' } });
}

function asJwkRefusal<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw new Refusal('JWK_INVALID', cause.hint === undefined ? { cause } : { hint: cause.hint, cause });
  }
}
