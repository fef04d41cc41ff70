import { readFile } from 'node:fs/promises';
import type { Refusal } from '#libs/errors';
import {
  AdmittedEntities,
  boundedExchange,
  ConfigurationIssuer,
  configurationRoute,
  discoverEntities,
  FederationFetcher,
  findTrustChain,
  parseEntityConfiguration,
  resolveRoute,
  TrustChainCache,
  type Clock,
  type EntityId,
  type FederationRoute,
  type PublishedStore,
  type TrustAnchor,
} from '#libs/federation';
import type { AnchorConfig } from './config.js';
import { httpClient } from './http-client.js';
import { readSigningKey, RESOLVE_PATH, resolverContent, resolverId } from './resolver-entity.js';

export interface Resolver {
  routes: FederationRoute[];
  close: () => Promise<void>;
}

/**
 * The resolver beside an authority. It trusts the authority's keys as they lie on this disk, and searches only entities
 * that an authority of the federation lists.
 */
export async function startResolver(
  config: AnchorConfig & { resolver: NonNullable<AnchorConfig['resolver']> },
  authority: EntityId,
  published: PublishedStore,
  { clock, onError }: { clock: Clock; onError: (refusal: Refusal) => void },
): Promise<Resolver> {
  const ca = config.fetch.caFile === undefined ? undefined : await readFile(config.fetch.caFile, 'utf8');
  const client = httpClient({ ca, timeoutMs: config.fetch.timeoutMs });
  const fetcher = new FederationFetcher(boundedExchange(client.send));
  const anchor = async (): Promise<TrustAnchor> => {
    const { claims } = parseEntityConfiguration((await published.entityConfiguration()) ?? '');
    return { entityId: claims.sub, jwks: claims.jwks };
  };
  const key = () => readSigningKey(config.resolver.keyFile);
  const issuer = new ConfigurationIssuer({
    content: async () => resolverContent(authority, await key()),
    clock,
  });
  const admitted = new AdmittedEntities({
    discover: () => discoverEntities({ fetcher, authorities: [authority] }),
    clock,
  });
  const cache = new TrustChainCache({
    find: async (subject) => findTrustChain(subject, { anchors: [await anchor()], fetcher, clock }),
    clock,
    refreshAfterMs: config.resolver.refreshSeconds * 1000,
  });
  const entityId = resolverId(authority);
  return {
    routes: [
      configurationRoute(entityId, () => issuer.current(), onError),
      resolveRoute({
        entityId,
        path: new URL(`${entityId}${RESOLVE_PATH}`).pathname,
        key,
        anchors: () => [authority],
        resolve: async (subject) => {
          await admitted.admit(subject);
          return cache.get(subject);
        },
        clock,
        onError,
      }),
    ],
    close: () => client.close(),
  };
}
