import fc from 'fast-check';
import { compare, conditionSchema, type Condition } from './condition.js';
import { judgeCondition, queriesOf, type Answer } from './judge.js';

const CARD = '11100000TB00000441001';
const ID = '11100000000013127D001';
const today = '2026-03-01';
const ids = (condition: Condition) => queriesOf(condition, { today }).map(({ id }) => id);
const held = (field: string, value: string | number): Condition => ({
  held: { licence: CARD, field, is: 'eq', value },
});

describe('a condition, read', () => {
  it.each<[string, unknown]>([
    ['an unknown operator', { xor: [] }],
    ['an empty list', { all: [] }],
    ['two operators at once', { all: [held('status', '01')], any: [held('status', '01')] }],
    ['neither a licence nor a dataset', { held: { field: 'status', is: 'eq', value: '01' } }],
    [
      'both a licence and a dataset',
      { held: { licence: CARD, dataset: 'x', field: 'status', is: 'eq', value: '01' } },
    ],
    ['a licence type that is none', { held: { licence: 'X', field: 'status', is: 'eq', value: '01' } }],
    ['a comparison that is code', { held: { licence: CARD, field: 'status', is: 'matches', value: '.*' } }],
    ['`in` without a list', { held: { licence: CARD, field: 'status', is: 'in', value: '01' } }],
    ['a list without `in`', { entered: { form: 'kind', is: 'eq', value: ['a'] } }],
    [
      'a member that is not known',
      { held: { licence: CARD, field: 'status', is: 'eq', value: '01', run: 'x' } },
    ],
  ])('refuses %s', (_, value) => expect(conditionSchema.safeParse(value).success).toBe(false));

  it('refuses nesting beyond eight levels', () => {
    let deep: Condition = held('status', '01');
    for (let i = 0; i < 8; i += 1) deep = { not: deep };
    expect(conditionSchema.safeParse(deep).success).toBe(true);
    expect(conditionSchema.safeParse({ not: deep }).success).toBe(false);
  });
});

describe('comparing', () => {
  it.each<[unknown, string, unknown, boolean | undefined]>([
    ['2026-02-30', 'lt', '2026-03-01', undefined],
    ['a word', 'lt', '2026-03-01', undefined],
    [5, 'lt', '2026-03-01', undefined],
    [undefined, 'ne', 'x', undefined],
    ['2026-02-28', 'lt', '2026-03-01', true],
    ['9', 'lt', '10', true],
    ['x', 'in', ['y', 'x'], true],
  ])('%p %s %p is %p', (left, is, right, outcome) =>
    expect(compare(left as string, is as 'lt', right as string)).toBe(outcome),
  );
});

describe('judging from yes/no answers', () => {
  it('asks each question once and releases no value but what the asker brought', () => {
    const twice: Condition = {
      any: [held('status', '01'), { all: [held('status', '01'), held('areaCode', '110105')] }],
    };
    expect(queriesOf(twice, { today }).map(({ field, way }) => [field, way])).toEqual([
      ['status', 'verify'],
      ['areaCode', 'verify'],
    ]);
  });

  it('asks nothing more once the verdict is certain', () => {
    const both: Condition = { all: [held('status', '01'), held('areaCode', '110105')] };
    const [status = '', area = ''] = ids(both);
    expect(judgeCondition(both, { [status]: 'no' }, { today })).toEqual({
      verdict: 'not-eligible',
      open: [],
    });
    expect(judgeCondition(both, { [status]: 'yes' }, { today }).open.map(({ id }) => id)).toEqual([area]);
    expect(judgeCondition(both, { [status]: 'yes', [area]: 'yes' }, { today }).verdict).toBe('eligible');
  });

  it('never takes an unknown for a yes, nor its opposite for one', () => {
    const one = held('status', '03');
    const [id = ''] = ids(one);
    expect(judgeCondition(one, { [id]: 'unknown' }, { today }).verdict).toBe('undecided');
    expect(judgeCondition({ not: one }, { [id]: 'unknown' }, { today })).toEqual({
      verdict: 'undecided',
      open: [],
    });
  });

  it('turns `in` into equalities and a range into a predicate', () => {
    const several: Condition = {
      held: { licence: CARD, field: 'attributes.KZ_CJDJ', is: 'in', value: ['一级', '二级'] },
    };
    expect(queriesOf(several, { today }).map(({ value, way }) => [value, way])).toEqual([
      ['一级', 'verify'],
      ['二级', 'verify'],
    ]);
    const old: Condition = {
      held: { licence: ID, field: 'attributes.KZ_CSRQ', is: 'le', value: { today: { years: -60 } } },
    };
    expect(queriesOf(old, { today: '2024-02-29' })[0]).toMatchObject({
      value: '1964-02-29',
      way: 'predicate',
    });
    expect(queriesOf(old, { today: '2024-02-29' })).toHaveLength(1);
    const leap: Condition = {
      held: { licence: ID, field: 'issueDate', is: 'le', value: { today: { years: -1 } } },
    };
    expect(queriesOf(leap, { today: '2024-02-29' })[0]?.value).toBe('2023-02-28');
  });

  it('does not read inherited members of a candidate', () => {
    const strange: Condition = {
      held: { licence: CARD, field: 'name', is: 'eq', value: { candidate: 'constructor' } },
    };
    expect(judgeCondition(strange, {}, { today, candidate: {} })).toEqual({ verdict: 'undecided', open: [] });
  });

  it('agrees with plain logic where every answer is known, and more answers never change a verdict', () => {
    const leaf = fc.constantFrom('a', 'b', 'c').map((value) => held('number', value));
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    }));
    const answer = fc.constantFrom<Answer>('yes', 'no');
    fc.assert(
      fc.property(tree, answer, answer, answer, fc.subarray(['a', 'b', 'c']), (condition, a, b, c, known) => {
        const truth: Record<string, Answer> = { a, b, c };
        const of = (names: readonly string[]) =>
          Object.fromEntries(
            queriesOf({ all: ['a', 'b', 'c'].map((v) => held('number', v)) }, { today })
              .filter(({ value }) => names.includes(String(value)))
              .map(({ id, value }) => [id, truth[String(value)] ?? 'unknown']),
          );
        const plain = (c: Condition): boolean =>
          'all' in c
            ? c.all.every(plain)
            : 'any' in c
              ? c.any.some(plain)
              : 'not' in c
                ? !plain(c.not)
                : 'held' in c && truth[c.held.value as string] === 'yes';
        const full = judgeCondition(condition, of(['a', 'b', 'c']), { today });
        expect(full).toEqual({ verdict: plain(condition) ? 'eligible' : 'not-eligible', open: [] });
        const part = judgeCondition(condition, of(known), { today });
        if (part.verdict !== 'undecided') expect(part.verdict).toBe(full.verdict);
      }),
    );
  });
});
