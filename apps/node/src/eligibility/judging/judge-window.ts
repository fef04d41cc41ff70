import type { RegionCode } from '#libs/codes';
import { attributesOf, JudgingPlan, type Condition, type PlannedQuestion } from '#libs/handling';
import { sourceKey, type Candidate, type CandidateVerdict } from '../run.js';
import type { SubjectsAnswer, SubjectsQuestion } from '../ports.js';

export interface WindowRules {
  condition: Condition;
  today: string;
  regionsOf: (source: PlannedQuestion['source']) => readonly RegionCode[];
  /** Most subjects of one question. */
  batchOf: (questions: readonly PlannedQuestion[]) => number;
  /** Questions on their way at a time. */
  concurrency: number;
  ask: (question: SubjectsQuestion) => Promise<SubjectsAnswer>;
}

export interface JudgedCandidate {
  seq: number;
  verdict: CandidateVerdict;
  /** The question that decided, or the code of what kept a source from deciding; undefined for who is eligible. */
  reason: string | undefined;
}

export interface JudgedWindow {
  judged: JudgedCandidate[];
  /** Codes of sources that were away. */
  unavailable: readonly string[];
  /** Code of a source that may not be asked at all. */
  refused: string | undefined;
}

const [NOT_ASKED, YES, NO, UNKNOWN] = [0x30, 0x31, 0x32, 0x33] as const;
/** What no definition can ask of a source. */
const NOT_ASKABLE = 'QUESTION_NOT_ASKABLE';
const SOURCE_CANNOT_SAY = 'SOURCE_CANNOT_SAY';

/** Candidates that are judged by the same questions, with their answers so far. */
interface Group {
  plan: JudgingPlan;
  members: readonly Candidate[];
  /** A row of digits for each member, as AnswerKey has them. */
  answers: Buffer;
  /** Codes of sources that were away, by place of the answer. */
  away: Map<number, string>;
}

interface Task {
  group: Group;
  source: PlannedQuestion['source'];
  questions: readonly number[];
  /** Places within the group. */
  who: number[];
}

/**
 * Judges a window of candidates: each is asked about at one source after another and only while the verdict is open, so
 * that no source learns of more people than it must.
 */
export async function judgeWindow(
  candidates: readonly Candidate[],
  rules: WindowRules,
): Promise<JudgedWindow> {
  const groups = groupsOf(candidates, rules);
  const trouble = { unavailable: new Set<string>(), refused: undefined as string | undefined };
  for (;;) {
    const tasks = groups.flatMap((group) => nextTasks(group, rules));
    if (tasks.length === 0 || trouble.refused !== undefined) break;
    await inParallel(tasks, rules.concurrency, (task) => work(task, rules, trouble));
  }
  return {
    judged: trouble.refused === undefined ? groups.flatMap(verdictsOf) : [],
    unavailable: [...trouble.unavailable],
    refused: trouble.refused,
  };
}

/** Those who are alike in what the condition looks at are asked about together. */
function groupsOf(candidates: readonly Candidate[], { condition, today }: WindowRules): Group[] {
  const names = attributesOf(condition);
  const bySignature = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const signature =
      names.length === 0 ? '[]' : JSON.stringify(names.map((name) => attributeOf(candidate, name)));
    const members = bySignature.get(signature);
    if (members) members.push(candidate);
    else bySignature.set(signature, [candidate]);
  }
  return [...bySignature].map(([signature, members]) => {
    const plan = planOf(condition, today, names, signature);
    const answers = Buffer.alloc(members.length * plan.questions.length, NOT_ASKED);
    return { plan, members, answers, away: new Map() };
  });
}

const attributeOf = ({ attributes }: Candidate, name: string): string | null =>
  attributes && Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;

/** Plans remember what they found, so the next window finds them again. */
const plans = new WeakMap<Condition, Map<string, JudgingPlan>>();
const MAX_PLANS = 1_000;

function planOf(
  condition: Condition,
  today: string,
  names: readonly string[],
  signature: string,
): JudgingPlan {
  const known = plans.get(condition) ?? new Map<string, JudgingPlan>();
  plans.set(condition, known);
  const key = `${today} ${signature}`;
  const found = known.get(key);
  if (found) return found;
  const values = JSON.parse(signature) as (string | null)[];
  const given = names.flatMap((name, n) =>
    typeof values[n] === 'string' ? [[name, values[n]] as const] : [],
  );
  const plan = new JudgingPlan(condition, { today, attributes: Object.fromEntries(given) });
  if (known.size >= MAX_PLANS) known.clear();
  known.set(key, plan);
  return plan;
}

const keyAt = ({ plan, answers }: Group, place: number): string =>
  answers.toString('latin1', place * plan.questions.length, (place + 1) * plan.questions.length);

const questionsOf = (plan: JudgingPlan, places: readonly number[]): PlannedQuestion[] =>
  places.map((place) => plan.questions[place]).filter((one) => one !== undefined);

/** Everything that may be asked now, in batches of one source and one set of questions. */
function nextTasks(group: Group, { batchOf }: WindowRules): Task[] {
  const open = new Map<string, Task & { most: number }>();
  const full: Task[] = [];
  for (let place = 0; place < group.members.length; place += 1) {
    const { ask } = group.plan.standing(keyAt(group, place));
    if (!ask) continue;
    const key = ask.questions.join();
    let task = open.get(key);
    if (!task) {
      task = { group, ...ask, who: [], most: batchOf(questionsOf(group.plan, ask.questions)) };
      open.set(key, task);
    }
    task.who.push(place);
    if (task.who.length < task.most) continue;
    full.push(task);
    open.delete(key);
  }
  return [...full, ...open.values()];
}

async function work(
  { group, source, questions, who }: Task,
  rules: WindowRules,
  trouble: { unavailable: Set<string>; refused: string | undefined },
): Promise<void> {
  const { plan, members, answers, away } = group;
  const asked = questionsOf(plan, questions);
  const found = who.map(() => Buffer.alloc(questions.length, NOT_ASKED));
  let codeOfAway: string | undefined;
  let open = who.map((_, n) => n);
  for (const region of rules.regionsOf(source)) {
    if (open.length === 0 || trouble.refused !== undefined) break;
    const subjects = open.map((n) => subjectOf(members[who[n] ?? 0]));
    const answer = await rules.ask({ region, source, subjects, questions: asked });
    if (answer.outcome === 'refused') {
      trouble.refused ??= answer.code;
      return;
    }
    if (answer.outcome === 'not-available') {
      codeOfAway ??= answer.code;
      trouble.unavailable.add(answer.code);
      for (const n of open) merge(found[n], questions, () => null);
      continue;
    }
    if (answer.verdicts.length !== subjects.length) throw new Error('a source judged other subjects');
    open = open.filter((n, at) => {
      const verdicts = answer.verdicts[at] ?? [];
      merge(found[n], questions, (question) => verdicts[question] ?? null);
      // Where a region knows somebody, the others are not told of them.
      return !verdicts.includes(true);
    });
  }
  who.forEach((place, n) => {
    questions.forEach((question, at) => {
      const digit = found[n]?.[at] ?? UNKNOWN;
      const where = place * plan.questions.length + question;
      answers[where] = digit === NOT_ASKED ? UNKNOWN : digit;
      if (answers[where] === UNKNOWN && codeOfAway !== undefined) away.set(where, codeOfAway);
    });
  });
}

const subjectOf = (candidate: Candidate | undefined) => ({
  type: candidate?.type ?? '',
  code: candidate?.code ?? '',
});

/** A yes of any region counts; a no only where none of them could not say. */
function merge(
  row: Buffer | undefined,
  questions: readonly number[],
  verdictOf: (question: number) => boolean | null,
): void {
  if (!row) return;
  questions.forEach((_, at) => {
    const verdict = verdictOf(at);
    if (row[at] === YES || verdict === true) row[at] = YES;
    else if (row[at] === UNKNOWN || verdict === null) row[at] = UNKNOWN;
    else row[at] = NO;
  });
}

function verdictsOf(group: Group): JudgedCandidate[] {
  const { plan, members, away } = group;
  const width = plan.questions.length;
  return members.map(({ seq }, place) => {
    const { verdict, because } = plan.standing(keyAt(group, place));
    if (verdict === 'eligible') return { seq, verdict, reason: undefined };
    const question = because === undefined ? undefined : plan.questions[because];
    const asked = question && `${sourceKey(question.source)}/${question.field}`;
    if (verdict === 'not-eligible') return { seq, verdict, reason: asked };
    const code =
      because === undefined ? NOT_ASKABLE : (away.get(place * width + because) ?? SOURCE_CANNOT_SAY);
    return { seq, verdict: 'unknown', reason: asked === undefined ? code : `${code} ${asked}` };
  });
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  each: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      while (next < items.length && failures.length === 0) {
        const item = items[next] as T;
        next += 1;
        await each(item).catch((error: unknown) => void failures.push(error));
      }
    }),
  );
  // Thrown when all have come back: nothing may go on behind the caller's back.
  if (failures.length > 0) throw failures[0];
}
