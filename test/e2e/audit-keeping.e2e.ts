import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { fsck, parseVerifierKey, verifyInclusion, type Governance } from '#libs/audit-log';
import { GovernanceJournal } from '../../apps/node/src/audit/index.js';
import type { FaultPoint } from '../../apps/node/src/transparency/faults.js';
import {
  activeHolds,
  ArchiveFolder,
  ArchiveMonth,
  DropMonth,
  ErasePerson,
  memoryFile,
  monthsToArchive,
  monthsToDrop,
  nativeSha256,
  noFaults,
  PlaceHold,
  ReleaseHold,
  RestoreLog,
  verifyArchive,
} from '../../apps/node/src/transparency/keeping/index.js';
import { sampleDraft } from '../support/audit.js';
import { moveToMonth } from '../support/old-months.js';
import { dropTemplate, startLog, type LogReplica, type TestLog } from '../support/published-log.js';

const PERSON = '120101199003070012';

let log: TestLog;
let replica: LogReplica;
let client: pg.PoolClient;

beforeEach(async () => {
  log = await startLog();
  replica = await log.replica();
  await replica.round();
  client = await log.owner.connect();
});
afterEach(async () => {
  client.release(true);
  await log.stop();
});
afterAll(dropTemplate);

const verifier = () => parseVerifierKey(log.key.verifierKey);
const folder = () => new ArchiveFolder(join(log.dir, 'archive'));
const common = () => ({ client, folder: folder(), verifier: verifier(), sha256: nativeSha256 });
const archive = (faults = noFaults) => new ArchiveMonth({ ...common(), faults });
const drop = (retentionMonths = 36) => new DropMonth({ ...common(), retentionMonths });
const journal = () => new GovernanceJournal(replica.audit.log, 'https://127.0.0.1:7411', Date.now);
const keeping = () => ({ client, journal: journal(), operator: 'lin' });

/** Governance entries so far, with nothing but what they say. */
async function said(): Promise<(Governance & { kind: string })[]> {
  const { rows } = await log.owner.query<{ body: Buffer }>(
    `SELECT body FROM audit_entry WHERE kind = 'administration' ORDER BY index`,
  );
  return rows.map(({ body }) => {
    const { kind, governance } = JSON.parse(body.toString('utf8')) as {
      kind: string;
      governance: Governance;
    };
    return { kind, ...governance };
  });
}

/** 300 entries of January 2020, 300 of February, 200 of this month; checkpoints in between as rounds made them. */
async function threeMonths(): Promise<void> {
  for (const count of [200, 110, 290, 200]) {
    await replica.append(count);
    await replica.round();
  }
  await moveToMonth(log, '2020-01', 0, 300);
  await moveToMonth(log, '2020-02', 300, 600);
}

describe('archiving', () => {
  it('moves months to files that a verifier reads without the database, and drops them only then', async () => {
    await threeMonths();
    expect((await monthsToArchive(client)).map(({ month }) => month)).toEqual(['2020-01', '2020-02']);
    await expect(archive().run('2020-02')).rejects.toMatchObject({ code: 'LOG_MONTH_NOT_READY' });
    const first = await archive().run('2020-01');
    expect(first).toMatchObject({ first: '0', next: '300', checkpoint: { size: '310' } });
    expect(await monthsToDrop(client, 36)).toEqual(['2020-01']);
    await drop().run('2020-01', () => Promise.resolve());
    const second = await archive().run('2020-02');
    expect(second).toMatchObject({ first: '300', next: '600', consistency: { size1: '310' } });
    await drop().run('2020-02', () => Promise.resolve());

    const { rows } = await log.owner.query('SELECT min(index)::int AS first, count(*)::int FROM audit_entry');
    expect(rows).toEqual([{ first: 600, count: 200 }]);
    // The database goes on without them: proofs, integration, patrol over what is gone.
    verifyInclusion(await replica.published.inclusion(5n));
    await replica.append(30);
    for (let round = 0; round < 4; round += 1) await replica.round();
    expect(replica.watch.health()).toMatchObject({ state: 'ok' });
    expect((await replica.published.latest())?.size).toBe(830n);
    // And the files stand for themselves.
    const result = await fsck(folder(), { log: verifier(), sha256: nativeSha256 });
    expect(result).toMatchObject({ size: 600n, findings: [] });
    const evidence = await readFile(join(log.dir, 'archive/months/2020-02/evidence.jsonl'), 'utf8');
    expect(evidence.trim().split('\n')).toHaveLength(300);
  });

  it.each<FaultPoint>(['archive:files', 'archive:manifest', 'archive:verified', 'archive:recorded'])(
    'begins anew after a crash at %s',
    async (point) => {
      await threeMonths();
      const crash = (at: FaultPoint): void => {
        if (at === point) throw new Error('died');
      };
      await expect(archive(crash).run('2020-01')).rejects.toThrow('died');
      if (point !== 'archive:recorded') {
        await expect(drop().run('2020-01', () => Promise.resolve())).rejects.toMatchObject({
          code: 'LOG_MONTH_NOT_READY',
        });
        await archive().run('2020-01');
      }
      await drop().run('2020-01', () => Promise.resolve());
      expect((await fsck(folder(), { log: verifier() })).findings).toEqual([]);
    },
  );

  it('drops nothing whose archive was changed, and names the file', async () => {
    await threeMonths();
    await archive().run('2020-01');
    const announced: string[] = [];
    for (const name of ['tile/entries/000', 'tile/0/000', 'months/2020-01/evidence.jsonl', 'checkpoint']) {
      const path = join(log.dir, 'archive', name);
      const bytes = await readFile(path);
      await writeFile(
        path,
        Buffer.concat([bytes.subarray(0, 20), Buffer.of(bytes[20]! ^ 1), bytes.subarray(21)]),
      );
      await expect(drop().run('2020-01', async () => void announced.push(name))).rejects.toMatchObject({
        code: 'LOG_ARCHIVE_INVALID',
      });
      await writeFile(path, bytes);
    }
    await rm(join(log.dir, 'archive/tile/entries/000'));
    await expect(verifyArchive(folder(), '2020-01', common())).rejects.toMatchObject({
      code: 'LOG_ARCHIVE_INVALID',
      hint: 'tile/entries/000',
    });
    expect(announced).toEqual([]);
  });

  it('keeps what is within retention, what is under hold, and what no full tile stands for', async () => {
    await threeMonths();
    await archive().run('2020-01');
    const nobody = (): Promise<void> => Promise.reject(new Error('announced'));
    await expect(drop(5).run('2020-01', nobody)).rejects.toMatchObject({ code: 'LOG_MONTH_NOT_READY' });
    await expect(drop(1200).run('2020-01', nobody)).rejects.toMatchObject({ hint: /within its retention/ });
    const id = await new PlaceHold(keeping()).run({ kind: 'subject', value: PERSON, reason: '诉讼' });
    await expect(drop().run('2020-01', nobody)).rejects.toMatchObject({ code: 'LOG_HELD' });
    await expect(client.query(`SELECT audit_drop_month('2020-01-01', 36)`)).rejects.toThrow(/legal hold/);
    await new ReleaseHold(keeping()).run({ id, reason: '结案' });
    await drop().run('2020-01', () => Promise.resolve());
    await archive().run('2020-02');
    await moveToMonth(log, '2020-03', 600, 800);
    await replica.append(1);
    await replica.round();
    await drop().run('2020-02', () => Promise.resolve());
    await archive().run('2020-03');
    await expect(drop().run('2020-03', nobody)).rejects.toMatchObject({ hint: /newest tile/ });
  });

  it('leaves no other way out of the database', async () => {
    await replica.append(3);
    for (const text of [
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      'DELETE FROM audit_archive',
      'DELETE FROM audit_hold',
    ])
      await expect(
        client.query(
          text.includes('hold')
            ? `INSERT INTO audit_hold VALUES (gen_random_uuid(), 'case', 'x', 'x'); ${text}`
            : text.includes('archive')
              ? `INSERT INTO audit_archive VALUES ('2020-01-01', 0, 0, 0, 'x', 'x'); ${text}`
              : text,
        ),
      ).rejects.toThrow(/append-only/);
  });
});

describe('a legal hold', () => {
  it('is an entry when it is placed and when it is released, without the person', async () => {
    await replica.append(1);
    const id = await new PlaceHold(keeping()).run({ kind: 'subject', value: PERSON, reason: '诉讼' });
    expect(await activeHolds(client)).toMatchObject([{ id, kind: 'subject' }]);
    await expect(
      new ReleaseHold(keeping()).run({ id: id.replace(/^./, 'z'), reason: 'x' }),
    ).rejects.toMatchObject({
      code: 'LOG_HOLD_UNKNOWN',
    });
    await new ReleaseHold(keeping()).run({ id, reason: '结案' });
    expect(await activeHolds(client)).toEqual([]);
    expect(await said()).toMatchObject([
      { action: 'hold', note: '诉讼' },
      { action: 'release-hold', note: '结案' },
    ]);
    expect(JSON.stringify(await said())).not.toContain(PERSON);
    const { rows } = await log.owner.query('SELECT value FROM audit_hold');
    expect(rows).toEqual([{ value: '' }]);
    await expect(log.owner.query(`UPDATE audit_hold SET reason = 'x'`)).rejects.toThrow(
      /released, nothing else/,
    );
  });
});

describe('erasing a person', () => {
  const values = async (): Promise<string[]> =>
    (await log.owner.query<{ value: string }>('SELECT DISTINCT value FROM audit_personal')).rows.map(
      ({ value }) => value,
    );

  it('takes values and salts, in every month, and leaves each proof whole', async () => {
    await threeMonths();
    expect(await values()).toContain(PERSON);
    const erased = await new ErasePerson(keeping()).run({ value: PERSON, reason: '本人申请' });
    expect(erased).toBe(800);
    expect(await values()).not.toContain(PERSON);
    expect(await said()).toMatchObject([{ action: 'erase', rows: 800, note: '本人申请' }]);
    expect(JSON.stringify(await said())).not.toContain(PERSON);
    await replica.round();
    verifyInclusion(await replica.published.inclusion(3n));
    await archive().run('2020-01');
    // Once more finds nothing and says nothing.
    expect(await new ErasePerson(keeping()).run({ value: PERSON, reason: 'x' })).toBe(0);
    expect(await said()).toHaveLength(1);
  });

  it('in one place of entries only, where that is asked', async () => {
    await replica.append(2);
    const value = '91110000ABCDEFGH1X';
    expect(await new ErasePerson(keeping()).run({ value, label: 'caller.person', reason: 'x' })).toBe(0);
    expect(await new ErasePerson(keeping()).run({ value, label: 'lookups.0.subject', reason: 'x' })).toBe(2);
  });

  it('waits for a hold on the person, on a case or on an entry that names the person', async () => {
    const draft = sampleDraft(replica.audit.log, 'held');
    await replica.audit.log.append(draft);
    const holds = [
      { kind: 'subject', value: PERSON },
      { kind: 'case', value: 'TJ-2026-held' },
      { kind: 'entry', value: draft.prepared.entry.id },
    ] as const;
    for (const hold of holds) {
      const id = await new PlaceHold(keeping()).run({ ...hold, reason: '诉讼' });
      await expect(new ErasePerson(keeping()).run({ value: PERSON, reason: 'x' })).rejects.toMatchObject({
        code: 'LOG_HELD',
      });
      await new ReleaseHold(keeping()).run({ id, reason: '结案' });
    }
    // With the one in the entry about the hold itself.
    expect(await new ErasePerson(keeping()).run({ value: PERSON, reason: 'x' })).toBe(2);
  });
});

describe('an old backup', () => {
  const memory = () => memoryFile(join(log.dir, 'log-state.json'));
  const restore = () =>
    new RestoreLog({ ...keeping(), memory: memory(), verifier: verifier(), sha256: nativeSha256 });
  const witnessed = (size: bigint, root: Uint8Array) => ({
    configured: 1,
    lastSeen: async () => [{ witness: 'tianjin', size, root }],
  });

  /** Takes the log back to its first `size` entries, as a restored backup would. */
  async function goBack(size: number): Promise<void> {
    const at = await log.owner.query<{ size: string }>(
      'SELECT max(size) AS size FROM audit_checkpoint WHERE size <= $1',
      [size],
    );
    for (const table of ['audit_entry', 'audit_personal', 'audit_evidence'])
      await log.tamper(`DELETE FROM ${table} WHERE index >= $1`, [size]);
    await log.tamper('DELETE FROM audit_checkpoint WHERE size > $1', [size]);
    await log.tamper('DELETE FROM audit_tile WHERE (index + 1) * 256 > $1', [size]);
    await log.tamper('DELETE FROM audit_replay');
    await log.tamper('UPDATE audit_log SET size = $1', [size]);
    await log.tamper(
      `UPDATE audit_tree SET size = $1, frontier = coalesce((SELECT frontier FROM kept WHERE size = $1), '')`,
      [at.rows[0]?.size ?? 0],
    );
  }

  beforeEach(async () => {
    await log.owner.query('CREATE TABLE kept AS SELECT size, frontier FROM audit_tree');
    for (const count of [200, 110, 290]) {
      await replica.append(count);
      await replica.round();
      await log.owner.query('INSERT INTO kept SELECT size, frontier FROM audit_tree');
    }
  });

  it('is refused by the state file alone, appends nothing, signs nothing, and goes on after its restore', async () => {
    await moveToMonth(log, '2020-01', 0, 580);
    await archive().run('2020-01');
    await replica.kill();
    await goBack(310);
    const restored = await log.replica();
    await restored.round();
    expect(restored.watch.health()).toMatchObject({ state: 'stopped', code: 'LOG_BEHIND_WITNESS' });
    await expect(restored.append(1)).rejects.toMatchObject({ code: 'LOG_BEHIND_WITNESS' });
    await restored.round();
    expect((await restored.published.latest())?.size).toBe(310n);

    replica = await log.replica(); // whose log the operator's command writes to, behind no gate
    replica.audit.log.guardWith({ refusal: () => undefined, vet: () => Promise.resolve() });
    expect(await restore().state()).toMatchObject({ here: 310n, refused: { size: '600' } });
    await expect(restore().goOn()).rejects.toMatchObject({ code: 'LOG_RESTORE_REFUSED' });
    expect(await restore().bringBack(folder())).toBe(290);
    await restore().goOn();
    await restored.round();
    expect(restored.watch.health()).toMatchObject({ state: 'ok' });
    expect((await restored.published.latest())?.size).toBe(601n);
    expect(await said()).toMatchObject([{ action: 'restore' }]);
  });

  it('is refused by a witness where the state file went with it', async () => {
    const { size, root } = (await replica.published.latest())!;
    await replica.kill();
    await rm(join(log.dir, 'log-state.json'));
    await goBack(310);
    const restored = await log.replica({ witnesses: witnessed(size, root) });
    await restored.round();
    expect(restored.watch.health()).toMatchObject({ state: 'stopped', code: 'LOG_BEHIND_WITNESS' });
    await restored.kill();
    // Also by the next process, though no witness can be reached: the refusal was written down.
    const again = await log.replica({ witnesses: { configured: 1, lastSeen: async () => [] } });
    await again.round();
    expect(again.watch.health()).toMatchObject({ code: 'LOG_BEHIND_WITNESS' });
  });

  it('that grew another way is a fork, which nothing brought back can mend', async () => {
    const { size, root } = (await replica.published.latest())!;
    await moveToMonth(log, '2020-01', 0, 580);
    await archive().run('2020-01');
    await replica.kill();
    await rm(join(log.dir, 'log-state.json'));
    await goBack(310);
    const forked = await log.replica();
    await forked.round();
    await forked.append(300);
    await forked.round();
    await forked.kill();
    const found = await log.replica({ witnesses: witnessed(size, root) });
    await found.round();
    expect(found.watch.health()).toMatchObject({ state: 'stopped', code: 'LOG_FORKED' });
    await expect(restore().goOn()).rejects.toMatchObject({ code: 'LOG_RESTORE_REFUSED' });
  });

  it('whose source is another log brings nothing back', async () => {
    await moveToMonth(log, '2020-01', 0, 580);
    await archive().run('2020-01');
    await goBack(310);
    const copy = join(log.dir, 'copy');
    await cp(join(log.dir, 'archive'), copy, { recursive: true });
    const bundle = join(copy, 'tile/entries', (await readdir(join(copy, 'tile/entries')))[1]!);
    const bytes = await readFile(bundle);
    bytes[bytes.length - 10]! ^= 1;
    await writeFile(bundle, bytes);
    await expect(restore().bringBack(new ArchiveFolder(copy))).rejects.toMatchObject({
      code: 'LOG_ARCHIVE_INVALID',
    });
    const { rows } = await log.owner.query('SELECT size::int FROM audit_log');
    expect(rows).toEqual([{ size: 310 }]);
  });
});

describe('the restore guard', () => {
  it('signs nothing before a witness was heard, and appends meanwhile in a database that it knows', async () => {
    await replica.append(2);
    await replica.round();
    await replica.kill();
    let now = 0;
    let seen: { witness: string; size: bigint; root: Uint8Array }[] = [];
    const next = await log.replica({
      monotonic: () => now,
      witnesses: { configured: 2, lastSeen: async () => seen },
    });
    await next.round();
    await next.append(1);
    await next.round();
    expect((await next.published.latest())?.size).toBe(2n);
    expect(next.watch.health()).toMatchObject({ state: 'lagging', code: 'LOG_WITNESSES_UNKNOWN' });
    seen = [{ witness: 'hebei', size: 0n, root: new Uint8Array() }];
    now += 60_000;
    await next.round();
    expect((await next.published.latest())?.size).toBe(3n);
  });

  it('appends nothing to a strange database before a witness was heard', async () => {
    await replica.append(2);
    await replica.round();
    await replica.kill();
    const path = join(log.dir, 'log-state.json');
    const state = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...state, identity: 'before the failover' }));
    const next = await log.replica({ witnesses: { configured: 2, lastSeen: async () => [] } });
    await next.round();
    await expect(next.append(1)).rejects.toMatchObject({ code: 'LOG_WITNESSES_UNKNOWN' });
  });

  it('looks again when the database under a running node holds less than before', async () => {
    await replica.append(5);
    await replica.round();
    await log.tamper('DELETE FROM audit_checkpoint');
    await log.tamper('DELETE FROM audit_entry WHERE index > 2');
    await log.tamper(`UPDATE audit_tree SET size = 0, frontier = ''`);
    await log.tamper('UPDATE audit_log SET size = 3');
    await replica.round();
    expect(replica.watch.health()).toMatchObject({ state: 'stopped', code: 'LOG_BEHIND_WITNESS' });
  });

  it('does not take a state file that cannot be read for none', async () => {
    await replica.kill();
    await writeFile(join(log.dir, 'log-state.json'), '{');
    const next = await log.replica();
    await expect(next.round()).rejects.toMatchObject({ code: 'LOG_MEMORY_UNREADABLE' });
    await expect(next.append(1)).rejects.toMatchObject({ code: 'LOG_WITNESSES_UNKNOWN' });
  });
});
