import {
  openCheckpoint,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
  type Receipt,
} from '#libs/audit-log';
import { integrateStep } from '../../apps/node/src/transparency/integrate-step.js';
import { nativeSha256 } from '../../apps/node/src/transparency/native-sha256.js';
import { notesOf } from '../../apps/node/src/transparency/open-transparency.js';
import { noFaults, type FaultPoint } from '../../apps/node/src/transparency/faults.js';
import { ORIGIN, sampleDraft } from '../support/audit.js';
import { dropTemplate, startLog, type LogReplica, type TestLog } from '../support/published-log.js';
import { brokenPromises, faultsOf } from '../support/sound-log.js';

let log: TestLog;
let replica: LogReplica;

beforeEach(async () => {
  log = await startLog();
  replica = await log.replica();
  await replica.round();
});
afterEach(async () => {
  await log.stop();
});

afterAll(dropTemplate);

const sound = async (): Promise<void> => expect(await faultsOf(log.owner, log.key.verifierKey)).toEqual([]);

describe('integration', () => {
  it('publishes a checkpoint over what was appended, in which each entry is proven', async () => {
    expect(await replica.published.latest()).toBeUndefined();
    await replica.append(300);
    await replica.round();
    const latest = await replica.published.latest();
    expect(latest?.size).toBe(300n);
    const opened = openCheckpoint(latest!.note, parseVerifierKey(log.key.verifierKey));
    expect(opened.checkpoint).toMatchObject({ origin: ORIGIN, size: 300n });
    for (const index of [0n, 255n, 256n, 299n]) verifyInclusion(await replica.published.inclusion(index));
    expect(replica.watch.health()).toMatchObject({ state: 'ok', unintegrated: 0n });
    await sound();
  });

  it('goes on in bounded steps, over tile borders, and signs once a round', async () => {
    const sizes: bigint[] = [];
    replica.published.onCheckpoint(({ size }) => sizes.push(size));
    for (const count of [1, 254, 1, 1, 600, 167]) {
      await replica.append(count);
      await replica.round();
    }
    expect(sizes).toEqual([1n, 255n, 256n, 257n, 857n, 1024n]);
    verifyConsistency(await replica.published.consistency(1n, 1024n));
    verifyConsistency(await replica.published.consistency(857n, 1024n));
    const tiles = await log.owner.query('SELECT level, index FROM audit_tile ORDER BY 1, 2');
    expect(tiles.rows.map(({ level, index }) => `${level}/${index}`)).toEqual(['0/0', '0/1', '0/2', '0/3']);
    expect(await replica.published.tile(1, 0n, 4)).toHaveLength(4 * 32);
    expect(await replica.published.tile(1, 0n, 5)).toBeUndefined();
    await sound();
  });

  it('signs nothing again where nothing was added', async () => {
    await replica.append(3);
    for (let round = 0; round < 3; round += 1) await replica.round();
    const { rows } = await log.owner.query('SELECT count(*)::int AS signed FROM audit_checkpoint');
    expect(rows).toEqual([{ signed: 1 }]);
  });

  it('keeps cosignatures beside their checkpoint, one of a witness', async () => {
    await replica.append(1);
    await replica.round();
    const { published } = replica;
    await published.addCosignature(1n, 'tianjin/witness', '— tianjin/witness AAAA');
    await published.addCosignature(1n, 'tianjin/witness', '— tianjin/witness BBBB');
    expect(await published.cosignatures(1n)).toMatchObject([{ line: '— tianjin/witness AAAA' }]);
    await expect(published.addCosignature(2n, 'w', 'x')).rejects.toMatchObject({ code: 'LOG_SIZE_UNKNOWN' });
  });

  it('is not disturbed by a clock that steps back', async () => {
    let now = Date.now();
    const stepping = await log.replica({ clock: () => now });
    await replica.kill();
    await stepping.round();
    for (const step of [0, -86_400_000, -60_000, 1]) {
      now += step;
      await stepping.append(2);
      await stepping.round();
    }
    expect((await stepping.published.latest())?.size).toBe(8n);
    expect(stepping.watch.health()).toMatchObject({ state: 'ok' });
    await sound();
  });
});

describe('a crash', () => {
  const points: FaultPoint[] = [
    'append:connected',
    'append:committed',
    'integrate:begun',
    'integrate:read',
    'integrate:tiles',
    'integrate:state',
    'publish:signed',
    'publish:stored',
    'publish:committed',
  ];
  it.each(points)(
    'at %s leaves a log that is sound, misses no receipted entry, and goes on',
    async (point) => {
      await replica.kill();
      const receipts: Receipt[] = [];
      let isArmed = false;
      const victim = await log.replica({
        faults: (at) => {
          if (isArmed && at === point) throw new Error(`died at ${point}`);
        },
      });
      await victim.round();
      const append = async (one: LogReplica, name: string): Promise<void> => {
        const draft = sampleDraft(one.audit.log, name);
        await one.audit.log.append(draft);
        receipts.push(draft.prepared.receipt);
      };
      for (let at = 0; at < 260; at += 20)
        await Promise.all(Array.from({ length: 20 }, (_, nth) => append(victim, `before-${at + nth}`)));
      isArmed = true;
      await Promise.allSettled([append(victim, 'during')]);
      await victim.round().catch(() => undefined);
      await victim.kill();
      await sound();

      const heir = await log.replica();
      await heir.round();
      await append(heir, 'after');
      await heir.round();
      await sound();
      expect(await brokenPromises(log.owner, receipts)).toEqual([]);
      const { rows } = await log.owner.query<{ size: string }>('SELECT size FROM audit_log');
      expect(String((await heir.published.latest())?.size)).toBe(rows[0]?.size);
    },
  );

  it('of every connection is made good by later rounds', async () => {
    await replica.append(10);
    await replica.round();
    await replica.append(10);
    await log.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'tongban-%'`,
    );
    // Each pool meets its dead connections at its own time, and each round that meets one fails.
    for (let round = 0; round < 4; round += 1) await replica.round().catch(() => undefined);
    expect((await replica.published.latest())?.size).toBe(20n);
    await sound();
  });
});

describe('several replicas on one database', () => {
  it('have one integrator, and another as soon as it is gone', async () => {
    const others = [await log.replica(), await log.replica()];
    for (const one of others) await one.round();
    const heard: bigint[] = [];
    others[0]!.published.onCheckpoint(({ size }) => heard.push(size));
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([replica, ...others].map((one) => one.append(20)));
      await Promise.all([replica, ...others].map((one) => one.round()));
    }
    await Promise.all(others.map((one) => one.round()));
    const holders = await log.owner.query<{ fences: number }>(
      'SELECT count(DISTINCT fence)::int AS fences FROM audit_checkpoint',
    );
    expect(holders.rows).toEqual([{ fences: 1 }]);
    expect(heard.at(-1)).toBe((await replica.published.latest())?.size);

    await replica.kill();
    await others[1]!.append(1);
    await Promise.all(others.map((one) => one.round()));
    expect((await others[0]!.published.latest())?.size).toBe(301n);
    await sound();
  });

  it('let nobody publish whose fence is old', async () => {
    await replica.append(5);
    await replica.round();
    // As if the lock had moved to another holder while this one was frozen.
    await log.owner.query('UPDATE audit_tree SET fence = fence + 1');
    await replica.append(5);
    await expect(replica.round()).rejects.toMatchObject({ code: 'LOG_FENCED' });
    expect((await replica.published.latest())?.size).toBe(5n);
    await replica.round(); // takes over in its turn, with a new fence
    expect((await replica.published.latest())?.size).toBe(10n);
    await sound();
  });

  it('refuse a stale checkpoint in the database itself', async () => {
    await replica.append(5);
    await replica.round();
    const insert = `INSERT INTO audit_checkpoint SELECT $1, root, note, signed_at, $2 FROM audit_checkpoint LIMIT 1`;
    const { rows } = await log.owner.query<{ fence: string }>('SELECT fence FROM audit_tree');
    const fence = Number(rows[0]?.fence);
    await expect(log.owner.query(insert, [6, fence])).rejects.toThrow(/of the tree as it stands/);
    await expect(log.owner.query(insert, [4, fence])).rejects.toThrow(/larger than all before/);
    await log.owner.query(`UPDATE audit_tree SET fence = fence + 1`);
    await replica.append(1);
    await expect(log.owner.query(`UPDATE audit_tree SET size = 6, fence = fence + 1`)).rejects.toThrow(
      /only/,
    );
  });
});

describe('what is published', () => {
  it.each(['audit_checkpoint', 'audit_tile', 'audit_cosignature', 'audit_tree'])(
    'is not taken away from %s, not even by the owner',
    async (table) => {
      await replica.append(256);
      await replica.round();
      await replica.published.addCosignature(256n, 'w', 'x');
      await expect(log.owner.query(`DELETE FROM ${table}`)).rejects.toThrow(/append-only/);
      await expect(log.owner.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/append-only/);
      if (table !== 'audit_tree')
        await expect(log.owner.query(`UPDATE ${table} SET size = size`)).rejects.toThrow(/append-only|size/);
    },
  );

  it('is written by the integrator only, who writes nothing else', async () => {
    const client = await log.owner.connect();
    try {
      const tried = async (role: string, text: string): Promise<string> => {
        await client.query(`SET ROLE ${role}`);
        const outcome = await client.query(text).then(
          () => 'done',
          (error: Error) => error.message,
        );
        await client.query('RESET ROLE');
        return outcome;
      };
      for (const table of ['audit_tree', 'audit_tile', 'audit_checkpoint', 'audit_entry'])
        expect(await tried('tongban_app', `SELECT FROM ${table}`)).toMatch(/permission denied/);
      for (const text of [
        `INSERT INTO audit_hold VALUES (gen_random_uuid(), 'case', 'x', 'x')`,
        'SELECT FROM audit_personal',
        'SELECT FROM audit_evidence',
        'UPDATE audit_log SET size = size + 1',
        `SELECT audit_drop_month('2020-01-01', 36)`,
        `DELETE FROM audit_checkpoint`,
      ])
        expect(await tried('tongban_integrator', text)).toMatch(/permission denied/);
      expect(await tried('tongban_auditor', `UPDATE audit_tree SET holder = 'x'`)).toMatch(
        /permission denied/,
      );
    } finally {
      client.release(true);
    }
  });
});

describe('tampering in the store', () => {
  const cases: Record<string, string> = {
    'a bit of a body': `UPDATE audit_entry SET body = set_byte(body, 9, get_byte(body, 9) # 1) WHERE index = 260`,
    'a bit of a leaf': `UPDATE audit_entry SET leaf = set_byte(leaf, 9, get_byte(leaf, 9) # 1) WHERE index = 260`,
    'an entry taken out': `DELETE FROM audit_entry WHERE index = 260`,
    'two entries swapped': `UPDATE audit_entry e SET body = o.body, leaf = o.leaf FROM audit_entry o WHERE (e.index, o.index) IN ((256, 257), (257, 256))`,
    'an integrated leaf of the unfinished tile': `UPDATE audit_entry SET leaf = sha256('x') WHERE index = 257`,
    'the saved frontier': `UPDATE audit_tree SET frontier = set_byte(frontier, 20, get_byte(frontier, 20) # 1)`,
    'the root of the last checkpoint': `UPDATE audit_checkpoint SET root = sha256('x')`,
    'the note of the last checkpoint': `UPDATE audit_checkpoint SET note = replace(note, '258', '257')`,
    'the last checkpoint taken back, with the tree': `UPDATE audit_tree SET size = 200`,
    'the root of a full tile': `UPDATE audit_tile SET root = sha256('x')`,
    'a bit of a full tile': `UPDATE audit_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)`,
    'an old body': `UPDATE audit_entry SET body = set_byte(body, 9, get_byte(body, 9) # 1) WHERE index = 7`,
    'an old entry taken out': `DELETE FROM audit_entry WHERE index = 7`,
  };
  it.each(Object.entries(cases))('is found before anything is signed: %s', async (name, statement) => {
    await replica.append(258);
    await replica.round();
    await replica.append(4);
    await log.tamper(statement);
    await replica.round();
    // What lies far back is found by the patrol of the round after at the latest.
    if (/^(a bit of a full tile|an old)/.test(name)) await replica.round();
    expect(replica.watch.health()).toMatchObject({ state: 'stopped', code: 'LOG_TAMPERED' });
    await expect(replica.append(1)).rejects.toMatchObject({ code: 'LOG_TAMPERED' });
    const signed = (await replica.published.latest())?.size;
    await replica.round();
    expect((await replica.published.latest())?.size).toBe(signed);
    if (/frontier|taken back/.test(name)) return; // the integrator's own notes, which nobody reads but it
    const faults = await faultsOf(log.owner, log.key.verifierKey).catch((error: Error) => [error.message]);
    expect(faults).not.toEqual([]);
    expect(JSON.stringify(replica.lines)).not.toContain('120101199003070012');
  });

  it('makes proofs and tiles fail, never wrong', async () => {
    await replica.append(600);
    await replica.round();
    await log.tamper(
      `UPDATE audit_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE index = 1`,
    );
    await expect(replica.published.tile(0, 1n)).rejects.toMatchObject({ code: 'LOG_TAMPERED' });
    await expect(replica.published.inclusion(300n)).rejects.toMatchObject({ code: 'LOG_TAMPERED' });
    verifyInclusion(await replica.published.inclusion(3n));
  });
});

describe('health', () => {
  it('stops appends when entries wait too long for a checkpoint, and recovers by itself', async () => {
    let now = 0;
    let isStuck = true;
    const slow = await log.replica({
      monotonic: () => now,
      faults: (point) => {
        if (isStuck && point === 'integrate:read') throw new Error('stuck');
      },
    });
    await replica.kill();
    await slow.round();
    await slow.append(2);
    await slow.round().catch(() => undefined);
    now += 31_000;
    expect(slow.watch.health()).toMatchObject({
      state: 'lagging',
      unintegrated: 2n,
      oldestPendingMs: 31_000,
    });
    now += 270_000;
    await expect(slow.append(1)).rejects.toMatchObject({ code: 'LOG_UNINTEGRATED' });
    isStuck = false;
    await slow.round();
    expect(slow.watch.health()).toMatchObject({ state: 'ok', oldestPendingMs: 0 });
    await slow.append(1);
  });

  it('takes the word of the witnessing room', async () => {
    replica.watch.useWitnessLag(() => ({ unwitnessedMs: 7_200_000, state: 'stopped' }));
    expect(() => replica.watch.assertRunning()).toThrow(expect.objectContaining({ code: 'LOG_UNWITNESSED' }));
    await replica.append(1); // lookups have stopped; who looks into it leaves entries
    replica.watch.useWitnessLag(() => ({ unwitnessedMs: 0, state: 'ok' }));
    await replica.append(1);
  });
});

it('signs nothing in another database than the one that was cleared', async () => {
  await replica.append(1);
  const client = await log.owner.connect();
  try {
    const { rows } = await client.query<{ fence: string }>('SELECT fence FROM audit_tree');
    const parts = {
      ...notesOf(log.key, ORIGIN),
      origin: ORIGIN,
      sha256: nativeSha256,
      chunk: 256,
      clock: Date.now,
      faults: noFaults,
    };
    await expect(integrateStep(client, BigInt(rows[0]!.fence), 'another', parts)).rejects.toMatchObject({
      code: 'LOG_WITNESSES_UNKNOWN',
    });
  } finally {
    client.release();
  }
});
