import { auditingConfig, type RulesConfig } from '../../auditing.config.js';
import type { Fact } from '../fact.js';
import { RecentFacts } from '../recent.js';
import { familyNameOf } from './own-data.js';
import { judge, longestWindowMs } from './index.js';

const MINUTE = 60_000;
/** A Tuesday, 10:00 in China. */
const TEN = Date.parse('2026-11-24T02:00:00.000Z');
const calm: RulesConfig = auditingConfig.parse({}).rules;

let index = 0n;
const fact = (changes: Partial<Fact> = {}): Fact => ({
  index: index++,
  id: `id-${index}`,
  at: TEN,
  kind: 'answer',
  caller: 'https://tianjin.example',
  channel: 'counter',
  person: 'tj-1',
  personName: '王小明',
  caseNumber: 'TJ-2026-000001',
  itemCode: '11120000TB9000024Y2000131001000',
  denied: false,
  lookups: [{ subject: '111:1', licenceType: 'A001' }],
  ...changes,
});

/** What the rules find of the last fact, the others before it. */
function found(facts: Fact[], rules: RulesConfig = calm, names: [string, string][] = []) {
  const recent = new RecentFacts(longestWindowMs(rules));
  let last: ReturnType<typeof judge> = [];
  for (const one of facts) {
    recent.add(one);
    last = judge(one, recent, rules, new Map(names));
  }
  return last.map(({ rule, detail, entries }) => ({ rule, detail, entries: entries.length }));
}
const many = (count: number, of: (at: number) => Partial<Fact>) =>
  Array.from({ length: count }, (_, at) => fact(of(at)));
const rulesOf = (facts: Fact[], rules?: RulesConfig, names?: [string, string][]) =>
  found(facts, rules, names).map(({ rule }) => rule);

it('find nothing in a day like any other', () => {
  expect(
    found(
      many(20, (at) => ({
        at: TEN + at * MINUTE,
        caseNumber: `TJ-2026-${at}`,
        lookups: [{ subject: `111:${at}` }],
      })),
    ),
  ).toEqual([]);
});

describe('caseNumber', () => {
  it.each([
    [undefined, 'none'],
    ['abc', 'form'],
    ['TJ-2026-', 'form'],
    ['TJ-2026-1; DROP', 'form'],
  ])('%p', (caseNumber, fault) => {
    const { caseNumber: _, ...rest } = fact();
    expect(found([caseNumber === undefined ? rest : { ...rest, caseNumber }])).toMatchObject([
      { rule: 'caseNumber', detail: { fault } },
    ]);
  });
  it('says nothing of a credential that was issued to the holder at the counter', () => {
    const { caseNumber: _, ...rest } = fact({ kind: 'home', withoutCase: true });
    expect(found([rest])).toEqual([]);
  });
  it('not of a request refused before its context was read', () => {
    const { caseNumber: _, ...rest } = fact({ kind: 'refusal' });
    expect(found([rest])).toEqual([]);
  });
  it('not where it is switched off', () => {
    expect(
      found([fact({ caseNumber: 'x' })], { ...calm, caseNumber: { ...calm.caseNumber, enabled: false } }),
    ).toEqual([]);
  });
});

describe('bulk', () => {
  const rules = { ...calm, bulk: { ...calm.bulk, lookups: 5 } };
  const apart = (minutes: number, person?: (at: number) => string) =>
    many(6, (at) => ({
      at: TEN + at * minutes * MINUTE,
      lookups: [],
      ...(person ? { person: person(at) } : {}),
    }));
  it('the sixth within the hour', () => expect(rulesOf(apart(1), rules)).toEqual(['bulk']));
  it('the fifth not', () => expect(rulesOf(apart(1).slice(0, 5), rules)).toEqual([]));
  it('nor the sixth after longer than an hour', () => expect(rulesOf(apart(13), rules)).toEqual([]));
  it('nor six people', () =>
    expect(
      rulesOf(
        apart(1, (at) => `p-${at}`),
        rules,
      ),
    ).toEqual([]));
  it('nor two people of one name at two nodes', () => {
    const facts = apart(1).map((one, at) => ({ ...one, caller: `https://node-${at % 2}` }));
    expect(rulesOf(facts, rules)).toEqual([]);
  });
});

describe('workingHours', () => {
  const at = (text: string) => fact({ at: Date.parse(text) });
  it.each([
    ['before seven', '2026-11-23T22:59:00Z', 1],
    ['at seven', '2026-11-23T23:00:00Z', 0],
    ['before eight in the evening', '2026-11-24T11:59:00Z', 0],
    ['at eight in the evening', '2026-11-24T12:00:00Z', 1],
    ['on a Saturday', '2026-11-28T02:00:00Z', 1],
  ])('%s', (_, instant, count) => expect(rulesOf([at(instant)])).toHaveLength(count));
  it.each([
    ['on a holiday of the notice', '2026-10-01T02:00:00Z', { day: 'holiday' }],
    [
      'when it is a holiday in Beijing already',
      '2026-09-30T16:30:00Z',
      { day: 'holiday', date: '2026-10-01' },
    ],
    ['on a weekday of a year without a notice, at night', '2031-03-04T15:00:00Z', { notice: 'none' }],
  ])('%s', (_, instant, detail) => expect(found([at(instant)])).toMatchObject([{ detail }]));
  it('not on a Saturday that is worked for a holiday', () =>
    expect(rulesOf([at('2026-10-10T02:00:00Z')])).toEqual([]));
  it('by the notice that is configured, in place of the built-in one of the year', () => {
    const notice = {
      year: 2026,
      document: '样例〔2026〕1号',
      issued: '2026-01-01',
      holidays: [{ name: '元旦', from: '2026-01-01', until: '2026-01-01' }],
      worked: ['2026-11-28'],
    };
    const rules = { ...calm, workingHours: { ...calm.workingHours, notices: [notice] } };
    expect(rulesOf([at('2026-11-28T02:00:00Z')], rules)).toEqual([]);
    expect(rulesOf([at('2026-10-01T02:00:00Z')], rules)).toEqual([]);
    expect(rulesOf([at('2026-10-10T02:00:00Z')], rules)).toEqual(['workingHours']);
  });
  it('not on the web', () =>
    expect(rulesOf([fact({ at: Date.parse('2026-11-28T02:00:00Z'), channel: 'web' })])).toEqual([]));
});

describe('manyCases', () => {
  const cases = (count: number, minutes = 1) =>
    many(count, (at) => ({
      at: TEN + at * minutes * MINUTE,
      channel: 'web',
      person: `p-${at}`,
      caseNumber: `TJ-2026-${at}`,
    }));
  it('a fourth case about one holder', () =>
    expect(found(cases(4))).toMatchObject([{ rule: 'manyCases', entries: 4, detail: { cases: 4 } }]));
  it('not a third', () => expect(found(cases(3))).toEqual([]));
  it('nor a fourth after more than a day', () => expect(found(cases(4, 500))).toEqual([]));
  it('nor one case again and again', () =>
    expect(found(many(9, () => ({ person: `p-${index}` })))).toEqual([]));
});

describe('denied', () => {
  const byPersons = (count: number, person: (at: number) => string | undefined, rules = calm) =>
    found(
      many(count, (at) => {
        const { person: _, ...rest } = fact({ at: TEN + at * 1_000, denied: true, lookups: [] });
        const one = person(at);
        return one === undefined ? { ...rest, person: undefined as never } : { ...rest, person: one };
      }),
      rules,
    );
  it('of one person among colleagues of the same client', () =>
    // Each third is the attacker's: eleven of his among twenty-two of others.
    expect(byPersons(33, (at) => (at % 3 === 2 ? 'p-attacker' : `p-${at}`))).toMatchObject([
      { rule: 'denied', entries: 11, detail: { by: 'person', denials: 11 } },
    ]));
  it('not of many colleagues with one or two each', () =>
    expect(byPersons(60, (at) => `p-${at % 30}`)).toEqual([]));
  it('of a client that names another person each time', () =>
    expect(byPersons(101, (at) => `made-up-${at}`)).toMatchObject([
      { rule: 'denied', entries: 101, detail: { by: 'caller', denials: 101 } },
    ]));
  it('of a client that names nobody, its own apart from those of its people', () => {
    expect(byPersons(11, () => undefined)).toMatchObject([{ detail: { by: 'caller', denials: 11 } }]);
    expect(byPersons(20, (at) => (at % 2 === 0 ? undefined : 'p-1'))).toEqual([]);
  });
  const denials = (count: number, minutes: number) =>
    many(count, (at) => ({ at: TEN + at * minutes * MINUTE, denied: true, lookups: [] }));
  it('the eleventh within a quarter of an hour', () => expect(rulesOf(denials(11, 1))).toEqual(['denied']));
  it('not the tenth', () => expect(rulesOf(denials(10, 1))).toEqual([]));
  it('nor eleven in a day', () => expect(rulesOf(denials(11, 30))).toEqual([]));
});

describe('ownData', () => {
  const subject = '111:110101199003077758';
  it('the identifier of the person', () =>
    expect(found([fact({ person: '110101199003077758', lookups: [{ subject }] })])).toMatchObject([
      { rule: 'ownData', detail: { by: 'identifier' } },
    ]));
  it('a holder of the same name', () =>
    expect(found([fact({ lookups: [{ subject }] })], calm, [[subject, '王小明']])).toMatchObject([
      { detail: { by: 'name' } },
    ]));
  it('not a firm of the same name', () =>
    expect(found([fact({ lookups: [{ subject: '001:X' }] })], calm, [['001:X', '王小明']])).toEqual([]));
  const family = (count: number, name: (at: number) => string): [Fact[], [string, string][]] => [
    many(count, (at) => ({ at: TEN + at * MINUTE, lookups: [{ subject: `111:${at}` }] })),
    Array.from({ length: count }, (_, at) => [`111:${at}`, name(at)]),
  ];
  it('five holders of one family name', () => {
    const [facts, names] = family(5, (at) => `王${'甲乙丙丁戊'[at]}`);
    expect(found(facts, calm, names)).toMatchObject([
      { detail: { by: 'family-name', holders: 5 }, entries: 5 },
    ]);
  });
  it('not four, nor five of several names, nor one five times', () => {
    const [four, named] = family(4, () => '王甲');
    expect(found(four, calm, named)).toEqual([]);
    const [facts, names] = family(5, (at) => `${'王李张刘陈'[at]}某`);
    expect(found(facts, calm, names)).toEqual([]);
    const same = many(5, () => ({ lookups: [{ subject: '111:1' }] }));
    expect(found(same, calm, [['111:1', '王甲']])).toEqual([]);
  });
  it.each([
    ['欧阳修', '欧阳'],
    ['王小明', '王'],
    ['John Smith', undefined],
    ['王', undefined],
  ])('the family name of %s', (name, expected) => expect(familyNameOf(name)).toBe(expected));
});

describe('purpose', () => {
  const rules = {
    ...calm,
    purpose: {
      ...calm.purpose,
      fitting: [
        { licenceType: 'A0*', items: ['000131001000'] },
        { licenceType: 'B001', items: ['X'] },
      ],
    },
  };
  it('that fits', () => expect(rulesOf([fact()], rules)).toEqual([]));
  it('that does not', () =>
    expect(rulesOf([fact({ lookups: [{ licenceType: 'B001' }] })], rules)).toEqual(['purpose']));
  it('of a type that stands in no line', () =>
    expect(rulesOf([fact({ lookups: [{ licenceType: 'C001' }] })], rules)).toEqual([]));
});

it('keeps no more of the past than it may', () => {
  const recent = new RecentFacts(60 * MINUTE, 100);
  for (const one of many(30_000, (at) => ({ at: TEN + at }))) recent.add(one);
  expect(recent.ofPerson('https://tianjin.example', 'tj-1', 0)).toHaveLength(100);
  recent.add(fact({ at: TEN + 61 * MINUTE + 30_000 }));
  expect(recent.ofPerson('https://tianjin.example', 'tj-1', 0)).toHaveLength(1);
});

it('counts the persons of a batch, not its entries', () => {
  const recent = new RecentFacts(60 * MINUTE, 100);
  const batch = (first: number) =>
    Array.from({ length: 40 }, (_, n) => ({ subject: `111:${String(first + n)}` }));
  for (const first of [0, 40, 80]) recent.add(fact({ at: TEN + first, lookups: batch(first) }));
  const known = (subject: number) => recent.ofSubject(`111:${String(subject)}`, 0).length;
  expect([known(0), known(39), known(40), known(119)]).toEqual([0, 0, 1, 1]);
});
