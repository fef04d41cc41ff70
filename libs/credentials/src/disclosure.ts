import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { decodeBase64url, encodeBase64url, parseStrictJson } from '#libs/jws';

/** Hash functions of the IANA registry "Named Information Hash Algorithm" that RFC 9901 §4.1.1 may name. */
const HASHES = { 'sha-256': 'sha256', 'sha-384': 'sha384', 'sha-512': 'sha512' } as const;
export type DigestAlgorithm = keyof typeof HASHES;

export const isDigestAlgorithm = (name: unknown): name is DigestAlgorithm =>
  typeof name === 'string' && Object.hasOwn(HASHES, name);

/** Members that only the format itself may use; a disclosed claim of such a name would change its meaning. */
export const RESERVED: ReadonlySet<string> = new Set(['_sd', '...', '_sd_alg']);

const LIMITS = { maxBytes: 65_536, maxDepth: 8 };

/** A claim, or an element of an array, with the salt that hides it (RFC 9901 §4.2). */
export interface Disclosure {
  /** As it travels; the digest is of these very characters. */
  encoded: string;
  salt: string;
  /** Absent for an element of an array. */
  name?: string;
  value: unknown;
}

/** Base64url digest of a text in US-ASCII (RFC 9901 §4.2.3). */
export function digestOf(text: string, algorithm: DigestAlgorithm): string {
  return encodeBase64url(createHash(HASHES[algorithm]).update(text, 'latin1').digest());
}

/** @param salt base64url of at least 128 random bits (RFC 9901 §9.3) */
export function makeDisclosure(salt: string, value: unknown, name?: string): Disclosure {
  const array = name === undefined ? [salt, value] : [salt, name, value];
  const encoded = encodeBase64url(Buffer.from(JSON.stringify(array), 'utf8'));
  return { encoded, salt, value, ...(name === undefined ? {} : { name }) };
}

/**
 * Reads one disclosure, strictly.
 * @throws Refusal SD_JWT_DISCLOSURE_MALFORMED, and what strict JSON and base64url throw
 */
export function parseDisclosure(encoded: string): Disclosure {
  const value = parseStrictJson(decodeBase64url(encoded), LIMITS);
  const malformed = (hint: string) => new Refusal('SD_JWT_DISCLOSURE_MALFORMED', { hint });
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 3)) throw malformed('array');
  const [salt, second, third] = value as [unknown, unknown, unknown];
  if (typeof salt !== 'string' || salt === '') throw malformed('salt');
  if (value.length === 2) return { encoded, salt, value: second };
  if (typeof second !== 'string') throw malformed('name');
  // A member of that name would become the prototype of the claims (strict JSON refuses it elsewhere).
  if (RESERVED.has(second) || second === '__proto__') throw malformed('reserved name');
  return { encoded, salt, name: second, value: third };
}
