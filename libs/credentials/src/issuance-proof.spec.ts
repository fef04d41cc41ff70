import { generateSigningKey, signCompact, signingKeyFromJwk, type SigningSuiteName } from '#libs/jws';
import { checkIssuanceProof, proveForIssuance } from './issuance-proof.js';

const now = Date.UTC(2026, 10, 20, 2, 0, 0);
const audience = 'https://issuer.example';
const due = { audience, now, maxAgeSeconds: 300, skewSeconds: 60 };
const keyOf = (suite: SigningSuiteName) => signingKeyFromJwk(generateSigningKey(suite).privateJwk);
const key = keyOf('ES256');
const { kty, crv, x, y } = key.publicJwk;
const jwk = { kty, crv, x, y };
const claims = { aud: audience, iat: now / 1000, nonce: 'n-0S6' };
const made = (header: object, payload: object, by = key, withoutKid = true) =>
  signCompact({ header: { typ: 'openid4vci-proof+jwt', ...header }, payload, key: by, withoutKid });

it.each<[string, () => Promise<string>, string]>([
  ['of another type', () => made({ typ: 'jwt', jwk }, claims), 'JWS_TYP_WRONG'],
  ['without a key', () => made({}, claims), 'ISSUANCE_PROOF_MALFORMED'],
  ['with a key and a kid', () => made({ jwk }, claims, key, false), 'ISSUANCE_PROOF_MALFORMED'],
  ['with a key and a certificate', () => made({ jwk, x5c: ['x'] }, claims), 'ISSUANCE_PROOF_MALFORMED'],
  ['with a private key', () => made({ jwk: { ...jwk, d: 'AAAA' } }, claims), 'JWK_PRIVATE'],
  [
    'with the key of somebody else',
    () => made({ jwk: keyOf('ES256').publicJwk }, claims),
    'JWS_SIGNATURE_WRONG',
  ],
  [
    'for another issuer',
    () => made({ jwk }, { ...claims, aud: 'https://other.example' }),
    'ISSUANCE_PROOF_AUDIENCE',
  ],
  ['for several issuers', () => made({ jwk }, { ...claims, aud: [audience] }), 'ISSUANCE_PROOF_MALFORMED'],
  ['too old', () => made({ jwk }, { ...claims, iat: claims.iat - 301 }), 'ISSUANCE_PROOF_TIME'],
  ['from the future', () => made({ jwk }, { ...claims, iat: claims.iat + 61 }), 'ISSUANCE_PROOF_TIME'],
  ['without a nonce', () => made({ jwk }, { aud: audience, iat: claims.iat }), 'ISSUANCE_PROOF_MALFORMED'],
  [
    'with an issuer, where no client is known',
    () => made({ jwk }, { ...claims, iss: 'client' }),
    'ISSUANCE_PROOF_MALFORMED',
  ],
  ['longer than any proof', () => made({ jwk, more: 'x'.repeat(5000) }, claims), 'JWS_TOO_LARGE'],
  [
    'by a key of a suite that wallets do not have',
    () => {
      const sm2 = keyOf('SM2');
      return made({ jwk: sm2.publicJwk }, claims, sm2);
    },
    'ISSUANCE_PROOF_ALGORITHM',
  ],
])('a proof %s is refused', async (_name, make, code) => {
  await expect(checkIssuanceProof(await make(), due)).rejects.toMatchObject({ code });
});

it.each(['ES256', 'EdDSA'] as const)(
  'a proof by %s gives the public key alone, and the nonce',
  async (suite) => {
    const by = keyOf(suite);
    const proof = await proveForIssuance(by, { audience, nonce: 'n-0S6', issuedAt: now });
    const proven = await checkIssuanceProof(proof, due);
    expect(proven).toMatchObject({ nonce: 'n-0S6', thumbprint: by.kid });
    const members = suite === 'ES256' ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x'];
    expect(Object.keys(proven.jwk).sort()).toEqual(members);
  },
);
