import fc from 'fast-check';
import type { Condition } from './condition.js';
import { judgeCondition, queriesOf, type Answer } from './judge.js';
import { attributesOf, JudgingPlan } from './judging-plan.js';

const CARD = '11100000TB00000441001';
const today = '2026-03-01';
const held = (field: string, value: unknown, is = 'eq'): Condition =>
  ({ held: { licence: CARD, field, is, value } }) as Condition;
const lowIncome = (value: unknown, is = 'eq'): Condition =>
  ({ held: { dataset: 'low-income', field: 'member', is, value } }) as Condition;
const code = { candidate: 'code' };

describe('a plan for many candidates', () => {
  it('asks about the candidate’s own code as whether there is something, never with the code', () => {
    const plan = new JudgingPlan({ all: [held('holderCode', code), lowIncome(code)] }, { today });
    expect(plan.questions).toEqual([
      { source: { licence: CARD }, field: 'holderCode', operator: 'exists' },
      { source: { dataset: 'low-income' }, field: 'member', operator: 'exists' },
    ]);
    expect(JSON.stringify(plan.questions)).not.toContain('subject');
  });

  it.each(['lt', 'le', 'gt', 'ge'])(
    'asks nothing of a code compared by %s, and takes it for unknown',
    (is) => {
      const plan = new JudgingPlan({ any: [lowIncome(code, is), held('status', '01')] }, { today });
      const [first] = plan.questions;
      expect(first?.operator).toBe('exists');
      expect(plan.standing('00').ask).toEqual({ source: { licence: CARD }, questions: [1] });
      // Whatever is written down for it, it decides nothing.
      expect(plan.standing('12').verdict).toBe('undecided');
      expect(new JudgingPlan(lowIncome(code, is), { today }).standing('1').verdict).toBe('undecided');
    },
  );

  it('asks one source at a time, all that is open of it at once, and nothing once it is decided', () => {
    const plan = new JudgingPlan(
      {
        all: [
          held('status', '01'),
          { any: [held('attributes.KZ_CJDJ', ['一级', '二级'], 'in'), lowIncome(code)] },
        ],
      },
      { today },
    );
    expect(plan.standing('0000').ask).toEqual({ source: { licence: CARD }, questions: [0, 1, 2] });
    expect(plan.standing('1220').ask).toEqual({ source: { dataset: 'low-income' }, questions: [3] });
    expect(plan.standing('1120')).toEqual({ verdict: 'eligible' });
    expect(plan.standing('2000')).toEqual({ verdict: 'not-eligible', because: 0 });
    expect(plan.standing('1222')).toEqual({ verdict: 'not-eligible', because: 1 });
    expect(plan.standing('1223')).toEqual({ verdict: 'undecided', because: 3 });
  });

  it('names the answer that decided, under a negation a yes', () => {
    const plan = new JudgingPlan({ all: [held('status', '01'), { not: lowIncome(code) }] }, { today });
    expect(plan.standing('11')).toEqual({ verdict: 'not-eligible', because: 1 });
  });

  it('judges by attributes that the candidates of the plan share', () => {
    const plan = new JudgingPlan(held('areaCode', { candidate: 'area' }), {
      today,
      attributes: { area: '110105' },
    });
    expect(plan.questions).toMatchObject([{ operator: 'equals', value: '110105' }]);
    const without = new JudgingPlan(held('areaCode', { candidate: 'area' }), { today });
    expect(without.questions).toEqual([]);
    expect(without.standing('')).toEqual({ verdict: 'undecided' });
  });

  it('knows which attributes it looks at', () => {
    const condition: Condition = {
      all: [
        held('areaCode', { candidate: 'area' }),
        { not: held('name', [{ candidate: 'area' }, code, 'x'], 'in') },
      ],
    };
    expect(attributesOf(condition)).toEqual(['area']);
  });

  it('refuses answers of another plan', () => {
    const plan = new JudgingPlan(lowIncome(code), { today });
    expect(() => plan.standing('11')).toThrow(RangeError);
  });

  it('agrees with judging one by one, whatever the condition and the answers, asked to the end', () => {
    const leaf = fc.constantFrom(
      held('status', '01'),
      held('status', ['01', '02'], 'in'),
      held('areaCode', '110105', 'ne'),
      held('holderCode', code),
      lowIncome(code),
      { held: { dataset: 'income', field: 'amount', is: 'le', value: 800 } } as Condition,
    );
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    }));
    const truth = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 16, maxLength: 16 });
    const words: Record<string, Answer> = { 1: 'yes', 2: 'no', 3: 'unknown' };
    fc.assert(
      fc.property(tree, truth, (condition, digits) => {
        const plan = new JudgingPlan(condition, { today });
        const candidate = { code: 'C' };
        const ids = queriesOf(condition, { today, candidate }).map(({ id }) => id);
        const whole = Object.fromEntries(ids.map((id, n) => [id, words[digits[n] ?? '3'] ?? 'unknown']));
        const key = plan.questions.map(() => '0');
        for (let asked = 0; ; asked += 1) {
          expect(asked).toBeLessThanOrEqual(plan.questions.length);
          const { ask, verdict } = plan.standing(key.join(''));
          if (!ask) {
            expect(verdict).toBe(judgeCondition(condition, whole, { today, candidate }).verdict);
            return;
          }
          for (const question of ask.questions) key[question] = digits[question] ?? '3';
        }
      }),
      { numRuns: 300 },
    );
  });
});
