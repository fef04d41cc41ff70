import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import {
  authorityRoutes,
  boundedExchange,
  ConfigurationIssuer,
  configurationRoute,
  FederationFetcher,
  publishedStore,
  type Clock,
  type EntityId,
  type FederationRoute,
  type PublishedStore,
  type RefreshEvent,
  type TrustAnchor,
} from '#libs/federation';
import { ExchangeKeys } from '../exchange/exchange-keys.js';
import { AnchorKeys } from './anchor-keys.js';
import type { FederationConfig } from './federation.config.js';
import { federationHttp } from './http-client.js';
import { ownEntityContent, type OwnEntityParts } from './own-entity.js';
import { OwnTrustMarks } from './own-trust-marks.js';
import { PeerDirectory } from './peer-directory.js';
import { stateFile } from './state-file.js';

export interface FederationModuleOptions {
  config: FederationConfig;
  entityId: EntityId;
  organizationName: string;
  node: OwnEntityParts['node'];
  /** Further roles of the node, beside that of an exchange node. */
  roles?: OwnEntityParts['roles'];
  clock: Clock;
  random: () => number;
  onRefresh?: (event: RefreshEvent) => void;
  onFault?: (refusal: Refusal) => void;
}

/** Everything of the federation that one node needs, put together. */
export interface FederationModule {
  directory: PeerDirectory;
  /** For the peer listener. */
  routes: FederationRoute[];
  /** Anchors with the keys that count now; none before `start`. */
  anchors: () => readonly TrustAnchor[];
  fetcher: FederationFetcher;
  /** The node's own entity configuration as it is published now. */
  configuration: () => Promise<string>;
  /** Resolves after the first round; an anchor that is away does not hinder it. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** @throws Refusal `CONFIG_INVALID` where a file that the configuration names cannot be read */
export function openFederationModule(options: FederationModuleOptions): FederationModule {
  const { config, entityId, clock } = options;
  const client = federationHttp({ ca: readCa(config.caFile), timeoutMs: config.timeoutMs });
  const fetcher = new FederationFetcher(boundedExchange(client.send));
  const keys = new ExchangeKeys(config.keysDir, clock);
  const trustMarks = new OwnTrustMarks(entityId, config.trustMarks, fetcher);
  const anchors = new AnchorKeys(config.anchors);
  const directory = new PeerDirectory({
    self: entityId,
    config,
    anchors,
    fetcher,
    trustMarks,
    state: stateFile(config.stateFile),
    clock,
    random: options.random,
    ...(options.onRefresh === undefined ? {} : { onRefresh: options.onRefresh }),
    ...(options.onFault === undefined ? {} : { onFault: options.onFault }),
  });
  const issuer = new ConfigurationIssuer({
    content: () =>
      ownEntityContent({
        entityId,
        organizationName: options.organizationName,
        authorityHints: config.authorityHints,
        federationKey: () => keys.signingKey(),
        federationKeys: () => keys.published(),
        node: options.node,
        roles: options.roles ?? (() => ({})),
        trustMarks: () => trustMarks.list(),
        publishedDir: config.authority?.publishedDir,
      }),
    clock,
    validitySeconds: config.configurationValiditySeconds,
  });
  return {
    directory,
    routes: federationRoutes(entityId, () => issuer.current(), {
      clock,
      ...(config.authority === undefined
        ? {}
        : { published: publishedFolder(config.authority.publishedDir) }),
      ...(options.onFault === undefined ? {} : { onError: options.onFault }),
    }),
    anchors: () => anchors.current(),
    fetcher,
    configuration: () => issuer.current(),
    start: () => directory.start(),
    stop: async () => {
      await directory.stop();
      await client.close();
    },
  };
}

/** The node's federation endpoints: its configuration and, where it is an intermediate, those of an authority. */
export function federationRoutes(
  entityId: EntityId,
  configuration: () => Promise<string>,
  options: { clock: Clock; published?: PublishedStore; onError?: (refusal: Refusal) => void },
): FederationRoute[] {
  const { clock, published, onError } = options;
  return [
    configurationRoute(entityId, configuration, onError),
    ...(published === undefined ? [] : authorityRoutes(entityId, published, clock, onError)),
  ];
}

function publishedFolder(directory: string): PublishedStore {
  return publishedStore(async (path) => {
    try {
      return await readFile(join(directory, path), 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
      throw thrown;
    }
  });
}

function readCa(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: `federation.caFile: ${file}`, cause });
  }
}
