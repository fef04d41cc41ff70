import { retryAfter, settledWindows, windowStart } from './windows.js';

const HOUR = 3_600_000;
const noon = Date.UTC(2026, 10, 29, 12);

describe('windows', () => {
  it('begin at multiples of their length', () => {
    expect(windowStart(noon + 17, HOUR)).toBe(noon);
    expect(windowStart(noon, HOUR)).toBe(noon);
  });

  it('are due when they are over and settled, not a millisecond before', () => {
    const due = (now: number) => settledWindows(noon, now, HOUR, 300_000, 10);
    expect(due(noon + HOUR + 299_999)).toEqual([]);
    expect(due(noon + HOUR + 300_000)).toEqual([{ from: noon, to: noon + HOUR }]);
  });

  it('that were slept through are all due, the oldest first, up to the bound', () => {
    const due = settledWindows(noon + 5, noon + 50 * HOUR, HOUR, 0, 3);
    expect(due.map(({ from }) => (from - noon) / HOUR)).toEqual([0, 1, 2]);
  });

  it('are none while the clock stands before their beginning', () => {
    expect(settledWindows(noon, noon - 10 * HOUR, HOUR, 0, 10)).toEqual([]);
  });
});

it('waits twice as long after each failure, up to the bound', () => {
  expect([1, 2, 3, 9, 100].map((attempts) => retryAfter(attempts, 30_000, 3_600_000))).toEqual([
    30_000, 60_000, 120_000, 3_600_000, 3_600_000,
  ]);
});
