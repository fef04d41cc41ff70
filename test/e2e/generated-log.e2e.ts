import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { fsck, parseEntry, parseVerifierKey } from '#libs/audit-log';
import { StoredLog } from '../../apps/cli/src/audit/stored-log.js';
import { openLogKey } from '../../apps/node/src/audit/index.js';
import { LogReader } from '../../apps/node/src/auditing/search/log-reader.js';
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
