import { judgeCondition, type Answer, type YesNoQuery } from './judge.js';
import { heldClaims, type Condition, type Literal } from './condition.js';

/** How a question is put to a source that answers for many subjects at once. */
export type PlannedOperator = 'equals' | 'below' | 'at-most' | 'above' | 'at-least' | 'exists';

/** One question, the same for every candidate. */
export interface PlannedQuestion {
  source: YesNoQuery['source'];
  field: string;
  /** `exists`: whether the source has the field for the subject whom it is asked about. */
  operator: PlannedOperator;
  /** Undefined for `exists`. */
  value?: string;
}

/**
 * Answers to the questions of a plan, a digit each in their order: 0 not asked, 1 yes, 2 no, 3 unknown. A text, because
 * most of a million candidates have one of a few dozen.
 */
export type AnswerKey = string;

/** How a candidate stands with what is known. */
export interface Standing {
  verdict: 'eligible' | 'not-eligible' | 'undecided';
  /** What to ask next, of one source; undefined where nothing that could be asked would change the verdict. */
  ask?: { source: YesNoQuery['source']; questions: readonly number[] };
  /** The answer without which it would stand otherwise: a no, or for an undecided candidate an unknown. */
  because?: number;
}

export interface PlannedJudging {
  /** Attributes of the candidates that this plan is for, without their code, which differs for each. */
  attributes?: Readonly<Record<string, Literal>>;
  /** Day of judging, `YYYY-MM-DD`. */
  today: string;
}

/** Attributes of candidates that a condition looks at, without their code. */
export function attributesOf(condition: Condition): string[] {
  const operands = heldClaims(condition).flatMap(({ value }) => (Array.isArray(value) ? value : [value]));
  const names = operands.flatMap((one) =>
    typeof one === 'object' && 'candidate' in one && one.candidate !== 'code' ? [one.candidate] : [],
  );
  return [...new Set(names)].sort();
}

/** Stands for the code of whoever is judged; no definition can hold it (see textSchema). */
const SUBJECT = '\u0000subject';
/** Beyond so many different patterns of answers they are judged anew. */
const MAX_REMEMBERED = 20_000;
const WORDS: Readonly<Record<string, Answer>> = { 1: 'yes', 2: 'no', 3: 'unknown' };
const OPERATORS = { eq: 'equals', lt: 'below', le: 'at-most', gt: 'above', ge: 'at-least' } as const;

/**
 * A condition made ready for many candidates (免申办): its questions in a fixed order, and the standing of each pattern of
 * answers found once. That a field equals the candidate's own code is asked as `exists`, because a source is asked about
 * a subject by that code; so one question fits all. The verdicts are those of {@link judgeCondition}.
 */
export class JudgingPlan {
  readonly questions: readonly PlannedQuestion[];
  private readonly ids: readonly string[];
  /** Questions that no source could be asked: the subject's code is compared as smaller or larger. */
  private readonly unanswerable: ReadonlySet<number>;
  private readonly known = new Map<AnswerKey, Standing>();

  constructor(
    private readonly condition: Condition,
    private readonly judging: PlannedJudging,
  ) {
    const queries = this.judge({}).open;
    this.ids = queries.map(({ id }) => id);
    this.questions = queries.map(questionOf);
    this.unanswerable = new Set(
      queries.flatMap(({ value, is }, index) => (value === SUBJECT && is !== 'eq' ? [index] : [])),
    );
  }

  standing(key: AnswerKey): Standing {
    const known = this.known.get(key);
    if (known) return known;
    const standing = this.find(key);
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.set(key, standing);
    return standing;
  }

  private find(key: AnswerKey): Standing {
    const { verdict, open } = this.judge(this.answersOf(key));
    const [first, ...rest] = open.map(({ id }) => this.ids.indexOf(id)).sort((a, b) => a - b);
    if (verdict === 'undecided' && first !== undefined) {
      const source = this.questions[first]?.source ?? { dataset: '' };
      const questions = [first, ...rest.filter((one) => isSame(this.questions[one]?.source, source))];
      return { verdict, ask: { source, questions } };
    }
    if (verdict === 'eligible') return { verdict };
    const because = verdict === 'undecided' ? this.firstOf(key, '3') : this.decisive(key);
    return { verdict, ...(because === undefined ? {} : { because }) };
  }

  /** The first answer that decided: unasked, it would leave the verdict open; several together may each be needless. */
  private decisive(key: AnswerKey): number | undefined {
    for (let index = 0; index < key.length; index += 1) {
      if (key[index] === '0' || key[index] === '3') continue;
      const without = `${key.slice(0, index)}0${key.slice(index + 1)}`;
      if (this.judge(this.answersOf(without)).verdict !== 'not-eligible') return index;
    }
    return this.firstOf(key, '2') ?? this.firstOf(key, '1');
  }

  private firstOf(key: AnswerKey, digit: string): number | undefined {
    const index = key.indexOf(digit);
    return index < 0 ? undefined : index;
  }

  private answersOf(key: AnswerKey): Record<string, Answer> {
    if (key.length !== this.ids.length) throw new RangeError('One digit for each question.');
    const answers: Record<string, Answer> = {};
    this.ids.forEach((id, index) => {
      const word = this.unanswerable.has(index) ? 'unknown' : WORDS[key[index] ?? ''];
      if (word !== undefined) answers[id] = word;
    });
    return answers;
  }

  private judge(answers: Record<string, Answer>) {
    const { attributes, today } = this.judging;
    return judgeCondition(this.condition, answers, { candidate: { ...attributes, code: SUBJECT }, today });
  }
}

function questionOf({ source, field, is, value }: YesNoQuery): PlannedQuestion {
  if (value === SUBJECT) return { source, field, operator: 'exists' };
  return { source, field, operator: OPERATORS[is], value: String(value) };
}

const isSame = (a: YesNoQuery['source'] | undefined, b: YesNoQuery['source']): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);
