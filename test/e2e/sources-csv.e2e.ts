import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { createLogger } from '../../apps/node/src/observability/logger.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { Database } from '../../apps/node/src/persistence/index.js';
import { CsvAdapter } from '../../apps/node/src/sources/csv/csv-adapter.js';
import { GuardedSource } from '../../apps/node/src/sources/guard/guarded-source.js';
import { sourceMapping } from '../../apps/node/src/sources/mapping/mapping-file.js';
import type { AskOptions } from '../../apps/node/src/sources/ports.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const OTHER = { type: '001', code: wellKnownSample('120000').holderCode };
const PERSON = { type: '111', code: wellKnownPersonSample('110000').holderCode };
const HEADER = '合同,企业代码,个人代码,状态,面积,备注';
const GOOD = [
  `HT-1,${FIRM.code.toLowerCase()},,1,89.50,"带逗号, 和""引号"""`,
  `HT-2,${FIRM.code},,2,,`,
  `HT-3,${OTHER.code},${PERSON.code.toLowerCase()},1,1,`,
];

describe('a department that delivers files', () => {
  let place: TestDatabase;
  let database: Database;
  let dir: string;
  let folder: string;
  let now: number;
  let adapter: CsvAdapter;
  let source: GuardedSource;
  let logs: string[];

  beforeAll(async () => {
    place = await freshDatabase();
    database = await Database.open({ url: place.url, config: databaseConfig.parse({}) });
    dir = mkdtempSync(join(tmpdir(), 'tongban-csv-'));
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
    rmSync(dir, { recursive: true });
  });
  let n = 0;
  beforeEach(() => {
    now = Date.parse('2026-11-29T00:00:00Z');
    folder = join(dir, `d${(n += 1)}`);
    mkdirSync(folder);
    ({ adapter, source, logs } = stage());
  });

  function stage(csv: object = {}, change: object = {}) {
    const written: string[] = [];
    const mapping = sourceMapping.parse({
      id: `housing-${n}`,
      dataset: 'housing',
      department: { code: '1111000000TB03044A', name: { zh: '住建', en: 'housing' } },
      subjects: { '001': '企业代码', '111': '个人代码' },
      items: {
        contract: { from: '合同' },
        status: { from: '状态', values: { '1': '有效', '2': '注销' } },
        area: { from: '面积', type: 'decimal' },
        remark: { from: '备注' },
      },
      csv: { folder, prefix: 'housing', maxRowBytes: 500, ...csv },
      ...change,
    });
    const made = new CsvAdapter(mapping, mapping.csv!, {
      database,
      clock: () => now,
      logger: createLogger({ level: 'info', node: 'x' }, { write: (line) => void written.push(line) }),
    });
    const guarded = new GuardedSource(mapping, made, { clock: () => now, onFault: () => undefined });
    return { adapter: made, source: guarded, logs: written };
  }

  function deliver(name: string, content: string | Buffer, checksum?: string): void {
    const bytes = Buffer.from(content);
    writeFileSync(join(folder, name), bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, `${name}.sha256`), checksum ?? `${digest}  ${name}\n`);
  }
  const lines = (...rows: string[]): string => [HEADER, ...rows].join('\r\n');
  const asked = (items = ['contract', 'status', 'area', 'remark']): AskOptions => ({
    items,
    limit: 100,
    signal: new AbortController().signal,
    deadline: now + 5_000,
  });
  const reportOf = (name: string) =>
    JSON.parse(readFileSync(join(folder, 'refused', `${name}.report.json`), 'utf8')) as {
      code: string;
      faulty: number;
      faults: { line: number; place?: string; code: string }[];
    };

  const NAME = 'housing-20261128.csv';
  it.each<[string, () => void, string]>([
    ['another checksum', () => deliver(NAME, lines(...GOOD), 'a'.repeat(64)), 'SOURCE_FILE_CHECKSUM'],
    [
      'a checksum of another file',
      () => deliver(NAME, lines(...GOOD), `${'a'.repeat(64)}  other.csv`),
      'SOURCE_FILE_CHECKSUM',
    ],
    ['a checksum that is none', () => deliver(NAME, lines(...GOOD), 'rm -rf /'), 'SOURCE_FILE_CHECKSUM'],
    ['a column missing', () => deliver(NAME, '合同,企业代码,个人代码,状态,面积\n'), 'SOURCE_FILE_HEADER'],
    ['a column twice', () => deliver(NAME, `${HEADER},合同\n`), 'SOURCE_FILE_HEADER'],
    ['nothing in it', () => deliver(NAME, ''), 'SOURCE_FILE_HEADER'],
    ['no row', () => deliver(NAME, `${HEADER}\n`), 'SOURCE_FILE_ROWS'],
    [
      'bytes of another encoding',
      () => deliver(NAME, Buffer.concat([Buffer.from(lines(...GOOD)), Buffer.from([0xb1, 0xb1])])),
      'SOURCE_FILE_UNREADABLE',
    ],
    ['a quote that never ends', () => deliver(NAME, lines(`"${GOOD[0]}`, ...GOOD)), 'SOURCE_FILE_UNREADABLE'],
    [
      'a row without end',
      () => deliver(NAME, lines(...GOOD, `HT,${'x'.repeat(10_000)}`)),
      'SOURCE_FILE_UNREADABLE',
    ],
    ['a day that does not exist', () => deliver('housing-20261131.csv', lines(...GOOD)), 'SOURCE_FILE_DATE'],
    ['a day to come', () => deliver('housing-20991231.csv', lines(...GOOD)), 'SOURCE_FILE_DATE'],
  ])('is refused with %s, and what is in use stays', async (_, next, code) => {
    deliver('housing-20261125.csv', lines(...GOOD));
    await adapter.poll();
    next();
    await adapter.poll();
    const [refused = ''] = readdirSync(join(folder, 'refused')).filter((name) => name.endsWith('.csv'));
    expect(reportOf(refused)).toMatchObject({ code, messageZh: expect.any(String) });
    expect(existsSync(join(folder, refused))).toBe(false);
    expect(await source.records(FIRM, asked(['contract']))).toMatchObject({
      records: [{ contract: 'HT-1' }, { contract: 'HT-2' }],
      asOf: Date.parse('2026-11-24T16:00:00Z'),
    });
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS n FROM source_record r JOIN source_version v ON v.id = r.version WHERE v.source = $1 AND v.state <> 'current'`,
      [source.id],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('is refused with faulty rows, named by line, column and reason, without a value', async () => {
    deliver(
      NAME,
      lines(
        GOOD[0]!,
        `HT-9,${FIRM.code.slice(0, -1)}${FIRM.code.endsWith('0') ? '1' : '0'},,1,1,`,
        `HT-8,,,1,1,机密`,
        `HT-7,${FIRM.code},,9,百平米,`,
        `HT-6,${FIRM.code},,1`,
      ),
    );
    await adapter.poll();
    const report = reportOf(NAME);
    expect(report).toMatchObject({
      code: 'SOURCE_FILE_ROWS',
      faulty: 4,
      faults: [
        { line: 3, place: '001', code: expect.stringMatching(/^USCC/) },
        { line: 4, code: 'SOURCE_SUBJECT_UNFIT' },
        { line: 5, place: 'status', code: 'SOURCE_DATA_UNFIT' },
        { line: 5, place: 'area', code: 'SOURCE_DATA_UNFIT' },
        { line: 6, code: 'SOURCE_FILE_UNREADABLE' },
      ],
    });
    for (const text of [JSON.stringify(report), logs.join()]) {
      expect(text).not.toContain('机密');
      expect(text).not.toContain(FIRM.code);
    }
    expect(await source.records(FIRM, asked())).toMatchObject({ code: 'SOURCE_NO_DATA' });
  });

  it('may be taken without its faulty rows, where that was agreed', async () => {
    ({ adapter, source } = stage({ maxErrorShare: 0.25 }));
    deliver(NAME, lines(...GOOD, 'HT-9,,,,,'));
    await adapter.poll();
    expect(await source.records(FIRM, asked(['contract']))).toMatchObject({ outcome: 'answered' });
    deliver('housing-20261129.csv', lines(...GOOD, 'HT-9,,,,,', 'HT-9,,,,,'));
    await adapter.poll();
    expect(reportOf('housing-20261129.csv')).toMatchObject({ code: 'SOURCE_FILE_ROWS', faulty: 2 });
  });

  it('is not touched while its checksum is missing, nor where its name is another', async () => {
    writeFileSync(join(folder, NAME), lines(...GOOD));
    deliver('housing-20261128.csv.bak', lines(...GOOD));
    deliver('other-20261128.csv', lines(...GOOD));
    await adapter.poll();
    expect(readdirSync(folder).filter((name) => name.includes('2026'))).toHaveLength(5);
    expect(readdirSync(join(folder, 'taken'))).toEqual([]);
  });

  it('is no link to another file', async () => {
    const secret = join(dir, `secret-${n}`);
    writeFileSync(secret, lines(...GOOD));
    symlinkSync(secret, join(folder, NAME));
    writeFileSync(
      join(folder, `${NAME}.sha256`),
      createHash('sha256')
        .update(lines(...GOOD))
        .digest('hex'),
    );
    await adapter.poll();
    expect(reportOf(NAME)).toMatchObject({ code: 'SOURCE_FILE_UNREADABLE' });
  });

  it('is read with its codes, its numbers, and its own instant', async () => {
    deliver('housing-20261128T1830.csv', `\ufeff${lines(...GOOD)}`);
    await adapter.poll();
    expect(await source.records(FIRM, asked())).toEqual({
      outcome: 'answered',
      records: [
        { contract: 'HT-1', status: '有效', area: '89.50', remark: '带逗号, 和"引号"' },
        { contract: 'HT-2', status: '注销', area: null, remark: null },
      ],
      asOf: Date.parse('2026-11-28T10:30:00Z'),
    });
    expect(await source.records(PERSON, asked(['contract']))).toMatchObject({
      records: [{ contract: 'HT-3' }],
    });
    expect(
      await source.judge(
        [FIRM, PERSON, { ...FIRM, code: wellKnownSample('130000').holderCode }],
        [
          { item: 'area', operator: 'above', value: '89' },
          { item: 'status', operator: 'equals', value: '注销' },
        ],
        asked(),
      ),
    ).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect(source.health()).toMatchObject({ asOf: Date.parse('2026-11-28T10:30:00Z') });
    expect(readdirSync(join(folder, 'done')).toSorted()).toEqual([
      'housing-20261128T1830.csv',
      'housing-20261128T1830.csv.report.json',
      'housing-20261128T1830.csv.sha256',
    ]);
  });

  it('may be written in GB 18030', async () => {
    ({ adapter, source } = stage({ encoding: 'gb18030', delimiter: ';' }));
    const utf16 = lines(...GOOD).replaceAll(',', ';');
    deliver(NAME, gb18030(utf16));
    await adapter.poll();
    expect(await source.records(FIRM, asked(['status']))).toMatchObject({
      records: [{ status: '有效' }, { status: '注销' }],
    });
  });

  it('replaces the state before it whole; an older one, or the same once more, changes nothing', async () => {
    deliver('housing-20261127.csv', lines(...GOOD));
    deliver('housing-20261128.csv', lines(GOOD[2]!));
    await adapter.poll();
    expect(await source.records(FIRM, asked())).toMatchObject({ outcome: 'nothing-found' });
    deliver('housing-20261126.csv', lines(...GOOD));
    deliver('housing-20261128.csv', lines(...GOOD));
    await adapter.poll();
    expect(reportOf('housing-20261126.csv')).toMatchObject({ code: 'SOURCE_FILE_OLDER' });
    expect(reportOf('housing-20261128.csv')).toMatchObject({ code: 'SOURCE_FILE_OLDER' });
    expect(await source.records(FIRM, asked())).toMatchObject({ outcome: 'nothing-found' });
  });

  it('is taken to its end by the next run where one was cut short, and by one replica only', async () => {
    deliver('housing-20261127.csv', lines(...GOOD));
    await adapter.poll();
    // Cut short between the two renames, and with a state half loaded.
    deliver(NAME, lines(GOOD[2]!));
    const { rename } = await import('node:fs/promises');
    await rename(join(folder, NAME), join(folder, 'taken', NAME));
    await database.pool.query(
      `INSERT INTO source_version (id, source, as_of, file, sha256, state, items, taken_at)
       VALUES (gen_random_uuid(), $1, now(), 'x', '', 'loading', '{}', now())`,
      [source.id],
    );
    await database.pool.query(
      `INSERT INTO source_record SELECT id, '001', $2, 1, '{}' FROM source_version WHERE source = $1 AND state = 'loading'`,
      [source.id, FIRM.code],
    );
    const replica = stage();
    await Promise.all([adapter.poll(), replica.adapter.poll()]);
    await adapter.poll();
    expect(await source.records(FIRM, asked())).toMatchObject({ outcome: 'nothing-found' });
    const { rows } = await database.pool.query(
      'SELECT state FROM source_version WHERE source = $1 ORDER BY as_of',
      [source.id],
    );
    expect(rows).toEqual([{ state: 'replaced' }, { state: 'current' }]);
    expect(readdirSync(join(folder, 'taken'))).toEqual([]);
  });

  it('is given up after its time, and nothing is said of items that it was not read for', async () => {
    ({ adapter, source } = stage(
      { maxAgeHours: 48 },
      { without: ['area'], items: { contract: { from: '合同' } } },
    ));
    deliver(NAME, lines(...GOOD));
    await adapter.poll();
    const wider = stage({ maxAgeHours: 48 });
    expect(await wider.source.records(FIRM, asked(['contract']))).toMatchObject({ outcome: 'answered' });
    expect(await wider.source.records(FIRM, asked(['contract', 'status']))).toMatchObject({
      code: 'SOURCE_SCHEMA_CHANGED',
    });
    now += 48 * 3_600_000;
    expect(await wider.source.records(FIRM, asked(['contract']))).toMatchObject({
      code: 'SOURCE_DATA_STALE',
    });
    expect(await wider.source.judge([FIRM], [{ item: 'contract', operator: 'exists' }], asked())).toEqual([
      [null],
    ]);
  });

  it('is loaded in its thousands, and swept when it is replaced', async () => {
    ({ adapter, source } = stage({ keepVersions: 1 }));
    deliver('housing-20261127.csv', lines(...Array.from({ length: 5_000 }, () => GOOD[1]!)));
    await adapter.poll();
    expect(await source.records(FIRM, asked(['contract']))).toMatchObject({ truncated: true });
    deliver(NAME, lines(GOOD[2]!));
    await adapter.poll();
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS n FROM source_record r JOIN source_version v ON v.id = r.version WHERE v.source = $1`,
      [source.id],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });
});

/** Two-byte characters of GB 18030, found by decoding them all; ASCII as it is. */
function gb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number[]>();
  for (let first = 0x81; first < 0xff; first += 1)
    for (let second = 0x40; second < 0xff; second += 1)
      if (second !== 0x7f) table.set(decoder.decode(Uint8Array.from([first, second])), [first, second]);
  return Buffer.from(
    [...text].flatMap((char) => (char < '\u0080' ? [char.charCodeAt(0)] : (table.get(char) ?? []))),
  );
}
