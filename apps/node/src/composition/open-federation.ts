import type { FastifyInstance } from 'fastify';
import { Refusal } from '#libs/errors';
import { isLogUrl } from '#libs/federation';
import { openLogKey } from '../audit/index.js';
import type { NodeConfiguration } from '../config/index.js';
import type { ExchangeKeys } from '../exchange/exchange-keys.js';
import { acceptedSuites } from '../exchange/exchange.config.js';
import {
  openFederationModule,
  type FederationModule,
  type FederationModuleOptions,
} from '../federation/index.js';
import { credentialMetadata, type CredentialKeys } from '../credentials/index.js';
import type { Logger } from '../observability/logger.js';
import { openWitnessKey, witnessName } from '../witnessing/witness-key.js';

export interface FederationOfNode extends Pick<
  FederationModule,
  'directory' | 'anchors' | 'fetcher' | 'start' | 'stop'
> {
  /** @throws Refusal where no peer is trusted at all, so that the node can answer nobody but its own region */
  assertUsable(): void;
  register(fastify: FastifyInstance): void;
}

/** What a node says of itself in the federation, made from its configuration and keys; the same before and while it runs. */
export function federationIdentity(
  config: NodeConfiguration,
  exchangeKeys: ExchangeKeys,
  logOrigin: string,
  credentialKeys: CredentialKeys,
): Pick<FederationModuleOptions, 'config' | 'entityId' | 'organizationName' | 'node' | 'roles'> {
  const { entityId, name, organisation, jurisdictions } = config.node;
  const { verifierKey, privateKey } = openLogKey(config.audit.keyFile, logOrigin);
  const witness = openWitnessKey(config.witnessing.keyFile, witnessName(entityId), privateKey);
  return {
    config: config.federation,
    entityId,
    organizationName: organisation.name,
    node: {
      endpoint: `${entityId}/graphql`,
      jurisdictions,
      suites: acceptedSuites(config.exchange),
      name,
      log: { origin: logOrigin, verifierKey, url: publicLogUrl(config) },
      witness: { name: witness.name, verifierKey: witness.verifierKey },
      exchangeKeys: () => exchangeKeys.published(),
    },
    roles: () => credentialMetadata(entityId, config.credentials, credentialKeys),
  };
}

/** Undefined where peers could not use it: plain HTTP that leaves the machine. */
function publicLogUrl({ callers, transparency }: NodeConfiguration): string | undefined {
  const url = transparency.publicUrl ?? `${new URL(callers.audience).origin}/log`;
  return isLogUrl(url) ? url : undefined;
}

/** The federation room in the terms of this node: its identity, keys and log go into its metadata. */
export function openFederation(
  config: NodeConfiguration,
  parts: {
    logger: Logger;
    clock: () => number;
    exchangeKeys: ExchangeKeys;
    credentialKeys: CredentialKeys;
    logOrigin: string;
  },
): FederationOfNode {
  const { logger, clock, exchangeKeys, credentialKeys, logOrigin } = parts;
  const module = openFederationModule({
    ...federationIdentity(config, exchangeKeys, logOrigin, credentialKeys),
    clock,
    // Jitter of background refreshes, nothing that must not be guessed.
    random: Math.random,
    onRefresh: ({ entityId: subject, outcome, refusal }) =>
      logger.info({ subject, outcome, ...(refusal ? { code: refusal.code } : {}) }, 'trust chain refreshed'),
    onFault: (refusal) => logger.warn({ err: refusal }, 'federation'),
  });
  return {
    directory: module.directory,
    anchors: module.anchors,
    fetcher: module.fetcher,
    start: module.start,
    stop: module.stop,
    assertUsable() {
      if (module.directory.list().length === 0) throw new Refusal('REGION_UNKNOWN');
    },
    register(fastify) {
      // Trust mark status comes as a form (OpenID Federation 1.0 §8.4).
      void fastify.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser(
          'application/x-www-form-urlencoded',
          { parseAs: 'string' },
          (_request, body, done) => done(null, new URLSearchParams(String(body))),
        );
        for (const route of module.routes)
          scope.route({
            method: route.method,
            url: route.path,
            handler: async (request, reply) => {
              const mark = request.raw.url?.indexOf('?') ?? -1;
              const query = new URLSearchParams(mark < 0 ? '' : request.raw.url?.slice(mark + 1));
              const form = request.body instanceof URLSearchParams ? { form: request.body } : {};
              const answer = await route.handler({ query, ...form });
              return reply.code(answer.status).type(answer.contentType).send(answer.body);
            },
          });
      });
    },
  };
}
