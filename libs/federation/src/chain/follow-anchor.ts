import type { FetchPort } from '../fetch/run.js';
import type { Clock } from '../ports.js';
import { checkStatementTime, parseEntityConfiguration, verifyStatement } from '../statement.js';
import { Refusal } from '#libs/errors';
import { DEFAULT_SKEW_SECONDS, type TrustAnchor } from './trust-chain.js';

/**
 * Follows an anchor's key rotation (§11.2): a configuration that is signed with a key known so far names the keys that
 * count from now on. The caller keeps them beside the pinned ones; keys that the anchor no longer names are gone.
 * @throws Refusal `ANCHOR_KEY_UNKNOWN` where no known key signed it: somebody must pin the new key by hand
 */
export async function followAnchor(
  known: TrustAnchor,
  options: { fetcher: FetchPort; clock: Clock; skewSeconds?: number },
): Promise<TrustAnchor> {
  const configuration = parseEntityConfiguration(await options.fetcher.entityConfiguration(known.entityId));
  const { claims } = configuration;
  if (claims.sub !== known.entityId)
    throw new Refusal('FEDERATION_CHAIN_BROKEN', { hint: 'another entity answered' });
  try {
    await verifyStatement(configuration, known.jwks);
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'STATEMENT_KEY_UNKNOWN') throw thrown;
    throw new Refusal('ANCHOR_KEY_UNKNOWN', { details: thrown.details, cause: thrown });
  }
  checkStatementTime(claims, options.clock(), options.skewSeconds ?? DEFAULT_SKEW_SECONDS);
  return { entityId: known.entityId, jwks: claims.jwks };
}
