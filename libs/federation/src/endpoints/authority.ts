import type { Refusal } from '#libs/errors';
import { basePath, isEntityId, type EntityId } from '../entity-id.js';
import { HISTORICAL_KEYS_CONTENT_TYPE } from '../historical-keys.js';
import type { Clock } from '../ports.js';
import { STATEMENT_CONTENT_TYPE } from '../statement.js';
import { STATUS_CONTENT_TYPE } from '../trust-mark/status.js';
import { TRUST_LIST_CONTENT_TYPE } from '../trust-list/trust-list-token.js';
import { TRUST_MARK_CONTENT_TYPE } from '../trust-mark/trust-mark.js';
import {
  failure,
  json,
  route,
  token,
  type FederationRequest,
  type FederationResponse,
  type FederationRoute,
} from './http.js';

/** What an authority tells of one subordinate in its list. */
export interface PublishedSubordinate {
  sub: EntityId;
  entityTypes: readonly string[];
  intermediate: boolean;
  /** Types of marks that it holds, each with its end in seconds. */
  trustMarks: readonly { type: string; exp: number }[];
}

/** Where pre-signed documents are read from; each answer must be of the moment, never of a cache. */
export interface PublishedStore {
  entityConfiguration(): Promise<string | undefined>;
  subordinates(): Promise<readonly PublishedSubordinate[]>;
  subordinateStatement(sub: EntityId): Promise<string | undefined>;
  historicalKeys(): Promise<string | undefined>;
  trustList(): Promise<string | undefined>;
  trustMark(type: string, sub: EntityId): Promise<string | undefined>;
  trustMarkStatus(trustMark: string): Promise<string | undefined>;
}

/** Paths of an authority's endpoints below the path of its entity identifier. */
export const AUTHORITY_PATHS = {
  fetch: '/federation/fetch',
  list: '/federation/list',
  trustMark: '/federation/trust-mark',
  trustMarkList: '/federation/trust-mark-list',
  trustMarkStatus: '/federation/trust-mark-status',
  historicalKeys: '/federation/historical-keys',
  trustList: '/federation/trust-list',
} as const;

/** Where an authority that keeps a trust list publishes it. */
export function trustListEndpoint(entityId: EntityId): string {
  return entityId.replace(/\/$/, '') + AUTHORITY_PATHS.trustList;
}

/** Endpoints of `federation_entity` metadata (§5.1.1) as {@link authorityRoutes} serves them. */
export function authorityEndpoints(entityId: EntityId): Record<string, string> {
  const at = (path: string) => entityId.replace(/\/$/, '') + path;
  return {
    federation_fetch_endpoint: at(AUTHORITY_PATHS.fetch),
    federation_list_endpoint: at(AUTHORITY_PATHS.list),
    federation_trust_mark_endpoint: at(AUTHORITY_PATHS.trustMark),
    federation_trust_mark_list_endpoint: at(AUTHORITY_PATHS.trustMarkList),
    federation_trust_mark_status_endpoint: at(AUTHORITY_PATHS.trustMarkStatus),
    federation_historical_keys_endpoint: at(AUTHORITY_PATHS.historicalKeys),
  };
}

/**
 * Fetch, list, trust mark, its list and status, and historical keys (§8.1, §8.2, §8.4 to §8.7) over documents that the
 * authority's operator signed before: no private key is near.
 */
export function authorityRoutes(
  entityId: EntityId,
  store: PublishedStore,
  clock: Clock,
  onError?: (refusal: Refusal) => void,
): FederationRoute[] {
  const at = (path: string) => basePath(entityId) + path;
  const get = (path: string, handler: (request: FederationRequest) => Promise<FederationResponse>) =>
    route('GET', at(path), handler, onError);
  return [
    get(AUTHORITY_PATHS.fetch, async ({ query }) => {
      const sub = query.get('sub');
      if (!isEntityId(sub))
        return failure('invalid_request', 'Parameter [sub] must be an entity identifier.');
      if (sub === entityId)
        return failure('invalid_request', 'The issuer makes no statement about itself here.');
      return found(await store.subordinateStatement(sub), STATEMENT_CONTENT_TYPE);
    }),
    get(AUTHORITY_PATHS.list, async ({ query }) => list(query, await store.subordinates(), clock() / 1000)),
    get(AUTHORITY_PATHS.trustMark, async ({ query }) => {
      const type = query.get('trust_mark_type');
      const sub = query.get('sub');
      if (!type || !isEntityId(sub)) {
        return failure('invalid_request', 'Parameters [trust_mark_type] and [sub] are required.');
      }
      return found(await store.trustMark(type, sub), TRUST_MARK_CONTENT_TYPE);
    }),
    get(AUTHORITY_PATHS.trustMarkList, async ({ query }) => {
      if (!query.get('trust_mark_type'))
        return failure('invalid_request', 'Parameter [trust_mark_type] is required.');
      const holders = select(query, await store.subordinates(), clock() / 1000);
      const sub = query.get('sub');
      return json(sub === null ? holders : holders.filter((holder) => holder === sub));
    }),
    route(
      'POST',
      at(AUTHORITY_PATHS.trustMarkStatus),
      async ({ form }) => {
        const mark = form?.get('trust_mark');
        if (!mark) return failure('invalid_request', 'Parameter [trust_mark] is required.');
        return found(await store.trustMarkStatus(mark), STATUS_CONTENT_TYPE);
      },
      onError,
    ),
    get(AUTHORITY_PATHS.historicalKeys, async () =>
      found(await store.historicalKeys(), HISTORICAL_KEYS_CONTENT_TYPE),
    ),
    get(AUTHORITY_PATHS.trustList, async () => found(await store.trustList(), TRUST_LIST_CONTENT_TYPE)),
  ];
}

/** The entity configuration of an entity at its well-known path (§9). */
export function configurationRoute(
  entityId: EntityId,
  current: () => Promise<string | undefined>,
  onError?: (refusal: Refusal) => void,
): FederationRoute {
  const path = `${basePath(entityId)}/.well-known/openid-federation`;
  return route('GET', path, async () => found(await current(), STATEMENT_CONTENT_TYPE), onError);
}

function found(document: string | undefined, contentType: string): FederationResponse {
  return document === undefined
    ? failure('not_found', 'Nothing is known under that identifier.')
    : token(contentType, document);
}

/** §8.2.1. */
function list(
  query: URLSearchParams,
  subordinates: readonly PublishedSubordinate[],
  now: number,
): FederationResponse {
  for (const name of ['trust_marked', 'intermediate']) {
    const value = query.get(name);
    if (value !== null && value !== 'true' && value !== 'false') {
      return failure('invalid_request', `Parameter [${name}] is true or false.`);
    }
  }
  return json(select(query, subordinates, now));
}

function select(
  query: URLSearchParams,
  subordinates: readonly PublishedSubordinate[],
  now: number,
): EntityId[] {
  const types = query.getAll('entity_type');
  const markType = query.get('trust_mark_type');
  const marked = query.get('trust_marked') === 'true';
  const intermediate = query.get('intermediate');
  return subordinates
    .filter((entity) => types.every((type) => entity.entityTypes.includes(type)))
    .filter((entity) => intermediate === null || entity.intermediate === (intermediate === 'true'))
    .filter((entity) => {
      const marks = entity.trustMarks.filter((mark) => mark.exp > now);
      return (
        (!marked || marks.length > 0) && (markType === null || marks.some((mark) => mark.type === markType))
      );
    })
    .map((entity) => entity.sub);
}
