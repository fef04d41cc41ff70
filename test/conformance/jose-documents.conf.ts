import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePublicKey, Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { validateBy, verifyDocument, verifyJose } from '#libs/seals';

/** RFC 7520 and RFC 7797 as documents: values verify under their keys, files are read, MACs are no signatures. */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'jose-cookbook');
const present = existsSync(corpus);
if (!present) console.warn('The JOSE cookbook is absent: set CORPORA_DIR.');

interface Signing {
  protected?: { alg?: string };
  unprotected?: { alg?: string };
  'sig-input': string;
  sig: string;
}
interface Example {
  input: { key: JsonWebKey | JsonWebKey[]; payload: string };
  signing: Signing | Signing[];
  output: Record<string, string | object>;
}

const sm2 = sm2VerifierInPlace(new Sm2Engine());
const options = {
  now: Date.UTC(2026, 5, 1),
  sm2,
  paths: validateBy({ trust: { anchors: () => [] } }, { sm2 }),
};
const files = present
  ? ['jws', 'rfc7797'].flatMap((folder) =>
      readdirSync(join(corpus, folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${folder}/${name}`),
    )
  : [];

(present ? describe : describe.skip)('the JOSE cookbook as documents', () => {
  it.each(files)('%s', async (file) => {
    const { input, signing, output } = JSON.parse(readFileSync(join(corpus, file), 'utf8')) as Example;
    const keys = [input.key].flat();
    for (const [index, { sig, ...of }] of [signing].flat().entries()) {
      const key = keys[index]!;
      const alg = of.protected?.alg ?? of.unprotected?.alg;
      const mac = key.kty === 'oct';
      // A MAC's key has no public half; any key does to show that it is refused by name.
      const jwk = mac ? { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32, 1).toString('base64url') } : key;
      const spki = parsePublicKey(
        createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' }),
      );
      const judge = (text: string) =>
        verifyJose(
          { alg, spki, signingInput: Buffer.from(text), signature: Buffer.from(sig, 'base64url') },
          { sm2 },
        );
      expect((await judge(of['sig-input'])).outcome).toBe(mac ? 'failed' : 'passed');
      expect((await judge(`${of['sig-input']}x`)).outcome).toBe('failed');
    }
    for (const form of Object.values(output)) {
      const text = typeof form === 'string' ? form : JSON.stringify(form);
      const report = await verifyDocument(Buffer.from(text), {
        ...options,
        detached: Buffer.from(input.payload),
      });
      // No example names a certificate, so nobody can be said to have signed it.
      expect(report.format).toBe('jws');
      expect(report.indication).not.toBe('TOTAL_PASSED');
      expect(report.signatures).toHaveLength([signing].flat().length);
      for (const { checks } of report.signatures) {
        const coverage = checks.find(({ name }) => name === 'coverage');
        expect(coverage?.outcome).toBe('passed');
      }
    }
  });
});
