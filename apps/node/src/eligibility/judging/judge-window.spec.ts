import type { Condition } from '#libs/handling';
import type { Candidate } from '../run.js';
import type { SubjectsAnswer, SubjectsQuestion } from '../ports.js';
import { judgeWindow, type WindowRules } from './judge-window.js';
import { subjectsThatFit } from './subjects-that-fit.js';

const CARD = '11100000TB00000441001';
const code = { candidate: 'code' };
const held = (field: string, value: unknown, is = 'eq'): Condition =>
  ({ held: { licence: CARD, field, is, value } }) as Condition;
const inDataset = (field: string, value: unknown, is = 'eq'): Condition =>
  ({ held: { dataset: 'low-income', field, is, value } }) as Condition;
const both: Condition = { all: [held('status', '01'), inDataset('member', code)] };

const candidates = (n: number, attributes?: (at: number) => Record<string, string>): Candidate[] =>
  Array.from({ length: n }, (_, at) => ({
    seq: at + 1,
    type: '111',
    code: `C${String(at)}`,
    attributes: attributes?.(at),
  }));

function rules(
  condition: Condition,
  answer: (question: SubjectsQuestion) => SubjectsAnswer | Promise<SubjectsAnswer>,
  changes: Partial<WindowRules> = {},
) {
  const asked: SubjectsQuestion[] = [];
  return {
    asked,
    rules: {
      condition,
      today: '2026-03-01',
      regionsOf: () => ['110000' as const],
      batchOf: () => 10,
      concurrency: 3,
      ask: async (question: SubjectsQuestion) => {
        asked.push(question);
        return answer(question);
      },
      ...changes,
    },
  };
}

const all =
  (verdict: boolean | null) =>
  (question: SubjectsQuestion): SubjectsAnswer => ({
    outcome: 'judged',
    verdicts: question.subjects.map(() => question.questions.map(() => verdict)),
  });

describe('no source learns of more people than it must', () => {
  it('those whom the first source has decided are not told to the second', async () => {
    const { asked, rules: given } = rules(both, (question) => ({
      outcome: 'judged',
      verdicts: question.subjects.map(({ code: one }) =>
        question.questions.map(() => ('licence' in question.source && one !== 'C3' ? false : true)),
      ),
    }));
    const { judged } = await judgeWindow(candidates(25), given);
    const second = asked.filter(({ source }) => 'dataset' in source);
    expect(second.flatMap(({ subjects }) => subjects)).toEqual([{ type: '111', code: 'C3' }]);
    expect(judged.filter(({ verdict }) => verdict === 'eligible').map(({ seq }) => seq)).toEqual([4]);
    expect(judged.find(({ seq }) => seq === 1)).toEqual({
      seq: 1,
      verdict: 'not-eligible',
      reason: `licence:${CARD}/status`,
    });
  });

  it('nor to the next region whoever one region knows', async () => {
    const { asked, rules: given } = rules(
      inDataset('member', code),
      ({ region, subjects }) => ({
        outcome: 'judged',
        verdicts: subjects.map(({ code: one }) => [region === '110000' ? one === 'C0' : one === 'C1']),
      }),
      { regionsOf: () => ['110000', '120000', '130000'] },
    );
    const { judged } = await judgeWindow(candidates(3), given);
    expect(asked.map(({ region, subjects }) => [region, subjects.map((one) => one.code)])).toEqual([
      ['110000', ['C0', 'C1', 'C2']],
      ['120000', ['C1', 'C2']],
      ['130000', ['C2']],
    ]);
    expect(judged.map(({ verdict }) => verdict)).toEqual(['eligible', 'eligible', 'not-eligible']);
  });
});

describe('what cannot be said is never a yes and never a no', () => {
  it.each<[string, (question: SubjectsQuestion) => SubjectsAnswer, string, readonly string[]]>([
    ['a source that cannot say', all(null), `SOURCE_CANNOT_SAY licence:${CARD}/status`, []],
    [
      'a source that is away',
      () => ({ outcome: 'not-available', code: 'SOURCE_TIMEOUT' }),
      `SOURCE_TIMEOUT licence:${CARD}/status`,
      ['SOURCE_TIMEOUT'],
    ],
  ])('%s', async (_, answer, reason, unavailable) => {
    for (const condition of [held('status', '01'), { not: held('status', '01') }]) {
      const result = await judgeWindow(candidates(2), rules(condition, answer).rules);
      expect(result.judged.map((one) => [one.verdict, one.reason])).toEqual([
        ['unknown', reason],
        ['unknown', reason],
      ]);
      expect(result.unavailable).toEqual(unavailable);
    }
  });

  it('a no of one region is none while another is away', async () => {
    const { rules: given } = rules(
      inDataset('member', code),
      (question) =>
        question.region === '110000'
          ? all(false)(question)
          : { outcome: 'not-available', code: 'PEER_TIMEOUT' },
      { regionsOf: () => ['110000', '120000'] },
    );
    const { judged } = await judgeWindow(candidates(1), given);
    expect(judged).toEqual([
      { seq: 1, verdict: 'unknown', reason: 'PEER_TIMEOUT dataset:low-income/member' },
    ]);
  });

  it('a question that nobody could be asked', async () => {
    const { asked, rules: given } = rules(inDataset('member', { candidate: 'household' }), all(true));
    const { judged } = await judgeWindow(candidates(1), given);
    expect(asked).toEqual([]);
    expect(judged).toEqual([{ seq: 1, verdict: 'unknown', reason: 'QUESTION_NOT_ASKABLE' }]);
  });
});

it('a source that may not be asked stops everything, and nobody has a verdict', async () => {
  const { rules: given } = rules(both, (question) =>
    'dataset' in question.source ? { outcome: 'refused', code: 'NO_AGREEMENT' } : all(true)(question),
  );
  expect(await judgeWindow(candidates(30), given)).toEqual({
    judged: [],
    unavailable: [],
    refused: 'NO_AGREEMENT',
  });
});

it.each<[string, (question: SubjectsQuestion) => SubjectsAnswer]>([
  ['judges fewer', () => ({ outcome: 'judged', verdicts: [] })],
  ['judges more', ({ subjects }) => ({ outcome: 'judged', verdicts: [...subjects, 1].map(() => [true]) })],
])('a source that %s than it was asked about is not believed', async (_, answer) => {
  await expect(judgeWindow(candidates(3), rules(held('status', '01'), answer).rules)).rejects.toThrow(
    'judged other subjects',
  );
});

it('fewer answers than questions leave the rest unknown', async () => {
  const two: Condition = { all: [held('status', '01'), held('areaCode', '110105')] };
  const { rules: given } = rules(two, ({ subjects }) => ({
    outcome: 'judged',
    verdicts: subjects.map(() => [true]),
  }));
  const { judged } = await judgeWindow(candidates(1), given);
  expect(judged[0]).toMatchObject({
    verdict: 'unknown',
    reason: `SOURCE_CANNOT_SAY licence:${CARD}/areaCode`,
  });
});

it('a fault of the log ends the window when all questions have come back', async () => {
  let open = 0;
  const { rules: given } = rules(held('status', '01'), async (question) => {
    open += 1;
    await new Promise(setImmediate);
    open -= 1;
    if (question.subjects.some((one) => one.code === 'C0')) throw new Error('no log');
    return all(true)(question);
  });
  await expect(judgeWindow(candidates(60), given)).rejects.toThrow('no log');
  expect(open).toBe(0);
});

it('candidates who differ in what the condition looks at are asked about apart, others together', async () => {
  const { asked, rules: given } = rules(held('areaCode', { candidate: 'area' }), all(true));
  const people = candidates(6, (at) => ({
    area: at % 2 === 0 ? '110105' : '110101',
    name: `N${String(at)}`,
  }));
  await judgeWindow(people, given);
  expect(asked.map(({ subjects, questions }) => [subjects.length, questions[0]?.value])).toEqual([
    [3, '110105'],
    [3, '110101'],
  ]);
});

it('an entry of the log has room for a batch, whatever the names of the fields', () => {
  const question = (field: string) => ({ source: { licence: CARD }, field, operator: 'exists' as const });
  expect(subjectsThatFit([question('status')])).toBeGreaterThan(100);
  const many = Array.from({ length: 32 }, (_, n) => question(`attributes.KZ_${'X'.repeat(37)}${String(n)}`));
  expect(subjectsThatFit(many) * 32 * 2 * 51).toBeLessThan(56_000);
  expect(subjectsThatFit(many)).toBeGreaterThanOrEqual(1);
});
