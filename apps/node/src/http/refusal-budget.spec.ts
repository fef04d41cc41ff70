import { RefusalBudget } from './refusal-budget.js';

describe('refusals that a peer may have signed in a minute', () => {
  let now = 1_800_000_000_000;
  const budget = new RefusalBudget(3, () => now);
  const take = (peer: string, times: number): boolean[] =>
    Array.from({ length: times }, () => budget.take(peer));

  it('are counted for each peer by itself and begin anew with the minute', () => {
    expect(take('a', 4)).toEqual([true, true, true, false]);
    expect(take('b', 1)).toEqual([true]);
    now += 59_999 - (now % 60_000);
    expect(take('a', 1)).toEqual([false]);
    now += 1;
    expect(take('a', 4)).toEqual([true, true, true, false]);
  });

  it('do not come back with a clock that is set back within the minute', () => {
    now -= 1;
    now += 1;
    expect(take('a', 1)).toEqual([false]);
  });
});
