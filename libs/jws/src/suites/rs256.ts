import { verify } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { SignatureSuite } from '../suite.js';
import { anyMember, asKeyObject, importKey } from './node-key.js';

const MIN_BITS = 2048;
const MAX_BITS = 4096;

/** RSASSA-PKCS1-v1_5 with SHA-256, for statements of federations that still sign so. It verifies and signs nothing. */
export const rs256: SignatureSuite = {
  name: 'RS256',
  alg: 'RS256',
  thumbprintMembers: ['e', 'kty', 'n'],
  owns: (jwk) => jwk.kty === 'RSA',

  checkShape(signature) {
    if (signature.length < MIN_BITS / 8 || signature.length > MAX_BITS / 8) {
      throw new Refusal('JWS_SIGNATURE_LENGTH');
    }
  },

  sign() {
    throw new Refusal('JWK_VERIFIES_ONLY');
  },

  verify: (key, data, signature) => verify('sha256', data, asKeyObject(key), signature),

  importPublic(jwk) {
    const bits = bitLength(anyMember(jwk.n, 'n'));
    const exponent = anyMember(jwk.e, 'e');
    if (bits < MIN_BITS) throw new Refusal('JWK_TOO_WEAK', { hint: `${bits} bits` });
    // Bounds on both sides: a long modulus or exponent makes each verification costly.
    if (bits > MAX_BITS) throw new Refusal('JWK_UNSUPPORTED', { hint: `${bits} bits` });
    if (exponent.length > 4) throw new Refusal('JWK_UNSUPPORTED', { hint: 'e' });
    const e = exponent.readUIntBE(0, exponent.length);
    if (e < 65537 || e % 2 === 0) throw new Refusal('JWK_TOO_WEAK', { hint: 'e' });
    return importKey(jwk, ['kty', 'n', 'e'], 'public');
  },

  importPrivate() {
    throw new Refusal('JWK_VERIFIES_ONLY');
  },

  generate() {
    throw new Refusal('JWK_VERIFIES_ONLY');
  },
};

function bitLength(number: Buffer): number {
  const first = number.findIndex((byte) => byte !== 0);
  if (first === -1) return 0;
  return (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24;
}
