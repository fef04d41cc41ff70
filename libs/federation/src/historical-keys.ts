import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { KID_PATTERN, signCompact, verifyCompact, type SigningKey } from '#libs/jws';
import { isEntityId, type EntityId } from './entity-id.js';
import { keyByKid, type Jwks } from './jwks.js';

export const HISTORICAL_KEYS_TYP = 'jwk-set+jwt';
export const HISTORICAL_KEYS_CONTENT_TYPE = 'application/jwk-set+jwt';

const LIMITS = { maxBytes: 524_288, maxDepth: 6 };
const numericDate = z.number().int().nonnegative();

/** §8.7.3. */
export const revocationReasonSchema = z.enum(['unspecified', 'compromised', 'superseded']);
export type RevocationReason = z.infer<typeof revocationReasonSchema>;

/** §8.7.2: a key of the past with the time until which it counted. */
const historicalKeySchema = z.looseObject({
  kty: z.string().min(1),
  kid: z.string().regex(KID_PATTERN),
  iat: numericDate.optional(),
  exp: numericDate,
  revoked: z.looseObject({ revoked_at: numericDate, reason: z.string().optional() }).optional(),
});
export type HistoricalKey = z.infer<typeof historicalKeySchema>;

const historicalKeysSchema = z.looseObject({
  iss: z.string().refine(isEntityId),
  iat: numericDate,
  keys: z.array(historicalKeySchema).max(256),
});

export async function signHistoricalKeys(
  claims: { iss: EntityId; iat: number; keys: HistoricalKey[] },
  key: SigningKey,
): Promise<string> {
  return signCompact({ header: { typ: HISTORICAL_KEYS_TYP }, payload: claims, key });
}

/**
 * Reads a signed set of historical keys of `issuer` with its keys of today.
 * @throws Refusal `FEDERATION_RESPONSE_INVALID`
 */
export async function readHistoricalKeys(
  token: string,
  issuer: EntityId,
  current: Jwks,
): Promise<HistoricalKey[]> {
  try {
    const { payload } = await verifyCompact(token, {
      typ: HISTORICAL_KEYS_TYP,
      limits: LIMITS,
      resolveKey: ({ kid }) => keyByKid(current, kid),
    });
    const set = historicalKeysSchema.safeParse(payload);
    if (set.success && set.data.iss === issuer) return set.data.keys;
    throw new Refusal('FEDERATION_RESPONSE_INVALID', { hint: 'historical keys' });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new Refusal('FEDERATION_RESPONSE_INVALID', { hint: 'historical keys', cause: thrown });
  }
}

/**
 * The keys of the past that counted at `seconds`, as a set with which an old chain can be examined. A compromised key
 * counts up to `revoked_at`: what carries an earlier date may have been forged later, so a reader who must be sure
 * wants a time stamp beside it.
 */
export function keysAt(keys: readonly HistoricalKey[], seconds: number): Jwks['keys'] {
  return keys
    .filter(
      ({ iat, exp, revoked }) =>
        (iat ?? 0) <= seconds && seconds < exp && seconds < (revoked?.revoked_at ?? exp),
    )
    .map(({ iat: _iat, exp: _exp, revoked: _revoked, ...jwk }) => jwk);
}
