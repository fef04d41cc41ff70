import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import { assertAllowed, DUTIES, type ClientCaller } from '../callers/index.js';
import type { EnqueueJobs } from '../jobs/index.js';
import type { Transaction, Transactions } from '../persistence/index.js';
import { ownRun } from './access.js';
import type { EligibilityConfig } from './eligibility.config.js';
import { COLLECT_JOB, FORGET_JOB, JUDGE_JOB, OPEN_JOB } from './job-names.js';
import { staffOf, type EligibilityRun } from './run.js';
import type { RunStore } from './run-store.js';

export const runSteps = ['pause', 'resume', 'rerun', 'approve', 'cancel'] as const;
export type RunStep = (typeof runSteps)[number];

export interface SteerRunDeps {
  config: EligibilityConfig;
  runs: RunStore;
  transactions: Transactions;
  journal: Pick<GovernanceJournal, 'record'>;
  jobs: EnqueueJobs;
  clock: () => number;
}

const DAY_MS = 86_400_000;
const JOB_OF = { judging: JUDGE_JOB, opening: OPEN_JOB } as const;

/** What people do with a batch, and where it goes when a stage is over. Every step stands in the audit log. */
export class SteerRun {
  constructor(private readonly deps: SteerRunDeps) {}

  /** @throws Refusal ELIGIBILITY_RUN_UNKNOWN, ELIGIBILITY_STEP_NOT_ALLOWED, ELIGIBILITY_APPROVAL_NEEDS_ANOTHER */
  async take(id: string, step: RunStep, caller: ClientCaller): Promise<EligibilityRun> {
    const { runs, transactions, journal, jobs } = this.deps;
    await ownRun(runs, id, caller);
    const after = await transactions.run(async (transaction) => {
      const run = await runs.lock(transaction.client, id);
      if (!run) throw new Refusal('ELIGIBILITY_RUN_UNKNOWN');
      await this[step](transaction, run, caller);
      await journal.record({
        kind: 'administration',
        caller,
        governance: {
          action: 'configure',
          note: `eligibility ${id}: ${step}, edition ${String(run.edition)}`,
        },
        outcome: 'granted',
      });
      return runs.byId(id, transaction.client);
    });
    jobs.soon();
    if (!after) throw new Refusal('ELIGIBILITY_RUN_UNKNOWN');
    return after;
  }

  /** Every candidate has a verdict. */
  async judged(transaction: Transaction, run: EligibilityRun): Promise<void> {
    if (this.deps.config.requireApproval)
      return this.deps.runs.change(transaction.client, run.id, { state: 'judged' });
    await this.grant(transaction, run);
  }

  /** Nothing is left to do. */
  async done(transaction: Transaction, run: EligibilityRun): Promise<void> {
    await this.deps.runs.change(transaction.client, run.id, { state: 'done' });
    await this.forgetLater(transaction, run.id);
  }

  private async pause({ client }: Transaction, { id, state }: EligibilityRun): Promise<void> {
    if (state !== 'judging' && state !== 'opening') throw notAllowed(state);
    await this.deps.runs.change(client, id, { state: 'paused', stoppedIn: state });
  }

  /** Also of a batch that nobody works on any more, whatever became of its process. */
  private async resume(
    transaction: Transaction,
    { id, state, stoppedIn, settings }: EligibilityRun,
  ): Promise<void> {
    const { runs, jobs } = this.deps;
    if (state === 'collecting' && settings.candidates.from === 'licences') {
      await jobs.enqueue(transaction, COLLECT_JOB, { run: id }, { singletonKey: id });
      return;
    }
    const to = state === 'judging' || state === 'opening' ? state : stoppedIn;
    if (!to) throw notAllowed(state);
    if (to !== state) await runs.change(transaction.client, id, { state: to });
    await jobs.enqueue(transaction, JOB_OF[to], { run: id }, { singletonKey: id });
  }

  /** The unknown are asked about again; where there are none, cases are tried again that could not be opened. */
  private async rerun(transaction: Transaction, run: EligibilityRun): Promise<void> {
    const { runs, jobs } = this.deps;
    const { id, state, edition } = run;
    if ((state !== 'judged' && state !== 'done') || run.forgottenAt !== undefined) throw notAllowed(state);
    if (run.unknown > 0) {
      await runs.change(transaction.client, id, { state: 'judging', position: 0, edition: edition + 1 });
      await jobs.enqueue(transaction, JUDGE_JOB, { run: id }, { singletonKey: id });
      return;
    }
    if (state !== 'done' || !run.settings.opensCases || run.opened >= run.eligible)
      throw notAllowed('nothing to do');
    await this.openCases(transaction, id);
  }

  private async approve(transaction: Transaction, run: EligibilityRun, caller: ClientCaller): Promise<void> {
    assertAllowed(caller, DUTIES.approveEligibility);
    if (run.state !== 'judged') throw notAllowed(run.state);
    const { by } = run.settings;
    // Four eyes: a person, and not the one who began it.
    if (!caller.person || caller.person.id === by.person?.id)
      throw new Refusal('ELIGIBILITY_APPROVAL_NEEDS_ANOTHER');
    await this.grant(transaction, run, caller);
  }

  private async cancel(transaction: Transaction, { id, state }: EligibilityRun): Promise<void> {
    if (state === 'done' || state === 'cancelled') throw notAllowed(state);
    await this.deps.runs.change(transaction.client, id, { state: 'cancelled' });
    await this.forgetLater(transaction, id);
  }

  private async grant(transaction: Transaction, run: EligibilityRun, approver?: ClientCaller): Promise<void> {
    const approved = approver ? { approved: { by: staffOf(approver), edition: run.edition } } : {};
    if (run.settings.opensCases) return this.openCases(transaction, run.id, approved);
    await this.deps.runs.change(transaction.client, run.id, { state: 'done', ...approved });
    await this.forgetLater(transaction, run.id);
  }

  private async openCases(
    transaction: Transaction,
    id: string,
    more: Partial<Parameters<RunStore['change']>[2]> = {},
  ): Promise<void> {
    await this.deps.runs.change(transaction.client, id, { state: 'opening', position: 0, ...more });
    await this.deps.jobs.enqueue(transaction, OPEN_JOB, { run: id }, { singletonKey: id });
  }

  private async forgetLater(transaction: Transaction, id: string): Promise<void> {
    const { jobs, clock, config } = this.deps;
    const startAfter = clock() + config.keepDays * DAY_MS;
    await jobs.enqueue(transaction, FORGET_JOB, { run: id }, { singletonKey: id, startAfter });
  }
}

const notAllowed = (state: string): Refusal => new Refusal('ELIGIBILITY_STEP_NOT_ALLOWED', { hint: state });
