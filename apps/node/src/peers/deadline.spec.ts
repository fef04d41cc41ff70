import { deadlineSignal } from './deadline-signal.js';
import { deadlineOf } from './deadline.js';

describe('deadlineOf', () => {
  it.each<[string | string[] | undefined, number]>([
    ['250', 1250],
    ['0', 1000],
    ['999999', 6000],
    [undefined, 6000],
    ['', 6000],
    ['-5', 6000],
    ['1e3', 6000],
    ['12.5', 6000],
    ['NaN', 6000],
    ['9'.repeat(400), 6000],
    [['1', '2'], 6000],
  ])('%j', (value, expected) => {
    expect(deadlineOf({ 'tongban-deadline-ms': value }, 1000, 5000)).toBe(expected);
  });
});

describe('deadlineSignal', () => {
  it('has fired when no time is left', () => {
    using deadline = deadlineSignal(0);
    expect(deadline.signal.reason).toMatchObject({ code: 'PEER_TIMEOUT' });
  });

  it('tells a caller that has gone from a peer that is slow', () => {
    const caller = new AbortController();
    using deadline = deadlineSignal(60_000, caller.signal);
    expect(deadline.signal.aborted).toBe(false);
    caller.abort();
    expect(deadline.signal.reason).toMatchObject({ code: 'PEER_CALL_ABANDONED' });
  });

  it('has fired when the caller has gone before', () => {
    using deadline = deadlineSignal(60_000, AbortSignal.abort());
    expect(deadline.signal.reason).toMatchObject({ code: 'PEER_CALL_ABANDONED' });
  });
});
