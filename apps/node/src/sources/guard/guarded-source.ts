import { holderCodeProblem, holderType, type HolderTypeCode } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import type { HolderRef } from '../../lookup/lookup.js';
import { CircuitBreaker, ConcurrencyGate } from '../../peers/index.js';
import type { RawAnswer, SourceAdapter } from '../adapter.js';
import type { SourceMapping } from '../mapping/mapping-file.js';
import type {
  AskOptions,
  DepartmentRecord,
  DepartmentSource,
  RecordQuestion,
  RecordVerdict,
  SourceAnswer,
} from '../ports.js';
import { releasedValue } from '../values/read-value.js';
import { SourceFigures, type SourceHealth, type SourceLimits } from './source-figures.js';

export interface GuardOptions {
  clock: () => number;
  /** Told of what went wrong, without data: which source, which code. */
  onFault: (source: string, refusal: Refusal) => void;
}

/** All values of one answer together, in characters. */
const MAX_ANSWER = 1_000_000;
/** A department that asks for longer is asked again after this, milliseconds. */
const LONGEST_HOLD_MS = 3_600_000;
/** Nobody knows when the next delivery comes; looked for again after this, milliseconds. */
const DELIVERY_MS = 3_600_000;
/** Why a wait ended: its own time was over (the department's fault), or the asker has gone or waits no longer. */
const OWN_TIME = Symbol('own time');

/** One department's source, as the rest of the node sees it: every question ends in time, with an outcome. */
export class GuardedSource implements DepartmentSource {
  readonly id: string;
  readonly dataset: string;
  readonly department: DepartmentSource['department'];
  readonly deadlineMs: number;
  private readonly breaker: CircuitBreaker;
  private readonly gate: ConcurrencyGate;
  private readonly figures: SourceFigures;
  private heldUntil = 0;
  private closed = false;

  constructor(
    private readonly mapping: SourceMapping,
    private readonly adapter: SourceAdapter,
    private readonly options: GuardOptions,
  ) {
    this.id = mapping.id;
    this.dataset = mapping.dataset;
    this.department = mapping.department;
    this.deadlineMs = mapping.deadlineMs;
    this.breaker = new CircuitBreaker(mapping.breaker, options.clock);
    this.gate = new ConcurrencyGate(mapping.concurrency, mapping.queue);
    this.figures = new SourceFigures();
  }

  async records(subject: HolderRef, asked: AskOptions): Promise<SourceAnswer> {
    const answer = await this.guarded(asked, async (signal) => {
      this.assertSubject(subject);
      const items = [...new Set(asked.items)];
      for (const item of items)
        if (!Object.hasOwn(this.mapping.items, item) && !this.mapping.without.includes(item))
          throw new Refusal('SOURCE_ITEM_UNKNOWN', { hint: item.slice(0, 40) });
      return () => this.ask(subject, items, asked.limit, signal);
    });
    return answer instanceof Refusal ? this.notAvailable(answer) : answer;
  }

  async judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    asked: Pick<AskOptions, 'signal' | 'deadline'>,
  ): Promise<readonly (readonly RecordVerdict[])[]> {
    const verdicts = subjects.map(() => new Array<RecordVerdict>(questions.length).fill(null));
    const fit = [...subjects.entries()].filter(([, subject]) => this.subjectProblem(subject) === undefined);
    if (fit.length === 0 || questions.length === 0) return verdicts;
    let given = false;
    await this.guarded(
      asked,
      async (signal) => () =>
        this.adapter
          .judge(
            fit.map(([, subject]) => subject),
            questions,
            signal,
            (index, told) => {
              const place = fit[index]?.[0];
              // What comes after the answer was given must not change it under the reader's hands.
              if (place !== undefined && !given && told.length === questions.length)
                verdicts[place] = [...told];
            },
          )
          .then((): RawJudged => ({ outcome: 'judged' })),
    );
    given = true;
    return verdicts;
  }

  health(): SourceHealth {
    const { state, since, failuresInRow } = this.breaker.snapshot();
    const asOf = this.adapter.asOf?.();
    return {
      id: this.id,
      kind: kindOf(this.mapping),
      dataset: this.dataset,
      department: this.department,
      state: this.closed ? 'stopped' : state,
      since,
      failuresInRow,
      ...(this.heldUntil > this.options.clock() ? { heldUntil: this.heldUntil } : {}),
      ...this.gate.snapshot(),
      ...this.figures.snapshot(),
      limits: limitsOf(this.mapping),
      ...(asOf === undefined ? {} : { asOf }),
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.adapter.close();
  }

  start(): void {
    this.adapter.start?.();
  }

  private async ask(
    subject: HolderRef,
    items: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<SourceAnswer> {
    const mapped = items.filter((item) => Object.hasOwn(this.mapping.items, item));
    const raw = await this.adapter.records({ subject, items: mapped, signal });
    return raw.outcome === 'answered' ? this.released(raw, items, mapped, limit) : raw;
  }

  /** Only the items asked for, each read by the mapping. @throws Refusal SOURCE_DATA_UNFIT, SOURCE_ANSWER_TOO_LARGE */
  private released(
    raw: Extract<RawAnswer, { outcome: 'answered' }>,
    items: readonly string[],
    mapped: readonly string[],
    limit: number,
  ): SourceAnswer {
    const most = Math.max(0, Math.min(limit, this.mapping.maxRecords));
    let size = 0;
    const records = raw.records.slice(0, most).map((values): DepartmentRecord => {
      const record: Record<string, string | null> = {};
      for (const item of items) {
        const mapping = this.mapping.items[item];
        const value = mapping ? releasedValue(item, mapping, values[mapped.indexOf(item)] ?? null) : null;
        size += value?.length ?? 0;
        record[item] = value;
      }
      return record;
    });
    if (size > MAX_ANSWER) throw new Refusal('SOURCE_ANSWER_TOO_LARGE');
    const state = raw.asOf === undefined ? {} : { asOf: raw.asOf };
    if (raw.records.length === 0) return { outcome: 'nothing-found', ...state };
    const truncated = raw.truncated === true || raw.records.length > most;
    return { outcome: 'answered', records, ...state, ...(truncated ? { truncated } : {}) };
  }

  /**
   * Runs one question. The place in the gate is held until the work has really ended, so that a department which
   * answers nobody is not asked by ever more at a time.
   */
  private async guarded<T extends { outcome: string }>(
    { signal: outer, deadline }: Pick<AskOptions, 'signal' | 'deadline'>,
    prepare: (signal: AbortSignal) => Promise<() => Promise<T>>,
  ): Promise<T | Refusal> {
    const began = this.options.clock();
    const timer = new OwnTimer(
      Math.min(deadline - began, this.deadlineMs),
      outer,
      deadline - began >= this.deadlineMs,
    );
    let inside = false;
    let running: Promise<unknown> | undefined;
    let permit: symbol | undefined;
    try {
      const work = await prepare(timer.signal);
      this.assertOpen();
      await this.gate.enter(timer.signal).catch((error: unknown) => {
        throw timer.signal.aborted ? error : new Refusal('SOURCE_BUSY');
      });
      inside = true;
      this.assertOpen();
      permit = this.breaker.admit();
      if (!permit) throw new Refusal('SOURCE_PAUSED');
      const asked = work();
      running = asked;
      const answer = await Promise.race([asked, timer.ended]);
      this.breaker.succeeded(permit);
      if ('until' in answer && typeof answer.until === 'number')
        this.heldUntil = Math.min(answer.until, this.options.clock() + LONGEST_HOLD_MS);
      const ended = this.options.clock();
      this.figures.answered(answer.outcome, ended - began, ended);
      return answer;
    } catch (error) {
      const refusal = this.refusalOf(error, timer);
      if (permit) {
        if (timer.abandoned || FAULTS_OF_ASKERS.has(refusal.code)) this.breaker.released(permit);
        else this.breaker.failed(permit);
      }
      this.figures.failed(refusal.code, this.options.clock());
      if (!QUIET.has(refusal.code) && !timer.abandoned) this.options.onFault(this.id, refusal);
      return refusal;
    } finally {
      timer.stop();
      const leave = (): void => {
        if (inside) this.gate.leave();
      };
      if (running) void running.then(leave, leave);
      else leave();
    }
  }

  private refusalOf(error: unknown, timer: OwnTimer): Refusal {
    if (timer.signal.aborted) return new Refusal('SOURCE_TIMEOUT', { cause: error });
    if (error instanceof Refusal) return error;
    return new Refusal('SOURCE_FAILED', { cause: error });
  }

  private assertOpen(): void {
    if (this.closed) throw new Refusal('SOURCE_STOPPED');
    if (this.heldUntil > this.options.clock()) throw new Refusal('SOURCE_ASKED_TO_WAIT');
    if (this.breaker.state() === 'open') throw new Refusal('SOURCE_PAUSED');
  }

  private assertSubject(subject: HolderRef): void {
    const problem = this.subjectProblem(subject);
    if (problem) throw new Refusal(problem);
  }

  private subjectProblem({ type, code }: HolderRef): ErrorCode | undefined {
    const known = holderType.is(type) && Object.hasOwn(this.mapping.subjects, type);
    if (!known || holderCodeProblem(type as HolderTypeCode, code) !== undefined)
      return 'SOURCE_SUBJECT_UNFIT';
    return undefined;
  }

  /** With the instant from which asking again makes sense, where it does. */
  private notAvailable(refusal: Refusal): SourceAnswer {
    const now = this.options.clock();
    const until = (): number | undefined => {
      if (refusal.code === 'SOURCE_ASKED_TO_WAIT') return this.heldUntil;
      if (refusal.entry.retryable !== true) return undefined;
      if (UNTIL_DELIVERED.has(refusal.code)) return now + DELIVERY_MS;
      const { state, retryAfterMs } = this.breaker.snapshot();
      return now + (state === 'open' ? Math.max(retryAfterMs, 1_000) : this.mapping.breaker.openMs);
    };
    const when = until();
    return { outcome: 'not-available', code: refusal.code, ...(when === undefined ? {} : { until: when }) };
  }
}

const kindOf = ({ postgresql, mysql, http }: SourceMapping): SourceHealth['kind'] =>
  postgresql ? 'postgresql' : mysql ? 'mysql' : http ? 'http' : 'csv';

const limitsOf = ({
  deadlineMs,
  concurrency,
  queue,
  maxRecords,
  breaker,
  csv,
}: SourceMapping): SourceLimits => ({
  deadlineMs,
  concurrency,
  queue,
  maxRecords,
  breaker,
  ...(csv ? { maxAgeHours: csv.maxAgeHours } : {}),
});

const UNTIL_DELIVERED = new Set<ErrorCode>(['SOURCE_NO_DATA', 'SOURCE_DATA_STALE']);

interface RawJudged {
  outcome: 'judged';
}

/** Says nothing of the department. */
const FAULTS_OF_ASKERS = new Set<ErrorCode>([
  'SOURCE_SUBJECT_UNFIT',
  'SOURCE_ITEM_UNKNOWN',
  'SOURCE_NO_DATA',
  'SOURCE_DATA_STALE',
]);
/** Not worth a line of the log each time. */
const QUIET = new Set<ErrorCode>([
  ...FAULTS_OF_ASKERS,
  'SOURCE_PAUSED',
  'SOURCE_BUSY',
  'SOURCE_ASKED_TO_WAIT',
  'SOURCE_STOPPED',
]);

/** Ends a question at its time, or when whoever asked has gone. */
class OwnTimer {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  /** Rejects when the time is over. */
  readonly ended: Promise<never>;

  constructor(
    ms: number,
    private readonly outer: AbortSignal,
    /** Whether it is the source's own time that runs, and not a shorter one of whoever asks. */
    private readonly own: boolean,
  ) {
    this.ended = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(new Refusal('SOURCE_TIMEOUT')), { once: true });
    });
    this.ended.catch(() => undefined); // nobody may be waiting for it
    if (outer.aborted || ms <= 0) this.controller.abort();
    else {
      this.timer = setTimeout(() => this.controller.abort(OWN_TIME), Math.min(ms, 2 ** 31 - 1));
      outer.addEventListener('abort', this.abandon, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether it ended for a reason that is not the department's. */
  get abandoned(): boolean {
    return this.signal.aborted && !(this.own && this.signal.reason === OWN_TIME);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.abandon);
  }

  private readonly abandon = (): void => this.controller.abort();
}
