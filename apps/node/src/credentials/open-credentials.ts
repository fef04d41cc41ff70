import type { FastifyInstance } from 'fastify';
import type { Catalogue } from '#libs/licences';
import type { Metadata } from '#libs/federation';
import { SD_JWT_VC_FORMAT } from '#libs/credentials';
import type { AuditLog } from '../audit/index.js';
import { lockLicence, type LicenceStore } from '../licences/index.js';
import type { Logger } from '../observability/logger.js';
import type { PeerTransport } from '../peers/index.js';
import type { Database } from '../persistence/index.js';
import { openOwnKey } from '../secrets/index.js';
import { addressesOf, type Addresses } from './addresses.js';
import { CallBudget } from './call-budget.js';
import { CredentialJournal } from './credential-journal.js';
import type { CredentialKeys } from './credential-keys.js';
import type { CredentialsConfig } from './credentials.config.js';
import { registerCredentials } from './http/register-credentials.js';
import { IssueCredentials } from './issue/issue-credentials.js';
import { authorizationServerMetadata, issuerMetadata, jwtVcIssuerMetadata } from './issue/issuer-metadata.js';
import { Nonces } from './issue/nonces.js';
import { OfferStore } from './issue/offer-store.js';
import { RedeemOffer } from './issue/redeem-offer.js';
import { StartOffer } from './issue/start-offer.js';
import { PresentationStore } from './present/presentation-store.js';
import { ReadPresentation } from './present/read-presentation.js';
import { ReceivePresentation } from './present/receive-presentation.js';
import { ServeRequest } from './present/serve-request.js';
import { StartPresentation } from './present/start-presentation.js';
import { NodeSecret } from './secret.js';
import { FetchStatus } from './status/fetch-status.js';
import {
  ISSUER_ENTITY_TYPE,
  issuersOf,
  VERIFIER_ENTITY_TYPE,
  type FederatedPeer,
} from './status/issuer-keys.js';
import { OwnCredentials } from './status/own-credentials.js';
import { ServeStatusList } from './status/serve-status-list.js';
import { StatusStore } from './status/status-store.js';

const SWEEP_MS = 60_000;
/** Rows that have expired stay this long, so that "expired" can be said of them and not "unknown". */
const AFTER_EXPIRY = `interval '10 minutes'`;

export interface CredentialsParts {
  config: CredentialsConfig;
  self: { entityId: string; region: string; name: { zh: string; en: string } };
  keys: CredentialKeys;
  database: Database;
  audit: Pick<AuditLog, 'prepare' | 'append'>;
  licences: Pick<LicenceStore, 'byIdentifier'>;
  catalogue: Catalogue;
  /** @throws Refusal where the entity is not trusted */
  resolvePeer: (entityId: string) => Promise<FederatedPeer>;
  transport: Pick<PeerTransport, 'sendText'>;
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
  assertRunning: () => void;
}

/** What the GraphQL side is given. */
export interface Credentials {
  offers: StartOffer;
  own: OwnCredentials;
  presentations: StartPresentation;
  presented: ReadPresentation;
  catalogue: Catalogue;
}

export interface CredentialsRoom extends Credentials {
  register(fastify: FastifyInstance): Promise<void>;
  start(): void;
  stop(): void;
}

/** Metadata of the two roles for the node's entity configuration: its keys, and where wallets come to. */
export function credentialMetadata(
  entityId: string,
  { url }: Pick<CredentialsConfig, 'url'>,
  keys: CredentialKeys,
): Metadata {
  const { issuer } = addressesOf(entityId, url);
  const jwks = { keys: keys.published() };
  return {
    [ISSUER_ENTITY_TYPE]: { credential_issuer: issuer, jwks },
    [VERIFIER_ENTITY_TYPE]: {
      client_uri: issuer,
      jwks,
      vp_formats_supported: {
        [SD_JWT_VC_FORMAT]: { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256', 'EdDSA'] },
      },
    },
  };
}

/** Everything of this room, put together. */
export function openCredentials(parts: CredentialsParts): CredentialsRoom {
  const { config, self, keys, database, catalogue, transport, clock, logger } = parts;
  const addresses: Addresses = addressesOf(self.entityId, config.url);
  const secret = new NodeSecret(openOwnKey(config.secretFile));
  const journal = new CredentialJournal(parts.audit, self.entityId, clock);
  const offers = new OfferStore(database.pool);
  const statuses = new StatusStore(database.pool, config.statusListSize);
  const presentations = new PresentationStore(database.pool);
  const nonces = new Nonces(secret, config.nonceSeconds, clock);
  const { region } = self;
  const statusLists = new ServeStatusList({
    store: statuses,
    keys,
    addresses,
    ttlSeconds: config.statusTtlSeconds,
    clock,
  });
  const issuers = issuersOf({
    self: { ...self, keys: () => keys.published() },
    resolve: parts.resolvePeer,
  });
  const fetchStatus = new FetchStatus({
    self: self.entityId,
    issuers,
    own: (id) => statusLists.token(id),
    fetch: (entityId, path, maxBytes) =>
      transport.sendText(
        { entityId, endpoint: `${entityId}/graphql` },
        {
          method: 'GET',
          path,
          maxBytes,
          headers: { accept: 'application/statuslist+jwt' },
          body: new Uint8Array(),
          contentType: /^application\/statuslist\+jwt\s*(;|$)/i,
        },
      ),
    keepSeconds: config.statusTtlSeconds,
    clock,
  });
  const startOffer = new StartOffer({
    config,
    addresses,
    licences: parts.licences,
    offers,
    secret,
    journal,
    region,
    clock,
  });
  const issue = new IssueCredentials({
    config,
    addresses,
    keys,
    offers,
    statuses,
    nonces,
    transactions: database.transactions,
    lockLicence,
    journal,
    region,
    clock,
  });
  let sweep: NodeJS.Timeout | undefined;
  return {
    catalogue,
    offers: startOffer,
    own: new OwnCredentials({ store: statuses, journal, region, clock }),
    presentations: new StartPresentation({ config, addresses, catalogue, store: presentations, clock }),
    presented: new ReadPresentation({ store: presentations, secret, clock }),
    register: (fastify) =>
      registerCredentials(fastify, {
        addresses,
        metadata: {
          issuer: () =>
            issuerMetadata(addresses, { catalogue, name: self.name, batchSize: config.batchSize }),
          authorizationServer: () => authorizationServerMetadata(addresses),
          jwtVcIssuer: () => jwtVcIssuerMetadata(addresses, keys.published()),
        },
        offers: startOffer,
        redeem: new RedeemOffer({ config, offers, secret, clock }),
        nonces,
        issue,
        statusLists,
        requests: new ServeRequest({ addresses, store: presentations, keys, clock }),
        receive: new ReceivePresentation({
          addresses,
          store: presentations,
          issuers,
          statuses: fetchStatus,
          secret,
          journal,
          clock,
          report: (error) => parts.report(error, 'presentation'),
        }),
        budget: new CallBudget(config.requestsPerMinute, clock),
        ttlSeconds: config.statusTtlSeconds,
        report: parts.report,
        assertRunning: parts.assertRunning,
      }),
    start() {
      sweep = setInterval(() => {
        const now = new Date(clock());
        const sweeps = [
          ...['credential_offer', 'credential_nonce', 'credential_presentation'].map(
            (table) => `DELETE FROM ${table} WHERE expires_at < $1::timestamptz - ${AFTER_EXPIRY}`,
          ),
          // The place in the list stays taken; whose it was is of no use any more.
          `UPDATE credential_issued SET holder = '', licence = ''
           WHERE holder <> '' AND expires_at < $1::timestamptz - ${AFTER_EXPIRY}`,
        ];
        for (const text of sweeps)
          database.pool
            .query(text, [now])
            .catch((error: unknown) =>
              logger.warn({ err: error }, 'expired offers and presentations not swept'),
            );
      }, SWEEP_MS);
      sweep.unref();
    },
    stop: () => clearInterval(sweep),
  };
}
