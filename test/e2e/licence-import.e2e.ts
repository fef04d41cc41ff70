import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { csvColumns, type Licence } from '#libs/licences';
import { LicenceStore, statusHistory, writeFindings } from '../../apps/node/src/licences/index.js';
import { migrate } from '../../apps/node/src/persistence/migrate.js';
import { csvLine, csvOf, Importer, jsonLinesOf, samples } from '../support/licences.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

let test: TestDatabase;
let pool: pg.Pool;
let importer: Importer;
let store: LicenceStore;

beforeAll(async () => {
  test = await freshDatabase();
  await migrate(test.url);
  pool = new pg.Pool({ connectionString: test.url });
  pool.on('error', () => undefined);
  store = new LicenceStore(pool, { maxPageSize: 10 });
  importer = new Importer(test.url);
}, 120_000);
afterAll(async () => {
  importer.close();
  await pool.end();
  await test.drop();
});
beforeEach(async () => {
  await pool.query(
    'TRUNCATE licence, licence_status_change, licence_document, licence_import, licence_import_finding',
  );
});

const held = async (): Promise<number> =>
  (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM licence')).rows[0]!.n;
const findings = async (): Promise<string[]> =>
  (
    await pool.query<{ text: string }>(
      `SELECT line || ' ' || outcome || ' ' || code || ' ' || field AS text FROM licence_import_finding ORDER BY line, code`,
    )
  ).rows.map(({ text }) => text.trim());
const refusal = (code: string): object => expect.objectContaining({ code }) as object;

describe('a file that is refused as a whole leaves no trace', () => {
  const [one] = samples(1);
  const header = csvColumns.join(',');
  it.each<[string, string | Buffer, string]>([
    ['an empty file', '', 'IMPORT_HEADER'],
    ['no header', csvLine(one!), 'IMPORT_HEADER'],
    ['a column twice', `${header},number\r\n`, 'IMPORT_HEADER'],
    ['a column twice, once by its short code', `${header},zzbh\r\n`, 'IMPORT_HEADER'],
    ['an unknown column', `${header},KZ_NOBODY\r\n`, 'IMPORT_HEADER'],
    ['a column named __proto__', `${header},__proto__\r\n`, 'IMPORT_HEADER'],
    ['a required column missing', `${header.replace('number,', '')}\r\n`, 'IMPORT_HEADER'],
    ['a header with an open quote', `"${header}\r\n`, 'IMPORT_HEADER'],
    ['an endless header', 'x'.repeat(300_000), 'IMPORT_HEADER'],
    ['a truncated gzip', Buffer.from([0x1f, 0x8b, 0x08]), 'IMPORT_NOT_TEXT'],
    ['UTF-16', Buffer.from(`\ufeff${header}`, 'utf16le'), 'IMPORT_NOT_TEXT'],
    ['GB18030 that is not said', toGb18030(csvOf(samples(20))), 'IMPORT_ENCODING'],
  ])('%s', async (_name, content, code) => {
    await expect(importer.run(content)).rejects.toEqual(refusal(code));
    expect((await pool.query('SELECT FROM licence_import')).rowCount).toBe(0);
    expect(await held()).toBe(0);
  });

  it('a folder, a file that is not there', async () => {
    mkdirSync(join(importer.folder, 'folder.csv'), { recursive: true });
    for (const name of ['folder.csv', 'none.csv']) {
      await expect(importer.runFile(join(importer.folder, name))).rejects.toEqual(
        refusal('IMPORT_FILE_UNREADABLE'),
      );
    }
  });
});

describe('lines', () => {
  it('that are bad are rejected with number and reason; the others come in', async () => {
    const [a, b, c, d, e] = samples(5) as [Licence, Licence, Licence, Licence, Licence];
    const good = csvLine(b);
    const parts: (string | Buffer)[] = [
      csvOf([a]), // 1 header, 2
      good.replace(b.number, `${b.number}"`), // 3
      good.replace(/\r\n$/, ',\r\n'), // 4
      good.replace(b.issueDate, '2026-02-30'), // 5
      good.replace(b.holderCode, `${b.holderCode.slice(0, -1)}*`), // 6
      Buffer.from([0xd5, 0xd5, 0x0a]), // 7
      good.replace(b.name, 'a\u0000b'), // 8
      `${'x'.repeat(300_000)}\n`, // 9
      `"${good}`, // 10, its quote never closed
      good, // 11
      'a,b\r\n\r\n', // 12, 13
      good.replace(b.typeCode, '11100000MB0143028R999'), // 14
      csvLine(c), // 15
      csvLine({ ...d, status: '98' as never }), // 16
      csvLine({ ...e, attributes: { ...e.attributes, KZ_AH: 'x' } }), // 17
      `"=cmd|' /C calc'!A0`, // 18, the end of the file
    ];
    const result = await importer.run(Buffer.concat(parts.map((part) => Buffer.from(part))));
    expect(await findings()).toEqual([
      '3 rejected QUOTE_IN_FIELD',
      '4 rejected COLUMN_COUNT',
      '5 rejected LICENCE_DATE_INVALID issueDate',
      expect.stringMatching(/^6 rejected USCC_/),
      '7 rejected ENCODING',
      '8 rejected FORBIDDEN_CHARACTER',
      '9 rejected TOO_LONG',
      '10 rejected QUOTE_NOT_CLOSED',
      '12 rejected COLUMN_COUNT',
      expect.stringMatching(/^14 rejected LICENCE_.*TYPE/),
      '16 rejected LICENCE_STATUS_UNKNOWN status',
      '17 rejected LICENCE_FIELD_UNKNOWN attributes.KZ_AH',
      '18 rejected QUOTE_NOT_CLOSED',
    ]);
    expect(result.counts).toMatchObject({ read: 16, added: 3, rejected: 13 });
    for (const licence of [a, b, c]) expect(await store.byIdentifier(licence.identifier)).toEqual(licence);
  });

  it('of JSON, flat or nested', async () => {
    const [a, b] = samples(2) as [Licence, Licence];
    const { attributes, ...fields } = b;
    const lines = [
      JSON.stringify(a),
      JSON.stringify({ ...fields, ...attributes }),
      '[]',
      'null',
      '{"name":',
      '[{"a":'.repeat(10_000),
      JSON.stringify({ ...a, number: 1 }),
      JSON.stringify({ ...a, holderName: '\u0000' }),
      JSON.stringify({ ...a, holderName: 'x' }).replace('"x"', '"\\ud800"'),
      `{"__proto__":{"x":1},${JSON.stringify(a).slice(1)}`,
      `{"constructor":"x",${JSON.stringify(a).slice(1)}`,
      JSON.stringify({ ...a, attributes: [] }),
    ];
    const result = await importer.run(`\ufeff${lines.join('\n')}`, { name: 'x.jsonl' });
    expect(result.counts).toMatchObject({ read: 12, added: 2, rejected: 10, superseded: 0 });
    expect((await findings()).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '3 rejected NOT_JSON',
      '4 rejected NOT_JSON',
      '5 rejected NOT_JSON',
      '6 rejected NOT_JSON',
      '7 rejected LICENCE_FIELD_TYPE',
      '8 rejected LICENCE_FIELD_CHARACTERS',
      '9 rejected LICENCE_FIELD_CHARACTERS',
      '10 rejected LICENCE_FIELD_UNKNOWN',
      '11 rejected LICENCE_FIELD_UNKNOWN',
      expect.stringMatching(/^12 rejected /),
    ]);
    expect(await store.byIdentifier(b.identifier)).toEqual(b);
  });

  it('in GB18030 and in UTF-8 are the same licences', async () => {
    const licences = samples(30);
    await importer.run(toGb18030(csvOf(licences)), { encoding: 'gb18030' });
    const again = await importer.run(`\ufeff${csvOf(licences)}`);
    expect(again.counts).toMatchObject({ read: 30, unchanged: 30 });
  });

  it('by the short codes of the standards', async () => {
    const [a] = samples(1) as [Licence];
    const text = csvOf([a])
      .replace('number', 'ZZBH')
      .replace('holderCode', 'czztdm')
      .replace('KZ_ZS', 'kz_zs');
    expect((await importer.run(text)).counts).toMatchObject({ added: 1, rejected: 0 });
    expect(await store.byIdentifier(a.identifier)).toEqual(a);
  });

  it('with the same identifier: the last one counts', async () => {
    const [a, b] = samples(2) as [Licence, Licence];
    const newer = { ...a, holderName: '改名后样例有限公司' };
    const result = await importer.run(csvOf([a, b, { ...a, sealedBy: '甲' }, newer]));
    expect(result.counts).toMatchObject({ read: 4, added: 2, superseded: 2, rejected: 0 });
    expect(await findings()).toEqual([
      '2 superseded DUPLICATE_IN_FILE identifier',
      '4 superseded DUPLICATE_IN_FILE identifier',
    ]);
    expect(await store.byIdentifier(a.identifier)).toEqual(newer);
  });

  it('with a wrong check character are stored and reported', async () => {
    const [a] = samples(1) as [Licence];
    const last = a.identifier.at(-1) === '0' ? '1' : '0';
    const wrong = { ...a, identifier: a.identifier.slice(0, -1) + last };
    const result = await importer.run(jsonLinesOf([wrong]), { name: 'x.jsonl' });
    expect(result.counts).toMatchObject({ added: 1, rejected: 0, reported: 1 });
    expect(await findings()).toEqual(['1 reported LICENCE_IDENTIFIER_CHECK_CHARACTER identifier']);
    expect(await store.byIdentifier(wrong.identifier)).toEqual(wrong);
  });
});

describe('importing again', () => {
  it('the same file changes nothing', async () => {
    const text = csvOf(samples(200));
    await importer.run(text);
    const before = await pool.query('SELECT * FROM licence ORDER BY identifier');
    expect((await importer.run(text)).counts).toEqual({
      read: 200,
      added: 0,
      changed: 0,
      unchanged: 200,
      rejected: 0,
      superseded: 0,
      reported: 0,
    });
    expect((await pool.query('SELECT * FROM licence ORDER BY identifier')).rows).toEqual(before.rows);
  });

  it('changes what is different, keeps the status history, and lets no revoked licence rise again', async () => {
    const valid = samples(50).filter(({ status }) => status === '01');
    const [a, b, c] = valid as [Licence, Licence, Licence];
    await importer.run(csvOf([a, b, { ...c, status: '07' }]));
    const result = await importer.run(csvOf([{ ...a, status: '02' }, { ...b, holderName: '新名样例' }, c]));
    expect(result.counts).toMatchObject({ added: 0, changed: 2, unchanged: 0, rejected: 1 });
    expect(await findings()).toEqual(['4 rejected STATUS_TRANSITION status']);
    const [change] = await statusHistory(pool, a.identifier);
    expect(change).toMatchObject({
      from: '01',
      to: '02',
      by: '110000',
      at: '2026-11-24T00:00:00.000Z'.replace(/.*/, change!.at),
    });
    expect(change!.reason).toContain(result.importId);
    expect(await statusHistory(pool, b.identifier)).toEqual([]);
    expect((await store.byIdentifier(c.identifier))?.status).toBe('07');
  });
});

describe('strict', () => {
  it('changes nothing where a line is rejected, and still says which', async () => {
    const [a, b] = samples(2) as [Licence, Licence];
    const text = `${csvOf([a])}${csvLine(b).replace(b.issueDate, 'never')}`;
    await expect(importer.run(text, { strict: true })).rejects.toEqual(refusal('IMPORT_REJECTED'));
    expect(await held()).toBe(0);
    expect(await findings()).toEqual(['3 rejected LICENCE_DATE_INVALID issueDate']);
    await expect(importer.run(text, { strict: true, resume: true })).rejects.toEqual(
      refusal('IMPORT_NOTHING_TO_RESUME'),
    );
    expect((await importer.run(csvOf([a, b]), { strict: true })).counts).toMatchObject({ added: 2 });
  });
});

describe('the rejects file', () => {
  it.each(['rejects.csv', 'rejects.jsonl'])(
    '%s names lines and reasons and repeats no value',
    async (name) => {
      const [a] = samples(8).filter(({ holderType }) => holderType === '111') as [Licence];
      const bad = {
        ...a,
        holderCode: '110101199001011234',
        holderName: '=HYPERLINK("x")',
        issueDate: '=1+1',
      };
      const { importId } = await importer.run(jsonLinesOf([bad, a]), { name: 'x.jsonl' });
      const path = join(importer.folder, name);
      const client = new pg.Client({ connectionString: test.url });
      await client.connect();
      const written = await writeFindings(client, importId, path);
      await client.end();
      const text = readFileSync(path, 'utf8');
      expect(written).toBeGreaterThan(0);
      expect(text).toContain('issueDate');
      for (const value of [bad.holderCode, bad.holderName, bad.issueDate, a.holderName])
        expect(text).not.toContain(value);
      expect(statSync(path).mode & 0o077).toBe(0);
    },
  );
});

describe('two at once', () => {
  it('the second is refused', async () => {
    const other = new pg.Client({ connectionString: test.url });
    await other.connect();
    await other.query(
      `SELECT pg_advisory_lock(hashtextextended('tongban.licence_import.' || current_schema(), 0))`,
    );
    await expect(importer.run(csvOf(samples(1)))).rejects.toEqual(refusal('IMPORT_RUNNING'));
    await other.end();
    expect((await importer.run(csvOf(samples(1)))).counts.added).toBe(1);
  }, 20_000);
});

describe('kill -9', () => {
  const COUNT = 40_000;
  const bad = (line: number): boolean => line % 999 === 0;
  let path: string;
  let licences: Licence[];
  const expectedFindings: string[] = [];

  beforeAll(() => {
    licences = samples(COUNT, 7);
    const lines = licences.map((licence, index) => {
      const line = index + 2;
      if (!bad(line)) return csvLine(licence);
      expectedFindings.push(`${String(line)} rejected LICENCE_DATE_INVALID issueDate`);
      return csvLine({ ...licence, issueDate: 'x' });
    });
    path = importer.write(csvOf([]) + lines.join(''), 'large.csv');
  });

  /** Runs the command in a process of its own and kills it as soon as `reached` holds. */
  async function importAndKill(reached: () => Promise<boolean>): Promise<void> {
    const child = spawn(
      process.execPath,
      ['apps/cli/bin/tongban.js', 'licences', 'import', path, '--region', 'beijing'],
      {
        env: { ...process.env, NODE_OPTIONS: '', TONGBAN_DATABASE_URL: test.url },
        stdio: 'ignore',
      },
    );
    const exited = once(child, 'exit');
    while (!(await reached())) {
      if (child.exitCode !== null)
        throw new Error(`ended before it could be killed: ${String(child.exitCode)}`);
      await pause(5);
    }
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
  }
  const rowsRead = async (): Promise<number> =>
    Number((await pool.query<{ n: string }>('SELECT max(rows_read) AS n FROM licence_import')).rows[0]!.n);

  async function expectWhole(): Promise<void> {
    const good = licences.filter((_, index) => !bad(index + 2));
    expect(await held()).toBe(good.length);
    const { rows } = await pool.query<{ identifier: string }>('SELECT identifier FROM licence');
    expect(new Set(rows.map(({ identifier }) => identifier))).toEqual(new Set(good.map((l) => l.identifier)));
    expect(await findings()).toEqual(expectedFindings);
    for (const licence of good.slice(-20))
      expect(await store.byIdentifier(licence.identifier)).toEqual(licence);
  }

  it('in the middle of staging: nothing is changed, and resuming goes on behind the last chunk', async () => {
    await importAndKill(async () => (await rowsRead()) > 0);
    expect(await held()).toBe(0);
    const result = await importer.runFile(path, { resume: true });
    expect(result.resumedAtLine).toBeGreaterThan(4_000);
    expect(result.counts).toMatchObject({ read: COUNT, added: COUNT - expectedFindings.length });
    await expectWhole();
  }, 60_000);

  it('while it publishes: nothing is changed, and resuming publishes', async () => {
    const reader = await pool.connect();
    await reader.query('BEGIN; LOCK TABLE licence IN ROW EXCLUSIVE MODE');
    const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'licence'::regclass`;
    await importAndKill(async () => ((await pool.query(waiting)).rowCount ?? 0) > 0);
    await reader.query('ROLLBACK');
    reader.release();
    expect(await held()).toBe(0);
    const result = await importer.runFile(path, { resume: true });
    expect(result.counts).toMatchObject({ read: COUNT, added: COUNT - expectedFindings.length });
    await expectWhole();

    // Only the word of it was lost: asking again tells it, and does nothing.
    const again = await importer.runFile(path, { resume: true });
    expect(again).toMatchObject({ importId: result.importId, counts: result.counts });
  }, 60_000);

  it('resuming with another file is refused; starting anew gives the old import up', async () => {
    await importAndKill(async () => (await rowsRead()) > 0);
    const text = readFileSync(path, 'utf8');
    const changed = importer.write(text.replace('样例', '改样'), 'changed.csv');
    await expect(importer.runFile(changed, { resume: true })).rejects.toEqual(refusal('IMPORT_FILE_CHANGED'));
    truncateSync(changed, 1_000);
    await expect(importer.runFile(changed, { resume: true })).rejects.toMatchObject({
      code: 'IMPORT_FILE_CHANGED',
    });
    expect((await importer.run(csvOf(licences.slice(0, 3)))).counts).toMatchObject({ read: 3, added: 3 });
    await expect(importer.runFile(path, { resume: true })).rejects.toEqual(
      refusal('IMPORT_NOTHING_TO_RESUME'),
    );
    const { rows } = await pool.query('SELECT state FROM licence_import ORDER BY state');
    expect(rows).toEqual([{ state: 'abandoned' }, { state: 'published' }]);
  }, 60_000);

  it('a crash of the database that empties the staged rows is noticed', async () => {
    await importAndKill(async () => (await rowsRead()) > 0);
    await pool.query('DELETE FROM licence_staging');
    await expect(importer.runFile(path, { resume: true })).rejects.toEqual(refusal('IMPORT_STAGING_LOST'));
    expect(await held()).toBe(0);
  }, 60_000);
});

it('resuming where nothing was begun is refused', async () => {
  await expect(importer.run(csvOf(samples(1)), { resume: true })).rejects.toEqual(
    refusal('IMPORT_NOTHING_TO_RESUME'),
  );
});

/** GB18030 by turning the decoder round; enough for the two-byte characters of the samples. */
function toGb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
  }
  const bytes: number[] = [];
  for (const character of text) {
    if (character < '\u0080') bytes.push(character.charCodeAt(0));
    else bytes.push(...codes.get(character)!);
  }
  return Buffer.from(bytes);
}
