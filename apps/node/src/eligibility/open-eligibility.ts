import type { FastifyInstance } from 'fastify';
import type { RegionCode } from '#libs/codes';
import type { GovernanceJournal } from '../audit/index.js';
import type { AccessTokens } from '../callers/index.js';
import type { ReportDefect } from '../graphql/execute-operation.js';
import type { Jobs } from '../jobs/index.js';
import type { Matters } from '../matters/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { ownRun } from './access.js';
import { CandidateStore } from './candidates/candidate-store.js';
import { CollectHolders, type HoldersOf } from './candidates/collect-holders.js';
import { ListCandidates } from './candidates/list-candidates.js';
import { TakeFile } from './candidates/take-file.js';
import type { EligibilityConfig } from './eligibility.config.js';
import { ForgetRun } from './forget-run.js';
import { registerEligibility } from './http/register-eligibility.js';
import { COLLECT_JOB, FORGET_JOB, JUDGE_JOB, OPEN_JOB, runJob } from './job-names.js';
import { JudgeRun } from './judging/judge-run.js';
import { OpenCases, type OpensCases } from './opening/open-cases.js';
import type { JudgeSubjects } from './ports.js';
import type { EligibilityRun } from './run.js';
import { RunStore } from './run-store.js';
import { StartRun } from './start-run.js';
import { SteerRun } from './steer-run.js';

export interface EligibilityParts {
  region: RegionCode;
  database: Database;
  matters: Pick<Matters, 'current' | 'find' | 'roleOf'>;
  journal: Pick<GovernanceJournal, 'record'>;
  jobs: Jobs;
  subjects: JudgeSubjects;
  holders: HoldersOf;
  opens: OpensCases;
  clock: () => number;
  logger: Logger;
}

export interface Eligibility {
  starting: StartRun;
  steering: SteerRun;
  listing: ListCandidates;
  files: TakeFile;
  one: (id: string, caller: Parameters<typeof ownRun>[2]) => Promise<EligibilityRun>;
  ofOrganisation: RunStore['ofOrganisation'];
  register: (
    fastify: FastifyInstance,
    parts: { tokens: Pick<AccessTokens, 'identify'>; report: ReportDefect },
  ) => Promise<void>;
}

/** Everything of this room, put together; its jobs are defined before the node starts. */
export function openEligibility(config: EligibilityConfig, parts: EligibilityParts): Eligibility {
  const { region, database, matters, journal, jobs, clock, logger } = parts;
  const runs = new RunStore(database.pool, clock);
  const candidates = new CandidateStore(database.pool);
  const { transactions } = database;
  const matterOf = (run: EligibilityRun) => matters.find(run.matter, run.matterVersion)?.matter;
  const common = { config, region, runs, candidates, transactions, journal, jobs, clock, log: logger };
  const steering = new SteerRun(common);
  const judging = new JudgeRun({
    ...common,
    subjects: parts.subjects,
    matterOf,
    afterJudging: (transaction, run) => steering.judged(transaction, run),
  });
  const opening = new OpenCases({
    ...common,
    opens: parts.opens,
    afterOpening: (transaction, run) => steering.done(transaction, run),
  });
  const forgetting = new ForgetRun(common);
  const collecting = new CollectHolders({ ...common, database, holders: parts.holders });
  // What takes hours is done in slices, so that a slice that dies costs one try of many.
  const retry = { limit: 20, delaySeconds: 5, maxDelaySeconds: 600 };
  jobs.define(JUDGE_JOB, runJob, ({ run }, job) => judging.work(run, job), { retry });
  jobs.define(OPEN_JOB, runJob, ({ run }, job) => opening.work(run, job), { retry });
  jobs.define(COLLECT_JOB, runJob, ({ run }, job) => collecting.work(run, job), { retry });
  jobs.define(FORGET_JOB, runJob, ({ run }, job) => forgetting.work(run, job), { retry });
  const files = new TakeFile({ config, runs, candidates, database, journal, jobs, matterOf });
  return {
    starting: new StartRun({ ...common, matters }),
    steering,
    listing: new ListCandidates({ runs, candidates, journal }),
    files,
    one: (id, caller) => ownRun(runs, id, caller),
    ofOrganisation: (organisation, first) => runs.ofOrganisation(organisation, first),
    register: (fastify, { tokens, report }) =>
      registerEligibility(fastify, { tokens, files, maxBytes: config.maxUploadBytes, report }),
  };
}
