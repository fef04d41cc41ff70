import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { Asn1, der, parsePublicKey, readAlgorithm, verifySignature } from '#libs/pki';

/**
 * Wycheproof by the path that certificates and CMS take: DER signatures and algorithm identifiers. Every vector that is
 * marked valid verifies and every invalid one does not; `acceptable` ones are not counted.
 */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'wycheproof');
const present = existsSync(corpus);
if (!present) console.warn('Wycheproof is absent: set CORPORA_DIR.');

interface Vector {
  tcId: number;
  msg: string;
  sig: string;
  result: 'valid' | 'invalid' | 'acceptable';
  comment: string;
}
interface Group {
  type: string;
  sha?: string;
  sLen?: number;
  mgfSha?: string;
  publicKeyDer: string;
  tests: Vector[];
}

const HASHES: Record<string, string> = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};
const ECDSA: Record<string, string> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-224': '1.2.840.10045.4.3.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
};
const RSA: Record<string, string> = {
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-224': '1.2.840.113549.1.1.14',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** @returns undefined for a group that this path does not take */
function identifier({ type, sha = '', sLen = 0, mgfSha = '' }: Group): Uint8Array | undefined {
  const hash = (name: string) => der.sequence(der.oid(HASHES[name] ?? '0.0'), der.null());
  switch (type) {
    case 'EcdsaVerify':
      return ECDSA[sha] ? der.sequence(der.oid(ECDSA[sha])) : undefined;
    case 'RsassaPkcs1Verify':
      return RSA[sha] ? der.sequence(der.oid(RSA[sha]), der.null()) : undefined;
    case 'RsassaPssVerify':
      return der.sequence(
        der.oid('1.2.840.113549.1.1.10'),
        der.sequence(
          der.explicit(0, hash(sha)),
          der.explicit(1, der.sequence(der.oid('1.2.840.113549.1.1.8'), hash(mgfSha))),
          der.explicit(2, der.integer(sLen)),
        ),
      );
    case 'EddsaVerify':
      return der.sequence(der.oid('1.3.101.112'));
    default:
      return undefined;
  }
}

async function verifies(group: Group, algorithm: Uint8Array, vector: Vector): Promise<boolean> {
  try {
    const { outcome } = await verifySignature({
      spki: parsePublicKey(bytes(group.publicKeyDer)),
      algorithm: readAlgorithm(Asn1.parse(algorithm)),
      message: bytes(vector.msg),
      signature: bytes(vector.sig),
    });
    return outcome === 'passed';
  } catch (thrown) {
    if (thrown instanceof Refusal) return false; // the key itself
    throw thrown;
  }
}

(present ? describe : describe.skip)('Wycheproof', () => {
  const files = present ? readdirSync(corpus).filter((file) => /^(ecdsa|rsa|ed25519)/.test(file)) : [];
  it.each(files.filter((file) => !file.includes('p1363')))('%s', async (file) => {
    const { testGroups } = JSON.parse(readFileSync(join(corpus, file), 'utf8')) as { testGroups: Group[] };
    const wrong: string[] = [];
    let counted = 0;
    for (const group of testGroups) {
      const algorithm = identifier(group);
      if (!algorithm) continue;
      for (const vector of group.tests) {
        if (vector.result === 'acceptable') continue;
        counted++;
        const good = await verifies(group, algorithm, vector);
        if (good !== (vector.result === 'valid'))
          wrong.push(`${vector.tcId} ${vector.result}: ${vector.comment}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(counted).toBeGreaterThan(0);
  });
});
