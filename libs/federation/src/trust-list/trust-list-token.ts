import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { signCompact, verifyCompact, type SigningKey } from '#libs/jws';
import { isEntityId, type EntityId } from '../entity-id.js';
import { keyByKid, type Jwks } from '../jwks.js';

export const TRUST_LIST_TYP = 'trust-list+jwt';
export const TRUST_LIST_CONTENT_TYPE = 'application/trust-list+jwt';
/** A list holds the certificates of its authorities. */
export const TRUST_LIST_LIMITS = { maxBytes: 4_194_304, maxDepth: 12 };

const numericDate = z.number().int().nonnegative();

/** What is inside is the business of whoever trusts by it (`readTrustList` of libs/pki); here it is carried and signed. */
const claimsSchema = z.strictObject({
  iss: z.string().refine(isEntityId, 'not an entity identifier'),
  iat: numericDate,
  exp: numericDate,
  trust_list: z.record(z.string(), z.unknown()),
});
export type TrustListClaims = z.infer<typeof claimsSchema>;

export interface VerifyTrustListOptions {
  /** The authority that must have signed, and its keys as they are trusted now. */
  issuer: EntityId;
  jwks: Jwks;
  /** Milliseconds. */
  now: number;
  skewSeconds: number;
}

/** Signs a trust list (信任列表) with the authority's federation key. */
export async function signTrustListToken(claims: TrustListClaims, key: SigningKey): Promise<string> {
  return signCompact({ header: { typ: TRUST_LIST_TYP }, payload: claims, key });
}

/**
 * Verifies a trust list that an authority of the federation publishes at `tongban_trust_list_endpoint` of its
 * `federation_entity` metadata: signature, issuer, time. Not checked: what the list says, and whether it is the newest.
 * @throws Refusal `TRUST_LIST_INVALID`, `TRUST_LIST_EXPIRED`
 */
export async function verifyTrustListToken(
  token: string,
  { issuer, jwks, now, skewSeconds }: VerifyTrustListOptions,
): Promise<TrustListClaims> {
  const claims = claimsSchema.safeParse(await payloadOf(token, jwks));
  if (!claims.success) throw invalid(`claim ${claims.error.issues[0]?.path.join('.') ?? ''}`);
  const { iss, iat, exp } = claims.data;
  if (iss !== issuer) throw invalid('of another issuer');
  if (iat > now / 1000 + skewSeconds) throw invalid('issued in the future');
  if (exp <= iat) throw invalid('it ends before it begins');
  if (exp + skewSeconds <= now / 1000) throw new Refusal('TRUST_LIST_EXPIRED', { details: { exp } });
  return claims.data;
}

async function payloadOf(token: string, jwks: Jwks): Promise<unknown> {
  try {
    const { payload } = await verifyCompact(token, {
      typ: TRUST_LIST_TYP,
      limits: TRUST_LIST_LIMITS,
      resolveKey: ({ kid }) => keyByKid(jwks, kid),
    });
    return payload;
  } catch (thrown) {
    if (thrown instanceof Refusal) throw invalid(thrown.code, thrown);
    throw thrown;
  }
}

function invalid(reason: string, cause?: unknown): Refusal {
  return new Refusal('TRUST_LIST_INVALID', { hint: reason, cause });
}
