import type { EnqueueJobs, RunningJob } from '../jobs/index.js';
import type { Transactions } from '../persistence/index.js';
import type { CandidateStore } from './candidates/candidate-store.js';
import type { EligibilityConfig } from './eligibility.config.js';
import { FORGET_JOB } from './job-names.js';
import type { RunStore } from './run-store.js';

export interface ForgetRunDeps {
  config: EligibilityConfig;
  runs: RunStore;
  candidates: CandidateStore;
  transactions: Transactions;
  jobs: EnqueueJobs;
  clock: () => number;
}

/** Forgets whom a batch was about, once it is long over; its counts stay. (个人信息保护法 19, 47: no longer than needed.) */
export class ForgetRun {
  constructor(private readonly deps: ForgetRunDeps) {}

  async work(id: string, job: RunningJob): Promise<void> {
    const { runs, candidates, transactions, jobs, clock, config } = this.deps;
    const run = await runs.byId(id);
    // Work goes on: its end says anew when to forget.
    if (!run || (run.state !== 'done' && run.state !== 'cancelled') || run.endedAt === undefined) return;
    const due = run.endedAt + config.keepDays * 86_400_000;
    if (due > clock()) {
      await transactions.run(async (transaction) => {
        await jobs.enqueue(transaction, FORGET_JOB, { run: id }, { singletonKey: id, startAfter: due });
        await job.finish(transaction);
      });
      return;
    }
    await candidates.forget(transactions, id);
    await transactions.run(async (transaction) => {
      await runs.noteForgotten(transaction.client, id);
      await job.finish(transaction);
    });
  }
}
