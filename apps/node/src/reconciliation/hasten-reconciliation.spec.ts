import type { GovernanceJournal } from '../audit/index.js';
import type { Caller } from '../callers/index.js';
import { HastenReconciliation, type HastenRequest } from './hasten-reconciliation.js';

const auditor = { kind: 'client', id: 'console', role: 'auditor' } as Caller;
const PEER = 'https://beijing.example';
const again = { from: Date.parse('2026-11-24T00:00:00Z'), to: Date.parse('2026-11-25T00:00:00Z') };

function stage(round: () => Promise<void> = async () => undefined) {
  const done: unknown[] = [];
  const hasten = new HastenReconciliation({
    store: {
      pairs: async () => [{ peer: PEER }] as never,
      hasten: async (peer) => void done.push(['hasten', peer]),
      redo: async (filter) => {
        done.push(['redo', filter]);
        return 24;
      },
    },
    job: {
      now: () => {
        done.push('round');
        return round();
      },
    },
    journal: {
      record: async ({ governance }: never) => void done.push(governance),
    } as unknown as GovernanceJournal,
    onFailure: (error) => void done.push(error),
  });
  return { done, now: (request: HastenRequest, caller = auditor) => hasten.now(request, caller) };
}

it('is written down, ends the pauses, and begins a round', async () => {
  const { done, now } = stage();
  expect(await now({ peer: PEER })).toBe(0);
  expect(done).toEqual([
    { action: 'reconcile', filter: `{"reconcileNow":{"peer":"${PEER}"}}` },
    ['hasten', PEER],
    'round',
  ]);
});

it('makes windows due once more where that is asked for, and says how many', async () => {
  const { done, now } = stage();
  expect(await now({ peer: PEER, again })).toBe(24);
  expect(done).toContainEqual(['redo', { ...again, peer: PEER }]);
});

it('does nothing for a peer that is none, nor for anybody who is no client of the region', async () => {
  const { done, now } = stage();
  await expect(now({ peer: 'https://evil.example' })).rejects.toMatchObject({
    code: 'RECONCILIATION_PEER_UNKNOWN',
  });
  await expect(now({}, { kind: 'peer', id: PEER } as never)).rejects.toMatchObject({
    code: 'ROLE_NOT_ALLOWED',
  });
  expect(done).toEqual([]);
});

it('does not wait for the round, and reports what fails in it', async () => {
  const failure = new Error('database away');
  const { done, now } = stage(() => Promise.reject(failure));
  expect(await now({})).toBe(0);
  await new Promise(setImmediate);
  expect(done.at(-1)).toBe(failure);
});
