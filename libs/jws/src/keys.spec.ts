import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import {
  generateSigningKey,
  signingKeyFromJwk,
  thumbprint,
  verificationKeyFromJwk,
  verificationKeyOf,
} from './keys.js';

const es = generateSigningKey('ES256');
const other = generateSigningKey('ES256');
const ed = generateSigningKey('EdDSA');
const rsa = (modulusLength: number, publicExponent = 65537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' });
const refusal = (code: string) => expect.objectContaining({ code });

describe('verificationKeyFromJwk', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'JWK_INVALID'],
    ['a string', 'key', 'JWK_INVALID'],
    ['an unknown kty', { kty: 'AKP' }, 'JWK_UNSUPPORTED'],
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }, 'JWK_UNSUPPORTED'],
    ['another curve', { ...es.publicJwk, crv: 'P-384' }, 'JWK_UNSUPPORTED'],
    ['secp256k1', { ...es.publicJwk, crv: 'secp256k1' }, 'JWK_UNSUPPORTED'],
    ['Ed448', { ...ed.publicJwk, crv: 'Ed448' }, 'JWK_UNSUPPORTED'],
    ['a key agreement key', { ...ed.publicJwk, crv: 'X25519' }, 'JWK_UNSUPPORTED'],
    ['an alg of another kind', { ...es.publicJwk, alg: 'RS256' }, 'JWK_ALG_MISMATCH'],
    ['alg none', { ...es.publicJwk, alg: 'none' }, 'JWK_ALG_MISMATCH'],
    ['a key for encryption', { ...es.publicJwk, use: 'enc' }, 'JWK_USE_MISMATCH'],
    ['key_ops without verify', { ...es.publicJwk, key_ops: ['encrypt'] }, 'JWK_USE_MISMATCH'],
    ['a private key', es.privateJwk, 'JWK_PRIVATE'],
    ['a point that is not on the curve', { ...es.publicJwk, y: other.publicJwk.y }, 'JWK_INVALID'],
    ['a short coordinate', { ...es.publicJwk, x: es.publicJwk.x?.slice(0, 40) }, 'JWK_INVALID'],
    ['a coordinate with padding', { ...es.publicJwk, x: `${es.publicJwk.x}=` }, 'JWK_INVALID'],
    ['no y', { ...es.publicJwk, y: undefined }, 'JWK_INVALID'],
    ['a short Ed25519 key', { ...ed.publicJwk, x: 'AAAA' }, 'JWK_INVALID'],
    ['a kid with a path', { ...es.publicJwk, kid: '../../dev/null' }, 'JWK_INVALID'],
    ['RSA with 1024 bits', rsa(1024), 'JWK_TOO_WEAK'],
    ['RSA with 2047 bits', rsa(2047), 'JWK_TOO_WEAK'],
    ['RSA with exponent 3', rsa(2048, 3), 'JWK_TOO_WEAK'],
    ['RSA with 4104 bits', rsa(4104), 'JWK_UNSUPPORTED'],
  ])('refuses %s', (_what, jwk, code) => {
    expect(() => verificationKeyFromJwk(jwk)).toThrow(refusal(code));
  });

  it('chooses the suite by the key', () => {
    expect(verificationKeyFromJwk(es.publicJwk).suite.name).toBe('ES256');
    expect(verificationKeyFromJwk(ed.publicJwk).suite.name).toBe('EdDSA');
    expect(verificationKeyFromJwk(rsa(2048)).suite.name).toBe('RS256');
  });

  it('takes the thumbprint where the key has no id, as jose computes it', async () => {
    for (const jwk of [es.publicJwk, ed.publicJwk, rsa(2048)]) {
      const bare = { ...jwk, kid: undefined };
      expect(verificationKeyFromJwk(bare).kid).toBe(await calculateJwkThumbprint(bare as never));
      expect(thumbprint(jwk)).toBe(verificationKeyFromJwk(bare).kid);
    }
    expect(verificationKeyFromJwk({ ...es.publicJwk, kid: 'mine' }).kid).toBe('mine');
  });
});

describe('signingKeyFromJwk', () => {
  it.each<[string, unknown, string]>([
    ['a public key', es.publicJwk, 'JWK_NOT_PRIVATE'],
    ['a pair that does not fit', { ...es.privateJwk, d: other.privateJwk.d }, 'JWK_INVALID'],
    ['an Ed25519 pair that does not fit', { ...ed.privateJwk, x: 'A'.repeat(43) }, 'JWK_INVALID'],
    ['a private number of zero', { ...es.privateJwk, d: 'A'.repeat(43) }, 'JWK_INVALID'],
    ['an RSA key', { ...rsa(2048), d: 'AQAB' }, 'JWK_VERIFIES_ONLY'],
  ])('refuses %s', (_what, jwk, code) => {
    expect(() => signingKeyFromJwk(jwk)).toThrow(refusal(code));
  });

  it('gives the public part with id, algorithm and use, and nothing private', () => {
    const key = signingKeyFromJwk(es.privateJwk);
    expect(key.publicJwk).toEqual({ ...es.publicJwk, kid: key.kid, alg: 'ES256', use: 'sig' });
    expect(JSON.stringify(key.publicJwk)).not.toContain('"d"');
    expect(verificationKeyOf(key).kid).toBe(key.kid);
  });
});
