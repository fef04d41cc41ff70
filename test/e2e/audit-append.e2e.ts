import pg from 'pg';
import { AuditReader } from '../../apps/node/src/audit/audit-reader.js';
import { usableRole } from '../../apps/node/src/persistence/connection.js';
import { Database } from '../../apps/node/src/persistence/database.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { commit, leafHash } from '#libs/audit-log';
import { openReplica, sampleDraft } from '../support/audit.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

let test: TestDatabase;
let database: Database;
let reader: AuditReader;
let owner: pg.Pool;
let replica: Awaited<ReturnType<typeof openReplica>>;

beforeAll(async () => {
  test = await freshDatabase();
  database = await Database.open({ url: test.url, config: databaseConfig.parse({}) });
  reader = new AuditReader(database.auditorPool);
  owner = new pg.Pool({ connectionString: test.url, max: 4 });
  owner.on('error', () => undefined);
  replica = await openReplica(test.url);
});
afterAll(async () => {
  await replica.close();
  await owner.end();
  await database.close();
  await test.drop();
});

/** Every index from 0 to size-1 exactly once, and the leaf of each is the hash of its bytes. */
async function expectWholeLog() {
  const size = await reader.count();
  const stored = await reader.newest(Number(size));
  expect(stored.map(({ index }) => index)).toEqual(stored.map((_, at) => size - 1n - BigInt(at)));
  for (const { bytes, leaf } of stored) expect(Buffer.from(leafHash(bytes))).toEqual(Buffer.from(leaf));
  return stored;
}

const settle = async (promises: Promise<{ index: bigint }>[]) =>
  (await Promise.allSettled(promises)).map((result) =>
    result.status === 'fulfilled' ? result.value.index : (result.reason as { code: string }).code,
  );

describe('an appended entry', () => {
  it('stands in the log with exactly its bytes, its receipt, its evidence and its personal values', async () => {
    const draft = sampleDraft(replica.log, 'whole');
    const { index } = await replica.log.append(draft);
    const stored = await reader.byId(draft.prepared.entry.id);
    expect(stored).toMatchObject({ index, entry: draft.prepared.entry });
    expect(Buffer.from(stored!.bytes)).toEqual(Buffer.from(draft.prepared.bytes));
    expect(Buffer.from(stored!.leaf).toString('base64url')).toBe(draft.prepared.receipt.leaf);
    expect(await reader.evidence(index)).toEqual(draft.evidence);
    expect(await reader.byRequestDigest(draft.prepared.entry.request!.digest)).toHaveLength(1);

    const { rows } = await owner.query('SELECT * FROM audit_personal WHERE index = $1 ORDER BY label', [
      String(index),
    ]);
    expect(rows.map(({ label }) => label)).toEqual(['caller.person', 'lookups.0.subject']);
    expect(commit(rows[0])).toBe(draft.prepared.entry.caller.person);
    expect(draft.prepared.bytes.toString()).not.toContain('120101199003070012');
  });

  it('has its searchable columns from its own bytes', async () => {
    const draft = sampleDraft(replica.log, 'columns', { outcome: 'denied', code: 'FORBIDDEN' });
    const { index } = await replica.log.append(draft);
    const { rows } = await owner.query('SELECT * FROM audit_entry WHERE index = $1', [String(index)]);
    const { entry } = draft.prepared;
    expect(rows[0]).toMatchObject({
      id: entry.id,
      kind: 'answer',
      at: new Date(entry.at),
      caller: entry.caller.id,
      organisation: entry.caller.organisation!.code,
      person: entry.caller.person,
      case_number: 'TJ-2026-columns',
      item_code: entry.context!.itemCode,
      document: entry.operation!.document,
      licence_types: ['11100000000013127D001'],
      subjects: [entry.lookups[0]!.subject],
      outcome: 'denied',
      code: 'FORBIDDEN',
      counterpart: null,
      request_digest: entry.request!.digest,
    });
  });

  it('needs neither token nor person nor replay key', async () => {
    const { prepared } = sampleDraft(replica.log, 'bare', {
      kind: 'home',
      lookups: [],
      caller: { kind: 'unknown' },
    });
    const { index } = await replica.log.append({ prepared });
    expect(await reader.evidence(index)).toEqual({});
  });
});

describe('replays', () => {
  it('are refused, also much later, and cost no index', async () => {
    await replica.log.append(sampleDraft(replica.log, 'once'));
    const before = await reader.count();
    await expect(replica.log.append(sampleDraft(replica.log, 'once'))).rejects.toMatchObject({
      code: 'REPLAYED',
    });
    expect(await reader.count()).toBe(before);
  });

  it('let one through, whether they arrive in one batch or at several replicas at once', async () => {
    const other = await openReplica(test.url);
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await settle(
        [replica, replica, replica, other, other, other].flatMap(({ log }, at) => [
          log.append(sampleDraft(log, `race-${round}`)),
          log.append(sampleDraft(log, `beside-${round}-${at}`)),
        ]),
      );
      expect(outcomes.filter((outcome) => outcome === 'REPLAYED')).toHaveLength(5);
      expect(new Set(outcomes.filter((outcome) => typeof outcome === 'bigint')).size).toBe(7);
    }
    await other.close();
    await expectWholeLog();
  });

  it('are seen by a batch that waited for the lock while the first of them committed', async () => {
    // The snapshot that a statement takes before it waits does not show what it waited for.
    const first = await owner.connect();
    await first.query('BEGIN');
    await first.query('SELECT FROM audit_log FOR UPDATE');
    const waiting = replica.log.append(sampleDraft(replica.log, 'waited'));
    await untilBlocked();
    const iss = 'https://127.0.0.1:7421';
    await first.query(`INSERT INTO audit_replay VALUES ($1, 'waited', now())`, [iss]);
    await first.query('COMMIT');
    first.release();
    await expect(waiting).rejects.toMatchObject({ code: 'REPLAYED' });
    await expectWholeLog();
  });

  it('are remembered beyond the expiry of the token by the margin, then forgotten', async () => {
    await replica.log.append(sampleDraft(replica.log, 'old'));
    const soon = sampleDraft(replica.log, 'soon');
    await replica.log.append({ ...soon, replayKey: { ...soon.replayKey!, expiresAt: Date.now() - 60_000 } });
    await owner.query(`UPDATE audit_replay SET expires_at = now() - interval '2 hours' WHERE jti = 'old'`);
    const before = await reader.count();
    await replica.log.forgetReplays();
    const { rows } = await owner.query(`SELECT jti FROM audit_replay WHERE jti IN ('old', 'soon')`);
    expect(rows).toEqual([{ jti: 'soon' }]);
    expect(await reader.count()).toBe(before);
  });
});

describe('several replicas on one database', () => {
  it('leave no gap and no index twice', async () => {
    const replicas = [replica, await openReplica(test.url), await openReplica(test.url)];
    const outcomes = await settle(
      Array.from({ length: 600 }, (_, at) => {
        const { log } = replicas[at % 3]!;
        return log.append(sampleDraft(log, `many-${at}`));
      }),
    );
    expect(new Set(outcomes).size).toBe(600);
    await Promise.all(replicas.slice(1).map(({ close }) => close()));
    await expectWholeLog();
  });

  it('agree on the name of the log', async () => {
    const { AuditLog } = await import('../../apps/node/src/audit/audit-log.js');
    const { auditConfig } = await import('../../apps/node/src/audit/audit.config.js');
    await expect(
      AuditLog.open({ pool: replica.pool, config: auditConfig.parse({}), origin: 'another/log' }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('when the database fails', () => {
  it('a batch whose connection is cut is refused whole, and the next one goes through', async () => {
    const cut = await openReplica(test.url, {}, 'cut');
    const holder = await owner.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM audit_log FOR UPDATE');
    const doomed = settle(
      Array.from({ length: 10 }, (_, at) => cut.log.append(sampleDraft(cut.log, `doomed-${at}`))),
    );
    await untilBlocked();
    await owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tongban-cut'`,
    );
    expect(new Set(await doomed)).toEqual(new Set(['AUDIT_UNAVAILABLE']));
    expect(cut.failures).toHaveLength(1);
    await holder.query('ROLLBACK');
    holder.release();
    await cut.log.append(sampleDraft(cut.log, 'after the cut'));
    await cut.close();
    await expectWholeLog();
  });

  it('a batch that takes too long is refused', async () => {
    const slow = await openReplica(test.url, { commitTimeoutMs: 100 }, 'slow');
    const holder = await owner.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM audit_log FOR UPDATE');
    await expect(slow.log.append(sampleDraft(slow.log, 'late'))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    await holder.query('ROLLBACK');
    holder.release();
    await slow.log.append(sampleDraft(slow.log, 'in time'));
    await slow.close();
    await expectWholeLog();
  });

  it('an entry that the database cannot take fails alone', async () => {
    const good = (at: number) => replica.log.append(sampleDraft(replica.log, `neighbour-${at}`));
    const bad = sampleDraft(replica.log, 'bad');
    const twice = { ...bad.personal![0]! };
    const outcomes = await settle([
      good(0),
      replica.log.append({ ...bad, personal: [twice, twice] }),
      good(1),
    ]);
    expect(outcomes).toEqual([expect.any(BigInt), 'AUDIT_UNAVAILABLE', expect.any(BigInt)]);
    await expectWholeLog();
  });

  it('a backlog beyond its bound pushes back', async () => {
    const small = await openReplica(test.url, { backlogMax: 5 });
    const outcomes = await settle(
      Array.from({ length: 8 }, (_, at) => small.log.append(sampleDraft(small.log, `pile-${at}`))),
    );
    expect(outcomes.map((outcome) => typeof outcome)).toEqual([
      ...Array(5).fill('bigint'),
      ...Array(3).fill('string'),
    ]);
    expect(outcomes.slice(5)).toEqual(['OVERLOADED', 'OVERLOADED', 'OVERLOADED']);
    await small.close();
  });
});

describe('a graceful end', () => {
  it('finishes what waits and takes nothing more', async () => {
    const ending = await openReplica(test.url, { batchMax: 4 });
    const outcomes = settle(
      Array.from({ length: 30 }, (_, at) => ending.log.append(sampleDraft(ending.log, `last-${at}`))),
    );
    await ending.log.drain();
    await expect(ending.log.append(sampleDraft(ending.log, 'too late'))).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    });
    expect((await outcomes).every((outcome) => typeof outcome === 'bigint')).toBe(true);
    await ending.pool.end();
  });

  it('a new start goes on where the log ended', async () => {
    const before = await reader.count();
    const again = await openReplica(test.url);
    expect(await again.log.append(sampleDraft(again.log, 'restart'))).toEqual({ index: before });
    await again.close();
  });
});

describe('nobody changes the log', () => {
  const refused = { code: '42501' };

  it.each([
    `UPDATE audit_entry SET outcome = 'granted'`,
    `DELETE FROM audit_entry`,
    `TRUNCATE audit_entry`,
    `UPDATE audit_evidence SET request_token = ''`,
    `DELETE FROM audit_evidence`,
    `TRUNCATE audit_evidence`,
    `UPDATE audit_personal SET value = ''`,
    `UPDATE audit_log SET size = size - 1`,
    `UPDATE audit_log SET origin = 'other'`,
    `DELETE FROM audit_log`,
    `TRUNCATE audit_log`,
  ])('not even the owner of the tables: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toMatchObject(refused);
  });

  it('nor by way of a partition', async () => {
    const { rows } = await owner.query<{ part: string }>(
      `SELECT part::regclass::text FROM audit_log, LATERAL format('audit_entry_%s', to_char(month, 'YYYY_MM')) part`,
    );
    for (const statement of [
      `UPDATE ${rows[0]!.part} SET code = ''`,
      `DELETE FROM ${rows[0]!.part}`,
      `TRUNCATE ${rows[0]!.part}`,
    ]) {
      await expect(owner.query(statement)).rejects.toMatchObject(refused);
    }
  });

  // Where the login may not make roles there is only the owner, and the triggers above hold alone.
  const separated = () => usableRole(test.url);

  it.each([
    'SELECT 1 FROM audit_entry',
    'SELECT 1 FROM audit_personal',
    `INSERT INTO audit_chain VALUES ('x', '{}')`,
    'DELETE FROM audit_replay',
    'UPDATE audit_log SET size = size + 1',
    'RESET ROLE; SELECT 1 FROM audit_entry',
    'SELECT audit_add_partitions(current_date)',
  ])('the application may append and nothing else: %s', async (statement) => {
    if (!(await separated())) return;
    await expect(database.pool.query(statement)).rejects.toMatchObject(refused);
  });

  it.each(['DELETE FROM audit_personal', `SELECT audit_open('x')`])(
    'the auditor reads only: %s',
    async (statement) => {
      if (!(await separated())) return;
      await expect(database.auditorPool.query(statement)).rejects.toMatchObject(refused);
    },
  );

  it('but a person can be erased, and the entry still verifies', async () => {
    const draft = sampleDraft(replica.log, 'erased');
    const { index } = await replica.log.append(draft);
    await owner.query('DELETE FROM audit_personal WHERE index = $1', [String(index)]);
    expect((await reader.byId(draft.prepared.entry.id))!.entry).toEqual(draft.prepared.entry);
  });
});

it('a new month gets its partition with the first append', async () => {
  await owner.query(`UPDATE audit_log SET month = '2031-05-01'`);
  const { index } = await replica.log.append(sampleDraft(replica.log, 'next month'));
  const { rows } = await owner.query(
    'SELECT tableoid::regclass::text AS part FROM audit_entry WHERE index = $1',
    [String(index)],
  );
  expect(rows).toEqual([{ part: 'audit_entry_2031_05' }]);
  await expect(owner.query('TRUNCATE audit_entry_2031_05')).rejects.toMatchObject({ code: '42501' });
  await expectWholeLog();
});

/** Waits until some append waits for the row that a test holds. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const { rowCount } = await owner.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%audit_append%'`,
    );
    if (rowCount) return;
  }
}
