import {
  compare,
  type Comparison,
  type Condition,
  type HeldClaim,
  type Literal,
  type Operand,
} from './condition.js';

/** One yes/no question. `way: verify` is 核验, an equality; `predicate` needs a source that answers comparisons. */
export interface YesNoQuery {
  /** The same question always has the same id, so that it is asked once however often a condition names it. */
  id: string;
  source: { licence: string } | { dataset: string };
  field: string;
  is: 'eq' | 'lt' | 'le' | 'gt' | 'ge';
  value: Literal;
  way: 'verify' | 'predicate';
}

/** `unknown`: nothing found, refused, or the source is away. It never counts as a yes, and never as a no. */
export type Answer = 'yes' | 'no' | 'unknown';
export type Answers = Readonly<Record<string, Answer>>;

export interface Judging {
  /** Attributes of the candidate that the asker holds already (his code, for instance). */
  candidate?: Readonly<Record<string, Literal>>;
  form?: Readonly<Record<string, unknown>>;
  /** Day of judging, `YYYY-MM-DD`; conditions that count from today need it. */
  today: string;
}

export interface Verdict {
  /** `undecided`: an answer is missing or unknown that would decide it. */
  verdict: 'eligible' | 'not-eligible' | 'undecided';
  /** The questions that could still change the verdict, in the order in which they stand; none where it is decided. */
  open: YesNoQuery[];
}

/** Every question that a condition could need, each once. */
export function queriesOf(condition: Condition, judging: Judging): YesNoQuery[] {
  return judgeCondition(condition, {}, judging).open;
}

/**
 * Judges a candidate from yes/no answers (免申办). Only questions that still matter are open: where one branch of `all`
 * failed, the others are not asked, so no source learns of more persons than it must.
 */
export function judgeCondition(condition: Condition, answers: Answers, judging: Judging): Verdict {
  const result = evaluate(condition, answers, judging);
  const verdict = result.value === 'yes' ? 'eligible' : result.value === 'no' ? 'not-eligible' : 'undecided';
  const open =
    verdict === 'undecided' ? [...new Map(result.open.map((query) => [query.id, query])).values()] : [];
  return { verdict, open };
}

interface Evaluation {
  value: Answer;
  open: YesNoQuery[];
}

const YES: Evaluation = { value: 'yes', open: [] };
const NO: Evaluation = { value: 'no', open: [] };
const UNKNOWN: Evaluation = { value: 'unknown', open: [] };

/** Three-valued logic (Kleene): a no decides `all`, a yes decides `any`, whatever else is unknown. */
function evaluate(condition: Condition, answers: Answers, judging: Judging): Evaluation {
  if ('all' in condition) return combine(condition.all, 'no', answers, judging);
  if ('any' in condition) return combine(condition.any, 'yes', answers, judging);
  if ('not' in condition) return invert(evaluate(condition.not, answers, judging));
  if ('entered' in condition) {
    const { form, is, value } = condition.entered;
    const entered = judging.form?.[form];
    return ofBoolean(compare(isLiteral(entered) ? entered : undefined, is, value));
  }
  return ask(condition.held, answers, judging);
}

function combine(
  parts: readonly Condition[],
  decides: 'yes' | 'no',
  answers: Answers,
  judging: Judging,
): Evaluation {
  const results = parts.map((part) => evaluate(part, answers, judging));
  if (results.some(({ value }) => value === decides)) return decides === 'yes' ? YES : NO;
  if (results.every(({ value }) => value !== 'unknown')) return decides === 'yes' ? NO : YES;
  return { value: 'unknown', open: results.flatMap(({ open }) => open) };
}

function invert({ value, open }: Evaluation): Evaluation {
  return value === 'yes' ? NO : value === 'no' ? YES : { value, open };
}

const ofBoolean = (value: boolean | undefined): Evaluation =>
  value === undefined ? UNKNOWN : value ? YES : NO;

function ask(claim: HeldClaim, answers: Answers, judging: Judging): Evaluation {
  const wanted = Array.isArray(claim.value) ? claim.value : [claim.value];
  const results = wanted.map((operand): Evaluation => {
    const value = resolve(operand, judging);
    if (value === undefined) return UNKNOWN;
    const query = queryOf(claim, equalityOf(claim.is), value);
    const answer = answers[query.id];
    if (answer === undefined) return { value: 'unknown', open: [query] };
    return answer === 'yes' ? YES : answer === 'no' ? NO : UNKNOWN;
  });
  // `in` is one equality after the other; `ne` is an equality turned round.
  const any = results.some(({ value }) => value === 'yes')
    ? YES
    : results.every(({ value }) => value === 'no')
      ? NO
      : { value: 'unknown' as const, open: results.flatMap(({ open }) => open) };
  return claim.is === 'ne' ? invert(any) : any;
}

const equalityOf = (is: Comparison): YesNoQuery['is'] => (is === 'ne' || is === 'in' ? 'eq' : is);

function queryOf(claim: HeldClaim, is: YesNoQuery['is'], value: Literal): YesNoQuery {
  const source = claim.licence === undefined ? { dataset: claim.dataset ?? '' } : { licence: claim.licence };
  const question = { source, field: claim.field, is, value };
  // A list of fixed places, so that one question is written in one way only; a million candidates are judged by it.
  const id = JSON.stringify([claim.licence ?? null, claim.dataset ?? null, claim.field, is, value]);
  return { id, ...question, way: is === 'eq' ? 'verify' : 'predicate' };
}

function resolve(operand: Operand, judging: Judging): Literal | undefined {
  if (isLiteral(operand)) return operand;
  if ('candidate' in operand) return own(judging.candidate, operand.candidate);
  if ('form' in operand) {
    const entered = own(judging.form, operand.form);
    return isLiteral(entered) ? entered : undefined;
  }
  return movedDay(judging.today, operand.today);
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The 29th of February of a year without one is the 28th, as for ages in law. */
function movedDay(
  today: string,
  { years = 0, days = 0 }: { years?: number | undefined; days?: number | undefined },
): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  const at = Date.UTC(year + years, month - 1, Math.min(day, lastOfMonth) + days);
  return new Date(at).toISOString().slice(0, 10);
}

const isLiteral = (value: unknown): value is Literal =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
