import { isDeepStrictEqual } from 'node:util';
import { parseCompact, type Limits, type SigningKey } from '#libs/jws';
import { STATEMENT_LIMITS } from '../statement.js';

export interface RenewOptions {
  /** The token that stands now, if any. */
  existing: string | undefined;
  /** The claims due now, without `iat` and `exp`. */
  claims: Record<string, unknown>;
  /** The key that must have signed. */
  key: SigningKey;
  /** Seconds since the epoch. */
  now: number;
  validitySeconds: number;
  /** A token with less than this left is signed anew. */
  renewBeforeSeconds: number;
  /** Of the token; those of entity statements unless told. */
  limits?: Limits;
  sign(claims: Record<string, unknown>): Promise<string>;
}

/**
 * Keeps a signed document that still says what is due, by the right key and for long enough; else signs a new one. So a
 * command may be run as often as one likes and changes only what has to change.
 */
export async function renew(options: RenewOptions): Promise<{ token: string; renewed: boolean }> {
  const { existing, claims, now } = options;
  if (existing !== undefined && stands(existing, options)) return { token: existing, renewed: false };
  // A round trip drops members that are undefined, as the signature's payload does.
  const due = JSON.parse(JSON.stringify(claims)) as Record<string, unknown>;
  const token = await options.sign({ ...due, iat: now, exp: now + options.validitySeconds });
  return { token, renewed: true };
}

function stands(
  existing: string,
  { claims, key, now, validitySeconds, renewBeforeSeconds, limits = STATEMENT_LIMITS }: RenewOptions,
): boolean {
  const { header, payload } = parseCompact(existing, limits);
  const { iat, exp, ...said } = payload;
  return (
    header.kid === key.kid &&
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    iat <= now &&
    exp - now > renewBeforeSeconds &&
    exp - iat <= validitySeconds &&
    isDeepStrictEqual(said, JSON.parse(JSON.stringify(claims)))
  );
}
