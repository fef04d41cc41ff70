import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { encodeBase64url } from './base64url.js';
import type {
  PrivateJwk,
  PublicJwk,
  SignatureSuite,
  SigningKey,
  SigningSuiteName,
  VerificationKey,
} from './suite.js';
import { eddsa } from './suites/eddsa.js';
import { es256 } from './suites/es256.js';
import { rs256 } from './suites/rs256.js';
import { sm2 } from './suites/sm2.js';

/** Every suite that this build knows, by name. */
export const suites: ReadonlyMap<string, SignatureSuite> = new Map(
  [es256, eddsa, sm2, rs256].map((suite) => [suite.name, suite]),
);

/**
 * What a key id may look like: the characters of URIs' unreserved set and of mail addresses, no slash, quote, percent
 * sign or white space. A key id is only ever a key of a map here; the rule keeps it harmless in logs as well.
 */
export const KID_PATTERN = /^[A-Za-z0-9._~:@+=-]{1,256}$/;

const member = z.string().max(2048).optional();

/** Loose on purpose: a JWK may carry members that a reader does not know (RFC 7517 section 4). */
const jwkSchema = z.object({
  kty: z.string().max(32),
  kid: z.string().regex(KID_PATTERN).optional(),
  alg: z.string().max(32).optional(),
  use: z.string().max(32).optional(),
  key_ops: z.array(z.string()).max(16).optional(),
  crv: member,
  x: member,
  y: member,
  n: member,
  e: member,
  d: member,
  p: member,
  k: member,
});
type Jwk = z.infer<typeof jwkSchema>;

/**
 * Reads a public JWK. The suite follows from `kty` and `crv`; `alg`, where present, must agree with it.
 * `kid` is the RFC 7638 thumbprint where the JWK has none.
 */
export function verificationKeyFromJwk(input: unknown): VerificationKey {
  const { jwk, suite } = read(input, 'verify');
  if (jwk.d !== undefined || jwk.p !== undefined || jwk.k !== undefined) throw new Refusal('JWK_PRIVATE');
  return { kid: jwk.kid ?? thumbprintOf(jwk, suite), suite, publicKey: suite.importPublic(jwk) };
}

/** Reads a private JWK; the pair must fit together, or every signature made with it would be refused elsewhere. */
export function signingKeyFromJwk(input: unknown): SigningKey {
  const { jwk, suite } = read(input, 'sign');
  const { d } = jwk;
  if (d === undefined) throw new Refusal('JWK_NOT_PRIVATE');
  const privateKey = suite.importPrivate({ ...jwk, d });
  const kid = jwk.kid ?? thumbprintOf(jwk, suite);
  return { kid, suite, privateKey, publicJwk: publicPart(jwk, suite, kid) };
}

/** Makes a key pair; both JWKs carry `kid` (thumbprint), `alg` and `use`. */
export function generateSigningKey(suiteName: SigningSuiteName): {
  privateJwk: PrivateJwk;
  publicJwk: PublicJwk;
} {
  const suite = suites.get(suiteName);
  if (!suite) throw new Refusal('JWK_UNSUPPORTED', { hint: suiteName });
  const { privateJwk } = suite.generate();
  const publicJwk = publicPart(privateJwk, suite, thumbprintOf(privateJwk, suite));
  return { publicJwk, privateJwk: { ...publicJwk, d: privateJwk.d } };
}

/** RFC 7638 thumbprint with SHA-256, base64url. */
export function thumbprint(input: unknown): string {
  const jwk = parse(input);
  return thumbprintOf(jwk, suiteOf(jwk));
}

/** The verifying half of a signing key. */
export function verificationKeyOf(key: SigningKey): VerificationKey {
  return verificationKeyFromJwk(key.publicJwk);
}

function parse(input: unknown): Jwk {
  const parsed = jwkSchema.safeParse(input);
  if (!parsed.success) {
    throw new Refusal('JWK_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? 'not an object' });
  }
  return parsed.data;
}

function read(input: unknown, operation: 'sign' | 'verify'): { jwk: Jwk; suite: SignatureSuite } {
  const jwk = parse(input);
  const suite = suiteOf(jwk);
  if (jwk.alg !== undefined && jwk.alg !== suite.alg)
    throw new Refusal('JWK_ALG_MISMATCH', { hint: jwk.alg });
  if (jwk.use !== undefined && jwk.use !== 'sig') throw new Refusal('JWK_USE_MISMATCH', { hint: jwk.use });
  if (jwk.key_ops !== undefined && !jwk.key_ops.includes(operation)) throw new Refusal('JWK_USE_MISMATCH');
  return { jwk, suite };
}

function suiteOf(jwk: Jwk): SignatureSuite {
  for (const suite of suites.values()) if (suite.owns(jwk)) return suite;
  throw new Refusal('JWK_UNSUPPORTED', { hint: jwk.crv === undefined ? jwk.kty : `${jwk.kty} ${jwk.crv}` });
}

function thumbprintOf(jwk: PublicJwk, suite: SignatureSuite): string {
  const members = Object.fromEntries(suite.thumbprintMembers.map((name) => [name, jwk[name]]));
  return encodeBase64url(createHash('sha256').update(JSON.stringify(members)).digest());
}

function publicPart(jwk: PublicJwk, suite: SignatureSuite, kid: string): PublicJwk {
  const members = Object.fromEntries(suite.thumbprintMembers.map((name) => [name, jwk[name]]));
  return { kty: jwk.kty, ...members, kid, alg: suite.alg, use: 'sig' };
}
