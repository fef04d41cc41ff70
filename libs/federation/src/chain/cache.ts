import { Refusal } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import type { Clock } from '../ports.js';
import type { Search } from './find.js';
import type { TrustChain } from './trust-chain.js';

export interface TrustChainCacheOptions {
  /** Searches a chain anew; {@link findTrustChain} with the anchors of the moment. */
  find(entityId: EntityId): Promise<Search>;
  clock: Clock;
  /** A chain older than this is looked at again in the background (ms). Default 5 minutes. */
  refreshAfterMs?: number;
  /** After a refresh to which nobody answered, the next one comes no sooner (ms). Default 15 seconds. */
  retryAfterMs?: number;
  /** How long a "no" stands before it is asked again (ms). Default 30 seconds. */
  negativeMs?: number;
  /** Most chains and most refusals that are kept. Default 1,000 each; the oldest goes first. */
  maxEntries?: number;
  /** Told of every refresh, for the log. */
  onRefresh?: (event: RefreshEvent) => void;
}

export interface RefreshEvent {
  entityId: EntityId;
  /** `kept`: nobody answered, the cached chain serves on; `dropped`: an authority said no. */
  outcome: 'refreshed' | 'kept' | 'dropped';
  refusal?: Refusal;
}

interface Entry {
  chain: TrustChain;
  refreshAt: number;
}

const DEFAULTS = { refreshAfterMs: 300_000, retryAfterMs: 15_000, negativeMs: 30_000, maxEntries: 1_000 };

/**
 * Keeps resolved chains until they expire and looks at them again before that.
 * While no authority answers, the cached chain serves until its earliest statement expires (§10.4). The moment an
 * authority answers "not found", or with a statement that is not valid, the chain is gone: that is revocation (§11.4).
 */
export class TrustChainCache {
  private readonly chains = new Map<EntityId, Entry>();
  private readonly refusals = new Map<EntityId, { refusal: Refusal; until: number }>();
  /** Entities that were trusted once, and whether their chain ran out: to them "unknown" means "revoked". */
  private readonly dropped = new Map<EntityId, boolean>();
  private readonly flights = new Map<EntityId, Promise<TrustChain>>();
  private readonly options: Required<Omit<TrustChainCacheOptions, 'onRefresh'>>;
  private readonly onRefresh: (event: RefreshEvent) => void;

  constructor({ onRefresh, ...options }: TrustChainCacheOptions) {
    this.options = { ...DEFAULTS, ...options };
    this.onRefresh = onRefresh ?? (() => undefined);
  }

  /**
   * The chain of an entity; from the cache without waiting where it is there.
   * @throws Refusal `FEDERATION_CHAIN_EXPIRED`, `ENTITY_REVOKED`, or what the search refused with
   */
  async get(entityId: EntityId): Promise<TrustChain> {
    const now = this.options.clock();
    const entry = this.chains.get(entityId);
    if (entry !== undefined && now < entry.chain.expiresAt) {
      // A refresh that fails is told to `onRefresh`; who asked has a chain that still counts.
      if (now >= entry.refreshAt) this.load(entityId).catch(() => undefined);
      return entry.chain;
    }
    const refused = this.refusals.get(entityId);
    if (refused !== undefined && now < refused.until) throw refused.refusal;
    return this.load(entityId);
  }

  /** The chain as it is cached, without asking anybody; undefined where it is absent or expired. */
  peek(entityId: EntityId): TrustChain | undefined {
    const entry = this.chains.get(entityId);
    return entry !== undefined && this.options.clock() < entry.chain.expiresAt ? entry.chain : undefined;
  }

  /** True for an entity that is trusted now or was trusted once: no stranger. */
  knows(entityId: EntityId): boolean {
    return this.chains.has(entityId) || this.dropped.has(entityId);
  }

  /** Chains that count now. */
  list(): TrustChain[] {
    return [...this.chains.keys()].flatMap((entityId) => this.peek(entityId) ?? []);
  }

  /** Takes in a chain that was validated elsewhere (kept over a restart). It is due for a refresh at once. */
  restore(chain: TrustChain): void {
    this.chains.set(chain.subject, { chain, refreshAt: 0 });
  }

  /** Looks again at every chain whose time has come; one after another, so that an authority is not flooded. */
  async refreshDue(): Promise<void> {
    const now = this.options.clock();
    for (const [entityId, entry] of [...this.chains]) {
      if (now >= entry.refreshAt) await this.load(entityId).catch(() => undefined);
    }
  }

  /** Looks again now, whatever the age; the same rules hold. */
  async refresh(entityId: EntityId): Promise<TrustChain> {
    this.refusals.delete(entityId);
    return this.load(entityId);
  }

  /** One search at a time for an entity: whoever comes meanwhile gets its result. */
  private load(entityId: EntityId): Promise<TrustChain> {
    const flight = this.flights.get(entityId);
    if (flight !== undefined) return flight;
    const started = this.search(entityId).finally(() => this.flights.delete(entityId));
    this.flights.set(entityId, started);
    return started;
  }

  private async search(entityId: EntityId): Promise<TrustChain> {
    const found = await this.options.find(entityId);
    const now = this.options.clock();
    if ('chain' in found) {
      this.refusals.delete(entityId);
      this.dropped.delete(entityId);
      put(
        this.chains,
        entityId,
        { chain: found.chain, refreshAt: now + this.options.refreshAfterMs },
        this.options.maxEntries,
      );
      this.onRefresh({ entityId, outcome: 'refreshed' });
      return found.chain;
    }
    const entry = this.chains.get(entityId);
    const { refusal } = found;
    if (entry !== undefined && now < entry.chain.expiresAt && !isAuthoritative(found, entry.chain)) {
      entry.refreshAt = now + this.options.retryAfterMs;
      this.onRefresh({ entityId, outcome: 'kept', refusal });
      return entry.chain;
    }
    return this.refuse(entityId, entry, refusal, now);
  }

  private refuse(entityId: EntityId, entry: Entry | undefined, refusal: Refusal, now: number): never {
    this.chains.delete(entityId);
    // A later look that fails as well does not make it unsaid that the chain ran out.
    const expired = entry === undefined ? this.dropped.get(entityId) === true : now >= entry.chain.expiresAt;
    if (entry !== undefined) {
      this.onRefresh({ entityId, outcome: 'dropped', refusal });
      put(this.dropped, entityId, expired, this.options.maxEntries);
    }
    const told = this.word(entityId, refusal, expired);
    const transient = told.code === 'FEDERATION_UNREACHABLE' || told.code === 'FEDERATION_CHAIN_EXPIRED';
    const until = now + Math.min(this.options.negativeMs, transient ? this.options.retryAfterMs : Infinity);
    put(this.refusals, entityId, { refusal: told, until }, this.options.maxEntries);
    throw told;
  }

  private word(entityId: EntityId, refusal: Refusal, expired: boolean): Refusal {
    const because = { details: { entityId, reason: refusal.code }, cause: refusal };
    if (refusal.code === 'ENTITY_UNKNOWN' && this.dropped.has(entityId))
      return new Refusal('ENTITY_REVOKED', because);
    if (
      expired &&
      (refusal.code === 'FEDERATION_UNREACHABLE' || refusal.code === 'FEDERATION_RESPONSE_INVALID')
    ) {
      return new Refusal('FEDERATION_CHAIN_EXPIRED', because);
    }
    return refusal;
  }
}

/**
 * True where the failed search tells that the cached chain no longer stands: somebody on that very chain said no, or
 * everybody answered and no chain was left. A "no" on a way that the chain does not use says nothing about it.
 */
function isAuthoritative(found: Extract<Search, { refusal: Refusal }>, chain: TrustChain): boolean {
  const { failures } = found;
  const onChain = (path: readonly EntityId[]) => path.every((entity, index) => entity === chain.path[index]);
  if (failures.some(({ weight, path }) => weight === 'decisive' && onChain(path))) return true;
  return !failures.some(({ weight }) => weight === 'transient');
}

function put<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) {
    const oldest = map.keys().next();
    if (!oldest.done) map.delete(oldest.value);
  }
}
