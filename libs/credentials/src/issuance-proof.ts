import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  decodeBase64url,
  parseCompact,
  parseStrictJson,
  signCompact,
  thumbprint,
  verificationKeyFromJwk,
  verifyByKey,
  type PublicJwk,
  type SigningKey,
} from '#libs/jws';

/** OpenID4VCI 1.0, appendix F.1. */
const TYP = 'openid4vci-proof+jwt';
const LIMITS = { maxBytes: 4096, maxDepth: 4 };

/** Suites of wallets' keys that this project binds credentials to; the names are also JWS algorithms. */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA'] as const;

const headerSchema = z.looseObject({
  // Exactly one of jwk, kid and x5c: here a wallet names its key by value.
  jwk: z.record(z.string(), z.unknown()),
  kid: z.undefined().optional(),
  x5c: z.undefined().optional(),
  trust_chain: z.undefined().optional(),
});

const claimsSchema = z.looseObject({
  aud: z.string().max(2048),
  iat: z.int(),
  nonce: z.string().min(1).max(512).optional(),
  // Of a wallet that came without a client_id (pre-authorised code flow) there is no issuer to name.
  iss: z.undefined().optional(),
});

export interface ProofDue {
  /** Credential issuer identifier. */
  audience: string;
  /** Milliseconds since 1970. */
  now: number;
  maxAgeSeconds: number;
  skewSeconds: number;
}

export interface ProvenKey {
  /** Members of the public key alone, as they go into `cnf`. */
  jwk: PublicJwk;
  /** RFC 7638. */
  thumbprint: string;
  nonce: string;
}

/**
 * Reads one `jwt` key proof: the wallet holds the private key of the JWK in the header, for this issuer, now. That the
 * nonce is one of the issuer's own and was not used before is for the caller to see to.
 * @throws Refusal ISSUANCE_PROOF_*, JWS_*, JWK_*
 */
export async function checkIssuanceProof(proof: string, due: ProofDue): Promise<ProvenKey> {
  const parsed = parseCompact(proof, LIMITS);
  // The usual reader drops keys that a token brings along. This format alone is about the key that it brings.
  const header = headerSchema.safeParse(parseStrictJson(decodeBase64url(parsed.encoded.header), LIMITS));
  if (!header.success) throw malformed(`header ${String(header.error.issues[0]?.path.join('.') ?? '')}`);
  const key = verificationKeyFromJwk(header.data.jwk);
  const algorithm = PROOF_ALGORITHMS.find((name) => name === key.suite.name);
  if (!algorithm) throw new Refusal('ISSUANCE_PROOF_ALGORITHM', { hint: PROOF_ALGORITHMS.join(', ') });
  const { payload } = await verifyByKey(parsed, { typ: TYP, key });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw malformed(claims.error.issues[0]?.path.join('.') ?? 'claims');
  const { aud, iat, nonce } = claims.data;
  if (aud !== due.audience) throw new Refusal('ISSUANCE_PROOF_AUDIENCE');
  const age = due.now / 1000 - iat;
  if (age > due.maxAgeSeconds || age < -due.skewSeconds) throw new Refusal('ISSUANCE_PROOF_TIME');
  if (nonce === undefined) throw malformed('nonce');
  const { kty } = header.data.jwk as { kty: string };
  const members = Object.fromEntries(
    key.suite.thumbprintMembers.map((name) => [name, header.data.jwk[name]]),
  );
  return { jwk: { kty, ...members }, thumbprint: thumbprint(header.data.jwk), nonce };
}

/** What a wallet sends: a proof that it holds the key. */
export function proveForIssuance(
  key: SigningKey,
  { audience, nonce, issuedAt }: { audience: string; nonce: string; issuedAt: number },
): Promise<string> {
  const jwk = Object.fromEntries(key.suite.thumbprintMembers.map((name) => [name, key.publicJwk[name]]));
  return signCompact({
    header: { typ: TYP, jwk: { kty: key.publicJwk.kty, ...jwk } },
    payload: { aud: audience, iat: Math.floor(issuedAt / 1000), nonce },
    key,
    // Exactly one of `jwk` and `kid` may stand in the header.
    withoutKid: true,
  });
}

const malformed = (hint: string): Refusal => new Refusal('ISSUANCE_PROOF_MALFORMED', { hint });
