import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { parseCompact, signingKeyFromJwk, suites, verificationKeyFromJwk, verifyCompact } from '#libs/jws';

/**
 * RFC 7520 and RFC 7797. Most examples use what this project refuses on purpose, so most of them show that it is
 * refused, and with which code. Their payloads are prose and not JSON; the RSA one is therefore checked a level below.
 */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'jose-cookbook');
const present = existsSync(corpus);
if (!present) console.warn('The JOSE cookbook is absent: set CORPORA_DIR.');

interface Example {
  input: { key: Record<string, unknown> & { kid: string } };
  signing: { 'sig-input': string; sig: string };
  output: { compact?: string; json?: object; json_flat?: object };
}
const example = (path: string) => JSON.parse(readFileSync(join(corpus, path), 'utf8')) as Example;
const publicPart = ({ kty, kid, crv, x, y, n, e }: Record<string, unknown>) => ({
  kty,
  kid,
  crv,
  x,
  y,
  n,
  e,
});

async function codeOf(token: string): Promise<string> {
  try {
    await verifyCompact(token, { typ: 'x', resolveKey: () => undefined });
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}
const keyCode = (read: () => unknown) => {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'accepted';
};

(present ? describe : describe.skip)('the JOSE cookbook', () => {
  it('4.1: the RS256 signature verifies with the suite that the key chooses', async () => {
    const { input, signing } = example('jws/4_1.rsa_v15_signature.json');
    const key = verificationKeyFromJwk(publicPart(input.key));
    expect(key.suite).toBe(suites.get('RS256'));
    const signature = Buffer.from(signing.sig, 'base64url');
    key.suite.checkShape(signature);
    expect(await key.suite.verify(key.publicKey, Buffer.from(signing['sig-input']), signature)).toBe(true);
    expect(await key.suite.verify(key.publicKey, Buffer.from(`${signing['sig-input']}x`), signature)).toBe(
      false,
    );
  });

  it('4.1: the key signs nothing here', () => {
    const { input } = example('jws/4_1.rsa_v15_signature.json');
    expect(keyCode(() => signingKeyFromJwk(input.key))).toBe('JWK_VERIFIES_ONLY');
  });

  it('4.3: a P-521 key is of no suite', () => {
    const { input } = example('jws/4_3.ecdsa_signature.json');
    expect(keyCode(() => verificationKeyFromJwk(publicPart(input.key)))).toBe('JWK_UNSUPPORTED');
  });

  it('4.4: a shared secret is no key', () => {
    const { input } = example('jws/4_4.hmac-sha2_integrity_protection.json');
    expect(keyCode(() => verificationKeyFromJwk(input.key))).toBe('JWK_UNSUPPORTED');
  });

  it.each([
    ['jws/4_1.rsa_v15_signature.json', 'JSON_SYNTAX'],
    ['jws/4_2.rsa-pss_signature.json', 'JSON_SYNTAX'],
    ['jws/4_3.ecdsa_signature.json', 'JSON_SYNTAX'],
    ['jws/4_4.hmac-sha2_integrity_protection.json', 'JWS_ALG_SYMMETRIC'],
    ['jws/4_5.signature_with_detached_content.json', 'JWS_ALG_SYMMETRIC'],
    ['rfc7797/hmac-sha2_b64_false.json', 'JWS_ALG_SYMMETRIC'],
    ['rfc7797/4.2.hmac-sha2_b64_false.json', 'JWS_ALG_SYMMETRIC'],
  ])('the compact form of %s is refused', async (path, code) => {
    const compact = example(path).output.compact;
    if (compact !== undefined) expect(await codeOf(compact)).toBe(code);
  });

  it('every JSON form of every example is refused as such', () => {
    const paths = [
      '4_1.rsa_v15_signature',
      '4_2.rsa-pss_signature',
      '4_3.ecdsa_signature',
      '4_4.hmac-sha2_integrity_protection',
      '4_5.signature_with_detached_content',
      '4_6.protecting_specific_header_fields',
      '4_7.protecting_content_only',
      '4_8.multiple_signatures',
    ];
    let tried = 0;
    for (const path of paths) {
      const { json, json_flat: flat } = example(`jws/${path}.json`).output;
      for (const form of [json, flat]) {
        if (form === undefined) continue;
        tried++;
        expect(keyCode(() => parseCompact(JSON.stringify(form)))).toBe('JWS_JSON_SERIALISATION');
      }
    }
    expect(tried).toBeGreaterThan(10);
  });
});
