import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { suites, verificationKeyFromJwk, type VerificationKey } from '#libs/jws';

/** Project Wycheproof: every case through the shape check and the verification of its suite. */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'wycheproof');
const present = existsSync(corpus);
if (!present) console.warn('Wycheproof is absent: set CORPORA_DIR.');

interface Group {
  publicKeyPem: string;
  tests: {
    tcId: number;
    comment: string;
    msg: string;
    sig: string;
    result: 'valid' | 'invalid' | 'acceptable';
  }[];
}
const groupsOf = (name: string) =>
  (JSON.parse(readFileSync(join(corpus, `${name}_test.json`), 'utf8')) as { testGroups: Group[] }).testGroups;

async function verdict(key: VerificationKey, test: Group['tests'][number]): Promise<string> {
  const signature = Buffer.from(test.sig, 'hex');
  try {
    key.suite.checkShape(signature);
  } catch (thrown) {
    if (thrown instanceof Refusal) return 'invalid';
    throw thrown;
  }
  return (await key.suite.verify(key.publicKey, Buffer.from(test.msg, 'hex'), signature))
    ? 'valid'
    : 'invalid';
}

(present ? describe : describe.skip)('Wycheproof', () => {
  it.each([
    ['ecdsa_secp256r1_sha256_p1363', 'ES256', 262],
    ['ed25519', 'EdDSA', 151],
    ['rsa_signature_2048_sha256', 'RS256', 240],
  ])('%s', async (name, suite, atLeast) => {
    let tried = 0;
    const wrong: string[] = [];
    for (const group of groupsOf(name)) {
      const jwk = createPublicKey(group.publicKeyPem).export({ format: 'jwk' });
      const { kty, crv, x, y, n, e } = jwk;
      if (kty === 'RSA' && e !== 'AQAB') {
        expect(() => verificationKeyFromJwk(jwk)).toThrow(expect.objectContaining({ code: 'JWK_TOO_WEAK' }));
        continue;
      }
      const key = verificationKeyFromJwk({ kty, crv, x, y, n, e });
      expect(key.suite).toBe(suites.get(suite));
      for (const test of group.tests) {
        tried++;
        const got = await verdict(key, test);
        // "acceptable" marks encodings that old signers made; refusing them is right as well.
        if (got !== test.result && !(test.result === 'acceptable' && got === 'invalid')) {
          wrong.push(`${test.tcId} ${test.comment}: ${test.result} was due`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(atLeast);
  });
});
