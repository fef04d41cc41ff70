import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { logOrigin } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { verificationKeyFromJwk } from '#libs/jws';
import { standardCatalogue } from '#libs/licences';
import { AuditLog, CaseJournal, GovernanceJournal, openLogKey } from './audit/index.js';
import { knownWitnesses, openAuditing, registerAuditing } from './auditing/index.js';
import { openCalendar } from './calendar/open-calendar.js';
import { openAuthorisations } from './authorisations/index.js';
import { openCallers } from './callers/index.js';
import { openCases, type CasesRoom } from './cases/index.js';
import { ConsultCatalogue, loadCatalogue } from './catalogue/index.js';
import { counterpartStates } from './composition/counterparts.js';
import { heldDocuments } from './composition/held-documents.js';
import { createApp } from './composition/create-app.js';
import { openEligibilityRoom } from './composition/eligibility-room.js';
import { openLookups } from './composition/open-lookups.js';
import { regionOverview } from './composition/region-overview.js';
import { openWitnessing, type Witnessing } from './composition/open-witnessing.js';
import { beyondAgreements, trustedDocuments } from './composition/documents.js';
import { TrustedPeers } from './composition/trusted-peers.js';
import type { LoadedConfig } from './config/index.js';
import { openCounters, openProjection } from './counters/index.js';
import { consoleDocuments, openConsole } from './console/index.js';
import { openCredentialKeys, openCredentials } from './credentials/index.js';
import { registerVerify } from './documents/http/register-verify.js';
import { UploadGate } from './documents/http/upload-gate.js';
import { openDocuments, type Documents } from './documents/index.js';
import type { Eligibility } from './eligibility/index.js';
import { VerifyLicenceDocument } from './documents/verify-licence-document.js';
import { ExchangeKeys } from './exchange/exchange-keys.js';
import { acceptedSuites } from './exchange/exchange.config.js';
import { openFederation } from './composition/open-federation.js';
import type { PeerDirectory } from './federation/index.js';
import { openExplaining } from './explaining/index.js';
import { PreparedOperations } from './graphql/prepared-operations.js';
import { optionsFor, registerGraphiql } from './graphiql/index.js';
import { AnswerIntegrator } from './http/answer-integrator.js';
import { AnswerPeer } from './http/answer-peer.js';
import { registerStream } from './http/register-stream.js';
import { NoteDenial } from './lookup/note-denial.js';
import { closeGently, Listeners } from './http/listeners.js';
import { RefusalBudget } from './http/refusal-budget.js';
import { registerBorder } from './http/register-border.js';
import { registerGraphql } from './http/register-graphql.js';
import { registerLog } from './http/register-log.js';
import { registerStatus } from './http/register-status.js';
import { registerWitness } from './http/register-witness.js';
import { openIssuing } from './issuing/index.js';
import type { Checks } from './checks/index.js';
import { readCheckProgress } from './composition/check-progress.js';
import { openInformationChecks } from './composition/open-information-checks.js';
import { openJobs, type Jobs } from './jobs/index.js';
import { LiveChanges, StreamSeats, Subscribe } from './feed/index.js';
import { FileDocumentStore, LicenceStore } from './licences/index.js';
import type { AskWithin } from './lookup/ask-within.js';
import { AuditJournal } from './lookup/audit-journal.js';
import { openMatters, readConfigured, type MattersRoom } from './matters/index.js';
import { factsOfCases } from './composition/case-facts.js';
import { openMaterials, type Materials, type MaterialsRoom } from './materials/index.js';
import { openMessages, type Messages } from './messages/index.js';
import type { Logger } from './observability/logger.js';
import { PeerTransport, TlsFiles } from './peers/index.js';
import { Database, databaseUrl } from './persistence/index.js';
import { openReceipts, type Receipts } from './receipts/index.js';
import { openReconciliation, type Reconciliation } from './reconciliation/index.js';
import { openRequests, type Requests } from './requests/index.js';
import { openSealing, type DocumentSealer } from './sealing/index.js';
import { openSources, type Sources } from './sources/index.js';
import { openSubjects } from './subjects/index.js';
import { openSharing, type Sharing } from './sharing/index.js';
import type { DepartmentSources } from './sources/ports.js';
import { Sm2Threads } from './sm2/index.js';
import { openUpkeep } from './upkeep/index.js';
import { openWebhooks, type Webhooks } from './webhooks/index.js';
import { logFigures, openTransparency, ReadEntryBundle, type Transparency } from './transparency/index.js';

export interface NodeOptions {
  logger: Logger;
  environment: NodeJS.ProcessEnv;
  clock?: () => number;
  /** In place of those that the configuration names; for tests. */
  sources?: DepartmentSources;
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
  transparency: Transparency;
  witnessing: Witnessing;
  reconciliation: Reconciliation;
  receipts: Receipts;
  messages: Messages;
  jobs: Jobs;
  eligibility: Eligibility;
  /** The sharing policy and how it changes. */
  sharing: Sharing;
  requests: Requests;
  webhooks: Webhooks;
  /** Lookups by rooms of the node, for a case. */
  askWithin: AskWithin;
  matters: MattersRoom;
  cases: CasesRoom;
  materials: Materials & Pick<MaterialsRoom, 'keep' | 'rounds'>;
  checks: Checks;
  /** Verification of documents; for tests and for the operator's commands within the process. */
  documents: Documents;
  /** Departments' systems behind their adapters. */
  sources: Sources;
  /** Seals in the name of the node. */
  sealer: DocumentSealer;
}

const REPLAY_SWEEP_MS = 60_000;

/** Puts a node together from its configuration. Opens the database and the keys; listens on `start`. */
export async function createNode(loaded: LoadedConfig, options: NodeOptions): Promise<RunningNode> {
  const { config } = loaded;
  const { logger } = options;
  const clock = options.clock ?? Date.now;
  const self = config.node.entityId;
  refuseOpenPlainHttp(config.http.public);
  const evidenceCatalogue = loadCatalogue(config.catalogue.files, standardCatalogue);
  const configuredMatters = readConfigured(config.matters, {
    region: config.node.region,
    catalogue: standardCatalogue,
  });
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
  const transparency = openTransparency({
    config: config.transparency,
    audit,
    key: openLogKey(config.audit.keyFile, audit.origin),
    pools: database.logPools,
    logger,
    clock,
    name: `${hostname()}:${process.pid}`,
  });

  const sources = openSources(config.sources, {
    catalogue: evidenceCatalogue,
    dataDir: loaded.dataDir,
    clock,
    logger,
    database,
  });
  const exchangeKeys = new ExchangeKeys(config.exchange.keysDir, clock);
  const credentialKeys = openCredentialKeys(config.credentials.keysDir, clock);
  const peerTls = new TlsFiles(config.http.peer.tls, {
    reloadSeconds: 30,
    onFault: (error) => logger.error({ err: error }, 'TLS files not usable'),
  });
  const federation = openFederation(config, {
    logger,
    clock,
    exchangeKeys,
    credentialKeys,
    logOrigin: audit.origin,
  });
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

  const documents = await openDocuments(config.documents, {
    federation,
    clock,
    skewSeconds: config.federation.clockSkewSeconds,
    onTrustFault: (error) => logger.error({ err: error }, 'trust for documents not usable'),
    onTrustChange: (edition) => logger.info({ edition }, 'trust for documents changed'),
    onDefect: (error) => logger.error({ err: error }, 'a thread that verifies documents met a defect'),
  });

  const journal = new AuditJournal(audit, self, clock);
  const witnessing = await openWitnessing(config, {
    pool: database.pool,
    directory: federation.directory,
    journal: new GovernanceJournal(audit, self, clock),
    logger,
    clock,
    logKey: openLogKey(config.audit.keyFile, audit.origin).verifierKey,
  });
  transparency.useWitnesses(witnessing.lookup);
  transparency.watch.useWitnessLag(() => witnessing.lag());
  const governance = new GovernanceJournal(audit, self, clock);
  const unidentified = new Map<string, number>();
  const countUnidentified = (code: string): void =>
    void unidentified.set(code, (unidentified.get(code) ?? 0) + 1);
  const rules = {
    self,
    clock,
    skewSeconds: config.exchange.clockSkewSeconds,
    suites,
    resolvePeer: async (entityId: string) => (await trustedPeers.resolve(entityId))?.keys,
  };
  const licenceDocuments = new FileDocumentStore({
    directory: config.licences.documentsDir,
    maxBytes: config.licences.maxDocumentBytes,
  });
  const auditing = openAuditing(config.auditing, {
    database,
    journal: governance,
    witnesses: config.witnessing,
    published: transparency.published,
    counterparts: counterpartStates(() => reconciliation.counterparts),
    peers: {
      self,
      rules,
      renewPeer: (entityId) => trustedPeers.renew(entityId),
      signingKey: (entityId) => signingKey(trustedPeers.suitesOf(entityId) ?? suites),
      transport,
      takeToken: (iss, jti, expiresAt) => reconciliation.store.takeToken(iss, jti, expiresAt),
      witnesses: () => knownWitnesses(federation.directory.list()),
      anchors: () => federation.anchors(),
      report,
      countUnidentified,
    },
    documents: {
      verifications: documents.verifications,
      open: heldDocuments(licenceDocuments, (sha256) => files.open(sha256)),
    },
    regionOf: (entityId) =>
      entityId === self
        ? config.node.region
        : federation.directory.list().find((peer) => peer.entityId === entityId)?.jurisdictions[0],
    findingProofs: (id) => reconciliation.findings.proofsOf(id),
    signingKey: () => signingKey(suites),
    node: self,
    logKey: openLogKey(config.audit.keyFile, audit.origin).verifierKey,
    clock,
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    onFailure: (error, what) => logger.error({ err: error, what }, 'work for auditors failed'),
  });
  const ownKey = (kid: string) => {
    const jwk = exchangeKeys.known(kid);
    return jwk && verificationKeyFromJwk(jwk);
  };
  const sharing = await openSharing(config.sharing, {
    database,
    databaseUrl: databaseUrl(config.database, options.environment),
    journal: governance,
    self,
    signingKey: () => sm2.signing(exchangeKeys.signingKey()),
    keyOf: ownKey,
    clock,
    logger,
  });
  const authorisations = openAuthorisations(config.authorisations, {
    self,
    pool: database.pool,
    federation,
    caFile: config.federation.caFile,
    skewSeconds: config.federation.clockSkewSeconds,
    signingKey: () => signingKey(suites),
    policy: sharing.live,
    providerOf: async (region) =>
      region === config.node.region ? self : (await federation.directory.forJurisdiction(region))?.entityId,
    clock,
    report,
  });
  const lookups = openLookups(config, {
    pool: database.pool,
    policy: sharing.live,
    rates: sharing.rates,
    authorisations: authorisations.presented,
    journal,
    trustedPeers,
    verifications: documents.verifications,
    sources: options.sources ?? sources,
    sealer: () => sealer,
    transport,
    suites,
    signingKey,
    assertRunning: () => transparency.watch.assertRunning(),
    clock,
    report,
  });

  const jobs = openJobs(config.jobs, { database, clock, logger });
  const messages = openMessages(config.messages, {
    database,
    rules: { ...rules, keyOwner: (kid) => federation.directory.ownerOf(kid) },
    suitesOf: (entityId) => trustedPeers.suitesOf(entityId),
    renewPeer: (entityId) => trustedPeers.renew(entityId),
    signingKey,
    transport,
    assertRunning: () => transparency.watch.assertRunning(),
    clock,
    logger,
    report,
    countUnidentified,
  });
  const matters = await openMatters(config.matters, configuredMatters, {
    self,
    region: config.node.region as RegionCode,
    catalogue: standardCatalogue,
    database,
    journal: governance,
    messages,
    signingKey: () => signingKey(suites),
    ownKey,
    peerKey: async (issuer, kid) =>
      (await trustedPeers.resolve(issuer))?.keys.keys.find((key) => key.kid === kid),
    nodeFor: async (region) => (await federation.directory.forJurisdiction(region))?.entityId,
    clock,
    logger,
  });
  const reconciliation = openReconciliation(config.reconciliation, {
    self,
    database,
    rules,
    peers: () => federation.directory.list(),
    renewPeer: (entityId) => trustedPeers.renew(entityId),
    signingKey,
    transport,
    journal: governance,
    published: transparency.published,
    clock,
    logger,
    report,
    countUnidentified,
  });

  const requests = openRequests(config.requests, {
    self,
    region: config.node.region,
    database,
    calendar: openCalendar(config.calendar),
    journal: governance,
    messages,
    nodeFor: async (region) => (await federation.directory.forJurisdiction(region))?.entityId,
    signingKey: () => signingKey(suites),
    clock,
    logger,
  });

  const region = config.node.region as RegionCode;
  const consult = new ConsultCatalogue({
    catalogue: evidenceCatalogue,
    region: config.node.region as RegionCode,
    policy: () => {
      const { responsibilityList: list, agreements } = sharing.live.current();
      return { list, agreements };
    },
    clock,
  });
  const actsFor = (entityId: string, one: RegionCode): boolean =>
    entityId === self
      ? one === region
      : federation.directory
          .list()
          .some((peer) => peer.entityId === entityId && peer.jurisdictions.includes(one));
  const issuing = openIssuing(config.issuing, {
    self,
    region: config.node.region as RegionCode,
    organisation: config.node.organisation,
    database,
    documents: licenceDocuments,
    matters: matters.known,
    catalogue: standardCatalogue,
    calendar: openCalendar(config.calendar),
    journal: governance,
    cases: () => cases,
    sealer: () => sealer,
    files: () => files.keep,
    tokens: callers.tokens,
    clock,
    report,
  });
  const files = openMaterials(config.materials, {
    self,
    region,
    database,
    documents,
    messages,
    matters: matters.known,
    journal: governance,
    askWithin: lookups.askWithin,
    catalogue: (itemCode, jurisdictions, asked) =>
      evidenceCatalogue ? consult.checkAsked(itemCode, jurisdictions, asked) : undefined,
    itemsOf: (dataset) =>
      evidenceCatalogue?.datasets.find(({ code }) => code === dataset)?.items.map(({ code }) => code),
    tokens: callers.tokens,
    actsFor,
    evidenceOf: (caller, entry) =>
      auditing.evidence.make.bundle(caller, entry, { withPersonalValues: false, otherSide: true }),
    entriesOf: (ids) => auditing.evidence.make.proven(ids),
    chains: async () => [
      ...(await federation.directory.resolve(self).then(
        ({ evidence }) => [evidence.statements],
        () => [], // away from its authority; what it signed is then vouched for by nobody
      )),
      ...federation.directory.list().map(({ evidence }) => evidence.statements),
    ],
    signingKey: () => signingKey(suites),
    assertRunning: () => transparency.watch.assertRunning(),
    clock,
    logger,
    report,
  });
  const calendar = openCalendar(config.calendar);
  const cases: CasesRoom = openCases(config.cases, {
    self,
    region,
    organisation: config.node.organisation,
    database,
    calendar,
    journal: new CaseJournal(audit, self, clock),
    messages,
    matters: matters.known,
    files: files.files,
    projection: openProjection(config.counters, { region, matters: matters.known, calendar, clock }),
    results: issuing.results,
    nodeFor: async (one) => (await federation.directory.forJurisdiction(one))?.entityId,
    actsFor,
    keyOf: async (entityId, kid) => {
      if (entityId !== self)
        return (await trustedPeers.resolve(entityId))?.keys.keys.find((key) => key.kid === kid);
      const jwk = exchangeKeys.known(kid);
      return jwk && verificationKeyFromJwk(jwk);
    },
    publishedKeys: () =>
      federation.directory.list().flatMap(({ entityId, metadata, keys }) =>
        keys.flatMap(({ kid }) => {
          const jwk = metadata.jwks.keys.find((key) => key.kid === kid);
          return jwk ? [{ issuer: entityId, kid, jwk }] : [];
        }),
      ),
    rolesOfClient: (clientId) => {
      const { issuer } = config.callers;
      if (issuer.kind === 'external') return ['window'];
      return issuer.clients.find(({ id }) => id === clientId)?.caseRoles ?? [];
    },
    signingKey: () => signingKey(suites),
    clock,
    logger,
  });

  const materials = { ...files.with(factsOfCases(cases)), keep: files.keep, rounds: files.rounds };
  const eligibility = openEligibilityRoom(config.eligibility, {
    self,
    region,
    database,
    policy: sharing.live,
    rates: sharing.rates,
    authorisations: authorisations.presented,
    matters: matters.known,
    cases: cases.cases,
    journal: governance,
    lookupJournal: journal,
    jobs,
    askWithin: lookups.askWithin,
    assertRunning: () => transparency.watch.assertRunning(),
    clock,
    logger,
  });
  const live = new LiveChanges({
    pool: database.pool,
    listenUrl: databaseUrl(config.database, options.environment),
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    onFault: (error) => logger.warn({ err: error }, 'what has changed could not be followed'),
  });
  const feed = new Subscribe({
    live,
    maySeeCase: (id, caller) => cases.access.subject(id, caller),
    readCheck: (id, caller) => readCheckProgress(checks.reading)(id, caller),
    maxQueued: config.feed.maxQueued,
    onFault: (error) => logger.error({ err: error }, 'an event could not be told'),
  });
  const webhooks = openWebhooks(config.webhooks, {
    self,
    database,
    journal: governance,
    signingKey: () => signingKey(suites),
    clock,
    logger,
  });

  const counters = openCounters(config.counters, cases, {
    region,
    database,
    calendar,
    journal: governance,
    clock,
  });
  const receipts = openReceipts(config.receipts, {
    database,
    peers: () => federation.directory.list(),
    ca: config.federation.caFile === undefined ? undefined : readFileSync(config.federation.caFile, 'utf8'),
    findings: reconciliation.findings,
    clock,
    log: logger,
  });
  const sealer = openSealing(config.sealing, {
    organisation: config.node.organisation,
    environment: options.environment,
    clock,
    onFault: (error) => logger.warn({ err: error }, 'a sealing key cannot be used'),
  });
  const credentials = openCredentials({
    config: config.credentials,
    self: { entityId: self, region: config.node.region, name: config.node.name },
    keys: credentialKeys,
    database,
    audit,
    licences: new LicenceStore(database.pool, { maxPageSize: 1 }),
    catalogue: standardCatalogue,
    resolvePeer: (entityId) => federation.directory.resolve(entityId),
    transport,
    clock,
    logger,
    report,
    assertRunning: () => transparency.watch.assertRunning(),
  });
  const checks: Checks = openInformationChecks(config, {
    database,
    jobs,
    journal: governance,
    matters: matters.known,
    catalogue: evidenceCatalogue,
    askWithin: lookups.askWithin,
    sealer: () => sealer,
    verifications: documents.verifications,
    tokens: callers.tokens,
    auditing,
    cases,
    documents: materials.keep,
    signingKey: () => signingKey(suites),
    holder: `${hostname()}:${process.pid}:${randomUUID()}`,
    clock,
    logger,
    report,
  });
  const denials = new NoteDenial({ journal, clock, log: logger, report });
  const upkeep = openUpkeep({
    loaded,
    environment: options.environment,
    database,
    directory: federation.directory,
    anchors: () => federation.anchors(),
    transport,
    transparency,
    documents,
    sharing,
    messages,
    journal: governance,
    rules,
    renewPeer: (entityId) => trustedPeers.renew(entityId),
    signingKey: (entityId) => signingKey(trustedPeers.suitesOf(entityId) ?? suites),
    clock,
  });
  const explaining = openExplaining(config.explaining, {
    database,
    evidence: auditing.evidence.make,
    clock,
    logger,
  });
  const webConsole = openConsole(config.console, {
    denials,
    callers: config.callers,
    node: { name: config.node.name, region: config.node.region, graphiql: config.graphql.graphiql },
    database,
    tokens: callers.tokens,
    anchors: () => federation.anchors(),
    clock,
    logger,
    report,
  });
  const { app, fastify, engine } = await createApp(config, {
    logger,
    sources,
    evidence: consult,
    overview: regionOverview(config.node.region, self, federation.directory, transport),
    auditing,
    reconciliations: reconciliation,
    requests,
    feed,
    webhooks,
    matters,
    materials,
    eligibility,
    cases,
    counters,
    checks,
    upkeep,
    explaining,
    witnessState: witnessing.state,
    credentials,
    authorisations,
    verifyDocument: new VerifyLicenceDocument(documents.verifications, clock),
    sharing,
    subjects: openSubjects(config.subjects, {
      self,
      auditorPool: database.auditorPool,
      journal: governance,
      published: transparency.published,
      regionOf: (entityId) =>
        entityId === self
          ? config.node.region
          : federation.directory.list().find((peer) => peer.entityId === entityId)?.jurisdictions[0],
      clock,
    }),
  });
  const listeners = new Listeners(config.http, peerTls);
  const operations = new PreparedOperations(config.graphql.limits);
  const documentsOf = trustedDocuments(config.graphql, config.console.enabled ? consoleDocuments() : {});
  const bodyLimits = { maxBytes: config.http.bodyLimitBytes, maxDepth: config.graphql.limits.variablesDepth };
  const common = {
    engine,
    operations,
    journal,
    lookups: lookups.ofOperation,
    clock,
    report,
    assertRunning: () => transparency.watch.assertRunning(),
    operationTimeoutMs: config.http.operationTimeoutMs,
  };

  registerBorder(fastify, { logger, listeners });
  await webConsole.register(fastify);
  let accepting = false;
  registerStatus(fastify, {
    accepting: () => accepting,
    checks: {
      database: () => database.ping(),
      federation: () => federation.assertUsable(),
      exchangeKeys: () => void exchangeKeys.signingKey(),
      log: () => transparency.watch.assertRunning(),
    },
    figures: { log: () => logFigures(transparency.watch.health()) },
  });
  const bundles = new ReadEntryBundle({
    tokens: callers.tokens,
    pool: database.auditorPool,
    log: transparency.published,
    journal: governance,
  });
  registerLog(fastify, {
    log: transparency.published,
    entries: (authorization, index, width) => bundles.read(authorization, index, width),
  });
  federation.register(fastify);
  await registerAuditing(fastify, {
    tokens: callers.tokens,
    exports: auditing.exports,
    evidence: auditing.evidence.make,
  });
  await auditing.evidence.register(fastify, listeners);
  await registerWitness(fastify, { listeners, ...witnessing });
  await registerGraphql(fastify, {
    listeners,
    integrators: new AnswerIntegrator({
      ...common,
      tokens: callers.tokens,
      denials,
      authorisationOf: (id, organisation) => authorisations.reading.tokenOf(id, organisation),
      documents: documentsOf.integrators,
      config: config.graphql,
      bodyLimitBytes: config.http.bodyLimitBytes,
      noteFailure: (request) => explaining.requests.note(request),
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
      countUnidentified,
    }),
  });
  const endStreams = await registerStream(fastify, {
    listeners,
    tokens: callers.tokens,
    operations,
    documents: documentsOf.integrators,
    config: config.graphql,
    seats: new StreamSeats(config.feed),
    feed: config.feed,
    limits: bodyLimits,
    schema: () => (fastify as unknown as { graphql: { schema: GraphQLSchema } }).graphql.schema,
    clock,
    assertRunning: common.assertRunning,
    report,
  });
  await authorisations.register(fastify);
  await reconciliation.register(fastify, listeners);
  await messages.register(fastify, listeners);
  await issuing.register(fastify);
  await registerVerify(fastify, {
    documents,
    tokens: callers.tokens,
    gate: new UploadGate(config.documents.uploads, clock),
    maxBytes: config.documents.maxBytes,
    clock,
    report,
  });
  await materials.register(fastify);
  await eligibility.register(fastify, { tokens: callers.tokens, report });
  await credentials.register(fastify);
  await checks.register(fastify);
  await callers.register(fastify);
  if (config.graphql.graphiql) await registerGraphiql(fastify, optionsFor(config));

  let sweep: NodeJS.Timeout | undefined;
  const node: RunningNode = {
    fastify,
    publicUrl: '',
    peers: federation.directory,
    transport,
    database,
    transparency,
    witnessing,
    reconciliation,
    receipts,
    messages,
    jobs,
    eligibility,
    sharing,
    requests,
    webhooks,
    askWithin: lookups.askWithin,
    matters,
    cases,
    materials,
    checks,
    documents,
    sources,
    sealer,
    async start() {
      await app.init();
      await fastify.ready();
      const { schema } = (fastify as unknown as { graphql: { schema: GraphQLSchema } }).graphql;
      const releasable = new Map([
        ...documentsOf.integrators.releasable(schema),
        ...documentsOf.peers.releasable(schema),
      ]);
      await transparency.start();
      await sharing.start();
      await matters.start();
      for (const beyond of beyondAgreements(sharing.live.current().agreements, releasable))
        logger.warn(beyond, 'an agreement names an operation that asks for more, or is not registered');
      await jobs.prepare();
      await listeners.openPeer((request, response) => fastify.routing(request, response));
      node.publicUrl = await fastify.listen({ port: config.http.public.port, host: config.http.public.host });
      await federation.start();
      auditing.start();
      authorisations.start();
      witnessing.follow(transparency.published);
      reconciliation.job.start();
      receipts.check.start();
      messages.sender.start();
      checks.start();
      await jobs.start();
      credentials.start();
      webConsole.start();
      explaining.requests.start();
      requests.overdue.start();
      materials.rounds.start();
      cases.deadlines.start();
      webhooks.sending.start();
      await documents.start();
      sources.start();
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
      endStreams();
      const grace = config.http.shutdownGraceMs;
      await Promise.all([listeners.closePeer(grace), closeGently(fastify.server, grace)]);
      await app.close();
      await witnessing.stop();
      await matters.stop();
      await sharing.stop();
      await reconciliation.job.stop();
      await receipts.stop();
      await jobs.stop();
      await checks.stop();
      await messages.sender.stop();
      credentials.stop();
      webConsole.stop();
      await explaining.requests.stop();
      await upkeep.stop();
      await requests.overdue.stop();
      await materials.rounds.stop();
      await cases.deadlines.stop();
      await webhooks.sending.stop();
      await live.stop();
      await documents.stop();
      await sources.stop();
      await authorisations.stop();
      await federation.stop();
      peerTls.stop();
      await transport.close();
      await sm2.stop();
      await auditing.stop();
      await audit.drain();
      await transparency.stop();
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
