import type { TrustChain } from '#libs/federation';
import type { Refusal } from '#libs/errors';
import type { LastLook } from '../federation/index.js';

/** A trust chain that has no longer than this, nobody has renewed for hours. */
export const EXPIRING_MS = 4 * 3_600_000;

/** Whether an entity is trusted, how long yet, and why not. */
export interface ChainStanding {
  /** `expiring`: it counts, but soon will not, or could not be looked at again. */
  state: 'valid' | 'expiring' | 'broken';
  /** From the entity to the anchor; empty where there is no way. */
  path: readonly string[];
  expiresAt?: number;
  lookedAt?: number;
  /** Of the last look that found no better chain. */
  refusal?: Refusal;
  marks: readonly { type: string; issuer: string; expiresAt?: number }[];
}

/** What is known of one entity; asks nobody. */
export function chainStanding(
  chain: TrustChain | undefined,
  look: LastLook | undefined,
  now: number,
): ChainStanding {
  const looked = {
    ...(look === undefined ? {} : { lookedAt: look.at }),
    ...(look?.refusal === undefined ? {} : { refusal: look.refusal }),
  };
  if (chain === undefined || chain.expiresAt <= now)
    return { state: 'broken', path: [], marks: [], ...looked };
  const isExpiring = chain.expiresAt - now < EXPIRING_MS || look?.refusal !== undefined;
  return {
    state: isExpiring ? 'expiring' : 'valid',
    path: chain.path,
    expiresAt: chain.expiresAt,
    marks: chain.trustMarks.map(({ claims }) => ({
      type: claims.trust_mark_type,
      issuer: claims.iss,
      ...(claims.exp === undefined ? {} : { expiresAt: claims.exp * 1000 }),
    })),
    ...looked,
  };
}
