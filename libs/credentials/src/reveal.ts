import { Refusal } from '#libs/errors';
import { digestOf, isDigestAlgorithm, parseDisclosure, RESERVED, type Disclosure } from './disclosure.js';

export interface Revealed {
  /** The payload with what was disclosed in its place, and without any digest. */
  claims: Record<string, unknown>;
  /** Paths of what was disclosed, such as `holderName` or `attributes.KZ_ZL`. */
  disclosed: readonly string[];
}

const refuse = (code: 'SD_JWT_DISCLOSURE_REPEATED' | 'SD_JWT_DISCLOSURE_UNREFERENCED' | 'SD_JWT_MALFORMED') =>
  new Refusal(code);
const malformed = (hint: string) => new Refusal('SD_JWT_MALFORMED', { hint });

/**
 * Puts disclosures into a verified payload (RFC 9901 §7.1, step 3). Refused are: a digest that stands twice anywhere, a
 * disclosure that no digest refers to or that was sent twice, a claim that would cover another, reserved names, digests
 * that are not text, and an object beside `...`.
 * @throws Refusal SD_JWT_*
 */
export function reveal(payload: Readonly<Record<string, unknown>>, encoded: readonly string[]): Revealed {
  const algorithm = payload['_sd_alg'] ?? 'sha-256';
  if (!isDigestAlgorithm(algorithm)) throw new Refusal('SD_JWT_HASH_UNKNOWN');
  const byDigest = new Map<string, Disclosure>();
  for (const text of encoded) {
    const digest = digestOf(text, algorithm);
    if (byDigest.has(digest)) throw refuse('SD_JWT_DISCLOSURE_REPEATED');
    byDigest.set(digest, parseDisclosure(text));
  }
  const walk = new Walk(byDigest);
  const { _sd_alg: _, ...rest } = payload;
  const claims = walk.object(rest, '');
  walk.end();
  return { claims, disclosed: walk.disclosed };
}

class Walk {
  readonly disclosed: string[] = [];
  private readonly seen = new Set<string>();
  private used = 0;

  constructor(private readonly byDigest: ReadonlyMap<string, Disclosure>) {}

  object(object: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
    const claims: Record<string, unknown> = {};
    const { _sd: digests, ...open } = object;
    for (const [name, value] of Object.entries(open)) {
      if (RESERVED.has(name)) throw malformed(name);
      claims[name] = this.value(value, join(path, name));
    }
    if (digests === undefined) return claims;
    if (!Array.isArray(digests)) throw malformed('_sd');
    for (const digest of digests as unknown[]) {
      const disclosure = this.take(digest);
      if (!disclosure) continue;
      const { name, value } = disclosure;
      if (name === undefined) throw malformed('an element where a claim is due');
      if (Object.hasOwn(claims, name)) throw new Refusal('SD_JWT_CLAIM_COVERED');
      const below = join(path, name);
      this.disclosed.push(below);
      claims[name] = this.value(value, below);
    }
    return claims;
  }

  end(): void {
    if (this.used !== this.byDigest.size) throw refuse('SD_JWT_DISCLOSURE_UNREFERENCED');
  }

  private value(value: unknown, path: string): unknown {
    if (Array.isArray(value))
      return value.flatMap((element, index) => this.element(element, `${path}[${index}]`));
    if (typeof value === 'object' && value !== null)
      return this.object(value as Record<string, unknown>, path);
    return value;
  }

  /** An element that was not disclosed disappears. */
  private element(element: unknown, path: string): unknown[] {
    if (typeof element !== 'object' || element === null || !Object.hasOwn(element, '...'))
      return [this.value(element, path)];
    if (Object.keys(element).length !== 1) throw malformed('members beside ...');
    const disclosure = this.take((element as Record<string, unknown>)['...']);
    if (!disclosure) return [];
    if (disclosure.name !== undefined) throw malformed('a claim where an element is due');
    this.disclosed.push(path);
    return [this.value(disclosure.value, path)];
  }

  private take(digest: unknown): Disclosure | undefined {
    if (typeof digest !== 'string') throw malformed('digest');
    if (this.seen.has(digest)) throw new Refusal('SD_JWT_DIGEST_REPEATED');
    this.seen.add(digest);
    const disclosure = this.byDigest.get(digest);
    if (disclosure) this.used += 1;
    return disclosure;
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
