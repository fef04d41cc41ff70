import { asRefusal } from '#libs/errors';
import type { Logger } from '../observability/logger.js';
import type { Transactions } from '../persistence/index.js';
import type { CheckProgress, CheckSource, CheckState, SourceReply } from './check.js';
import type { CheckStore, KeptCheck } from './check-store.js';
import { askSources, type Asked } from './engine/ask-sources.js';
import { nextStep, settleSource, stateOf, type RetryRules, type Standing } from './engine/settle.js';
import type { SourceQuestions, Timing, Wakes } from './ports.js';
import type { MakeEdition } from './report/make-edition.js';

export interface ContinueCheckDeps extends Timing {
  /** Names this process among all that work on checks. */
  name: string;
  store: CheckStore;
  transactions: Transactions;
  questions: SourceQuestions;
  editions: Pick<MakeEdition, 'make'>;
  /** What a case is told; resolves to false where it cannot be told all of it yet. */
  tellCase: (check: KeptCheck) => Promise<boolean>;
  wakes: Wakes;
  retry: RetryRules;
  /** Checks at work at a time in this process; more wait for their turn. */
  maxAtWork: number;
  graceMs: number;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** For so long a process is taken to be alive without a sign of it, milliseconds. */
export const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
/** A case that waits for others is looked at again after so long, milliseconds. */
const CASE_PAUSE_MS = 300_000;
const REPORT_PAUSE_MS = 5_000;
const LONGEST_REPORT_PAUSE_MS = 900_000;

/**
 * Carries checks on from wherever they stand: asks the sources that are due, makes the edition that is due, tells the case,
 * and says when to wake. All that it knows of a check is read from the store, so that another process goes on where one died:
 * an answer that was written down is never asked for again.
 */
export class ContinueCheck {
  private readonly atWork = new Map<string, { work: Promise<void>; again: boolean }>();
  private readonly queue: string[] = [];
  private readonly listeners: ((progress: CheckProgress) => void)[] = [];
  private beat: NodeJS.Timeout | undefined;
  private readonly ending = new AbortController();

  constructor(private readonly deps: ContinueCheckDeps) {}

  private get isEnding(): boolean {
    return this.ending.signal.aborted;
  }

  start(): void {
    this.beat = setInterval(() => this.renew(), RENEW_MS);
    this.beat.unref();
  }

  /** Begins nothing more, and waits for what is at work; what is left is carried on by a wake. */
  async stop(): Promise<void> {
    this.ending.abort();
    clearInterval(this.beat);
    this.queue.length = 0;
    await Promise.allSettled([...this.atWork.values()].map(({ work }) => work));
  }

  /** Told as it happens, in this process. A listener that throws is reported and holds nobody up. */
  onProgress(listener: (progress: CheckProgress) => void): void {
    this.listeners.push(listener);
  }

  /** As {@link kick}, where something happened that a pause was waiting for. */
  async hurry(id: string): Promise<void> {
    const { transactions, store } = this.deps;
    await transactions.run((transaction) => store.retryAt(transaction, id, undefined));
    this.kick(id);
  }

  /** Asks no more: the case that it was for is over. What is at work is not waited for. */
  async giveUp(id: string): Promise<void> {
    const { transactions, store, clock } = this.deps;
    await transactions.run((transaction) => store.setState(transaction, id, 'stopped', clock()));
  }

  /** Checks that this process works on or is about to. */
  get load(): { atWork: number; waiting: number } {
    return { atWork: this.atWork.size, waiting: this.queue.length };
  }

  /** Carries a check on soon. A check that is at work is looked at once more when that is done. */
  kick(id: string): void {
    void this.run(id);
  }

  /** As {@link kick}; resolves when nothing is left to be done for now. For the queue of jobs and for tests. */
  run(id: string): Promise<void> {
    const known = this.atWork.get(id);
    if (known) {
      known.again = true;
      return known.work;
    }
    if (this.isEnding) return Promise.resolve();
    if (this.atWork.size >= this.deps.maxAtWork) {
      // Its wake stands in the database: what is forgotten here is found there.
      if (!this.queue.includes(id)) this.queue.push(id);
      return Promise.resolve();
    }
    const entry = { work: Promise.resolve(), again: false };
    this.atWork.set(id, entry);
    entry.work = this.work(id, entry).finally(() => {
      this.atWork.delete(id);
      const next = this.queue.shift();
      if (next !== undefined) this.kick(next);
    });
    return entry.work;
  }

  private async work(id: string, entry: { again: boolean }): Promise<void> {
    const { store, transactions, wakes, clock, name, log } = this.deps;
    try {
      const found = await store.find(id);
      if (!found || found.state === 'stopped') return;
      const rest = this.restOf(found);
      if (rest.kind === 'done') return;
      if (rest.kind === 'wait') {
        // Woken before its time: it is woken again.
        await transactions.run((transaction) => wakes.at(transaction, id, rest.until));
        return;
      }
      const isMine = await transactions.run(async (transaction) => {
        const now = clock();
        const taken = await store.acquire(transaction, id, { name, now, leaseMs: LEASE_MS });
        if (taken.kind === 'unknown') return false;
        // Whatever becomes of this process or the other, somebody looks again.
        await wakes.at(transaction, id, (taken.kind === 'held' ? taken.until : now + LEASE_MS) + 1000);
        return taken.kind === 'mine';
      });
      if (!isMine) return;
      try {
        do {
          entry.again = false;
          await this.carryOn(id);
        } while (entry.again && !this.isEnding);
      } finally {
        await store.release(id, name);
      }
    } catch (error) {
      if (this.isEnding) return;
      log.warn({ check: id, code: asRefusal(error).code, err: error }, 'a check could not be carried on');
    }
  }

  private async carryOn(id: string): Promise<void> {
    const { store, clock } = this.deps;
    while (!this.isEnding) {
      const check = await store.find(id);
      if (!check || check.state === 'stopped') return;
      const step = nextStep(standingOf(check), clock());
      if (step.kind === 'ask') await this.ask(check, step.sources);
      else if (step.kind === 'report') await this.report(check, step.joined);
      else if (step.kind === 'tell') await this.tellAll(check);
      else return this.rest(check, step.kind === 'wait' ? step.until : undefined);
    }
  }

  private restOf(check: KeptCheck): { kind: 'now' } | { kind: 'done' } | { kind: 'wait'; until: number } {
    const step = nextStep(standingOf(check), this.deps.clock());
    if (step.kind === 'wait') return step;
    const isOver = step.kind === 'done' && stateOf(check.sources, check.editions.length) === check.state;
    return { kind: isOver ? 'done' : 'now' };
  }

  private async ask(check: KeptCheck, sources: readonly CheckSource[]): Promise<void> {
    const { questions, clock, after, log, graceMs } = this.deps;
    const { id, request } = check;
    const now = new Map(check.sources.map((source) => [source.key, source]));
    // A case shows that its items have begun before anybody waits for them.
    if (check.editions.length === 0) await this.tell(check);
    await askSources(sources, {
      clock,
      after,
      graceMs,
      ending: this.ending.signal,
      ask: (source, deadline, signal) =>
        questions.ask({
          check: id,
          region: source.region,
          dataset: source.dataset,
          subject: { type: request.subject.type, code: request.subject.code },
          items: source.columns.map(({ code }) => code),
          context: request.context,
          asker: request.asker,
          deadline,
          signal,
        }),
      heard: async (asked) => {
        const known = now.get(asked.source.key)?.attempts ?? 0;
        // What comes late answers the question that was counted already.
        const heard = await this.heard(id, asked, asked.late ? known - 1 : known);
        if (!heard) return;
        now.set(heard.key, { ...(now.get(heard.key) ?? heard), ...heard });
        const current = { ...check, sources: [...now.values()] };
        this.tellProgress(current, heard.key);
        // It belongs to an edition that nobody is about to make.
        if (asked.late) this.kick(id);
        else if (check.editions.length === 0) await this.tell(current);
      },
      report: (error, source) => log.error({ check: id, source, err: error }, 'a source could not be asked'),
    });
  }

  /** @returns the source as it stands now; undefined where it had spoken already */
  private async heard(
    id: string,
    { source, reply, askedAt, answeredAt }: Asked,
    before: number,
  ): Promise<CheckSource | undefined> {
    const { store, retry, clock } = this.deps;
    const { state, attempts, nextAt, until } = settleSource({ attempts: before }, reply, clock(), retry);
    const told: SourceReply =
      reply.outcome === 'not-available'
        ? {
            outcome: reply.outcome,
            code: reply.code,
            provenance: reply.provenance,
            withheld: reply.withheld,
            ...(until === undefined ? {} : { until }),
          }
        : reply;
    const news = {
      state,
      attempts,
      reply: told,
      askedAt,
      answeredAt,
      ...(nextAt === undefined ? {} : { nextAt }),
    };
    return (await store.heard(id, source.key, news)) ? { ...source, ...news } : undefined;
  }

  /** Makes the edition that is due; where it cannot be made it is tried again after a pause that doubles. */
  private async report(check: KeptCheck, joined: readonly string[]): Promise<void> {
    const { editions, transactions, store, wakes, clock, log } = this.deps;
    try {
      const edition = await editions.make(check, joined);
      await transactions.run((transaction) => store.addEdition(transaction, check.id, edition));
    } catch (error) {
      const { code } = asRefusal(error);
      log.error({ check: check.id, code, err: error }, 'ALERT: a report could not be made');
      const retryAt =
        clock() + Math.min(REPORT_PAUSE_MS * 2 ** Math.min(check.failures, 20), LONGEST_REPORT_PAUSE_MS);
      await transactions.run(async (transaction) => {
        await store.noteProblem(transaction, check.id, code, retryAt);
        await wakes.at(transaction, check.id, retryAt);
      });
    }
    const current = await store.find(check.id);
    if (!current) return;
    this.tellProgress({ ...current, state: await this.noteState(current) });
  }

  private async tellAll(check: KeptCheck): Promise<void> {
    const { transactions, store, clock } = this.deps;
    const isAll = await this.tell(check);
    await transactions.run((transaction) =>
      isAll
        ? store.noteTold(transaction, check.id, check.editions.length)
        : store.retryAt(transaction, check.id, clock() + CASE_PAUSE_MS),
    );
  }

  private async tell(check: KeptCheck): Promise<boolean> {
    if (check.caseId === undefined) return true;
    try {
      return await this.deps.tellCase(check);
    } catch (error) {
      const { code } = asRefusal(error);
      this.deps.log.warn({ check: check.id, code, err: error }, 'a case was not told of its check');
      return false;
    }
  }

  /** Nothing to do for now: says what the check has come to, and when to look again. */
  private async rest(check: KeptCheck, until: number | undefined): Promise<void> {
    const { transactions, wakes } = this.deps;
    const state = await this.noteState(check);
    if (state !== check.state) this.tellProgress({ ...check, state });
    if (until !== undefined) await transactions.run((transaction) => wakes.at(transaction, check.id, until));
  }

  private async noteState(check: KeptCheck): Promise<CheckState> {
    const { transactions, store, clock } = this.deps;
    if (check.state === 'stopped') return check.state;
    const state = stateOf(check.sources, check.editions.length);
    if (state !== check.state)
      await transactions.run((transaction) => store.setState(transaction, check.id, state, clock()));
    return state;
  }

  private tellProgress(check: KeptCheck, key?: string): void {
    const source = check.sources.find((one) => one.key === key);
    const { reply } = source ?? {};
    const progress: CheckProgress = {
      check: check.id,
      ...(check.caseId === undefined ? {} : { caseId: check.caseId }),
      organisation: check.organisation,
      state: check.state,
      edition: check.editions.length,
      ...(source
        ? {
            source: {
              key: source.key,
              state: source.state,
              ...(reply ? { outcome: reply.outcome } : {}),
              ...(reply?.outcome === 'not-available' && reply.until !== undefined
                ? { until: reply.until }
                : {}),
            },
          }
        : {}),
      settled: check.sources.filter(({ state }) => state === 'settled').length,
      total: check.sources.length,
      at: this.deps.clock(),
    };
    for (const listener of this.listeners)
      try {
        listener(progress);
      } catch (error) {
        this.deps.log.warn({ err: error }, 'a listener to checks failed');
      }
  }

  private renew(): void {
    const ids = [...this.atWork.keys()];
    if (ids.length === 0) return;
    const { store, name, clock, log } = this.deps;
    store
      .renew(ids, name, clock() + LEASE_MS)
      .catch((error: unknown) => log.warn({ err: error }, 'checks at work were not renewed'));
  }
}

const standingOf = ({ sources, editions, told, caseId, retryAt }: KeptCheck): Standing => ({
  sources,
  editions: editions.length,
  told,
  hasCase: caseId !== undefined,
  ...(retryAt === undefined ? {} : { retryAt }),
});
