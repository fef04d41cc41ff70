import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createConnection, type Connection } from 'mysql2/promise';
import { wellKnownSample } from '#libs/licences';
import { GuardedSource } from '../../apps/node/src/sources/guard/guarded-source.js';
import { sourceMapping } from '../../apps/node/src/sources/mapping/mapping-file.js';
import { sqlAdapter } from '../../apps/node/src/sources/open-sources.js';
import type { AskOptions, RecordQuestion } from '../../apps/node/src/sources/ports.js';
import { judgeRecords } from '../../apps/node/src/sources/values/judge-value.js';
import {
  localInfile,
  startMysqlServer,
  type MysqlReply,
  type MysqlStatement,
} from '../support/mysql-server.js';

const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const OTHER = { type: '001', code: wellKnownSample('120000').holderCode };

let dir: string;
const open: GuardedSource[] = [];
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tongban-mysql-'));
});
afterEach(() => Promise.all(open.splice(0).map((source) => source.close())));
afterAll(() => rmSync(dir, { recursive: true }));

function source(url: string, change: object = {}) {
  const urlFile = join(dir, `${Math.random().toString(36).slice(2)}.url`);
  writeFileSync(urlFile, url);
  const mapping = sourceMapping.parse({
    id: 'vehicles',
    dataset: 'vehicles',
    department: { code: '1111000000TB03028L', name: { zh: '交管', en: 'traffic police' } },
    deadlineMs: 1_000,
    concurrency: 2,
    subjects: { '001': 'syr_dm', '111': 'sfz' },
    items: {
      plate: { from: 'hphm' },
      status: { from: 'zt', values: { A: '正常', B: '查封' } },
      value: { from: 'jz', type: 'decimal' },
      since: { from: 'djrq', type: 'date', format: 'YYYYMMDD' },
    },
    mysql: { connection: { urlFile }, schema: 'cgs', table: 'jdc', where: [{ column: 'yx', equals: '1' }] },
    ...change,
  });
  const faults: string[] = [];
  const guarded = new GuardedSource(mapping, sqlAdapter(mapping, Date.now), {
    clock: Date.now,
    onFault: (_, { code }) => faults.push(code),
  });
  open.push(guarded);
  return { guarded, faults, mapping };
}

const asked = (items = ['plate'], limit = 100): AskOptions => ({
  items,
  limit,
  signal: new AbortController().signal,
  deadline: Date.now() + 5_000,
});

describe('a department that has its data in MySQL', () => {
  const started: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(started.splice(0).map((server) => server.close())));

  /** A server that lets the node in and answers its questions by `answer`. */
  async function server(answer: (statement: MysqlStatement) => MysqlReply, writes = '0') {
    const running = await startMysqlServer((statement) => {
      if (statement.sql === 'SELECT VERSION()') return { rows: [['8.0.36']] };
      if (statement.sql.includes('user_privileges')) return { rows: [[writes]] };
      return answer(statement);
    });
    started.push(running);
    return { ...running, url: (user = 'reader') => `mysql://${user}:x@127.0.0.1:${running.port}/cgs` };
  }

  it('is told nothing of this machine when its server asks for a file', async () => {
    const { url } = await server(() => ({ payloads: [localInfile('/etc/passwd')] }));
    const { guarded } = source(url());
    expect(await guarded.records(FIRM, asked())).toMatchObject({ outcome: 'not-available' });
  });

  it.each<[string, MysqlReply, string]>([
    ['a table that is gone', { error: { code: 1146, message: 'no table jdc' } }, 'SOURCE_SCHEMA_CHANGED'],
    [
      'a login that may not read it',
      { error: { code: 1142, message: 'denied' } },
      'SOURCE_CREDENTIALS_REFUSED',
    ],
    ['too much time', { error: { code: 3024, message: 'max_execution_time' } }, 'SOURCE_TIMEOUT'],
    ['a fault of its own', { error: { code: 1815, message: 'internal' } }, 'SOURCE_FAILED'],
    ['silence', 'silent', 'SOURCE_TIMEOUT'],
    ['an end in the middle', { payloads: [Buffer.from([2])], close: true }, 'SOURCE_UNREACHABLE'],
    ['no answer but an end', 'hang-up', 'SOURCE_UNREACHABLE'],
    ['a value that the mapping does not know', { rows: [[FIRM.code, null, 'Z']] }, 'SOURCE_DATA_UNFIT'],
  ])('answers with %s', async (_, reply, code) => {
    const { url } = await server(() => reply);
    const { guarded } = source(url(), { deadlineMs: 300 });
    expect(await guarded.records(FIRM, asked(['status']))).toMatchObject({ outcome: 'not-available', code });
  });

  it('is not asked with a login that may write, nor without one', async () => {
    const strong = await server(() => ({ rows: [] }), '3');
    expect(await source(strong.url()).guarded.records(FIRM, asked())).toEqual({
      outcome: 'not-available',
      code: 'SOURCE_LOGIN_TOO_STRONG',
    });
    expect(strong.statements.some(({ sql }) => sql.includes('FROM `cgs`'))).toBe(false);
    const shut = await server(() => ({ rows: [] }));
    expect(await source(shut.url('nobody')).guarded.records(FIRM, asked())).toMatchObject({
      code: 'SOURCE_CREDENTIALS_REFUSED',
    });
  });

  it('is asked in a session that only reads and has a limit, with the code as a parameter', async () => {
    const running = await server(() => ({ rows: [[FIRM.code, null, '京A12345', null]] }));
    const { guarded } = source(running.url());
    expect(await guarded.records(FIRM, asked(['plate', 'value']))).toMatchObject({
      outcome: 'answered',
      records: [{ plate: '京A12345', value: null }],
    });
    const sqls = running.statements.map(({ sql }) => sql);
    expect(sqls).toContain('SET SESSION TRANSACTION READ ONLY');
    expect(sqls.find((sql) => sql.startsWith('SET SESSION max'))).toContain('max_execution_time = 1000');
    const question = running.statements.at(-1);
    expect(question?.sql).toContain('FROM `cgs`.`jdc` t WHERE t.`syr_dm` IN (?, ?) AND t.`yx` = ?');
    expect(question?.sql).not.toContain(FIRM.code);
    expect(question?.values).toEqual([FIRM.code, FIRM.code.toLowerCase(), '1']);
  });

  it('takes no row of another code that its collation finds the same', async () => {
    const { url } = await server(() => ({ rows: [[OTHER.code, null, '津B1']] }));
    expect(await source(url()).guarded.records(FIRM, asked())).toMatchObject({ outcome: 'nothing-found' });
  });

  it('answers yes/no questions of a batch by their codes', async () => {
    const running = await server(() => ({
      rows: [
        [OTHER.code, '2', '1'],
        [FIRM.code, '0', '2'],
      ],
    }));
    const { guarded } = source(running.url());
    const questions: RecordQuestion[] = [
      { item: 'value', operator: 'above', value: '1' },
      { item: 'plate', operator: 'below', value: 'x' },
      { item: 'status', operator: 'equals', value: '查封' },
    ];
    const nobody = { type: '001', code: wellKnownSample('130000').holderCode };
    expect(await guarded.judge([FIRM, nobody, OTHER], questions, asked())).toEqual([
      [false, null, true],
      [false, null, false],
      [true, null, null],
    ]);
  });
});

/** `TONGBAN_TEST_MYSQL=mysql://root:...@127.0.0.1:3306/` runs the same against a real server, MySQL or MariaDB. */
const real = process.env['TONGBAN_TEST_MYSQL'];
(real ? describe : describe.skip)('a department that has its data in a real MySQL or MariaDB', () => {
  let admin: Connection;
  const url = (user: string) => {
    const { host } = new URL(real ?? '');
    return `mysql://${user}:pw@${host}/cgs`;
  };
  beforeAll(async () => {
    admin = await createConnection({ uri: `${real ?? ''}`, multipleStatements: true });
    await admin.query(`
      DROP DATABASE IF EXISTS cgs; CREATE DATABASE cgs CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
      CREATE TABLE cgs.jdc (syr_dm varchar(20), sfz varchar(20), hphm varchar(4000), zt varchar(40), jz varchar(40), djrq varchar(40), yx int DEFAULT 1, gxsj datetime DEFAULT '2026-11-28 08:00:00', KEY (syr_dm));
      CREATE TABLE cgs.dy (dm varchar(20), qr varchar(100));
      DROP USER IF EXISTS reader@'%', writer@'%';
      CREATE USER reader@'%' IDENTIFIED BY 'pw'; CREATE USER writer@'%' IDENTIFIED BY 'pw';
      GRANT SELECT ON cgs.* TO reader@'%'; GRANT SELECT, INSERT ON cgs.* TO writer@'%';`);
  });
  afterAll(() => admin.end());

  it('refuses the login that may write', async () =>
    expect(await source(url('writer')).guarded.records(FIRM, asked())).toMatchObject({
      code: 'SOURCE_LOGIN_TOO_STRONG',
    }));

  it('reads, lists, orders and tells the instant', async () => {
    await admin.query(
      `DELETE FROM cgs.jdc; DELETE FROM cgs.dy;
       INSERT INTO cgs.jdc (syr_dm, hphm, zt, jz, djrq) VALUES (?, '\u3000京A1 ', 'B', '10.50', '20260131');
       INSERT INTO cgs.dy VALUES (?, '乙'), (?, '甲'), (?, '乙'), (?, ' ');`,
      new Array(5).fill(FIRM.code),
    );
    const { mapping } = source(url('reader'));
    const { guarded } = source(url('reader'), {
      items: {
        ...mapping.items,
        owners: { list: { table: 'dy', column: 'qr', match: { own: 'syr_dm', theirs: 'dm' } } },
      },
      mysql: { ...mapping.mysql, asOf: 'gxsj', order: [{ column: 'jz' }] },
    });
    const { records, asOf } = (await guarded.records(
      FIRM,
      asked(['plate', 'status', 'value', 'since', 'owners']),
    )) as never as {
      records: { owners: string }[];
      asOf: number;
    };
    expect(records).toEqual([
      {
        plate: '京A1',
        status: '查封',
        value: '10.50',
        since: '2026-01-31',
        owners: expect.stringMatching(/^(乙；甲|甲；乙)$/),
      },
    ]);
    expect(asOf).toBe(Date.parse('2026-11-28T08:00:00+08:00'));
  });

  it('gives up a statement that takes too long', async () => {
    await admin.query(`CREATE OR REPLACE VIEW cgs.traege AS SELECT j.*, SLEEP(3) AS s FROM cgs.jdc j`);
    const { mapping } = source(url('reader'));
    const { guarded } = source(url('reader'), {
      deadlineMs: 300,
      items: { plate: { from: 's' } },
      mysql: { ...mapping.mysql, table: 'traege', where: [] },
    });
    const began = Date.now();
    expect(await guarded.records(FIRM, asked())).toMatchObject({ code: 'SOURCE_TIMEOUT' });
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('judges in the database as the same values judged here', async () => {
    const { guarded, mapping } = source(url('reader'), { deadlineMs: 10_000 });
    const columns = { plate: 'hphm', status: 'zt', value: 'jz', since: 'djrq' };
    const raw = fc.oneof(
      fc.constantFrom(
        null,
        '',
        ' ',
        'A',
        'a',
        'B',
        'Z',
        '0',
        '-0',
        '12.5',
        '12.50',
        '1e3',
        '999999999999999.999999',
        '\u3000A ',
      ),
      fc.constantFrom('20260131', '20260431', '2026-01-31', '20260131120000', '正常', '查封', "'", '\\', '%'),
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
        fc.array(fc.tuple(raw, raw, raw, raw), { maxLength: 3 }),
        fc.array(question, { minLength: 1, maxLength: 6 }),
        async (rows, questions) => {
          await admin.query('DELETE FROM cgs.jdc');
          for (const row of rows)
            await admin.execute('INSERT INTO cgs.jdc (syr_dm, hphm, zt, jz, djrq) VALUES (?, ?, ?, ?, ?)', [
              OTHER.code,
              ...row,
            ]);
          const [verdicts] = await guarded.judge([OTHER], questions, asked());
          const stored = Object.keys(columns);
          expect(verdicts).toEqual(
            questions.map((one) =>
              judgeRecords(
                mapping,
                one,
                rows.map((row) => row[stored.indexOf(one.item)] ?? null),
              ),
            ),
          );
        },
      ),
      { numRuns: 200, seed: 20261129 },
    );
  });
});
