import { Refusal } from '#libs/errors';
import type { EnqueueJobs, RunningJob } from '../../jobs/index.js';
import type { HolderRef } from '../../lookup/lookup.js';
import type { Database } from '../../persistence/index.js';
import type { EligibilityConfig } from '../eligibility.config.js';
import { JUDGE_JOB } from '../job-names.js';
import type { EligibilityRun } from '../run.js';
import type { RunStore } from '../run-store.js';
import { whileFilling, type CandidateStore } from './candidate-store.js';

/** Holders of valid licences in this region, page by page; decided and logged before they are told. */
export type HoldersOf = (
  run: EligibilityRun,
  licenceType: string,
  after: HolderRef | undefined,
  limit: number,
) => Promise<
  | { outcome: 'told'; holders: readonly (HolderRef & { name?: string })[] }
  | { outcome: 'refused'; code: string }
>;

export interface CollectHoldersDeps {
  config: EligibilityConfig;
  runs: RunStore;
  candidates: CandidateStore;
  database: Pick<Database, 'pool' | 'transactions'>;
  jobs: EnqueueJobs;
  holders: HoldersOf;
}

const PAGE = 2_000;

/** Takes in as candidates whoever holds a licence; killed in between it begins anew, and the batch sees nothing of it. */
export class CollectHolders {
  constructor(private readonly deps: CollectHoldersDeps) {}

  async work(id: string, job: RunningJob): Promise<void> {
    const run = await this.deps.runs.byId(id);
    if (run?.state !== 'collecting' || run.settings.candidates.from !== 'licences') return;
    const { licenceType } = run.settings.candidates;
    const { pool } = this.deps.database;
    if (!(await whileFilling(pool, id, () => this.fill(run, licenceType, job))))
      throw new Refusal('ELIGIBILITY_UPLOAD_RUNNING');
  }

  private async fill(run: EligibilityRun, licenceType: string, job: RunningJob): Promise<void> {
    const { runs, candidates, database, jobs, config } = this.deps;
    const { id } = run;
    // What a try left that broke off: others may hold licences now.
    await candidates.forget(database.transactions, id);
    let after: HolderRef | undefined;
    let next = 1;
    let added = 0;
    for (;;) {
      if (job.signal.aborted) throw new Refusal('SHUTTING_DOWN');
      const told = await this.deps.holders(run, licenceType, after, PAGE);
      if (told.outcome === 'refused') return this.stop(run, job, told.code);
      const last = told.holders.at(-1);
      if (!last) break;
      if (next + told.holders.length - 1 > config.maxCandidates)
        return this.stop(run, job, 'ELIGIBILITY_TOO_MANY_CANDIDATES');
      added += await candidates.add(
        database.pool,
        id,
        next,
        told.holders.map(({ type, code, name }) => ({
          type,
          code,
          ...(name === undefined ? {} : { attributes: { name } }),
        })),
      );
      next += told.holders.length;
      after = last;
    }
    if (added === 0) return this.stop(run, job, 'ELIGIBILITY_NO_CANDIDATES');
    await database.transactions.run(async (transaction) => {
      const { client } = transaction;
      if ((await runs.lock(client, id))?.state !== 'collecting') return;
      await runs.change(client, id, { state: 'judging', candidates: added });
      await jobs.enqueue(transaction, JUDGE_JOB, { run: id }, { singletonKey: id });
      await job.finish(transaction);
    });
    jobs.soon();
  }

  private async stop({ id }: EligibilityRun, job: RunningJob, code: string): Promise<void> {
    const { runs, database } = this.deps;
    await database.transactions.run(async (transaction) => {
      if ((await runs.lock(transaction.client, id))?.state !== 'collecting') return;
      await runs.change(transaction.client, id, { state: 'cancelled', code });
      await job.finish(transaction);
    });
  }
}
