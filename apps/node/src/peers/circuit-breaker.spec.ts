import { CircuitBreaker } from './circuit-breaker.js';

describe('CircuitBreaker', () => {
  let now: number;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 1_000_000;
    breaker = new CircuitBreaker({ failures: 3, openMs: 100, maxOpenMs: 350 }, () => now);
  });
  const fail = (times: number) => {
    for (let i = 0; i < times; i += 1) breaker.failed(breaker.admit()!);
  };

  it('opens after so many failures in a row, not before', () => {
    fail(2);
    expect(breaker.state()).toBe('closed');
    fail(1);
    expect(breaker.state()).toBe('open');
    expect(breaker.admit()).toBeUndefined();
    expect(breaker.snapshot()).toEqual({ state: 'open', since: now, failuresInRow: 3, retryAfterMs: 100 });
  });

  it('forgets failures when one call succeeds', () => {
    fail(2);
    breaker.succeeded(breaker.admit()!);
    fail(2);
    expect(breaker.state()).toBe('closed');
  });

  it('lets exactly one call try when the time is over', () => {
    fail(3);
    now += 100;
    expect(breaker.state()).toBe('half-open');
    expect(breaker.admit()).toBeDefined();
    expect(breaker.admit()).toBeUndefined();
  });

  it('closes when the trial succeeds', () => {
    fail(3);
    now += 100;
    breaker.succeeded(breaker.admit()!);
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', since: now, failuresInRow: 0 });
    fail(3);
    expect(breaker.snapshot().retryAfterMs).toBe(100);
  });

  it('waits twice as long after each failed trial, up to the bound', () => {
    fail(3);
    const waits = [1, 2, 3, 4].map(() => {
      now += breaker.snapshot().retryAfterMs;
      fail(1);
      return breaker.snapshot().retryAfterMs;
    });
    expect(waits).toEqual([200, 350, 350, 350]);
    expect(breaker.snapshot().since).toBe(1_000_000);
  });

  it('lets another call try when the trial told nothing', () => {
    fail(3);
    now += 100;
    breaker.released(breaker.admit()!);
    expect(breaker.admit()).toBeDefined();
  });

  it('learns nothing from calls that were sent before it opened', () => {
    const stragglers = [1, 2, 3, 4, 5].map(() => breaker.admit()!);
    for (const permit of stragglers.slice(0, 3)) breaker.failed(permit);
    breaker.succeeded(stragglers[3]!);
    expect(breaker.state()).toBe('open');
    now += 100;
    const trial = breaker.admit()!;
    breaker.failed(stragglers[4]!);
    expect(breaker.state()).toBe('half-open');
    breaker.succeeded(trial);
    expect(breaker.state()).toBe('closed');
  });
});
