import { generateKeyPairSync } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { PrivateJwk, PublicJwk, SignatureSuite } from '../suite.js';
import { derOf, fixedOf } from './ecdsa-form.js';
import { checkPairOfNumbers, inRange } from './ecdsa-shape.js';
import { asKeyObject, assertPair, fixedMember, importKey, signAside, verifyAside } from './node-key.js';

/** Order of P-256 (FIPS 186-5, SEC 2 section 2.4.2), big-endian. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/** ECDSA over P-256 with SHA-256; signatures are r and s, 32 bytes each (RFC 7518 section 3.4), never DER. */
export const es256: SignatureSuite = {
  name: 'ES256',
  alg: 'ES256',
  thumbprintMembers: ['crv', 'kty', 'x', 'y'],
  owns: (jwk) => jwk.kty === 'EC' && jwk.crv === 'P-256',

  checkShape: (signature) => checkPairOfNumbers(signature, ORDER),

  sign: async (key, data) => fixedOf(await signAside('sha256', asKeyObject(key), data)),
  verify: (key, data, signature) => verifyAside('sha256', asKeyObject(key), data, derOf(signature)),

  importPublic(jwk) {
    fixedMember(jwk.x, 'x', 32);
    fixedMember(jwk.y, 'y', 32);
    return importKey(jwk, ['kty', 'crv', 'x', 'y'], 'public');
  },

  importPrivate(jwk) {
    fixedMember(jwk.x, 'x', 32);
    fixedMember(jwk.y, 'y', 32);
    if (!inRange(fixedMember(jwk.d, 'd', 32), ORDER)) throw new Refusal('JWK_INVALID', { hint: 'd' });
    return assertPair(
      'sha256',
      importKey(jwk, ['kty', 'crv', 'x', 'y', 'd'], 'private'),
      asKeyObject(es256.importPublic(jwk)),
    );
  },

  generate() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      privateJwk: privateKey.export({ format: 'jwk' }) as PrivateJwk,
      publicJwk: publicKey.export({ format: 'jwk' }) as PublicJwk,
    };
  },
};
