import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';
import {
  asContent,
  changeLicenceStatus,
  FileDocumentStore,
  LicenceDocuments,
  LicenceStore,
  sampleDocument,
  seedSamples,
  statusHistory,
} from '../../apps/node/src/licences/index.js';
import { Database } from '../../apps/node/src/persistence/database.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { samples } from '../support/licences.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const COUNT = 400;
const AT = new Date('2026-11-24T08:00:00Z');
const clock = (): number => AT.getTime();

let test: TestDatabase;
let database: Database;
let store: LicenceStore;
let files: FileDocumentStore;
let folder: string;
let all: Licence[];

beforeAll(async () => {
  test = await freshDatabase();
  database = await Database.open({ url: test.url, config: databaseConfig.parse({}) });
  store = new LicenceStore(database.pool, { maxPageSize: 10 });
  folder = mkdtempSync(join(tmpdir(), 'tongban-store-'));
  files = new FileDocumentStore({ directory: folder, maxBytes: 100_000 });
  all = samples(COUNT);
  await seedSamples(database.pool, files, { region: '110000', seed: 1, count: COUNT, clock });
}, 120_000);
afterAll(async () => {
  await database.close();
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
});

const byKey = (a: Licence, b: Licence): number =>
  a.typeCode === b.typeCode ? (a.identifier < b.identifier ? -1 : 1) : a.typeCode < b.typeCode ? -1 : 1;
const holderOf = ({ holderType, holderCode }: Licence): { type: string; code: string } => ({
  type: holderType,
  code: holderCode,
});

describe('looking up', () => {
  it('gives every licence back by its identifier, exactly as it was', async () => {
    for (const licence of all) expect(await store.byIdentifier(licence.identifier)).toEqual(licence);
  });

  it('gives every licence back by type and number', async () => {
    for (const licence of all)
      expect(await store.byNumber(licence.typeCode, licence.number)).toEqual(licence);
  });

  it.each(['', "' OR 1=1 --", '\u0000', 'x'.repeat(10_000), '1.2.156.3005.2.%', '\ud800'])(
    'finds nothing by %j',
    async (text) => {
      expect(await store.byIdentifier(text)).toBeUndefined();
      expect(await store.byNumber(text, text)).toBeUndefined();
      expect(await store.byHolder({ type: text, code: text }, { first: 1 })).toEqual({
        items: [],
        hasNextPage: false,
      });
    },
  );

  it.each([1, 2, 3, 10])("pages through a holder's licences by %i", async (first) => {
    const holder = holderOf(wellKnownSample('110000'));
    const expected = all.filter((l) => l.holderCode === holder.code).sort(byKey);
    expect(expected.length).toBeGreaterThan(3);
    const found: Licence[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await store.byHolder(holder, { first, ...(after !== undefined && { after }) });
      found.push(...page.items.map(({ licence }) => licence));
      after = page.endCursor;
      if (!page.hasNextPage) break;
    }
    expect(found).toEqual(expected);
  });

  it('keeps to the licence types that are asked for', async () => {
    const known = wellKnownSample('110000');
    const types = [known.typeCode, 'none'];
    const page = await store.byHolder(holderOf(known), { first: 10, typeCodes: types });
    expect(page.items.map(({ licence }) => licence)).toEqual([known]);
    expect((await store.byHolder(holderOf(known), { first: 10, typeCodes: [] })).items).toEqual([]);
  });

  it.each([
    '',
    'x',
    '!!',
    Buffer.from('[]').toString('base64url'),
    'A'.repeat(5000),
    Buffer.from('["a","b","c"]').toString('base64url'),
  ])('refuses the cursor %j', async (after) => {
    const query = store.byHolder(holderOf(wellKnownSample('110000')), { first: 1, after });
    await expect(query).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('refuses the cursor of another holder and of another filter', async () => {
    const holder = holderOf(wellKnownSample('110000'));
    const { endCursor } = await store.byHolder(holder, { first: 1 });
    const after = endCursor!;
    const other = holderOf(wellKnownPersonSample('110000'));
    await expect(store.byHolder(other, { first: 1, after })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
    const filtered = store.byHolder(holder, { first: 1, after, typeCodes: ['x'] });
    await expect(filtered).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it.each([0, -1, 11, 1.5, NaN, Infinity])('refuses a page of %d', async (first) => {
    const query = store.byHolder({ type: '001', code: 'x' }, { first });
    await expect(query).rejects.toMatchObject({ code: 'PAGE_SIZE_INVALID' });
  });

  it.each([
    ['identifier = $1', 'licence_pkey', ['a']],
    ['type_code = $1 AND number = $2', 'licence_by_number', ['a', 'b']],
    ['holder_type = $1 AND holder_code = $2', 'licence_by_holder', ['a', 'b']],
  ])('%s is answered by %s', async (condition, index, values) => {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const { rows } = await client.query(
        `EXPLAIN (FORMAT JSON) SELECT * FROM licence WHERE ${condition}`,
        values,
      );
      const text = JSON.stringify(rows);
      expect(text).toContain(index);
      expect(text).toContain('Index Cond');
      expect(text).not.toContain('"Filter"');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('status', () => {
  const change = (identifier: string, to: Licence['status'], more: { expected?: Licence['status'] } = {}) =>
    database.transactions.run(({ client }) =>
      changeLicenceStatus(client, identifier, {
        to,
        by: '11110105TB00000000',
        reason: '年检未通过',
        at: AT,
        ...more,
      }),
    );
  const valid = (nth: number): Licence => all.filter(({ status }) => status === '01')[nth]!;

  it('changes with who, when and why', async () => {
    const { identifier } = valid(20);
    await change(identifier, '02');
    await change(identifier, '01', { expected: '02' });
    const by = { at: AT.toISOString(), by: '11110105TB00000000', reason: '年检未通过' };
    expect(await statusHistory(database.pool, identifier)).toEqual([
      { identifier, from: '01', to: '02', ...by },
      { identifier, from: '02', to: '01', ...by },
    ]);
    expect((await store.byIdentifier(identifier))?.status).toBe('01');
  });

  it('a revoked licence does not become valid again, and nothing is written', async () => {
    const { identifier } = valid(21);
    await change(identifier, '07');
    await expect(change(identifier, '01')).rejects.toMatchObject({ code: 'LICENCE_STATUS_TRANSITION' });
    expect(await statusHistory(database.pool, identifier)).toHaveLength(1);
    expect((await store.byIdentifier(identifier))?.status).toBe('07');
  });

  it('is not changed on a status that is no longer', async () => {
    const { identifier } = valid(22);
    await expect(change(identifier, '01', { expected: '02' })).rejects.toMatchObject({
      code: 'LICENCE_STATUS_CONFLICT',
    });
    await expect(change('none', '02')).rejects.toMatchObject({ code: 'LICENCE_NOT_FOUND' });
  });

  it('two changes at once come one after the other', async () => {
    const { identifier } = valid(23);
    const results = await Promise.allSettled([
      change(identifier, '02', { expected: '01' }),
      change(identifier, '02', { expected: '01' }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await statusHistory(database.pool, identifier)).toHaveLength(1);
  });
});

describe('documents', () => {
  const by = { by: '110000', at: AT };

  it('the well-known licences have one, and it is the one that was made', async () => {
    const documents = new LicenceDocuments(database.pool, files);
    for (const licence of [wellKnownSample('110000'), wellKnownPersonSample('110000')]) {
      const document = await documents.fetch(licence.identifier);
      expect(document.mediaType).toBe('application/pdf');
      expect(document.bytes).toEqual(sampleDocument(licence));
    }
  });

  it('the one attached last counts; the same one again is no change', async () => {
    const documents = new LicenceDocuments(database.pool, files);
    const [, , , , , , , , , licence] = all;
    const { identifier } = licence!;
    await expect(documents.fetch(identifier)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    const one = sampleDocument(licence!);
    const two = sampleDocument({ ...licence!, holderName: '改名样例' });
    await documents.attach(identifier, asContent(one), 'application/pdf', by);
    await documents.attach(identifier, asContent(two), 'application/pdf', by);
    const again = await documents.attach(identifier, asContent(two), 'application/pdf', by);
    expect((await documents.fetch(identifier)).sha256).toBe(again.sha256);
    const { rows } = await database.pool.query(
      'SELECT count(*)::int AS n FROM licence_document WHERE identifier = $1',
      [identifier],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('attached to nothing is refused', async () => {
    const documents = new LicenceDocuments(database.pool, files);
    const attached = documents.attach('none', asContent(sampleDocument(all[0]!)), 'application/pdf', by);
    await expect(attached).rejects.toMatchObject({ code: 'LICENCE_NOT_FOUND' });
  });
});

it('seeding again changes nothing', async () => {
  const before = await database.pool.query('SELECT count(*) FROM licence');
  const again = await seedSamples(database.pool, files, { region: '110000', seed: 1, count: 20, clock });
  expect(again).toEqual({ added: 0, changed: 0, unchanged: 20, documents: 8 });
  expect((await database.pool.query('SELECT count(*) FROM licence')).rows).toEqual(before.rows);
});
