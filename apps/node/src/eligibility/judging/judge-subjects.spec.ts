import { Refusal, type ErrorCode } from '#libs/errors';
import type { Matter } from '#libs/handling';
import type { AskWithin } from '../../lookup/ask-within.js';
import type { LookupResult } from '../../lookup/lookup.js';
import type { EligibilityRun } from '../run.js';
import type { JudgeLicences } from './judge-licences.js';
import { judgeSubjects } from './judge-subjects.js';

const organisation = { code: '11110000TB90000160', name: '样例' };
const run = {
  id: '019ab4f0-1c80-7a3b-8c4d-5e6f708192a3',
  settings: { by: { client: 'hall', role: 'integrator', organisation } },
} as unknown as EligibilityRun;
const matter = {
  title: { zh: '补贴', en: 'Subsidy' },
  legalBasis: [{ document: '依据' }],
} as unknown as Matter;

function asking(answer: Partial<LookupResult>, itemCode: string | null = 'item') {
  const contexts: unknown[] = [];
  const asked: unknown[] = [];
  const askWithin: AskWithin = (context, caller, deadline, options) => {
    contexts.push({ context, caller, deadline, options });
    return {
      ask: async (...question) => {
        asked.push(question);
        return { region: '110000', withheld: [], tookMs: 0, ...answer } as LookupResult;
      },
    };
  };
  const subjects = judgeSubjects({
    askWithin,
    licences: {} as JudgeLicences,
    matterOf: () => matter,
    itemCodeOf: () => itemCode ?? undefined,
  });
  const put = (count: number) =>
    subjects.for(
      run,
      99,
    )({
      region: '120000',
      source: { dataset: 'low-income' },
      subjects: Array.from({ length: count }, (_, n) => ({ type: '111', code: String(n) })),
      questions: [{ source: { dataset: 'low-income' }, field: 'member', operator: 'exists' }],
    });
  return { put, contexts, asked };
}
const rows = (count: number, verdict: boolean | null) => Array.from({ length: count }, () => [verdict]);
const refused = (code: ErrorCode) => new Refusal(code).toPublic();

it.each<[string, Partial<LookupResult>, number, object]>([
  ['a plain answer', { status: 'FOUND', judged: rows(30, false) }, 30, { outcome: 'judged' }],
  [
    'a denial',
    { status: 'DENIED', refusal: refused('NO_AGREEMENT') },
    3,
    { outcome: 'refused', code: 'NO_AGREEMENT' },
  ],
  [
    'a denial by a rate, which passes',
    { status: 'DENIED', refusal: refused('AGREEMENT_RATE_EXCEEDED') },
    3,
    { outcome: 'not-available', code: 'AGREEMENT_RATE_EXCEEDED' },
  ],
  [
    'a part of the items only, which would leave everybody undecided',
    { status: 'REDUCED', judged: rows(3, null) },
    3,
    { outcome: 'refused', code: 'FIELD_NOT_AGREED' },
  ],
  [
    'a peer that is away',
    { status: 'UNAVAILABLE', refusal: refused('PEER_TIMEOUT') },
    3,
    { outcome: 'not-available', code: 'PEER_TIMEOUT' },
  ],
  [
    'no answer and no reason',
    { status: 'UNAVAILABLE' },
    3,
    { outcome: 'not-available', code: 'DEPARTMENT_NOT_AVAILABLE' },
  ],
  [
    'a source that says of everybody that it cannot say, as one does that fails',
    { status: 'FOUND', judged: rows(30, null) },
    30,
    { outcome: 'not-available', code: 'DEPARTMENT_NOT_AVAILABLE' },
  ],
  ['a few of whom nothing is known', { status: 'FOUND', judged: rows(3, null) }, 3, { outcome: 'judged' }],
])('%s', async (_, answer, count, expected) => {
  expect(await asking(answer).put(count)).toMatchObject(expected);
});

it('asks in the name of whoever began the batch, for its matter, and never names a value for a code', async () => {
  const { put, contexts, asked } = asking({ status: 'FOUND', judged: rows(1, true) });
  await put(1);
  expect(contexts).toMatchObject([
    {
      context: {
        purpose: { itemCode: 'item', itemName: '补贴' },
        caseNumber: `eligibility/${run.id}`,
        legalBasis: '依据',
        organisation,
        person: { id: 'hall', name: 'hall' },
      },
      caller: { kind: 'client', id: 'hall', role: 'integrator', organisation },
      deadline: 99,
    },
  ]);
  expect(asked).toEqual([
    [
      '120000',
      {
        operation: 'judge',
        dataset: 'low-income',
        subjects: [{ type: '111', code: '0' }],
        questions: [{ item: 'member', operator: 'exists' }],
      },
    ],
  ]);
});

it('asks nothing for a matter that nobody here stands for', () => {
  const { put, asked } = asking({ status: 'FOUND' }, null);
  expect(() => put(1)).toThrow(expect.objectContaining({ code: 'ELIGIBILITY_MATTER_GONE' }) as Error);
  expect(asked).toEqual([]);
});
