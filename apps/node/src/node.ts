import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { logOrigin } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { standardCatalogue } from '#libs/licences';
import { AppModule } from './app.module.js';
import { AuditLog } from './audit/index.js';
import { openCallers } from './callers/index.js';
import { documentReader, licenceReader } from './composition/licence-readers.js';
import { regionOverview } from './composition/region-overview.js';
import { trustedDocuments } from './composition/documents.js';
import { TrustedPeers } from './composition/trusted-peers.js';
import type { LoadedConfig } from './config/index.js';
import { ExchangeKeys } from './exchange/exchange-keys.js';
import { acceptedSuites } from './exchange/exchange.config.js';
import { openFederation } from './composition/open-federation.js';
import type { PeerDirectory } from './federation/index.js';
import type { Engine } from './graphql/execute-operation.js';
import { PreparedOperations } from './graphql/prepared-operations.js';
import { optionsFor, registerGraphiql } from './graphiql/index.js';
import { AnswerIntegrator } from './http/answer-integrator.js';
import { AnswerPeer } from './http/answer-peer.js';
import { BorderAdapter } from './http/border-adapter.js';
import { closeGently, Listeners } from './http/listeners.js';
import { RefusalBudget } from './http/refusal-budget.js';
import { registerBorder } from './http/register-border.js';
import { registerGraphql } from './http/register-graphql.js';
import { registerStatus } from './http/register-status.js';
import { FileDocumentStore, LicenceDocuments, LicenceStore, openCursorKey } from './licences/index.js';
import { AskPeer } from './lookup/ask-peer.js';
import { AuditJournal } from './lookup/audit-journal.js';
import { HomeLookups } from './lookup/home-lookups.js';
import type { RegionCode } from './lookup/lookup.js';
import type { LookupScope } from './lookup/lookup-scope.js';
import { RegionalLookups } from './lookup/regional-lookups.js';
import { nestLogger, type Logger } from './observability/logger.js';
import { PeerTransport, TlsFiles } from './peers/index.js';
import { Database, databaseUrl } from './persistence/index.js';
import { Sm2Threads } from './sm2/index.js';

export interface NodeOptions {
  logger: Logger;
  environment: NodeJS.ProcessEnv;
  clock?: () => number;
}

/** One exchange node. */
export interface RunningNode {
  start(): Promise<void>;
  /** Finishes what was begun, within the configured grace, then lets go of everything. May be called once. */
  stop(): Promise<void>;
  /** Origin of the public listener, once started. */
  publicUrl: string;
  fastify: FastifyInstance;
  /** Whom this node trusts; for tests and for the operator's commands within the process. */
  peers: PeerDirectory;
  transport: PeerTransport;
  database: Database;
}

const REPLAY_SWEEP_MS = 60_000;

/** Puts a node together from its configuration. Opens the database and the keys; listens on `start`. */
export async function createNode(loaded: LoadedConfig, options: NodeOptions): Promise<RunningNode> {
  const { config } = loaded;
  const { logger } = options;
  const clock = options.clock ?? Date.now;
  const self = config.node.entityId;
  refuseOpenPlainHttp(config.http.public);
  const report = (error: unknown, requestId: string): void =>
    logger.error({ err: error, requestId }, 'defect');

  const database = await Database.open({
    url: databaseUrl(config.database, options.environment),
    config: config.database,
    onError: (error) => logger.warn({ err: error }, 'database connection lost'),
  });
  const audit = await AuditLog.open({
    pool: database.auditPool,
    config: config.audit,
    origin: config.audit.origin ?? logOrigin(self),
    onFailure: (error) => logger.error({ err: error }, 'audit batch failed'),
  });

  const exchangeKeys = new ExchangeKeys(config.exchange.keysDir, clock);
  const peerTls = new TlsFiles(config.http.peer.tls, {
    reloadSeconds: 30,
    onFault: (error) => logger.error({ err: error }, 'TLS files not usable'),
  });
  const federation = openFederation(config, { logger, clock, exchangeKeys, logOrigin: audit.origin });
  const sm2 = new Sm2Threads({
    ...config.exchange.sm2,
    onFault: (error) => logger.error({ err: error }, 'an SM2 thread broke'),
  });
  const signingKey = (suites: readonly string[]) => sm2.signing(exchangeKeys.signingKeyFor(suites));
  const suites = acceptedSuites(config.exchange);
  const trustedPeers = new TrustedPeers(federation.directory, clock, sm2);
  const transport = new PeerTransport(config.peers, {
    clock,
    onTlsFault: (error) => logger.error({ err: error }, 'TLS files not usable'),
  });
  const callers = await openCallers(config.callers, {
    node: config.node.name,
    database: database.pool,
    clock,
    log: logger,
  });

  const journal = new AuditJournal(audit, self, clock);
  const licences = new LicenceStore(database.pool, {
    maxPageSize: config.licences.maxPageSize,
    cursorKey: openCursorKey(config.licences.cursorKeyFile),
  });
  const documents = new LicenceDocuments(
    database.pool,
    new FileDocumentStore({
      directory: config.licences.documentsDir,
      maxBytes: config.licences.maxDocumentBytes,
    }),
  );
  const home = new HomeLookups(
    config.node.region as RegionCode,
    licenceReader(licences),
    documentReader(documents),
    standardCatalogue,
    config.sharing.agreements,
    clock,
  );
  const askPeer = new AskPeer({
    self,
    peerOf: (region) => trustedPeers.forRegion(region),
    renewPeer: (entityId) => trustedPeers.renew(entityId),
    suites,
    signingKey,
    send: async (peer, call) => {
      const answer = await transport.send(peer, call);
      return { ...answer, answerToken: answer.headers['tongban-answer'] };
    },
    journal,
    clock,
    ttlSeconds: config.exchange.tokenTtlSeconds,
    skewSeconds: config.exchange.clockSkewSeconds,
    maxAnswerBytes: config.peers.maxAnswerBytes,
    report,
  });
  const lookups = (scope: LookupScope): RegionalLookups =>
    new RegionalLookups(config.node.region as RegionCode, home, askPeer, scope);

  const adapter = new BorderAdapter({
    genReqId: () => randomUUID(),
    bodyLimit: config.http.bodyLimitBytes,
    requestTimeout: config.http.requestTimeoutMs,
    http: { maxHeaderSize: config.http.headerLimitBytes },
    ...(config.http.public.tls
      ? {
          https: {
            cert: readFileSync(config.http.public.tls.cert),
            key: readFileSync(config.http.public.tls.key),
          },
        }
      : {}),
    forceCloseConnections: false,
  } as ConstructorParameters<typeof BorderAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({
      graphql: config.graphql,
      catalogue: standardCatalogue,
      overview: regionOverview(config.node.region, self, federation.directory, transport),
    }),
    adapter,
    { logger: nestLogger(logger), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  const listeners = new Listeners(config.http, peerTls);
  const engine: Engine = (source, context, variables, operationName) =>
    (fastify as unknown as { graphql: Engine }).graphql(source, context, variables, operationName);
  const operations = new PreparedOperations(config.graphql.limits);
  const documentsOf = trustedDocuments(config.graphql.documents);
  const unidentified = new Map<string, number>();
  const bodyLimits = { maxBytes: config.http.bodyLimitBytes, maxDepth: config.graphql.limits.variablesDepth };
  const common = {
    engine,
    operations,
    journal,
    lookups,
    clock,
    report,
    operationTimeoutMs: config.http.operationTimeoutMs,
  };

  registerBorder(fastify, { logger, listeners });
  let accepting = false;
  registerStatus(fastify, {
    accepting: () => accepting,
    checks: {
      database: () => database.ping(),
      federation: () => federation.assertUsable(),
      exchangeKeys: () => void exchangeKeys.signingKey(),
    },
  });
  federation.register(fastify);
  await registerGraphql(fastify, {
    listeners,
    integrators: new AnswerIntegrator({
      ...common,
      tokens: callers.tokens,
      documents: documentsOf.integrators,
      config: config.graphql,
      bodyLimitBytes: config.http.bodyLimitBytes,
    }),
    peers: new AnswerPeer({
      ...common,
      self,
      endpoint: `${self}/graphql`,
      resolvePeer: (entityId) => trustedPeers.resolve(entityId),
      keyOwner: (kid) => federation.directory.ownerOf(kid),
      renewPeer: (entityId) => trustedPeers.renew(entityId),
      suites,
      signingKey: (entityId) => signingKey(trustedPeers.suitesOf(entityId) ?? suites),
      documents: documentsOf.peers,
      limits: bodyLimits,
      skewSeconds: config.exchange.clockSkewSeconds,
      budget: new RefusalBudget(config.exchange.receiptedRefusalsPerMinute, clock),
      countUnidentified: (code) => unidentified.set(code, (unidentified.get(code) ?? 0) + 1),
    }),
  });
  await callers.register(fastify);
  if (config.graphql.graphiql) await registerGraphiql(fastify, optionsFor(config));

  let sweep: NodeJS.Timeout | undefined;
  const node: RunningNode = {
    fastify,
    publicUrl: '',
    peers: federation.directory,
    transport,
    database,
    async start() {
      await app.init();
      await fastify.ready();
      await listeners.openPeer((request, response) => fastify.routing(request, response));
      node.publicUrl = await fastify.listen({ port: config.http.public.port, host: config.http.public.host });
      await federation.start();
      sweep = setInterval(() => {
        audit.forgetReplays().catch((error: unknown) => logger.warn({ err: error }, 'replay keys not swept'));
        if (unidentified.size > 0) {
          logger.warn({ refused: Object.fromEntries(unidentified) }, 'callers that could not be identified');
          unidentified.clear();
        }
      }, REPLAY_SWEEP_MS);
      sweep.unref();
      accepting = true;
    },
    async stop() {
      accepting = false;
      clearInterval(sweep);
      const grace = config.http.shutdownGraceMs;
      await Promise.all([listeners.closePeer(grace), closeGently(fastify.server, grace)]);
      await app.close();
      await federation.stop();
      peerTls.stop();
      await transport.close();
      await sm2.stop();
      await audit.drain();
      await database.close();
    },
  };
  return node;
}

/** Bearer tokens in clear text over a network would be a gift; plain HTTP is for the loopback demo only. */
function refuseOpenPlainHttp({ host, tls }: { host: string; tls?: unknown }): void {
  if (!tls && host !== 'localhost' && host !== '::1' && !/^127\./.test(host))
    throw new Refusal('CONFIG_INVALID', { hint: 'http.public needs tls on any address but loopback' });
}
