import type { WitnessPolicy } from '#libs/audit-log';
import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import type { Database } from '../persistence/index.js';
import type { PublishedLog } from '../transparency/index.js';
import { openOwnKey, Sealer } from '../secrets/index.js';
import type { AuditingConfig } from './auditing.config.js';
import { CollectEvidence } from './evidence/collect-evidence.js';
import { type Evidence, type EvidencePeers, openEvidence } from './evidence/open-evidence.js';
import { ExportStore } from './exports/export-store.js';
import { Exports } from './exports/exports.js';
import { RunExport } from './exports/run-export.js';
import { FindingStore } from './findings/finding-store.js';
import { readHolderNames } from './findings/holder-names.js';
import { RaiseFindings } from './findings/raise-findings.js';
import { TriageFindings } from './findings/triage-findings.js';
import { Follower } from './follower.js';
import { type CounterpartStates, nothingCompared } from './ports.js';
import { ReadTheLog } from './read-the-log.js';
import { rounds } from './rounds.js';
import { ReviewSamples } from './samples/review-samples.js';
import { SavedSearches } from './saved/saved-searches.js';
import { CountFlows } from './search/count-flows.js';
import { CountEntries } from './search/count-entries.js';
import { GroupEntries } from './search/group-entries.js';
import { FollowGrowth } from './live/follow-growth.js';
import { ShowSeals, type ShowSealsParts } from './seals/show-seals.js';
import { LogReader } from './search/log-reader.js';
import { SearchEntries } from './search/search-entries.js';
import { openSiem } from './siem/open-siem.js';
import { WitnessedSizes } from './witnessed-sizes.js';

export interface AuditingParts {
  /** The log is read under the auditor's role, what auditors keep beside it under the application's. */
  database: Pick<Database, 'auditorPool' | 'pool' | 'transactions'>;
  journal: GovernanceJournal;
  clock: () => number;
  /** Names this process among the replicas. */
  holder: string;
  published: PublishedLog;
  /** Signs manifests of exports. */
  signingKey: () => SigningKey;
  /** Entity identifier of this node. */
  node: string;
  /** Verifier key of this node's log. */
  logKey: string;
  /** Told of failures of the work in the background. */
  onFailure: (error: unknown, what: string) => void;
  /** How many witnesses it takes. */
  witnesses: WitnessPolicy;
  counterparts?: CounterpartStates;
  /** The way to the other nodes of lookups. */
  peers: EvidencePeers;
  /** For looking at documents that entries name. */
  documents: Pick<ShowSealsParts, 'verifications' | 'open'>;
  /** Region that a node answers for; undefined of those that are not trusted now. */
  regionOf: (entityId: string) => string | undefined;
  /** Proofs of findings that other rooms have opened, by their id. */
  findingProofs?: (id: string) => Promise<Record<string, unknown> | undefined>;
}

/** What auditors can do, for the resolvers and routes. */
export interface Auditing {
  reads: ReadTheLog;
  growth: FollowGrowth;
  seals: ShowSeals;
  /** Region of a node, of this one where none is named. */
  regionOf: (entityId: string | null) => string | undefined;
  findings: TriageFindings;
  saved: SavedSearches;
  exports: Exports;
  evidence: Evidence;
  samples: ReviewSamples;
  /** Begins the work in the background. */
  start(): void;
  stop(): Promise<void>;
}

export function openAuditing(config: AuditingConfig, parts: AuditingParts): Auditing {
  const { database, journal, clock, holder } = parts;
  const { totalMax, rowsMax, groupsMax, sessionGapMinutes } = config.search;
  const reader = new LogReader(database.auditorPool);
  const sealer = new Sealer(openOwnKey(config.keyFile));
  const counts = new CountEntries(reader, { totalMax, rowsMax, groupsMax });
  const jobs = new ExportStore(database.pool);
  const { directory, keepHours, most } = config.exports;
  const exporter = new RunExport({
    store: jobs,
    reader,
    published: parts.published,
    signingKey: parts.signingKey,
    node: parts.node,
    sealer,
    directory,
    holder,
    leaseSeconds: config.leaseSeconds,
    clock,
  });
  const exporting = rounds(() => exporter.pass(), {
    everyMs: config.followSeconds * 1000,
    onFailure: (error) => parts.onFailure(error, 'exports'),
  });
  const siem = openSiem(config.siem, {
    pool: database.pool,
    reader,
    holder,
    leaseSeconds: config.leaseSeconds,
    everyMs: config.followSeconds * 1000,
    node: parts.node,
    onFailure: parts.onFailure,
  });
  const store = new FindingStore(database.pool, sealer);
  const raise = new RaiseFindings({
    reader,
    store,
    journal,
    holderNames: (subjects) => readHolderNames(database.pool, subjects),
    rules: config.rules,
    clock,
  });
  const follower = new Follower({
    name: 'findings',
    pool: database.pool,
    reader,
    holder,
    leaseSeconds: config.leaseSeconds,
    batch: 500,
    begin: (next) => raise.begin(next),
    handle: (rows) => raise.handle(rows),
  });
  const work = rounds(async () => (await follower.pass()) === 'moved', {
    everyMs: config.followSeconds * 1000,
    onFailure: (error) => parts.onFailure(error, 'findings'),
  });
  return {
    findings: new TriageFindings({
      store,
      transactions: database.transactions,
      journal,
      sealer,
      proofsOf: parts.findingProofs ?? (async () => undefined),
      clock,
    }),
    growth: new FollowGrowth({ reader, journal, everyMs: config.followSeconds * 1000 }),
    seals: new ShowSeals({ reader, journal, ...parts.documents }),
    regionOf: (entityId) => parts.regionOf(entityId ?? parts.node),
    saved: new SavedSearches(database.transactions, sealer, journal, config.savedSearchesMax, clock),
    evidence: openEvidence(config.evidence, parts.peers, {
      reader,
      collect: new CollectEvidence({
        reader,
        published: parts.published,
        node: parts.node,
        logKey: parts.logKey,
        policy: parts.witnesses,
        witnesses: parts.peers.witnesses,
        clock,
      }),
      journal,
      clock,
    }),
    exports: new Exports({ store: jobs, counts, reader, journal, sealer, directory, keepHours, most, clock }),
    samples: new ReviewSamples({
      transactions: database.transactions,
      reader,
      published: parts.published,
      journal,
      sealer,
      ...config.samples,
      clock,
    }),
    start() {
      work.start();
      exporting.start();
      siem.start();
    },
    async stop() {
      await Promise.all([work.stop(), exporting.stop(), siem.stop()]);
      await jobs.letGo(holder).catch((error: unknown) => parts.onFailure(error, 'exports'));
      await follower.letGo().catch((error: unknown) => parts.onFailure(error, 'findings'));
    },
    reads: new ReadTheLog({
      reader,
      search: new SearchEntries(reader, sealer),
      counts,
      flows: new CountFlows(reader, { rowsMax, groupsMax }),
      grouping: new GroupEntries(reader, { rowsMax, groupsMax, sessionGapMs: sessionGapMinutes * 60_000 }),
      journal,
      proofs: new WitnessedSizes(reader, parts.witnesses),
      counterparts: parts.counterparts ?? nothingCompared,
      sealer,
      clock,
    }),
  };
}
