import type { EntityId } from '../entity-id.js';
import type { FetchPort } from '../fetch/run.js';
import type { Clock } from '../ports.js';
import { TrustChainCache } from './cache.js';
import { AdmittedEntities, discoverEntities } from './discover.js';
import { findTrustChain, type SearchLimits } from './find.js';
import type { TrustAnchor, TrustChain } from './trust-chain.js';

export interface TrustedEntitiesOptions {
  /** The entity type that they must act in. */
  entityType: string;
  /** Anchors with the keys that count now. */
  anchors: () => readonly TrustAnchor[];
  fetcher: FetchPort;
  clock: Clock;
  skewSeconds: number;
  requiredTrustMarks: readonly string[];
  /** How long a chain serves without another look: the longest time until a revocation counts. */
  refreshAfterMs: number;
  /** How long a refusal stands. Default 5 seconds. */
  negativeMs?: number;
  limits?: Partial<SearchLimits>;
}

/**
 * Entities of one type, trusted on demand: for those that are asked for seldom, where a round in the background would
 * be waste. A chain that is due is looked at again before it serves, so that a revocation counts after
 * `refreshAfterMs` at the latest; while no authority answers, it serves until it expires (§10.4).
 */
export class TrustedEntities {
  private readonly cache: TrustChainCache;
  private readonly admitted: AdmittedEntities;
  private readonly seenAt = new Map<EntityId, number>();

  constructor(private readonly options: TrustedEntitiesOptions) {
    const { entityType, fetcher, clock, anchors, refreshAfterMs, negativeMs = 5_000 } = options;
    this.cache = new TrustChainCache({
      find: (entityId) =>
        findTrustChain(entityId, {
          anchors: anchors(),
          fetcher,
          clock,
          skewSeconds: options.skewSeconds,
          requiredTrustMarks: options.requiredTrustMarks,
          requiredEntityType: entityType,
          checkTrustMarkStatus: true,
          ...(options.limits === undefined ? {} : { limits: options.limits }),
        }),
      clock,
      refreshAfterMs,
      retryAfterMs: negativeMs,
      negativeMs,
    });
    this.admitted = new AdmittedEntities({
      discover: () =>
        discoverEntities({
          fetcher,
          authorities: anchors().map(({ entityId }) => entityId),
          entityType,
        }),
      clock,
    });
  }

  /**
   * @throws Refusal `ENTITY_UNKNOWN`, `ENTITY_REVOKED`, `FEDERATION_*`, `TRUST_MARK_*`, `METADATA_*`, `CONSTRAINT_*`,
   * `STATEMENT_*`
   */
  async chainOf(entityId: EntityId): Promise<TrustChain> {
    if (!this.cache.knows(entityId)) await this.admitted.admit(entityId);
    const now = this.options.clock();
    const seenAt = this.seenAt.get(entityId);
    if (seenAt === undefined || now - seenAt < this.options.refreshAfterMs) {
      const chain = await this.cache.get(entityId);
      if (seenAt === undefined) this.seenAt.set(entityId, now);
      return chain;
    }
    const chain = await this.cache.refresh(entityId);
    this.seenAt.set(entityId, now);
    return chain;
  }

  /** Looks again now: for a key that nobody knew, which a rotation may have brought. */
  async lookAgain(entityId: EntityId): Promise<TrustChain> {
    const chain = await this.cache.refresh(entityId);
    this.seenAt.set(entityId, this.options.clock());
    return chain;
  }
}
