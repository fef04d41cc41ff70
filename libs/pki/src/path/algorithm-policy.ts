import { failed, notChecked, passed, type Check } from '../check.js';
import type { KeyKind, SubjectPublicKeyInfo } from '../signature/public-key.js';
import type { HashName, SignatureScheme } from '../signature/scheme.js';

export interface KeyRule {
  kind: KeyKind;
  /** Least size in bits. */
  bits: number;
  /** Milliseconds since 1970; from then on the rule does not hold. Infinity for no end. */
  until: number;
}

/** Which algorithms are good enough, and until when. What is not listed is not accepted. */
export interface AlgorithmPolicy {
  /** Instant from which a hash is refused in signatures. */
  hashes: Partial<Readonly<Record<HashName, number>>>;
  keys: readonly KeyRule[];
}

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const ALWAYS = Number.POSITIVE_INFINITY;

/**
 * Dates of ETSI TS 119 312 and of the profiles in use: SHA-1 until August 2012, RSA below 2048 bits until October
 * 2019. MD5, RIPEMD-160 and DSA are not accepted at any date.
 */
export const DEFAULT_ALGORITHMS: AlgorithmPolicy = {
  hashes: {
    sha1: day('2012-08-01'),
    sha224: day('2029-01-01'),
    sha256: ALWAYS,
    sha384: ALWAYS,
    sha512: ALWAYS,
    'sha3-256': ALWAYS,
    'sha3-384': ALWAYS,
    'sha3-512': ALWAYS,
    sm3: ALWAYS,
  },
  keys: [
    { kind: 'rsa', bits: 1024, until: day('2010-01-01') },
    { kind: 'rsa', bits: 1536, until: day('2019-10-01') },
    { kind: 'rsa', bits: 2048, until: ALWAYS },
    { kind: 'rsa-pss', bits: 2048, until: ALWAYS },
    { kind: 'ec', bits: 224, until: day('2021-01-01') },
    { kind: 'ec', bits: 256, until: ALWAYS },
    { kind: 'sm2', bits: 256, until: ALWAYS },
    { kind: 'ed25519', bits: 256, until: ALWAYS },
    { kind: 'ed448', bits: 456, until: ALWAYS },
  ],
};

const CLAUSE = 'ETSI EN 319 102-1 §5.2.8';

/** Judges the hash of a signature at an instant, both of the digest and of the mask of PSS. */
export function judgeScheme(
  policy: AlgorithmPolicy,
  scheme: SignatureScheme | undefined,
  at: number,
  subject?: string,
): Check {
  const name = 'signature-algorithm';
  if (!scheme) return notChecked(name, CLAUSE, 'unsupported algorithm', subject);
  const hashes: HashName[] = scheme.hash === undefined ? [] : [scheme.hash];
  if (scheme.kind === 'rsa-pss') hashes.push(scheme.mgfHash);
  for (const hash of hashes) {
    const until = policy.hashes[hash];
    if (until === undefined) return failed(name, CLAUSE, `${hash} is not accepted`, subject);
    if (at >= until) return failed(name, CLAUSE, `${hash} is not accepted since ${iso(until)}`, subject);
  }
  return passed(name, CLAUSE, subject);
}

/** Judges kind and size of a key at an instant. */
export function judgeKey(
  policy: AlgorithmPolicy,
  spki: SubjectPublicKeyInfo,
  at: number,
  subject?: string,
): Check {
  const name = 'key-size';
  const rules = policy.keys.filter(({ kind, bits }) => kind === spki.kind && spki.bits >= bits);
  if (rules.some(({ until }) => at < until)) return passed(name, CLAUSE, subject);
  const until = Math.max(...rules.map((rule) => rule.until));
  const since = rules.length > 0 ? ` since ${iso(until)}` : '';
  return failed(name, CLAUSE, `a ${spki.kind} key of ${spki.bits} bits is not accepted${since}`, subject);
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
