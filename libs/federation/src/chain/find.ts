import { Refusal, type ErrorCode } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import { isEntityId } from '../entity-id.js';
import { FederationRun, type FetchPort } from '../fetch/run.js';
import { federationEntitySchema, readMetadata } from '../metadata.js';
import { parseSubordinateStatement, type EntityConfiguration } from '../statement.js';
import { examineTrustChain } from './examine.js';
import { checkMarkStatus } from './mark-status.js';
import type { ExamineOptions, TrustChain } from './trust-chain.js';

/** How far a search goes before it gives up (§17.1: a hostile leaf must not make a verifier work without end). */
export interface SearchLimits {
  /** Entities between the subject and the anchor. */
  maxIntermediates: number;
  /** Authority hints of one entity that are followed. */
  maxHints: number;
  /** Requests of one search. */
  maxFetches: number;
}

export const DEFAULT_SEARCH_LIMITS: SearchLimits = { maxIntermediates: 4, maxHints: 8, maxFetches: 48 };

export interface ResolveOptions extends ExamineOptions {
  fetcher: FetchPort;
  limits?: Partial<SearchLimits>;
  /** Asks the issuer of each demanded trust mark whether it still stands, where the issuer has an endpoint for it. */
  checkTrustMarkStatus?: boolean;
}

/** Why one way upwards did not lead to trust. */
export interface PathFailure {
  /** Entities on the way, the subject first. */
  path: readonly EntityId[];
  refusal: Refusal;
  /**
   * `decisive`: an authority said no, or what it signed is not valid. `transient`: nobody answered properly.
   * `no-way`: the way ended without either.
   */
  weight: 'decisive' | 'transient' | 'no-way';
}

export type Search = { chain: TrustChain } | { refusal: Refusal; failures: readonly PathFailure[] };

interface Climb {
  head: EntityConfiguration;
  path: readonly EntityId[];
  tokens: readonly string[];
}

/**
 * Finds the shortest valid chain from an entity to one of the pinned anchors (§10.1 to §10.3), breadth first, and says
 * of each way that failed whether an authority said no or whether nobody answered.
 */
export async function findTrustChain(entityId: EntityId, options: ResolveOptions): Promise<Search> {
  if (!isEntityId(entityId)) return { refusal: new Refusal('ENTITY_ID_INVALID'), failures: [] };
  const limits = { ...DEFAULT_SEARCH_LIMITS, ...options.limits };
  const run = new FederationRun(options.fetcher, limits.maxFetches);
  return new ChainSearch(options, limits, run).from(entityId);
}

/** As {@link findTrustChain}; throws the most telling refusal. */
export async function resolveTrustChain(entityId: EntityId, options: ResolveOptions): Promise<TrustChain> {
  const found = await findTrustChain(entityId, options);
  if ('chain' in found) return found.chain;
  throw found.refusal;
}

class ChainSearch {
  private readonly failures: PathFailure[] = [];

  constructor(
    private readonly options: ResolveOptions,
    private readonly limits: SearchLimits,
    private readonly run: FederationRun,
    /** False in the search for a mark's issuer, which must not search for issuers in turn. */
    private readonly searchIssuers = true,
  ) {}

  async from(entityId: EntityId): Promise<Search> {
    const start = await this.attempt([entityId], async () => {
      const head = await this.run.configuration(entityId);
      return { head, path: [entityId], tokens: [head.token] } satisfies Climb;
    });
    if (start === undefined) return this.failed();
    if (this.isAnchor(entityId)) {
      const chain = await this.attempt(start.path, () => this.examine(start.tokens));
      return chain === undefined ? this.failed() : { chain };
    }
    const queue: Climb[] = [start];
    for (let partial = queue.shift(); partial !== undefined; partial = queue.shift()) {
      for (const superior of this.superiorsOf(partial)) {
        const found = await this.climb(partial, superior);
        if (found !== undefined && 'chain' in found) return found;
        if (found !== undefined) queue.push(found);
      }
    }
    return this.failed();
  }

  /** Hints of the head that may be followed, anchors first: a shorter chain is preferred (§10.3). */
  private superiorsOf({ head, path }: Climb): EntityId[] {
    const hints = [...new Set(head.claims.authority_hints)];
    if (hints.length === 0) this.fail(path, new Refusal('FEDERATION_NO_PATH', { details: { path } }));
    if (hints.length > this.limits.maxHints) {
      this.fail(
        path,
        new Refusal('FEDERATION_LIMIT_EXCEEDED', { hint: 'authority_hints', details: { path } }),
      );
    }
    return hints
      .sort((a, b) => Number(this.isAnchor(b)) - Number(this.isAnchor(a)))
      .slice(0, this.limits.maxHints)
      .filter((superior) => {
        if (path.includes(superior)) {
          this.fail([...path, superior], new Refusal('FEDERATION_LOOP', { details: { path, superior } }));
          return false;
        }
        if (!this.isAnchor(superior) && path.length > this.limits.maxIntermediates) {
          this.fail([...path, superior], new Refusal('FEDERATION_LIMIT_EXCEEDED', { hint: 'intermediates' }));
          return false;
        }
        return true;
      });
  }

  private async climb(
    partial: Climb,
    superior: EntityId,
  ): Promise<Climb | { chain: TrustChain } | undefined> {
    const path = [...partial.path, superior];
    return this.attempt(path, async () => {
      const head = await this.run.configuration(superior);
      const subject = partial.head.claims.sub;
      const token = await this.statementAbout(subject, head);
      const tokens = [...partial.tokens, token];
      if (!this.isAnchor(superior)) return { head, path, tokens };
      return { chain: await this.examine([...tokens, head.token]) };
    });
  }

  private async statementAbout(subject: EntityId, superior: EntityConfiguration): Promise<string> {
    const { sub: issuer, metadata } = superior.claims;
    const { federation_fetch_endpoint: endpoint } = readMetadata(
      metadata ?? {},
      'federation_entity',
      federationEntitySchema,
    );
    if (endpoint === undefined)
      throw new Refusal('METADATA_INVALID', { hint: 'federation_fetch_endpoint is absent' });
    const token = await this.run.statement(endpoint, subject);
    const { claims } = parseSubordinateStatement(token);
    if (claims.iss !== issuer || claims.sub !== subject) {
      throw new Refusal('FEDERATION_CHAIN_BROKEN', {
        hint: 'the statement is not about the entity that was asked for',
      });
    }
    return token;
  }

  private async examine(tokens: readonly string[]): Promise<TrustChain> {
    const { chain, checks, refusal } = await examineTrustChain(tokens, {
      ...this.options,
      issuerKeys: (issuer) => this.issuerKeys(issuer),
    });
    if (chain === undefined) {
      const { code, hint, details } = refusal ?? new Refusal('FEDERATION_CHAIN_BROKEN');
      throw new Refusal(code, { details: { ...details, checks }, cause: refusal, ...(hint ? { hint } : {}) });
    }
    return this.options.checkTrustMarkStatus ? checkMarkStatus(chain, this.options, this.run) : chain;
  }

  /** A mark issuer outside the chain is trusted through a chain of its own (§7.3), searched with what is left to fetch. */
  private async issuerKeys(issuer: EntityId): Promise<TrustChain['federationKeys'] | undefined> {
    const given = await this.options.issuerKeys?.(issuer);
    if (given !== undefined || !this.searchIssuers) return given;
    const {
      requiredTrustMarks: _marks,
      requiredEntityType: _type,
      checkTrustMarkStatus: _status,
      ...rest
    } = this.options;
    const found = await new ChainSearch(rest, this.limits, this.run, false).from(issuer);
    if ('chain' in found) return found.chain.federationKeys;
    if (found.failures.some(({ weight }) => weight === 'transient'))
      throw new Refusal('FEDERATION_UNREACHABLE');
    return undefined;
  }

  private isAnchor(entityId: EntityId): boolean {
    return this.options.anchors.some((anchor) => anchor.entityId === entityId);
  }

  private async attempt<Result>(
    path: readonly EntityId[],
    step: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await step();
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      this.fail(path, thrown);
      return undefined;
    }
  }

  private fail(path: readonly EntityId[], refusal: Refusal): void {
    this.failures.push({ path, refusal, weight: weigh(refusal) });
  }

  private failed(): { refusal: Refusal; failures: readonly PathFailure[] } {
    const of = (weight: PathFailure['weight']) =>
      this.failures.find((failure) => failure.weight === weight)?.refusal;
    const refusal = of('decisive') ?? of('transient') ?? of('no-way') ?? new Refusal('FEDERATION_NO_PATH');
    return { refusal, failures: this.failures };
  }
}

const TRANSIENT = new Set<ErrorCode>(['FEDERATION_UNREACHABLE', 'FEDERATION_RESPONSE_INVALID']);
const NO_WAY = new Set<ErrorCode>(['FEDERATION_NO_PATH', 'FEDERATION_LOOP', 'FEDERATION_LIMIT_EXCEEDED']);

function weigh({ code }: Refusal): PathFailure['weight'] {
  if (TRANSIENT.has(code)) return 'transient';
  return NO_WAY.has(code) ? 'no-way' : 'decisive';
}
