import type { RegionCode } from '#libs/codes';
import { catalogue, Refusal, type ErrorCode } from '#libs/errors';
import { valueProblem } from '#libs/licences';
import { datasetKey } from '#libs/sharing';
import type { DepartmentSource, DepartmentSources, SourceAnswer } from '../sources/ports.js';
import { base, denied, type Answered } from './answered.js';
import { itemsOf, subjectOf, verdictsOf } from './asked-record.js';
import type { LookupRecord } from './ledger.js';
import type { Asker, HolderRef, Lookup } from './lookup.js';
import type { LookupDecision, LookupDecisions } from './lookup-decisions.js';
import {
  TOLD_LIMITS,
  type DepartmentRecord,
  type RecordQuestion,
  type RecordVerdict,
  type SourceStatement,
} from './records.js';

type Records = Lookup & { operation: 'records' };
type Judge = Lookup & { operation: 'judge' };

export interface DatasetDeps {
  region: RegionCode;
  sources: DepartmentSources;
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
}

/** What is kept of the remaining time, in milliseconds, to log and sign the answer before the deadline. */
const RESERVE_MS = 300;
/** How long after its deadline a source may still say why it did not answer. */
const GRACE_MS = 100;
const LONGEST_REASON = 500;

/**
 * Answers lookups in departments' datasets: decided first, then the source is asked for the items that may be told and no
 * others. Whatever a source does, the answer tells what was decided or nothing.
 */
export class HomeDatasets {
  constructor(private readonly deps: DatasetDeps) {}

  async records(lookup: Records, asker: Asker, decisions: LookupDecisions): Promise<Answered> {
    const { dataset, holder, items } = lookup;
    const decision = await decided(decisions, dataset, items, holder);
    const record = this.record(lookup, holder, items, decision);
    if (decision.outcome === 'denied') return denied(this.deps.region, record, decision);
    const source = this.deps.sources.find(dataset);
    if (!source) return this.unavailable([record], decision, 'DATASET_NOT_CONNECTED');
    const answer = await this.ask(source, lookup, decision.released, asker);
    const statement = statementOf(source, answer);
    switch (answer.outcome) {
      case 'not-available':
        return this.unavailable([record], decision, codeOf(answer.code), statement);
      case 'refused':
        record.outcome = 'denied';
        record.code = 'DEPARTMENT_REFUSED';
        return {
          records: [record],
          result: {
            region: this.deps.region,
            status: 'DENIED',
            refusal: new Refusal('DEPARTMENT_REFUSED').toPublic(),
            withheld: decision.withheld,
            source: statement,
          },
        };
      case 'nothing-found':
        return this.nothing(record, statement);
      case 'answered': {
        const told = release(answer.records, decision.released, lookup.limit);
        if (told === undefined) {
          this.deps.report(new Error(`source ${source.id} gave values that are no text`), asker.request);
          return this.unavailable([record], decision, 'DEPARTMENT_ANSWER_UNFIT', statement);
        }
        if (told.records.length === 0) return this.nothing(record, statement);
        record.fieldsReleased = decision.released;
        return {
          records: [record],
          result: {
            ...base(this.deps.region, decision),
            source: statement,
            records: { ...told, truncated: told.truncated || answer.truncated === true },
          },
        };
      }
    }
  }

  /** An authorisation is one holder's: of several subjects it opens nothing. */
  async judge(lookup: Judge, asker: Asker, decisions: LookupDecisions): Promise<Answered> {
    const { dataset, subjects, questions } = lookup;
    const items = itemsOf(lookup);
    const [only] = subjects;
    const all = only && subjects.every((one) => subjectOf(one) === subjectOf(only)) ? only : undefined;
    const decision = await decided(decisions, dataset, items, all);
    const records = subjects.map((subject) => this.record(lookup, subject, items, decision));
    if (decision.outcome === 'denied') {
      const [first] = records;
      if (!first) throw new Refusal('RECORD_QUESTION_INVALID', { hint: 'subjects' });
      const answered = denied(this.deps.region, first, decision);
      return { ...answered, records: records.map((one) => ({ ...one, ...outcomeIn(first) })) };
    }
    const source = this.deps.sources.find(dataset);
    if (!source) return this.unavailable(records, decision, 'DATASET_NOT_CONNECTED');
    const open = questions.filter(({ item }) => decision.released.includes(item));
    const verdicts = await this.verdicts(source, subjects, open, asker);
    const statement = statementOf(source);
    if (!verdicts) return this.unavailable(records, decision, 'DEPARTMENT_NOT_AVAILABLE', statement);
    const judged = verdicts.map((told) => {
      let next = 0;
      return questions.map((question) => (open.includes(question) ? (told[next++] ?? null) : null));
    });
    records.forEach((record, place) => {
      record.verdicts = verdictsOf(questions, judged[place] ?? []);
    });
    return { records, result: { ...base(this.deps.region, decision), source: statement, judged } };
  }

  private async ask(
    source: DepartmentSource,
    { holder, limit }: Records,
    items: readonly string[],
    asker: Asker,
  ): Promise<SourceAnswer> {
    const late: SourceAnswer = { outcome: 'not-available', code: 'SOURCE_TIMEOUT' };
    const asked = await this.inTime(source, asker, (signal, deadline) =>
      source.records(holder, { items, signal, deadline, limit }),
    );
    return asked ?? late;
  }

  /** Undefined where the source does not answer, in time or in the form that it promised. */
  private async verdicts(
    source: DepartmentSource,
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    asker: Asker,
  ): Promise<readonly (readonly RecordVerdict[])[] | undefined> {
    const told = await this.inTime(source, asker, (signal, deadline) =>
      source.judge(subjects, questions, { signal, deadline }),
    );
    if (!told) return undefined;
    const sound =
      told.length === subjects.length &&
      told.every(
        (verdicts) =>
          verdicts.length === questions.length &&
          verdicts.every((verdict) => verdict === true || verdict === false || verdict === null),
      );
    if (sound) return told;
    // One verdict in another's place would be worse than none.
    this.deps.report(new Error(`source ${source.id} judged other subjects than were asked`), asker.request);
    return undefined;
  }

  /** Undefined where it was too late or broke its promise not to throw. */
  private async inTime<T>(
    source: DepartmentSource,
    asker: Asker,
    ask: (signal: AbortSignal, deadline: number) => Promise<T>,
  ): Promise<T | undefined> {
    const { clock, report } = this.deps;
    const now = clock();
    const remaining = asker.deadline - now;
    const allowed = Math.min(source.deadlineMs, Math.max(remaining - RESERVE_MS, remaining * 0.75));
    if (!(allowed > 0)) return undefined;
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const gone = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        controller.abort();
        timer = setTimeout(() => resolve(undefined), Math.min(GRACE_MS, allowed / 10));
      }, allowed);
    });
    try {
      return await Promise.race([ask(controller.signal, now + allowed), gone]);
    } catch (error) {
      report(error, asker.request);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private nothing(record: LookupRecord, source: SourceStatement): Answered {
    record.outcome = 'not-found';
    return {
      records: [record],
      result: { region: this.deps.region, status: 'NOT_FOUND', withheld: [], source },
    };
  }

  private unavailable(
    records: LookupRecord[],
    { withheld }: LookupDecision,
    code: ErrorCode,
    source?: SourceStatement,
  ): Answered {
    return {
      records: records.map((record) => ({ ...record, outcome: 'failed', code })),
      result: {
        region: this.deps.region,
        status: 'UNAVAILABLE',
        refusal: new Refusal(code).toPublic(),
        withheld,
        ...(source ? { source } : {}),
      },
    };
  }

  private record(
    { operation, dataset }: Records | Judge,
    subject: HolderRef,
    fieldsAsked: string[],
    decision: LookupDecision,
  ): LookupRecord {
    return {
      operation,
      region: this.deps.region,
      licenceType: datasetKey(dataset),
      identifiers: [],
      subject: subjectOf(subject),
      fieldsAsked,
      fieldsReleased: [],
      outcome: decision.outcome,
      ...(decision.rule === undefined ? {} : { rule: decision.rule }),
      ...(decision.authorisation === undefined ? {} : { authorisation: decision.authorisation }),
      ...(decision.code === undefined ? {} : { code: decision.code }),
    };
  }
}

async function decided(
  decisions: LookupDecisions,
  dataset: string,
  items: readonly string[],
  holder: HolderRef | undefined,
): Promise<LookupDecision> {
  const key = datasetKey(dataset);
  return decisions.settle(await decisions.on(key, items), key, items, holder);
}

const outcomeIn = ({ outcome, code }: LookupRecord) => ({ outcome, ...(code === undefined ? {} : { code }) });

/** The adapter's own code where it is one of ours. */
const codeOf = (code: string): ErrorCode =>
  Object.hasOwn(catalogue, code) && code.startsWith('SOURCE_')
    ? (code as ErrorCode)
    : 'DEPARTMENT_NOT_AVAILABLE';

function statementOf({ department }: DepartmentSource, answer?: SourceAnswer): SourceStatement {
  const asOf = answer && 'asOf' in answer ? instantOf(answer.asOf) : undefined;
  const until = answer?.outcome === 'not-available' ? instantOf(answer.until) : undefined;
  const reason =
    answer?.outcome === 'refused'
      ? { zh: wordsOf(answer.reason.zh), en: wordsOf(answer.reason.en) }
      : undefined;
  return {
    department: { code: department.code, name: { zh: department.name.zh, en: department.name.en } },
    ...(asOf === undefined ? {} : { asOf }),
    ...(until === undefined ? {} : { until }),
    ...(reason && reason.zh !== '' && reason.en !== '' ? { reason } : {}),
  };
}

/** Within the years that four digits write. */
const instantOf = (at: number | undefined): number | undefined =>
  at !== undefined && at > 0 && at < 253_402_300_800_000 ? Math.floor(at) : undefined;

/** A department's words may come from anywhere: no control characters, no end. */
const wordsOf = (words: string): string => {
  const clean = words.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return clean.slice(0, LONGEST_REASON).toWellFormed();
};

/** Copies the released items and nothing else; undefined where a value is nothing that can be told. */
function release(
  records: readonly DepartmentRecord[],
  items: readonly string[],
  limit: number,
): { records: DepartmentRecord[]; truncated: boolean } | undefined {
  const told: DepartmentRecord[] = [];
  let length = 0;
  for (const record of records) {
    if (told.length >= limit || length >= TOLD_LIMITS.answer) return { records: told, truncated: true };
    const copy: Record<string, string | null> = {};
    for (const item of items) {
      const value: unknown = Object.hasOwn(record, item) ? record[item] : null;
      if (value === null || value === undefined || value === '') copy[item] = null;
      else if (typeof value !== 'string' || value.length > TOLD_LIMITS.value || valueProblem('text', value))
        return undefined;
      else {
        copy[item] = value;
        length += value.length;
      }
    }
    told.push(copy);
  }
  return { records: told, truncated: false };
}
