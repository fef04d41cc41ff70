import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EvidenceCatalogue } from '#libs/catalogue';
import type { RegionCode } from '#libs/codes';
import type { EvidenceBundle } from '#libs/evidence';
import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import type { AccessTokens, ClientCaller } from '../callers/index.js';
import { UploadGate } from '../documents/http/upload-gate.js';
import type { DocumentVerifications } from '../documents/index.js';
import { Rounds } from '../federation/rounds.js';
import type { Cases } from '../cases/index.js';
import type { Jobs } from '../jobs/index.js';
import type { Matters } from '../matters/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { BeginForCase } from './casework/begin-for-case.js';
import { DriveCase, type CaseDocuments } from './casework/drive-case.js';
import { FollowCases } from './casework/follow-cases.js';
import { CheckStore } from './check-store.js';
import type { CheckProgress } from './check.js';
import type { ChecksConfig } from './checks.config.js';
import { ContinueCheck } from './continue-check.js';
import { EvidenceArchive } from './evidence/evidence-archive.js';
import { HurryCheck } from './hurry-check.js';
import { registerChecks } from './http/register-checks.js';
import type { ReportDrawing, SourceQuestions, Wakes } from './ports.js';
import { ProofStore } from './proofs/proof-store.js';
import { ReadChecks } from './read-checks.js';
import { MakeEdition } from './report/make-edition.js';
import { isCheck, StartCheck } from './start-check.js';

export interface ChecksParts {
  self: string;
  region: RegionCode;
  organisation: { code: string; name: string };
  /** Origin of the public listener, where no address for verification is configured. */
  publicOrigin: string;
  database: Database;
  jobs: Pick<Jobs, 'define' | 'enqueue'>;
  journal: GovernanceJournal;
  matters: Pick<Matters, 'current' | 'byDigest' | 'list'>;
  catalogue: EvidenceCatalogue | undefined;
  questions: SourceQuestions;
  drawing: ReportDrawing;
  verifications: Pick<DocumentVerifications, 'verify'>;
  tokens: Pick<AccessTokens, 'identify'>;
  uploads: ConstructorParameters<typeof UploadGate>[0];
  bundleOf: (entry: string, caller: ClientCaller) => Promise<EvidenceBundle>;
  signingKey: () => SigningKey;
  cases: Pick<Cases, 'one' | 'step' | 'self' | 'onChange'>;
  maySeeCase: (caseId: string, caller: ClientCaller) => Promise<boolean>;
  /** Cases of these matters that are accepted and not decided. */
  casesUnderWay: (matters: readonly string[]) => Promise<readonly string[]>;
  /** Where reports are kept that go out with a case. */
  documents: CaseDocuments;
  /** Names this process among all of this node. */
  holder: string;
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
}

export interface Checks {
  starting: StartCheck;
  reading: ReadChecks;
  hurrying: HurryCheck;
  continuing: ContinueCheck;
  /** Told as it happens, in this process. */
  onProgress(listener: (progress: CheckProgress) => void): void;
  register(fastify: FastifyInstance): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  /** Forgets what has been kept long enough. */
  sweep(): Promise<void>;
}

const JOB = 'checks.continue';
const SWEEP_MS = 3_600_000;
const SWEEP_BATCH = 500;
const SECOND = 1000;

/** Everything of this room, put together. */
export function openChecks(config: ChecksConfig, parts: ChecksParts): Checks {
  const { database, jobs, clock, journal, logger } = parts;
  const store = new CheckStore(database.pool);
  const proofs = new ProofStore(database.pool);
  const wakes: Wakes = {
    async at(transaction, check, instant) {
      await jobs.enqueue(transaction, JOB, { check }, { startAfter: instant, singletonKey: check });
    },
  };
  const issuer = {
    node: parts.self,
    ...parts.organisation,
    region: parts.region,
    verifyUrl: config.verifyUrl ?? `${parts.publicOrigin}/reports/`,
    sample: config.sample,
  };
  const driving = new DriveCase({
    region: parts.region,
    cases: parts.cases,
    matters: parts.matters,
    documents: parts.documents,
    store,
    giveUp: (check) => continuing.giveUp(check),
  });
  const continuing: ContinueCheck = new ContinueCheck({
    name: parts.holder,
    store,
    transactions: database.transactions,
    questions: parts.questions,
    editions: new MakeEdition({ drawing: parts.drawing, issuer, clock }),
    tellCase: (check) => driving.tell(check),
    wakes,
    retry: {
      firstPauseMs: config.retry.firstSeconds * SECOND,
      longestPauseMs: config.retry.longestSeconds * SECOND,
      maxAttempts: config.retry.maxAttempts,
      furthestMs: config.retry.furthestDays * 86_400 * SECOND,
    },
    maxAtWork: config.maxAtWork,
    graceMs: config.graceSeconds * SECOND,
    log: logger,
    clock,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  });
  // A wake begins and does not wait: a check may take as long as its slowest source, and its own wakes follow.
  jobs.define(
    JOB,
    z.strictObject({ check: z.uuid() }),
    async ({ check }) => {
      continuing.kick(check);
    },
    { concurrency: 2, timeoutSeconds: 60 },
  );
  const kick = (id: string): void => continuing.kick(id);
  const reading = new ReadChecks({ store, journal, maySeeCase: parts.maySeeCase });
  const sweep = async (): Promise<void> => {
    const now = clock();
    while ((await store.sweep(now - config.keepDays * 86_400_000, now, SWEEP_BATCH)) === SWEEP_BATCH);
    await proofs.sweep(now - config.proofs.keepHours * 3_600_000);
  };
  const rounds = new Rounds(
    sweep,
    () => SWEEP_MS,
    (error) => logger.warn({ err: error }, 'checks were not swept'),
  );
  const datasets = new Map((parts.catalogue?.datasets ?? []).map((dataset) => [dataset.code, dataset]));
  const starting = new StartCheck({
    store,
    proofs,
    transactions: database.transactions,
    journal,
    matters: parts.matters,
    datasetOf: (code) => datasets.get(code),
    region: parts.region,
    wakes,
    kick,
    clock,
    limits: { maxOpen: config.maxOpen, deadlineMs: config.deadlineSeconds * SECOND },
  });
  const following = new FollowCases({
    region: parts.region,
    cases: parts.cases,
    begin: new BeginForCase({
      region: parts.region,
      organisation: parts.organisation,
      cases: parts.cases,
      matters: parts.matters,
      starting,
      known: (dataset) => datasets.has(dataset),
    }),
    checkOf: async (caseId) => (await store.ofCase(caseId))?.id,
    continuing,
    async withoutCheck() {
      const matters = parts.matters.list().flatMap(({ matter }) => (isCheck(matter) ? [matter.id] : []));
      return store.withoutCheck(matters.length === 0 ? [] : await parts.casesUnderWay(matters));
    },
    log: logger,
  });
  return {
    starting,
    reading,
    hurrying: new HurryCheck({ store, reading, transactions: database.transactions, kick, clock }),
    continuing,
    onProgress: (listener) => continuing.onProgress(listener),
    register: (fastify) =>
      registerChecks(fastify, {
        tokens: parts.tokens,
        reading,
        proofs,
        verifications: parts.verifications,
        archive: new EvidenceArchive({
          self: parts.self,
          bundleOf: parts.bundleOf,
          proofsOf: (check) => proofs.bytes(check),
          signingKey: parts.signingKey,
          clock,
        }),
        gate: new UploadGate(parts.uploads, clock),
        issuer: parts.organisation,
        limits: { proofBytes: config.proofs.maxBytes, idleBytes: config.proofs.maxBytes * 20 },
        clock,
        report: parts.report,
      }),
    start() {
      continuing.start();
      rounds.start();
      following.start();
    },
    async stop() {
      await following.stop();
      await rounds.stop();
      await continuing.stop();
    },
    sweep,
  };
}
