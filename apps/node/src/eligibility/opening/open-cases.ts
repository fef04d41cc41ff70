import { asRefusal, Refusal } from '#libs/errors';
import type { EnqueueJobs, RunningJob } from '../../jobs/index.js';
import type { Logger } from '../../observability/logger.js';
import type { Transactions } from '../../persistence/index.js';
import type { CandidateStore } from '../candidates/candidate-store.js';
import { OPEN_JOB } from '../job-names.js';
import type { Candidate, EligibilityRun } from '../run.js';
import type { RunStore } from '../run-store.js';

/** Opens cases for those who are eligible; the room of cases does it. */
export interface OpensCases {
  /** Begins one. @returns its number */
  draft(run: EligibilityRun, candidate: Candidate): Promise<string>;
  /**
   * Opens it; a second time with the same key changes nothing.
   * @throws Refusal CASE_DRAFT_OVER where the draft has run out
   */
  open(run: EligibilityRun, candidate: Candidate, draft: string, key: string): Promise<void>;
}

export interface OpenCasesDeps {
  runs: RunStore;
  candidates: CandidateStore;
  transactions: Transactions;
  jobs: EnqueueJobs;
  opens: OpensCases;
  afterOpening: (transaction: Parameters<EnqueueJobs['enqueue']>[0], run: EligibilityRun) => Promise<void>;
  clock: () => number;
  log: Pick<Logger, 'warn'>;
}

const SLICE_MS = 20_000;
/** A draft that ran out, or was swept after it had. */
const DRAFT_GONE: readonly string[] = ['CASE_DRAFT_OVER', 'CASE_UNKNOWN'];
/** Cases whose opening is noted together. */
const AT_ONCE = 48;
/** Cases that are opened at the same time. */
const TOGETHER = 4;

/**
 * Opens a case for each who is eligible: the number is noted before the case is opened, and opening twice by one key opens
 * once, so whoever dies in between leaves nobody out and gives nobody two.
 */
export class OpenCases {
  constructor(private readonly deps: OpenCasesDeps) {}

  async work(id: string, job: RunningJob): Promise<void> {
    const { runs, candidates, transactions, jobs, clock } = this.deps;
    const until = clock() + SLICE_MS;
    for (;;) {
      const run = await runs.byId(id);
      if (run?.state !== 'opening') return;
      const rows = await candidates.withoutCase(id, run.position, AT_ONCE);
      const last = rows.at(-1);
      if (last === undefined) {
        await transactions.run(async (transaction) => {
          const now = await runs.lock(transaction.client, id);
          if (now?.state !== 'opening') return;
          await this.deps.afterOpening(transaction, now);
          await job.finish(transaction);
        });
        return;
      }
      const failed = new Map<number, string>();
      for (let n = 0; n < rows.length; n += TOGETHER)
        await Promise.all(
          rows.slice(n, n + TOGETHER).map(async (row) => {
            const code = await this.one(run, row);
            if (code !== undefined) failed.set(row.seq, code);
          }),
        );
      await transactions.run(async ({ client }) => {
        const open = rows.flatMap(({ seq }) => (failed.has(seq) ? [] : [seq]));
        const opened = await candidates.noteOpen(client, id, open);
        await runs.noteReasons(client, id, failed);
        const step = { after: run.position, position: last.seq, opened };
        if (!(await runs.noteOpened(client, id, step))) throw new Refusal('JOB_CLAIM_LOST');
      });
      if (!job.signal.aborted && clock() < until) continue;
      await transactions.run(async (transaction) => {
        await jobs.enqueue(transaction, OPEN_JOB, { run: id }, { singletonKey: id });
        await job.finish(transaction);
      });
      jobs.soon();
      return;
    }
  }

  /**
   * @returns the code of a refusal that concerns this candidate alone; he has no case, and the batch goes on
   * @throws what may be over the next time
   */
  private async one(
    run: EligibilityRun,
    row: Candidate & { draft: string | undefined },
  ): Promise<string | undefined> {
    const { candidates, opens } = this.deps;
    const key = `eligibility:${run.id}:${String(row.seq)}`;
    let { draft } = row;
    for (let attempt = 0; ; attempt += 1) {
      try {
        draft ??= await candidates.noteDraft(run.id, row.seq, await opens.draft(run, row));
        await opens.open(run, row, draft, key);
        return undefined;
      } catch (error) {
        const refusal = asRefusal(error);
        const isOver = DRAFT_GONE.includes(refusal.code);
        if (isOver && draft !== undefined && attempt === 0) {
          await candidates.dropDraft(run.id, row.seq, draft);
          draft = undefined;
        } else if (refusal.status >= 500 || refusal.entry.retryable) throw error;
        else return refusal.code;
      }
    }
  }
}
