import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { sourceMapping, type SourceMapping } from '../../apps/node/src/sources/mapping/mapping-file.js';
import type { AskOptions, RecordQuestion } from '../../apps/node/src/sources/ports.js';
import { Composer } from '../../apps/node/src/sources/sql/compose.js';
import { postgresql } from '../../apps/node/src/sources/sql/dialect.js';
import { PostgresqlSession } from '../../apps/node/src/sources/sql/postgresql.js';
import { SqlAdapter } from '../../apps/node/src/sources/sql/sql-adapter.js';
import { GuardedSource } from '../../apps/node/src/sources/guard/guarded-source.js';
import { judgeRecords } from '../../apps/node/src/sources/values/judge-value.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const OTHER = { type: '001', code: wellKnownSample('120000').holderCode };
const PERSON = { type: '111', code: wellKnownPersonSample('110000').holderCode };

/** A department's database with names as departments give them, and a login that may only read. */
describe('a department that has its data in PostgreSQL', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let dir: string;
  const reader = `reader_${process.pid}`;
  const writer = `writer_${process.pid}`;
  const open: GuardedSource[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongban-sources-'));
    database = await freshDatabase();
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`
      CREATE SCHEMA "税务";
      CREATE TABLE "税务"."qsxx" (
        "统一代码" char(18) NOT NULL, sfzh text, zt text, qsje text, rq text, kyrq char(8), bz text, gxsj timestamp, yx int DEFAULT 1);
      CREATE INDEX ON "税务".qsxx ("统一代码");
      CREATE TABLE "税务"."gd" (dm char(18), xm text);
      CREATE ROLE ${reader} LOGIN PASSWORD 'only-reads';
      CREATE ROLE ${writer} LOGIN PASSWORD 'also-writes';
      GRANT USAGE ON SCHEMA "税务" TO ${reader}, ${writer};
      GRANT SELECT ON ALL TABLES IN SCHEMA "税务" TO ${reader}, ${writer};
      GRANT UPDATE ON "税务".qsxx TO ${writer};
      CREATE FUNCTION "税务".slow() RETURNS text VOLATILE LANGUAGE sql AS 'SELECT pg_sleep(5)::text';
      CREATE VIEW "税务".traege AS SELECT "统一代码", "税务".slow() AS bz FROM "税务".qsxx;
      GRANT SELECT ON "税务".traege TO ${reader};
    `);
    await admin.query(
      `INSERT INTO "税务".qsxx VALUES
        ($1, NULL, '1', '12.50', '2026-01-31 00:00:00', '20260131', ' ''; DROP TABLE qsxx; --\u3000', '2026-11-29 08:00:00', 1),
        ($1, NULL, '2', '0', '2025-12-31', '20251231', NULL, '2026-11-28 08:00:00', 1),
        ($1, NULL, '2', '999', NULL, NULL, 'not in force', '2020-01-01', 0),
        ($2, $3, '1', '7', NULL, NULL, NULL, NULL, 1)`,
      [FIRM.code, OTHER.code, PERSON.code.toLowerCase()],
    );
    await admin.query(`INSERT INTO "税务".gd VALUES ($1, '乙'), ($1, '甲'), ($1, '乙'), ($1, ' ')`, [
      FIRM.code,
    ]);
  });

  afterAll(async () => {
    await Promise.all(open.map((source) => source.close()));
    await admin.end();
    await database.drop();
    const again = new pg.Client({ connectionString: database.url.replace(/\/[^/]*$/, '/postgres') });
    await again.connect();
    await again.query(`DROP ROLE ${reader}; DROP ROLE ${writer}`);
    await again.end();
    rmSync(dir, { recursive: true, force: true });
  });

  function mapped(
    change: Partial<Record<string, unknown>> = {},
    login = reader,
    password = 'only-reads',
  ): SourceMapping {
    const url = new URL(database.url);
    url.username = login;
    url.password = password;
    url.search = '';
    const urlFile = join(dir, `${login}-${password}.url`);
    writeFileSync(urlFile, `${url.href}\n`);
    return sourceMapping.parse({
      id: 'tax',
      dataset: 'tax',
      department: { code: '1111000000TB03095J', name: { zh: '税务', en: 'tax' } },
      deadlineMs: 2_000,
      subjects: { '001': '统一代码', '111': 'sfzh' },
      items: {
        status: { from: 'zt', values: { '1': '正常', '2': '注销' } },
        owed: { from: 'qsje', type: 'decimal' },
        since: { from: 'rq', type: 'date' },
        opened: { from: 'kyrq', type: 'date', format: 'YYYYMMDD' },
        remark: { from: 'bz' },
        holders: { list: { table: 'gd', column: 'xm', match: { own: '统一代码', theirs: 'dm' } } },
      },
      postgresql: {
        connection: { urlFile },
        schema: '税务',
        table: 'qsxx',
        where: [{ column: 'yx', equals: '1' }],
        order: [{ column: 'qsje', descending: true }],
        asOf: 'gxsj',
      },
      ...change,
    });
  }

  function source(mapping: SourceMapping): { guarded: GuardedSource; faults: string[] } {
    const sql = mapping.postgresql!;
    const { table } = new Composer({ ...mapping, sql }, postgresql);
    const session = new PostgresqlSession({
      connection: sql.connection,
      size: 2,
      statementMs: mapping.deadlineMs,
      table: { quoted: table, schema: sql.schema, name: sql.table },
    });
    const faults: string[] = [];
    const guarded = new GuardedSource(mapping, new SqlAdapter(mapping, sql, postgresql, session, Date.now), {
      clock: Date.now,
      onFault: (_, { code, details }) => faults.push([code, details['sqlState']].filter(Boolean).join(' ')),
    });
    open.push(guarded);
    return { guarded, faults };
  }

  const asked = (items: string[], limit = 100): AskOptions => ({
    items,
    limit,
    signal: new AbortController().signal,
    deadline: Date.now() + 10_000,
  });

  it('refuses a login that may write, and one that may do anything', async () => {
    const { guarded } = source(mapped({}, writer, 'also-writes'));
    expect(await guarded.records(FIRM, asked(['owed']))).toEqual({
      outcome: 'not-available',
      code: 'SOURCE_LOGIN_TOO_STRONG',
    });
    const owner = new URL(database.url);
    const strong = source(mapped({}, owner.username, decodeURIComponent(owner.password)));
    expect(await strong.guarded.records(FIRM, asked(['owed']))).toMatchObject({
      code: 'SOURCE_LOGIN_TOO_STRONG',
    });
  });

  it('says so where it is not let in, where a column is gone, where a value is no number', async () => {
    const shut = source(mapped({}, reader, 'wrong'));
    expect(await shut.guarded.records(FIRM, asked(['owed']))).toMatchObject({
      code: 'SOURCE_CREDENTIALS_REFUSED',
    });
    const gone = source(mapped({ items: { owed: { from: 'qsje2' } } }));
    expect(await gone.guarded.records(FIRM, asked(['owed']))).toEqual({
      outcome: 'not-available',
      code: 'SOURCE_SCHEMA_CHANGED',
    });
    expect(gone.faults).toEqual(['SOURCE_SCHEMA_CHANGED 42703']);
    const words = source(mapped({ items: { owed: { from: 'bz', type: 'decimal' } } }));
    expect(await words.guarded.records(FIRM, asked(['owed']))).toMatchObject({ code: 'SOURCE_DATA_UNFIT' });
    // Judged, the same value is only unknown: it must not take the others' answers with it.
    const question: RecordQuestion = { item: 'owed', operator: 'above', value: '0' };
    expect(await words.guarded.judge([FIRM, OTHER], [question], asked([]))).toEqual([[null], [null]]);
  });

  it('is given up when it takes too long, and the statement with it', async () => {
    const mapping = mapped({ deadlineMs: 150, items: { remark: { from: 'bz' } } });
    const sql = { ...mapping.postgresql!, table: 'traege', where: [], order: [] };
    delete sql.asOf;
    const slow = source({ ...mapping, postgresql: sql });
    expect(await slow.guarded.records(FIRM, asked(['remark']))).toMatchObject({ code: 'SOURCE_TIMEOUT' });
    const until = Date.now() + 2_000;
    for (;;) {
      const { rows } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'tongban-source' AND state = 'active' AND query LIKE '%traege%'`,
      );
      if (rows.length === 0) break;
      expect(Date.now()).toBeLessThan(until);
    }
    expect(slow.guarded.health()).toMatchObject({ lastFault: 'SOURCE_TIMEOUT' });
  });

  it('reads the records of a firm that are in force, in order, by the mapping', async () => {
    const { guarded } = source(mapped());
    expect(
      await guarded.records(FIRM, asked(['status', 'owed', 'since', 'opened', 'remark', 'holders'])),
    ).toEqual({
      outcome: 'answered',
      records: [
        {
          status: '正常',
          owed: '12.50',
          since: '2026-01-31',
          opened: '2026-01-31',
          remark: `'; DROP TABLE qsxx; --`,
          holders: '乙；甲',
        },
        {
          status: '注销',
          owed: '0',
          since: '2025-12-31',
          opened: '2025-12-31',
          remark: null,
          holders: '乙；甲',
        },
      ],
      asOf: Date.parse('2026-11-28T08:00:00+08:00'),
    });
    expect(await guarded.records(PERSON, asked(['owed']))).toMatchObject({ records: [{ owed: '7' }] });
    expect(
      await guarded.records({ ...FIRM, code: wellKnownSample('130000').holderCode }, asked(['owed'])),
    ).toEqual({
      outcome: 'nothing-found',
    });
    expect(await guarded.records(FIRM, asked(['owed'], 1))).toMatchObject({
      records: [{ owed: '12.50' }],
      truncated: true,
    });
    const capped = source(mapped({ maxRecords: 1 }));
    expect(await capped.guarded.records(FIRM, asked(['owed']))).toMatchObject({ truncated: true });
  });

  it('takes a code that looks like a statement for a code', async () => {
    const { guarded } = source(mapped({ subjects: { '099': 'bz' } }));
    const code = `'; DROP TABLE qsxx; --`;
    expect(await guarded.records({ type: '099', code: `x' OR '1'='1` }, asked(['owed']))).toEqual({
      outcome: 'nothing-found',
    });
    // The stored remark has blanks around it: a code is compared as it stands.
    expect(await guarded.records({ type: '099', code }, asked(['owed']))).toEqual({
      outcome: 'nothing-found',
    });
  });

  it('answers yes/no questions of many subjects in their order, whatever stands in their rows', async () => {
    const { guarded } = source(mapped());
    const questions: RecordQuestion[] = [
      { item: 'owed', operator: 'above', value: '12.4' },
      { item: 'status', operator: 'equals', value: '注销' },
      { item: 'since', operator: 'at-most', value: '2025-12-31' },
      { item: 'holders', operator: 'equals', value: '甲' },
      { item: 'remark', operator: 'equals', value: `'; DROP TABLE qsxx; --` },
      { item: 'holders', operator: 'exists' },
    ];
    const nobody = { type: '001', code: wellKnownSample('130000').holderCode };
    expect(await guarded.judge([nobody, FIRM, PERSON, OTHER, FIRM], questions, asked([]))).toEqual([
      [false, false, false, null, false, false],
      [true, true, true, null, true, true],
      [false, false, null, null, null, false],
      [false, false, null, null, null, false],
      [true, true, true, null, true, true],
    ]);
  });

  it('judges in the database as the same values judged here', async () => {
    const { guarded } = source(mapped());
    const mapping = mapped();
    const columns = { status: 'zt', owed: 'qsje', since: 'rq', opened: 'kyrq', remark: 'bz' };
    const raw = fc.oneof(
      fc.constantFrom(
        null,
        '',
        ' ',
        '1',
        '2',
        '3',
        '0',
        '-0',
        '12.5',
        '12.50',
        '1e3',
        '999999999999999.999999',
        'abc',
        'ABC',
        '\u30001 ',
      ),
      fc.constantFrom(
        '2026-01-31',
        '2026-01-31 12:00',
        '2026-04-31',
        '20260131',
        '2026131',
        '正常',
        '注销',
        "'",
        '\\',
        '%',
        '_',
      ),
      fc.integer().map(String),
    );
    const question = fc.record({
      item: fc.constantFrom(...Object.keys(columns)),
      operator: fc.constantFrom('equals', 'below', 'at-most', 'above', 'at-least', 'exists'),
      value: fc.oneof(
        raw.map((value) => value ?? '5'),
        fc.constantFrom('2026-01-31', '0', '正常'),
      ),
    }) as fc.Arbitrary<RecordQuestion>;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(raw, raw, raw, raw, raw), { maxLength: 3 }),
        fc.array(question, { minLength: 1, maxLength: 6 }),
        async (rows, questions) => {
          await admin.query(`DELETE FROM "税务".qsxx WHERE "统一代码" = $1`, [OTHER.code]);
          for (const row of rows)
            await admin.query(
              `INSERT INTO "税务".qsxx ("统一代码", zt, qsje, rq, kyrq, bz) VALUES ($1, $2, $3, $4, left($5, 8), $6)`,
              [OTHER.code, ...row],
            );
          const stored = Object.keys(columns);
          const [verdicts] = await guarded.judge([OTHER], questions, asked([]));
          const expected = questions.map((one) =>
            judgeRecords(
              mapping,
              one,
              rows.map((row) => {
                const value = row[stored.indexOf(one.item)] ?? null;
                return one.item === 'opened' ? (value?.slice(0, 8) ?? null) : value;
              }),
            ),
          );
          expect(verdicts).toEqual(expected);
        },
      ),
      { numRuns: 120, seed: 20261129 },
    );
  });

  it('judges thousands in a few statements', async () => {
    const { guarded } = source(mapped());
    const subjects = Array.from({ length: 5_000 }, (_, n) => (n % 5 === 0 ? FIRM : PERSON));
    const verdicts = await guarded.judge(
      subjects,
      [{ item: 'owed', operator: 'above', value: '10' }],
      asked([]),
    );
    expect(verdicts.filter(([yes]) => yes === true)).toHaveLength(1_000);
    expect(verdicts.filter(([yes]) => yes === null)).toHaveLength(0);
  });
});
