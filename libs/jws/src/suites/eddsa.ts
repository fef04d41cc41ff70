import { generateKeyPairSync } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { PrivateJwk, PublicJwk, SignatureSuite } from '../suite.js';
import { asKeyObject, assertPair, fixedMember, importKey, signAside, verifyAside } from './node-key.js';

/** Order of the base point of edwards25519 (RFC 8032 section 5.1), big-endian. */
const ORDER = Buffer.from('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed', 'hex');

/** Ed25519 (RFC 8032) as JOSE names it: `alg` EdDSA, `crv` Ed25519 (RFC 8037). Ed448 is not used. */
export const eddsa: SignatureSuite = {
  name: 'EdDSA',
  alg: 'EdDSA',
  thumbprintMembers: ['crv', 'kty', 'x'],
  owns: (jwk) => jwk.kty === 'OKP' && jwk.crv === 'Ed25519',

  checkShape(signature) {
    if (signature.length !== 64) throw new Refusal('JWS_SIGNATURE_LENGTH');
    // S >= L would be a second signature over the same message (RFC 8032 section 5.1.7).
    const s = Buffer.from(signature.subarray(32)).reverse();
    if (Buffer.compare(s, ORDER) >= 0) throw new Refusal('JWS_SIGNATURE_RANGE');
  },

  sign: (key, data) => signAside(null, asKeyObject(key), data),
  verify: (key, data, signature) => verifyAside(null, asKeyObject(key), data, signature),

  importPublic(jwk) {
    fixedMember(jwk.x, 'x', 32);
    return importKey(jwk, ['kty', 'crv', 'x'], 'public');
  },

  importPrivate(jwk) {
    fixedMember(jwk.x, 'x', 32);
    fixedMember(jwk.d, 'd', 32);
    return assertPair(
      null,
      importKey(jwk, ['kty', 'crv', 'x', 'd'], 'private'),
      asKeyObject(eddsa.importPublic(jwk)),
    );
  },

  generate() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    return {
      privateJwk: privateKey.export({ format: 'jwk' }) as PrivateJwk,
      publicJwk: publicKey.export({ format: 'jwk' }) as PublicJwk,
    };
  },
};
