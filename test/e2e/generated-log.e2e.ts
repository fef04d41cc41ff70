import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { fsck, parseEntry, parseVerifierKey } from '#libs/audit-log';
import { StoredLog } from '../../apps/cli/src/audit/stored-log.js';
import { openLogKey } from '../../apps/node/src/audit/index.js';
import { LogReader } from '../../apps/node/src/auditing/search/log-reader.js';
import { CountEntries } from '../../apps/node/src/auditing/search/count-entries.js';
import { SearchEntries } from '../../apps/node/src/auditing/search/search-entries.js';
import { caseOf, PER_CASE, PER_SUBJECT, subjectOf } from '../bench/audit/entry-maker.js';
import { generateEntries } from '../bench/audit/generate.js';
import { ORIGIN } from '../support/audit.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { Sealer } from '../../apps/node/src/secrets/index.js';

const COUNT = 2_000;
let database: TestDatabase;
let client: pg.Client;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tongban-generated-'));
  database = await freshDatabase();
  const options = { url: database.url, origin: ORIGIN, keyFile: join(dir, 'log.pem') };
  await generateEntries({ ...options, count: COUNT, months: 3 });
  await generateEntries({ ...options, count: 500 });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  rmSync(dir, { recursive: true });
});

it('is a log in which nothing is wrong: tree, checkpoint, columns, terms', async () => {
  const stored = new StoredLog(client);
  const log = parseVerifierKey(openLogKey(join(dir, 'log.pem'), ORIGIN).verifierKey);
  const result = await fsck(stored, { log, columns: (entry) => stored.columns(entry) });
  expect(result).toMatchObject({ size: BigInt(COUNT + 500), findings: [] });
  const { rows } = await client.query<{ wrong: number; months: number }>(
    `SELECT count(*) FILTER (WHERE terms IS DISTINCT FROM audit_terms(convert_from(body, 'UTF8')::jsonb))::int AS wrong,
       count(DISTINCT month)::int AS months FROM audit_entry`,
  );
  expect(rows).toEqual([{ wrong: 0, months: 3 }]);
});

it('holds entries as a node writes them, and as many of a case and of a person at any size', async () => {
  const { rows } = await client.query<{ body: Buffer }>('SELECT body FROM audit_entry WHERE index < 64');
  expect(new Set(rows.map(({ body }) => parseEntry(body).kind))).toEqual(
    new Set(['answer', 'home', 'intent', 'outcome']),
  );
  const search = new SearchEntries(new LogReader(client as unknown as pg.Pool), new Sealer(Buffer.alloc(32)));
  const found = async (filter: object) =>
    (await search.page({ filter, first: 50, order: 'newest' })).items.map(({ row }) => row.entry?.kind);
  expect(await found({ caseNumber: caseOf(80) })).toHaveLength(PER_CASE);
  expect((await found({ subject: subjectOf(123) })).length).toBeGreaterThanOrEqual(PER_SUBJECT - 1);
});

describe('over time', () => {
  let once: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    once = await freshDatabase();
    await generateEntries({ url: once.url, origin: ORIGIN, count: COUNT, months: 3 });
    client = new pg.Client({ connectionString: once.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await once.drop();
  });
  const counting = (rowsMax: number) =>
    new CountEntries(new LogReader(client as unknown as pg.Pool), {
      totalMax: 100,
      rowsMax,
      groupsMax: 5_000,
    });
  const longAgo = '1970-01-01T00:00:00Z';
  const middle = async (): Promise<string> => {
    const { rows } = await client.query<{ at: Date }>('SELECT at FROM audit_entry WHERE index = 1234');
    return rows[0]!.at.toISOString();
  };

  it('tells the whole of a log that is too long to be counted, as reading through it does', async () => {
    const at = await middle();
    for (const span of [{}, { from: longAgo }, { from: at }, { to: at }, { from: longAgo, to: at }])
      expect(await counting(100).by(span, 'day')).toEqual(await counting(10_000).by(span, 'day'));
    const sum = (await counting(100).by({}, 'day')).groups.reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(COUNT);
  });

  it('tells the newest where there are too many hours, and says so', async () => {
    const [short, whole] = [await counting(100).by({}, 'hour'), await counting(10_000).by({}, 'hour')];
    expect([short.exact, whole.exact]).toEqual([false, true]);
    // The oldest of them begins in the middle of nothing: all others are the same.
    expect(short.groups.length).toBeGreaterThan(100);
    expect(whole.groups.slice(0, short.groups.length)).toEqual(short.groups);
  });

  it('reads through the log where the filter asks for more than a span', async () => {
    const filter = { kinds: ['answer' as const] };
    expect((await counting(100).by(filter, 'day')).exact).toBe(false);
    expect((await counting(10_000).by(filter, 'day')).exact).toBe(true);
  });
});
