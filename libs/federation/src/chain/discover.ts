import { Refusal } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import { FederationRun, type FetchPort } from '../fetch/run.js';
import { federationEntitySchema } from '../metadata.js';
import type { Clock } from '../ports.js';

export interface DiscoverOptions {
  fetcher: FetchPort;
  /** Where the walk begins. */
  authorities: readonly EntityId[];
  /** Authorities that are asked at most. Default 64. */
  maxAuthorities?: number;
  /** Entities that are taken in at most. Default 5,000. */
  maxEntities?: number;
  /** Also asks each list which of its entities act in this type. */
  entityType?: string;
}

export interface Discovery {
  /** Everything that an authority lists, authorities included. Listed is not trusted: only a chain is. */
  entities: ReadonlySet<EntityId>;
  /** Those that are listed under the wanted type; all where a list cannot be filtered or no type was wanted. */
  ofType: ReadonlySet<EntityId>;
  /** Authorities that did not answer; what is below them is missing. */
  silent: readonly EntityId[];
}

/** Walks the lists (§8.2) from the anchors downwards, over intermediates. */
export async function discoverEntities(options: DiscoverOptions): Promise<Discovery> {
  const { fetcher, maxAuthorities = 64, maxEntities = 5_000 } = options;
  const run = new FederationRun(fetcher, maxAuthorities);
  const entities = new Set<EntityId>(options.authorities);
  const ofType = new Set<EntityId>();
  const queue = [...options.authorities];
  const asked = new Set<EntityId>();
  const silent: EntityId[] = [];
  for (let authority = queue.shift(); authority !== undefined; authority = queue.shift()) {
    if (asked.has(authority) || asked.size >= maxAuthorities) continue;
    asked.add(authority);
    try {
      const { claims } = await run.configuration(authority);
      const entity = federationEntitySchema.safeParse(claims.metadata?.['federation_entity']);
      const endpoint = entity.success ? entity.data.federation_list_endpoint : undefined;
      if (endpoint === undefined) continue;
      const listed = (await fetcher.list(endpoint)).slice(0, maxEntities - entities.size);
      for (const sub of listed) entities.add(sub);
      const { entityType: type } = options;
      const typed = type === undefined ? undefined : await filtered(fetcher, endpoint, { entity_type: type });
      for (const sub of typed ?? listed) ofType.add(sub);
      queue.push(...((await filtered(fetcher, endpoint, { intermediate: 'true' })) ?? []));
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      silent.push(authority);
    }
  }
  return { entities, ofType, silent };
}

/** Undefined where the list cannot be filtered (§8.2.1 `unsupported_parameter`). */
async function filtered(
  fetcher: FetchPort,
  endpoint: string,
  filter: { entity_type?: string; intermediate?: 'true' },
): Promise<EntityId[] | undefined> {
  try {
    return await fetcher.list(endpoint, filter);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'FEDERATION_RESPONSE_INVALID') return undefined;
    throw thrown;
  }
}

/**
 * Says which entities may be looked up at all. A stranger's identifier in a token must not make this process call a
 * host of the stranger's choice, so only what an authority lists is ever fetched.
 */
export class AdmittedEntities {
  private known: ReadonlySet<EntityId> = new Set();
  private typed: ReadonlySet<EntityId> = new Set();
  private complete = false;
  private walkedAt = Number.NEGATIVE_INFINITY;
  private walk: Promise<void> | undefined;

  /** `againAfterMs`: a stranger causes a new walk no more often than this. Default 5 seconds. */
  constructor(
    private readonly options: {
      discover(): Promise<Discovery>;
      clock: Clock;
      againAfterMs?: number;
    },
  ) {}

  /** Entities that are listed under the wanted type. */
  ofType(): EntityId[] {
    return [...this.typed];
  }

  /**
   * @throws Refusal `ENTITY_UNKNOWN` where no authority lists the entity; `FEDERATION_UNREACHABLE` where one that might
   * list it does not answer
   */
  async admit(entityId: EntityId): Promise<void> {
    if (this.known.has(entityId)) return;
    if (this.options.clock() - this.walkedAt >= (this.options.againAfterMs ?? 5_000)) await this.refresh();
    else await this.walk;
    if (this.known.has(entityId)) return;
    throw new Refusal(this.complete ? 'ENTITY_UNKNOWN' : 'FEDERATION_UNREACHABLE', { details: { entityId } });
  }

  /** Walks again. What a silent authority listed before stays known: its chains decide whether it still counts. */
  refresh(): Promise<void> {
    this.walk ??= this.discover().finally(() => (this.walk = undefined));
    return this.walk;
  }

  private async discover(): Promise<void> {
    this.walkedAt = this.options.clock();
    const { entities, ofType, silent } = await this.options.discover();
    this.complete = silent.length === 0;
    this.known = this.complete ? entities : new Set([...this.known, ...entities]);
    this.typed = this.complete ? ofType : new Set([...this.typed, ...ofType]);
  }
}
