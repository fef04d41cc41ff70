import { RecentTimes } from './recent-times.js';

describe('how long the last answers took', () => {
  it('is not known before the first one', () => {
    expect(new RecentTimes().figures()).toBeUndefined();
  });
  it.each([
    [[7], { median: 7, p95: 7 }],
    [[30, 10, 20], { median: 20, p95: 30 }],
    [Array.from({ length: 100 }, (_, n) => n + 1), { median: 50, p95: 95 }],
  ])('%j', (times, figures) => {
    const recent = new RecentTimes();
    for (const ms of times) recent.add(ms);
    expect(recent.figures()).toEqual(figures);
  });
  it('forgets the oldest', () => {
    const recent = new RecentTimes(3);
    for (const ms of [1000, 1, 2, 3]) recent.add(ms);
    expect(recent.figures()).toEqual({ median: 2, p95: 3 });
  });
});
