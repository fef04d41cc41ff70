import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import type { LiveChange } from './live-changes.js';
import type { ProgressOfCheck } from './ports.js';
import { StreamSeats } from './stream-seats.js';
import { Subscribe, type SubscribeDeps } from './subscribe.js';

const caller: ClientCaller = {
  kind: 'client',
  role: 'integrator',
  id: 'hall',
  organisation: { code: 'c', name: 'n' },
  scopes: [],
};
const CASE = '120101-20260302-0001';
const news = (id: string, event = 'e'): LiveChange => ({
  kind: 'case',
  id,
  data: { event, step: 'urge', region: '120000', at: '2026-11-29T00:00:00.000Z', state: 'received' },
});
const progress = (more: Partial<ProgressOfCheck> = {}): ProgressOfCheck => ({
  check: 'x',
  caseId: null,
  state: 'asking',
  editions: 0,
  sources: [],
  ...more,
});

function setUp(changes: Partial<SubscribeDeps> = {}) {
  const watches: { kind: string; subject: string; tell: (change: LiveChange | 'maybe') => void }[] = [];
  const faults: unknown[] = [];
  let unwatched = 0;
  const feed = new Subscribe({
    live: {
      watch: async (kind, subject, tell) => {
        watches.push({ kind, subject, tell });
        return () => void unwatched++;
      },
    },
    maySeeCase: async () => undefined,
    readCheck: async () => progress(),
    maxQueued: 3,
    onFault: (error) => void faults.push(error),
    ...changes,
  });
  return { feed, watches, faults, unwatched: () => unwatched };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('changes of cases', () => {
  it('are judged one by one: what may not be seen is not told, nor what cannot be judged', async () => {
    const asked: string[] = [];
    const { feed, watches, faults } = setUp({
      maySeeCase: async (id) => {
        asked.push(id);
        if (id === 'b') throw new Refusal('CASE_UNKNOWN');
        if (id === 'c') throw new Error('database away');
      },
    });
    const events = await feed.cases(caller);
    expect(watches).toMatchObject([{ kind: 'case', subject: '*' }]);
    for (const id of ['a', 'b', 'c']) watches[0]?.tell(news(id));
    const next = events.next();
    await settled();
    watches[0]?.tell(news('d'));
    await expect(next).resolves.toMatchObject({ value: { id: 'a', state: 'received', event: { id: 'e' } } });
    await expect(events.next()).resolves.toMatchObject({ value: { id: 'd' } });
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
    expect(faults).toHaveLength(1);
  });

  it('of one that is not the caller’s are not even watched', async () => {
    const { feed, watches } = setUp({ maySeeCase: () => Promise.reject(new Refusal('CASE_UNKNOWN')) });
    await expect(feed.cases(caller, CASE)).rejects.toMatchObject({ code: 'CASE_UNKNOWN' });
    await expect(feed.cases(caller, '*')).rejects.toMatchObject({ code: 'CASE_UNKNOWN' });
    expect(watches).toEqual([]);
  });

  it('that come faster than they are judged end the stream; nothing is watched then', async () => {
    const { feed, watches, unwatched } = setUp({ maySeeCase: () => new Promise(() => undefined) });
    const events = await feed.cases(caller);
    const waiting = events.next();
    for (let n = 0; n < 5; n++) watches[0]?.tell(news('a'));
    await expect(waiting).rejects.toMatchObject({ code: 'STREAM_TOO_SLOW' });
    expect(unwatched()).toBe(1);
  });

  it('that may have been missed end it, so that the reader reads anew', async () => {
    const { feed, watches } = setUp();
    const events = await feed.cases(caller);
    const waiting = events.next();
    watches[0]?.tell('maybe');
    await expect(waiting).rejects.toMatchObject({ code: 'STREAM_ENDED' });
  });
});

describe('progress of a check', () => {
  it('is told at once and when it differs, and ends when the check is complete', async () => {
    let now = progress();
    const { feed, watches, unwatched } = setUp({ readCheck: async () => now });
    const events = await feed.check(caller, 'x');
    await expect(events.next()).resolves.toMatchObject({ value: { state: 'asking' } });
    watches[0]?.tell({ kind: 'check', id: 'x' });
    await settled();
    now = progress({ state: 'complete', editions: 1 });
    for (let n = 0; n < 10; n++) watches[0]?.tell('maybe');
    await expect(events.next()).resolves.toMatchObject({ value: { state: 'complete', editions: 1 } });
    await expect(events.next()).resolves.toMatchObject({ done: true });
    expect(unwatched()).toBe(1);
  });

  it('of somebody else’s is not watched', async () => {
    const { feed, watches } = setUp({ readCheck: () => Promise.reject(new Refusal('CHECK_UNKNOWN')) });
    await expect(feed.check(caller, 'x')).rejects.toMatchObject({ code: 'CHECK_UNKNOWN' });
    expect(watches).toEqual([]);
  });

  it('ends with the reason where it cannot be read any more', async () => {
    let may = true;
    const { feed, watches } = setUp({
      readCheck: async () => {
        if (!may) throw new Refusal('CHECK_UNKNOWN');
        return progress();
      },
    });
    const events = await feed.check(caller, 'x');
    await events.next();
    may = false;
    const waiting = events.next();
    watches[0]?.tell('maybe');
    await expect(waiting).rejects.toMatchObject({ code: 'CHECK_UNKNOWN' });
  });

  it('complete already is told, and nothing stays watched', async () => {
    const { feed, unwatched } = setUp({ readCheck: async () => progress({ state: 'stopped' }) });
    const events = await feed.check(caller, 'x');
    await expect(events.next()).resolves.toMatchObject({ value: { state: 'stopped' } });
    await expect(events.next()).resolves.toMatchObject({ done: true });
    expect(unwatched()).toBe(1);
  });
});

it('seats are counted by caller and person and in all, and given back once', () => {
  const seats = new StreamSeats({ perCaller: 1, total: 2 });
  const leave = seats.take(caller);
  expect(() => seats.take(caller)).toThrow(expect.objectContaining({ code: 'STREAM_TOO_MANY' }));
  seats.take({ ...caller, person: { id: 'p', name: 'n' } });
  expect(() => seats.take({ ...caller, id: 'other' })).toThrow(
    expect.objectContaining({ code: 'STREAM_TOO_MANY' }),
  );
  leave();
  leave();
  seats.take(caller);
  expect(() => seats.take({ ...caller, id: 'other' })).toThrow(
    expect.objectContaining({ code: 'STREAM_TOO_MANY' }),
  );
});
