import fc from 'fast-check';
import { sha256 } from '#libs/exchange';
import { compare, isMismatch, withoutCounterpart, type VerdictClass } from './compare.js';
import {
  lineText,
  pageOfLines,
  sameSummary,
  sortLines,
  summarise,
  type AnsweredLine,
  type AskedLine,
} from './lines.js';
import { count, mismatchesIn, seenFrom } from './tally.js';

const r = (name: string) => sha256(`request ${name}`);
const answered = (name: string, leaf = `leaf ${name}`, body = `body ${name}`): AnsweredLine => ({
  request: r(name),
  leaf: sha256(leaf),
  body: sha256(body),
});
const asked = (name: string, leaf?: string, body?: string): AskedLine => ({
  ...answered(name, leaf, body),
  state: 'answered',
});
const unanswered = (name: string): AskedLine => ({ request: r(name), state: 'unanswered' });
const open = (name: string): AskedLine => ({ request: r(name), state: 'open' });

describe('one request in two logs', () => {
  const table: [string, AskedLine[], AnsweredLine[], VerdictClass][] = [
    ['a query that the requester hides', [], [answered('a')], 'missing-at-requester'],
    ['an answer that the provider hides', [asked('a')], [], 'missing-at-provider'],
    ['another leaf than the receipt promised', [asked('a')], [answered('a', 'forged')], 'altered'],
    ['another body than was received', [asked('a')], [answered('a', undefined, 'forged')], 'altered'],
    ['the receipt of another entry', [asked('a', 'leaf b')], [answered('a')], 'altered'],
    ['the same in both', [asked('a')], [answered('a')], 'matched'],
    [
      'a replay that was refused beside it',
      [asked('a')],
      [answered('a'), answered('a', 'replay')],
      'matched',
    ],
    ['a crash before the request left', [open('a')], [], 'open'],
    ['a crash before the outcome was logged', [open('a')], [answered('a')], 'open'],
    ['a provider that was down', [unanswered('a')], [], 'undelivered'],
    ['an answer that was lost or not believed', [unanswered('a')], [answered('a')], 'unconfirmed'],
    ['intent and outcome as two lines', [open('a'), asked('a')], [answered('a')], 'matched'],
  ];
  it.each(table)('%s', (_name, a, b, expected) => {
    expect(compare({ asked: a, answered: b }).map(({ class: of }) => of)).toEqual([expected]);
  });

  it('is late, not missing, where the counterpart lies in another window', () => {
    const other = { asked: [asked('b')], answered: [answered('a')] };
    const verdicts = compare({ asked: [asked('a')], answered: [answered('b')] }, other);
    expect(verdicts.map(({ class: of }) => of)).toEqual(['late', 'late']);
  });

  it('is altered, not late, where the counterpart in another window differs', () => {
    const other = { asked: [], answered: [answered('a', 'forged')] };
    expect(compare({ asked: [asked('a')], answered: [] }, other)[0]?.class).toBe('altered');
  });

  it('is named from the seat of the node that counts', () => {
    expect(seenFrom('requester', 'missing-at-provider')).toBe('missingThere');
    expect(seenFrom('provider', 'missing-at-provider')).toBe('missingHere');
    expect(seenFrom('requester', 'missing-at-requester')).toBe('missingHere');
    expect(seenFrom('provider', 'missing-at-requester')).toBe('missingThere');
    expect(seenFrom('provider', 'altered')).toBe('altered');
  });
});

/** Honest traffic of distinct requests. */
const traffic = fc.uniqueArray(fc.nat(10_000), { maxLength: 40 }).map((names) => names.map(String));

describe('any traffic', () => {
  it('of two honest nodes has one digest and no mismatch, in whatever order each wrote it', () => {
    fc.assert(
      fc.property(traffic, fc.infiniteStream(fc.nat()), (names, noise) => {
        const shuffled = [...names].sort(() => (noise.next().value % 2 ? 1 : -1));
        const a = names.map((name) => asked(name));
        const b = shuffled.map((name) => answered(name));
        expect(sameSummary(summarise(a), summarise(b))).toBe(true);
        expect(mismatchesIn(count('requester', compare({ asked: a, answered: b })))).toBe(0);
      }),
    );
  });

  it('names exactly what was removed or altered, and every request once', () => {
    const deed = fc.constantFrom('kept', 'removed', 'hidden', 'altered' as const);
    fc.assert(
      fc.property(traffic, fc.infiniteStream(deed), (names, deeds) => {
        const plan = names.map((name) => ({ name, deed: deeds.next().value }));
        const a = plan.filter((one) => one.deed !== 'hidden').map(({ name }) => asked(name));
        const b = plan
          .filter((one) => one.deed !== 'removed')
          .map((one) => answered(one.name, one.deed === 'altered' ? `forged ${one.name}` : undefined));
        const verdicts = compare({ asked: a, answered: b });
        const expected: Record<string, VerdictClass> = {
          kept: 'matched',
          removed: 'missing-at-provider',
          hidden: 'missing-at-requester',
          altered: 'altered',
        };
        expect(Object.fromEntries(verdicts.map((one) => [one.request, one.class]))).toEqual(
          Object.fromEntries(plan.map((one) => [r(one.name), expected[one.deed]])),
        );
        expect(verdicts).toHaveLength(plan.length);
        const touched = plan.some((one) => one.deed !== 'kept');
        expect(sameSummary(summarise(a), summarise(b))).toBe(!touched);
        expect(verdicts.some((one) => isMismatch(one.class))).toBe(touched);
      }),
    );
  });

  it('looks elsewhere exactly for what has no counterpart', () => {
    fc.assert(
      fc.property(traffic, traffic, (a, b) => {
        const alone = withoutCounterpart({
          asked: a.map((name) => asked(name)),
          answered: b.map((name) => answered(name)),
        });
        expect(alone.asked).toEqual(
          a
            .filter((name) => !b.includes(name))
            .map(r)
            .sort(),
        );
        expect(alone.answered).toEqual(
          b
            .filter((name) => !a.includes(name))
            .map(r)
            .sort(),
        );
      }),
    );
  });

  it('is the same set in pages of any size', () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 1, max: 7 }), (names, size) => {
        const sorted = sortLines(names.map((name) => answered(name)));
        const collected: AnsweredLine[] = [];
        let after: string | undefined;
        do {
          const page = pageOfLines(sorted, after, size);
          expect(page.lines.length).toBeLessThanOrEqual(size);
          collected.push(...page.lines);
          after = page.next;
        } while (after !== undefined);
        expect(collected.map(lineText)).toEqual(sorted.map(lineText));
      }),
    );
  });
});
