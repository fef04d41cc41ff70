import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Matter, PlannedQuestion } from '#libs/handling';
import type { EnqueueJobs, RunningJob } from '../../jobs/index.js';
import type { Logger } from '../../observability/logger.js';
import type { Transactions } from '../../persistence/index.js';
import type { CandidateStore, WindowRow } from '../candidates/candidate-store.js';
import type { EligibilityConfig } from '../eligibility.config.js';
import { JUDGE_JOB } from '../job-names.js';
import type { JudgeSubjects } from '../ports.js';
import type { EligibilityRun } from '../run.js';
import { sourceKey } from '../run.js';
import type { RunStore } from '../run-store.js';
import { judgeWindow } from './judge-window.js';
import { subjectsThatFit } from './subjects-that-fit.js';

export interface JudgeRunDeps {
  config: EligibilityConfig;
  region: RegionCode;
  runs: RunStore;
  candidates: CandidateStore;
  transactions: Transactions;
  jobs: EnqueueJobs;
  subjects: JudgeSubjects;
  /** The definition by which a run judges, as it was when the run began. */
  matterOf: (run: EligibilityRun) => Matter | undefined;
  /** Goes on where every candidate has a verdict; in the same transaction. */
  afterJudging: (transaction: Parameters<EnqueueJobs['enqueue']>[0], run: EligibilityRun) => Promise<void>;
  clock: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** How long one job goes on before it makes way for others, milliseconds. */
const SLICE_MS = 20_000;
/** First pause where a source is away, milliseconds; doubles each time. */
const PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 600_000;

/**
 * Judges the candidates of a batch, window by window. A window is asked about, logged, and then stored together with the
 * progress that it makes, if the batch is where the window began: so whoever dies in between, and whoever comes late,
 * changes nothing, and each candidate has one verdict an edition.
 */
export class JudgeRun {
  constructor(private readonly deps: JudgeRunDeps) {}

  async work(id: string, job: RunningJob): Promise<void> {
    const { deps } = this;
    const until = deps.clock() + SLICE_MS;
    let run = await deps.runs.byId(id);
    let next: Promise<WindowRow[]> | undefined;
    while (run?.state === 'judging') {
      const { position } = run;
      const rows: WindowRow[] = await (next ?? deps.candidates.window(id, position, deps.config.window));
      const last = rows.at(-1);
      if (last === undefined) return this.end(run, job);
      // Read ahead while the sources answer.
      next = deps.candidates.window(id, last.seq, deps.config.window);
      next.catch(() => undefined);
      const moved = await this.window(run, rows, job);
      if (moved === 'stopped') return;
      run = await deps.runs.byId(id);
      if (run?.state === 'judging' && (job.signal.aborted || deps.clock() >= until))
        return this.goOn(run, job);
      if (run?.position !== last.seq) next = undefined;
    }
  }

  /** @returns `stopped` where this process has nothing more to do for now */
  private async window(
    run: EligibilityRun,
    rows: readonly WindowRow[],
    job: RunningJob,
  ): Promise<'stored' | 'stopped'> {
    const { config, runs, transactions, subjects, clock, region } = this.deps;
    const condition = this.deps.matterOf(run)?.eligibility;
    if (!condition) return this.refuse(run, 'ELIGIBILITY_MATTER_GONE');
    const ask = subjects.for(run, clock() + config.questionSeconds * 1_000);
    const outcome = await judgeWindow(rows, {
      condition,
      today: run.today,
      regionsOf: (source: PlannedQuestion['source']) => run.settings.regions[sourceKey(source)] ?? [region],
      batchOf: (questions) => Math.min(config.batch, subjectsThatFit(questions)),
      concurrency: config.concurrency,
      ask,
    });
    if (outcome.refused !== undefined) return this.refuse(run, outcome.refused);
    const [away] = outcome.unavailable;
    if (away !== undefined && run.stalls < config.patience) return this.wait(run, away, job);
    const stored = await transactions.run(async ({ client }) => {
      const done = await runs.commitWindow(client, run.id, {
        after: run.position,
        judged: outcome.judged,
        reasonsBefore: reasonsInOrder(rows, outcome.judged),
      });
      if (done && away === undefined && run.stalls > 0) await runs.noteStalls(client, run.id, 0);
      return done;
    });
    if (!stored) this.deps.log.info({ run: run.id }, 'a window of candidates was stopped or done elsewhere');
    return stored ? 'stored' : 'stopped';
  }

  /** A source is away: the window is tried again later, and nothing of it was stored. */
  private async wait(run: EligibilityRun, code: string, job: RunningJob): Promise<'stopped'> {
    const { runs, jobs, transactions, clock, log } = this.deps;
    const pauseMs = Math.min(PAUSE_MS * 2 ** run.stalls, MAX_PAUSE_MS);
    log.warn({ run: run.id, code, pauseMs }, 'candidates wait for a source that is away');
    await transactions.run(async (transaction) => {
      await runs.noteStalls(transaction.client, run.id, run.stalls + 1);
      await jobs.enqueue(
        transaction,
        JUDGE_JOB,
        { run: run.id },
        { singletonKey: run.id, startAfter: clock() + pauseMs },
      );
      await job.finish(transaction);
    });
    return 'stopped';
  }

  /** Nobody may ask: the batch stops as it is, and goes on where somebody has it go on. */
  private async refuse(run: EligibilityRun, code: string): Promise<'stopped'> {
    const { runs, transactions, log } = this.deps;
    log.warn({ run: run.id, code }, 'a batch of candidates was refused');
    await transactions.run(async ({ client }) => {
      const now = await runs.lock(client, run.id);
      if (now?.state === 'judging')
        await runs.change(client, run.id, { state: 'refused', stoppedIn: 'judging', code });
    });
    return 'stopped';
  }

  private async end({ id, position }: EligibilityRun, job: RunningJob): Promise<void> {
    const { runs, transactions, jobs } = this.deps;
    await transactions.run(async (transaction) => {
      const run = await runs.lock(transaction.client, id);
      if (run?.state !== 'judging' || run.position !== position) return;
      await this.deps.afterJudging(transaction, run);
      await job.finish(transaction);
    });
    jobs.soon();
  }

  private async goOn({ id }: EligibilityRun, job: RunningJob): Promise<void> {
    const { transactions, jobs } = this.deps;
    await transactions.run(async (transaction) => {
      await jobs.enqueue(transaction, JUDGE_JOB, { run: id }, { singletonKey: id });
      await job.finish(transaction);
    });
    jobs.soon();
  }
}

function reasonsInOrder(rows: readonly WindowRow[], judged: readonly { seq: number }[]): (number | null)[] {
  if (judged.length !== rows.length) throw new Refusal('INTERNAL', { details: { judged: judged.length } });
  const before = new Map(rows.map(({ seq, reason }) => [seq, reason]));
  return judged.map(({ seq }) => before.get(seq) ?? null);
}
