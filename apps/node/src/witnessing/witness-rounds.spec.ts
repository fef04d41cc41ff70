import { Refusal, type ErrorCode } from '#libs/errors';
import type { PublishedCheckpoint } from '../transparency/ports.js';
import type { Submission } from './submission-store.js';
import type { Witness } from './trusted-witnesses.js';
import { waitMs, WitnessRounds, type WitnessRoundsDeps } from './witness-rounds.js';
import { witnessingConfig } from './witnessing.config.js';

const config = witnessingConfig.parse({ keyFile: 'unused' });
const START = Date.UTC(2026, 10, 29, 8);
const witnessOf = (name: string, verifierKey = `${name}+1`): Witness =>
  ({ entityId: `https://${name}`, name: `${name}/witness`, verifierKey }) as Witness;
const [tianjin, hebei] = [witnessOf('tianjin'), witnessOf('hebei')];

/** A log that grows when told to, witnesses that are away when told to, and what is written, in memory. */
function stage(more: Partial<WitnessRoundsDeps> = {}) {
  let now = START;
  const checkpoints: PublishedCheckpoint[] = [];
  const written = new Map<string, Submission>();
  const submitted: string[] = [];
  const states: string[] = [];
  const away = new Map<string, ErrorCode>();
  let running = 0;
  let most = 0;
  const blank = (witness: string, verifierKey: string): Submission => {
    const known = written.get(witness);
    return known?.verifierKey === verifierKey
      ? known
      : {
          witness,
          verifierKey,
          size: 0n,
          confirmedAt: undefined,
          failures: 0,
          failedAt: undefined,
          code: undefined,
        };
  };
  const deps: WitnessRoundsDeps = {
    config,
    log: {
      latest: async () => checkpoints.at(-1),
      checkpointCovering: async (index) => checkpoints.find(({ size }) => size > index),
    },
    witnesses: () => [tianjin, hebei],
    peersKnown: () => true,
    store: {
      all: async () => [...written.values()],
      confirmed: async (witness, verifierKey, size, at) => {
        written.set(witness, {
          ...blank(witness, verifierKey),
          size,
          confirmedAt: at,
          failures: 0,
          failedAt: undefined,
          code: undefined,
        });
      },
      failed: async (witness, verifierKey, code, at) => {
        const before = blank(witness, verifierKey);
        written.set(witness, { ...before, failures: before.failures + 1, failedAt: at, code });
      },
      takeLease: async () => true,
    },
    submit: {
      submit: async ({ entityId }, { size }, old) => {
        submitted.push(`${entityId.slice(8)} ${old}..${size}`);
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        const code = away.get(entityId);
        if (code) throw new Refusal(code);
      },
    },
    clock: () => now,
    monotonic: () => now,
    onFailure: () => undefined,
    onState: ({ state }, before) => void states.push(`${before} > ${state}`),
    ...more,
  };
  return {
    rounds: new WitnessRounds(deps),
    submitted,
    written,
    states,
    away,
    grow: (size: number) =>
      checkpoints.push({ size: BigInt(size), root: new Uint8Array(32), note: '', at: now }),
    later: (seconds: number) => void (now += seconds * 1000),
    most: () => most,
  };
}

describe('a round', () => {
  it('does nothing before the first entry', async () => {
    const { rounds, submitted } = stage();
    expect(await rounds.round()).toMatchObject({ state: 'ok', latest: 0n, provisional: 0n, final: 0n });
    expect(submitted).toEqual([]);
  });

  it('submits the newest checkpoint to each witness once, from what it last confirmed', async () => {
    const { rounds, submitted, grow } = stage();
    grow(3);
    grow(5);
    expect(await rounds.round()).toMatchObject({ latest: 5n, provisional: 5n, final: 5n, unwitnessedMs: 0 });
    await rounds.round();
    grow(9);
    await rounds.round();
    expect(submitted).toEqual(['tianjin 0..5', 'hebei 0..5', 'tianjin 5..9', 'hebei 5..9']);
  });

  it('is made by one replica, and judged by each', async () => {
    const { rounds, submitted, grow } = stage({
      ...{ store: { ...stageStore(), takeLease: async () => false } },
    });
    grow(5);
    expect(await rounds.round()).toMatchObject({ latest: 5n, final: 0n });
    expect(submitted).toEqual([]);
  });

  it('follows another, never beside it', async () => {
    const { rounds, submitted, grow } = stage();
    grow(5);
    await Promise.all([rounds.round(), rounds.round(), rounds.round()]);
    expect(submitted).toEqual(['tianjin 0..5', 'hebei 0..5']);
  });

  it('asks no more witnesses at a time than configured', async () => {
    const many = Array.from({ length: 9 }, (_, at) => witnessOf(`w${at}`));
    const { rounds, grow, most } = stage({ witnesses: () => many, config: { ...config, concurrency: 3 } });
    grow(5);
    await rounds.round();
    expect(most()).toBe(3);
  });

  it('knows nothing of a witness that has changed its key', async () => {
    let current = tianjin;
    const { rounds, submitted, grow } = stage({ witnesses: () => [current] });
    grow(5);
    await rounds.round();
    current = witnessOf('tianjin', 'tianjin+2');
    expect(await rounds.round()).toMatchObject({ provisional: 5n });
    expect(submitted).toEqual(['tianjin 0..5', 'tianjin 0..5']);
  });
});

const stageStore = (): WitnessRoundsDeps['store'] => ({
  all: async () => [],
  confirmed: async () => undefined,
  failed: async () => undefined,
  takeLease: async () => true,
});

describe('a witness that is away', () => {
  it('leaves checkpoints provisional, is asked ever more seldom, and catches up', async () => {
    const { rounds, submitted, grow, later, away } = stage();
    away.set(hebei.entityId, 'PEER_UNREACHABLE');
    grow(5);
    expect(await rounds.round()).toMatchObject({ provisional: 5n, final: 0n, state: 'ok' });
    const asked = () => submitted.filter((line) => line.startsWith('hebei')).length;
    expect(asked()).toBe(1);
    await rounds.round();
    expect(asked()).toBe(1); // not before its time, whatever else happens
    later(2);
    await rounds.round();
    expect(asked()).toBe(2);
    later(3);
    await rounds.round();
    expect(asked()).toBe(2);
    later(1);
    await rounds.round();
    expect(asked()).toBe(3);
    away.clear();
    grow(8);
    expect(await rounds.round({ anyway: true })).toMatchObject({ provisional: 8n, final: 8n });
    expect(submitted.at(-1)).toBe('hebei 0..8');
  });

  it('waits 2, 4, 8 ... seconds, at most five minutes', () => {
    expect([1, 2, 3, 8, 9, 1_000].map((failures) => waitMs(failures, config) / 1000)).toEqual([
      2, 4, 8, 256, 300, 300,
    ]);
  });
});

describe('the verdict', () => {
  it('becomes an alert, stops, and resumes by itself; each change is told once', async () => {
    const { rounds, grow, later, away, states } = stage();
    grow(1);
    await rounds.round();
    away.set(tianjin.entityId, 'PEER_TIMEOUT').set(hebei.entityId, 'PEER_TIMEOUT');
    grow(5);
    await rounds.round();
    later(301);
    await rounds.round();
    await rounds.round();
    later(3_600);
    expect(await rounds.round()).toMatchObject({ state: 'stopped', latest: 5n, provisional: 1n });
    expect(rounds.standing()?.state).toBe('stopped');
    away.clear();
    later(300);
    expect(await rounds.round()).toMatchObject({ state: 'ok', final: 5n, unwitnessedMs: 0 });
    expect(states).toEqual(['ok > lagging', 'lagging > stopped', 'stopped > ok']);
  });

  it('counts from the first checkpoint that is not covered, not from the newest', async () => {
    const { rounds, grow, later, away } = stage();
    grow(1);
    await rounds.round();
    away.set(tianjin.entityId, 'PEER_TIMEOUT').set(hebei.entityId, 'PEER_TIMEOUT');
    grow(2);
    later(200);
    grow(3);
    later(200);
    expect(await rounds.round({ anyway: true })).toMatchObject({ unwitnessedMs: 400_000, state: 'lagging' });
  });

  it('is never a stop for a node by itself, unless its operator wants witnesses', async () => {
    const alone = { witnesses: () => [], peersKnown: () => false };
    const free = stage(alone);
    free.grow(5);
    await free.rounds.round();
    free.later(86_400 * 365);
    expect(await free.rounds.round()).toMatchObject({ state: 'ok', required: false });

    const bound = stage({ ...alone, config: { ...config, required: true } });
    bound.grow(5);
    await bound.rounds.round();
    bound.later(2 * 3_600 + 1);
    expect(await bound.rounds.round()).toMatchObject({ state: 'stopped', required: true });
  });

  it('stays strict where peers were known and are not any more', async () => {
    let known = true;
    const { rounds, grow, later } = stage({ witnesses: () => [], peersKnown: () => known });
    grow(5);
    await rounds.round();
    known = false;
    later(2 * 3_600 + 1);
    expect(await rounds.round()).toMatchObject({ state: 'stopped' });
  });

  it('that nobody could reach for too long counts as stopped', async () => {
    let isBroken = false;
    const { rounds, grow, later } = stage({
      store: {
        ...stageStore(),
        all: async () => {
          if (isBroken) throw new Refusal('STORE_UNAVAILABLE');
          return [];
        },
      },
    });
    grow(5);
    await rounds.round();
    expect(rounds.lag().state).toBe('ok');
    isBroken = true;
    later(3_601);
    await expect(rounds.round()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(rounds.lag()).toEqual({ state: 'stopped', unwitnessedMs: 3_601_000 });
    isBroken = false;
    await rounds.round();
    expect(rounds.lag().state).toBe('lagging');
  });
});
