import type { LogMemory } from './log-memory.js';
import type { LogPlace } from './log-place.js';
import type { WitnessMemory } from './ports.js';
import { RestoreGuard } from './restore-guard.js';

const ORIGIN = '127.0.0.1:7411/log';
const rootAt = (size: bigint): Uint8Array => Buffer.alloc(32, Number(size % 251n));
const place = (size: bigint, changes: Partial<LogPlace> = {}): LogPlace => ({
  identity: 'a',
  size,
  published: size,
  root: rootAt(size),
  ...changes,
});
const remembered = (size: bigint, changes: Partial<LogMemory> = {}): LogMemory => ({
  version: 1,
  origin: ORIGIN,
  identity: 'a',
  size: String(size),
  root: size === 0n ? '' : Buffer.from(rootAt(size)).toString('base64'),
  ...changes,
});
const witness = (size: bigint, root = rootAt(size)): WitnessMemory => ({ witness: 'tianjin', size, root });

function guarded(file: LogMemory | undefined, configured = 0) {
  const state = { file, configured, now: 0, seen: [] as WitnessMemory[], asked: 0 };
  const guard = new RestoreGuard({
    origin: ORIGIN,
    memory: {
      load: () => Promise.resolve(state.file),
      save: (memory) => {
        state.file = memory;
        return Promise.resolve();
      },
    },
    witnesses: () => ({
      configured: state.configured,
      lastSeen: () => {
        state.asked += 1;
        return Promise.resolve(state.seen);
      },
    }),
    rootAt: (size) => Promise.resolve(rootAt(size)),
    clock: () => 0,
    monotonic: () => state.now,
  });
  return { guard, state };
}

/** A connection to a database at that place. */
const connection = (at: LogPlace) =>
  ({
    query: () =>
      Promise.resolve({
        rows: [
          { identity: at.identity, size: String(at.size), published: String(at.published), root: at.root },
        ],
      }),
  }) as unknown as Parameters<RestoreGuard['vet']>[0];

it.each<[string, LogMemory | undefined, WitnessMemory[], LogPlace, string]>([
  ['a new log that nobody knows', undefined, [witness(0n, new Uint8Array())], place(0n), 'clear'],
  ['what everybody remembers', remembered(9n), [witness(7n)], place(9n), 'clear'],
  ['more than is remembered', remembered(9n), [witness(7n)], place(90n), 'clear'],
  [
    'entries that were appended and not yet signed',
    remembered(9n),
    [witness(9n)],
    place(12n, { published: 9n }),
    'clear',
  ],
  ['less than the state file says', remembered(9n), [witness(7n)], place(8n), 'LOG_BEHIND_WITNESS'],
  [
    'less than one witness of two saw',
    undefined,
    [witness(3n), witness(9n)],
    place(8n),
    'LOG_BEHIND_WITNESS',
  ],
  ['an empty database where a witness saw a log', undefined, [witness(1n)], place(0n), 'LOG_BEHIND_WITNESS'],
  [
    'another root than the state file says',
    remembered(9n, { root: `${'A'.repeat(43)}=` }),
    [witness(7n)],
    place(9n),
    'LOG_FORKED',
  ],
  ['another root than a witness saw', remembered(9n), [witness(7n, rootAt(8n))], place(9n), 'LOG_FORKED'],
])('a database with %s', async (_name, file, seen, at, expected) => {
  const { guard, state } = guarded(file, 2);
  state.seen = seen;
  const verdict = await guard.look(at);
  expect(verdict.state === 'refused' ? verdict.code : verdict.state).toBe(expected);
  expect(guard.cleared()).toBe(expected === 'clear' ? 'a' : undefined);
  expect(state.file?.refused?.code).toBe(expected === 'clear' ? undefined : expected);
});

it('appends nothing before it has looked', () => {
  expect(() => guarded(undefined).guard.assertMayAppend()).toThrow();
});

it('stays refused for the next process and for a database that is right again, until the file says otherwise', async () => {
  const { guard, state } = guarded(remembered(9n));
  await guard.look(place(8n));
  const next = guarded(state.file);
  expect(await next.guard.look(place(9n))).toMatchObject({ state: 'refused' });
  next.state.file = remembered(9n);
  expect(await next.guard.look(place(9n))).toMatchObject({ state: 'clear' });
});

it('asks witnesses again after pauses that grow, not every second', async () => {
  const { guard, state } = guarded(remembered(9n), 2);
  for (; state.now < 60_000; state.now += 1_000)
    expect(await guard.look(place(9n))).toMatchObject({ state: 'waiting' });
  expect(state.asked).toBeLessThan(9);
  expect(() => guard.assertMayAppend()).not.toThrow();
  state.seen = [witness(9n)];
  state.now += 60_000;
  expect(await guard.look(place(9n))).toMatchObject({ state: 'clear' });
});

it('is unsure of a database that is not the remembered one, or that has checkpoints of which nothing is remembered', async () => {
  expect(await guarded(remembered(9n, { identity: 'b' }), 2).guard.look(place(9n))).toMatchObject({
    state: 'unsure',
  });
  expect(await guarded(undefined, 2).guard.look(place(9n))).toMatchObject({ state: 'unsure' });
});

it('vets a connection that leads elsewhere, or back in time, before its first entry', async () => {
  const { guard } = guarded(remembered(9n));
  await guard.look(place(9n));
  await guard.vet(connection(place(10n, { published: 9n })));
  await expect(guard.vet(connection(place(8n)))).rejects.toMatchObject({ code: 'LOG_WITNESSES_UNKNOWN' });
  expect(() => guard.assertMayAppend()).toThrow();
  expect(await guard.look(place(9n))).toMatchObject({ state: 'clear' });
  await expect(guard.vet(connection(place(10n, { identity: 'b' })))).rejects.toMatchObject({
    code: 'LOG_WITNESSES_UNKNOWN',
  });
});

it('is not misled by a connection that is as new as the last look was not', async () => {
  const { guard } = guarded(undefined);
  await guard.look(place(9n));
  const early = connection(place(9n));
  const vetting = guard.vet({
    query: async (...args: unknown[]) => {
      await guard.look(place(12n)); // more was published while this connection's answer was on its way
      return (early.query as (...all: unknown[]) => Promise<unknown>)(...args);
    },
  } as unknown as Parameters<RestoreGuard['vet']>[0]);
  await expect(vetting).resolves.toBeUndefined();
});

it('lets a witness object that became known only after the start', async () => {
  const { guard, state } = guarded(undefined);
  expect(await guard.look(place(2n))).toMatchObject({ state: 'clear' });
  state.configured = 2;
  expect(await guard.look(place(3n))).toMatchObject({ state: 'clear' });
  state.now += 60_000;
  state.seen = [witness(9n)];
  expect(await guard.look(place(4n))).toMatchObject({ state: 'refused', code: 'LOG_BEHIND_WITNESS' });
});

it('does not take the memory of another log', async () => {
  await expect(guarded(remembered(9n, { origin: 'x/log' })).guard.look(place(9n))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});
