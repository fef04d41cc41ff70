import { Refusal } from '#libs/errors';
import {
  AdmittedEntities,
  discoverEntities,
  examineTrustChain,
  findTrustChain,
  NODE_ENTITY_TYPE,
  nodeMetadata,
  TrustChainCache,
  type Clock,
  type EntityId,
  type FetchPort,
  type RefreshEvent,
  type ResolveOptions,
  type Search,
  type TrustChain,
} from '#libs/federation';
import type { AnchorKeys } from './anchor-keys.js';
import type { FederationConfig } from './federation.config.js';
import type { OwnTrustMarks } from './own-trust-marks.js';
import { coveringCodes, peerOf, type Peer } from './peer.js';
import { Rounds } from './rounds.js';
import type { StateStore } from './state-file.js';

export interface PeerDirectoryOptions {
  self: EntityId;
  config: Pick<
    FederationConfig,
    | 'clockSkewSeconds'
    | 'requiredTrustMarks'
    | 'checkTrustMarkStatus'
    | 'refreshSeconds'
    | 'retrySeconds'
    | 'negativeSeconds'
    | 'limits'
  >;
  anchors: AnchorKeys;
  fetcher: FetchPort;
  trustMarks?: OwnTrustMarks;
  state: StateStore;
  clock: Clock;
  /** 0 <= x < 1; spreads the refreshes of many nodes. */
  random: () => number;
  /** Told of every refresh and of every fault in the background, for the log. */
  onRefresh?: (event: RefreshEvent) => void;
  onFault?: (refusal: Refusal) => void;
}

/** What came of the last look at an entity's trust chain. */
export interface LastLook {
  at: number;
  /** `kept`: nobody answered, the chain of before serves on; `dropped`: it is not trusted. */
  outcome: RefreshEvent['outcome'];
  refusal?: Refusal;
}

/** While a listed node is not yet trusted, the next round comes after this, doubled each time (ms). */
const FIRST_RETRY_MS = 500;

/** Questions about a division that nobody answers for cause a round no more often than this (ms). */
const ASK_AGAIN_MS = 1_000;

/** Whom this node trusts, by entity and by jurisdiction, kept current in the background. */
export class PeerDirectory {
  private readonly cache: TrustChainCache;
  private readonly admitted: AdmittedEntities;
  private readonly peers = new WeakMap<TrustChain, Peer>();
  private readonly seenKids = new Map<EntityId, Set<string>>();
  private readonly lastLooks = new Map<EntityId, LastLook>();
  private readonly rounds: Rounds;
  private retryMs = FIRST_RETRY_MS;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: PeerDirectoryOptions) {
    const { config, clock, fetcher, anchors } = options;
    this.cache = new TrustChainCache({
      find: (entityId) => this.find(entityId),
      clock,
      refreshAfterMs: config.refreshSeconds * 1000,
      retryAfterMs: config.retrySeconds * 1000,
      negativeMs: config.negativeSeconds * 1000,
      onRefresh: (event) => {
        this.looked(event);
        options.onRefresh?.(event);
      },
    });
    this.admitted = new AdmittedEntities({
      discover: () =>
        discoverEntities({
          fetcher,
          authorities: anchors.current().map(({ entityId }) => entityId),
          entityType: NODE_ENTITY_TYPE,
        }),
      clock,
    });
    this.rounds = new Rounds(
      () => this.oneRound(),
      () => this.dueMs(),
      (thrown) => options.onFault?.(new Refusal('INTERNAL', { cause: thrown })),
    );
  }

  /**
   * Reads the pinned keys and what was kept, then makes one round. An anchor that is away does not hinder the start.
   * @throws Refusal `CONFIG_INVALID` where the pinned keys cannot be read
   */
  async start(): Promise<void> {
    const state = await this.options.state.load();
    await this.options.anchors.read(state?.followed);
    this.options.trustMarks?.restore(state?.trustMarks ?? []);
    for (const statements of state?.chains ?? []) {
      const { chain } = await examineTrustChain(statements, this.examination());
      if (chain !== undefined && metadataFault(chain) === undefined) this.cache.restore(chain);
    }
    await this.refresh();
    this.rounds.start();
  }

  /** Ends the background work and waits for what is under way. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /**
   * The peer with this entity identifier. Only what an authority of the federation lists is ever fetched.
   * @throws Refusal `ENTITY_UNKNOWN`, `ENTITY_REVOKED`, `FEDERATION_CHAIN_EXPIRED`, `FEDERATION_UNREACHABLE`,
   * `TRUST_MARK_*`, `METADATA_*`, `CONSTRAINT_*`, `STATEMENT_*`
   */
  async resolve(entityId: EntityId): Promise<Peer> {
    if (!this.cache.knows(entityId)) await this.admitted.admit(entityId);
    return this.peer(await this.cache.get(entityId));
  }

  /** Peers that are trusted now, without asking anybody. */
  list(): Peer[] {
    return this.cache
      .list()
      .filter(({ subject }) => subject !== this.options.self)
      .map((chain) => this.peer(chain))
      .sort((a, b) => (a.entityId < b.entityId ? -1 : 1));
  }

  /** The trusted peer that answers for a division (GB/T 2260): of the district, else of the city, else of the province. */
  byJurisdiction(code: string): Peer | undefined {
    const peers = this.list();
    for (const candidate of coveringCodes(code)) {
      const peer = peers.find(({ jurisdictions }) => jurisdictions.includes(candidate));
      if (peer !== undefined) return peer;
    }
    return undefined;
  }

  /** As {@link byJurisdiction}; where nobody is trusted for it yet, looks once more at whom the authorities list. */
  async forJurisdiction(code: string): Promise<Peer | undefined> {
    const known = this.byJurisdiction(code);
    const now = this.options.clock();
    if (known !== undefined || now - this.askedAt < ASK_AGAIN_MS) return known;
    this.askedAt = now;
    await this.refresh();
    return this.byJurisdiction(code);
  }

  /** Whose key this is, among the trusted peers: for telling a stolen key id from an unknown one. */
  ownerOf(kid: string): EntityId | undefined {
    return this.list().find(({ keys }) => keys.some((key) => key.kid === kid))?.entityId;
  }

  /** One round now: anchor keys, own marks, lists, chains that are due, nodes that are new. */
  refresh(): Promise<void> {
    return this.rounds.now();
  }

  /** Looks the chain of a trusted peer up now; false where nothing new could be had, or the peer is not trusted. */
  async renew(entityId: EntityId): Promise<boolean> {
    if (this.cache.peek(entityId) === undefined) return false;
    try {
      await this.cache.refresh(entityId);
      return true;
    } catch (thrown) {
      if (thrown instanceof Refusal) return false;
      throw thrown;
    }
  }

  /** Nodes that the authorities list and that are not trusted (yet, or any more). */
  missing(): EntityId[] {
    return this.admitted
      .ofType()
      .filter((entityId) => entityId !== this.options.self && this.cache.peek(entityId) === undefined);
  }

  /** What came of the last look at each entity that was looked at, trusted or not. */
  looks(): ReadonlyMap<EntityId, LastLook> {
    return this.lastLooks;
  }

  private looked({ entityId, outcome, refusal }: RefreshEvent): void {
    this.lastLooks.set(entityId, { at: this.options.clock(), outcome, ...(refusal ? { refusal } : {}) });
  }

  private async oneRound(): Promise<void> {
    const { anchors, trustMarks, fetcher, clock, config, state } = this.options;
    const onFault = this.options.onFault ?? (() => undefined);
    await anchors.read();
    await anchors.follow({ fetcher, clock, skewSeconds: config.clockSkewSeconds }, onFault);
    await trustMarks?.refresh(onFault);
    await this.admitted.refresh();
    await this.cache.refreshDue();
    for (const entityId of this.missing()) {
      await this.cache.refresh(entityId).catch((thrown: unknown) => {
        if (!(thrown instanceof Refusal)) throw thrown;
        this.looked({ entityId, outcome: 'dropped', refusal: thrown });
        onFault(thrown);
      });
    }
    await state.save({
      version: 1,
      chains: this.cache.list().map(({ statements }) => [...statements]),
      followed: anchors.followed(),
      trustMarks: trustMarks?.saved() ?? [],
    });
  }

  /** Soon again while a listed node is not trusted yet, waiting longer each time; else after the configured time. */
  private dueMs(): number {
    const { config, random } = this.options;
    const complete = this.missing().length === 0 && this.cache.list().length > 0;
    this.retryMs = complete ? FIRST_RETRY_MS : this.retryMs * 2;
    const longest = config.refreshSeconds * 1000;
    return (complete ? longest : Math.min(this.retryMs, longest)) * (0.8 + 0.4 * random());
  }

  /** A chain whose subject is not a proper node is no chain to a peer. */
  private async find(entityId: EntityId): Promise<Search> {
    const { fetcher, config } = this.options;
    const found = await findTrustChain(entityId, { ...this.examination(), fetcher, limits: config.limits });
    const refusal = 'chain' in found ? metadataFault(found.chain) : undefined;
    if (refusal === undefined || !('chain' in found)) return found;
    return { refusal, failures: [{ path: found.chain.path, refusal, weight: 'decisive' }] };
  }

  private examination(): Omit<ResolveOptions, 'fetcher'> {
    const { config, clock, anchors } = this.options;
    return {
      anchors: anchors.current(),
      clock,
      skewSeconds: config.clockSkewSeconds,
      requiredTrustMarks: config.requiredTrustMarks,
      requiredEntityType: NODE_ENTITY_TYPE,
      checkTrustMarkStatus: config.checkTrustMarkStatus,
    };
  }

  private peer(chain: TrustChain): Peer {
    const known = this.peers.get(chain);
    if (known !== undefined) return known;
    const seen = this.seenKids.get(chain.subject) ?? new Set<string>();
    const { keys } = peerOf(chain, []);
    const peer = peerOf(
      chain,
      [...seen].filter((kid) => !keys.some((key) => key.kid === kid)),
    );
    for (const { kid } of keys) seen.add(kid);
    this.seenKids.set(chain.subject, seen);
    this.peers.set(chain, peer);
    return peer;
  }
}

function metadataFault(chain: TrustChain): Refusal | undefined {
  try {
    nodeMetadata(chain.metadata);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}
