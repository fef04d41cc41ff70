import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { entriesPath, formatBundle, TILE_WIDTH, tilePath, tileWidth } from '#libs/audit-log';
import type { EvidenceBundle } from '#libs/evidence';
import { wellKnownSample } from '#libs/licences';
import { StoredTiles } from '../../apps/node/src/transparency/stored-tiles.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { sampleAgreement } from '../support/agreement.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';

jest.setTimeout(120_000);

/** One lookup of Tianjin in Beijing, and then the command line over both databases, as their operators would use it. */
let cluster: Cluster;
let receipt: { log: string; leaf: string };
const ids: Partial<Record<'intent' | 'outcome' | 'answer', string>> = {};
const keys: Record<string, { log: string; witness: string }> = {};
const pools = new Map<string, pg.Pool>();
const file = (name: string) => join(cluster.dir, name);
const anchor = () => join(cluster.anchor.directory, 'published/trust-anchor.json');

function poolOf(node: TestNode): pg.Pool {
  const known = pools.get(node.name);
  if (known) return known;
  const pool = new pg.Pool({ connectionString: node.database.url, max: 1 });
  pool.on('error', () => undefined);
  pools.set(node.name, pool);
  return pool;
}

function tongban(
  node: TestNode | undefined,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = {
    ...process.env,
    ...(node && { TONGBAN_DATABASE_URL: node.database.url, TONGBAN_DATA_DIR: node.dataDir }),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/apps/cli/src/main.js', 'audit', ...args],
      { env, maxBuffer: 1 << 26 },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

beforeAll(async () => {
  const licence = wellKnownSample('110000');
  cluster = await startCluster({
    agreements: ({ tianjin }) => ({
      beijing: [sampleAgreement('bj-tj', tianjin, { licenceTypes: [licence.typeCode] })],
    }),
  });
  const { beijing, tianjin } = cluster.nodes;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 3 });
  const answer = await ask(tianjin, await accessToken(tianjin), {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status receipt { log leaf } } }`,
    variables: { id: licence.identifier, context: CONTEXT },
  });
  ({ receipt } = answer.data.licence);
  for (const node of [beijing, tianjin]) {
    const { rows } = await poolOf(node).query<{ kind: keyof typeof ids; id: string }>(
      `SELECT kind, id FROM audit_entry WHERE kind IN ('intent', 'outcome', 'answer')`,
    );
    for (const { kind, id } of rows) ids[kind] = id;
    await covered(poolOf(node));
  }
  for (const node of Object.values(cluster.nodes)) keys[node.name] = metadataOf(node);
});

afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await cluster?.stop();
});

/** Until two witnesses have cosigned a checkpoint that covers every entry of the lookup. */
async function covered(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT 1 FROM audit_cosignature WHERE size > (
         SELECT max(index) FROM audit_entry WHERE kind IN ('intent', 'outcome', 'answer'))
       GROUP BY size HAVING count(*) >= 2`,
    );
    if (rows.length > 0) return;
    await wait(100);
  }
}

/** What the federation says of a node, out of the chain that its peer keeps. */
function metadataOf(node: TestNode): { log: string; witness: string } {
  const other = Object.values(cluster.nodes).find(({ name }) => name !== node.name);
  const text = readFileSync(join(other?.dataDir ?? '', 'federation.json'), 'utf8');
  const statements = text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  for (const statement of statements) {
    const claims = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as {
      iss: string;
      sub: string;
      metadata?: Record<string, { log?: { verifier_key: string }; witness?: { verifier_key: string } }>;
    };
    const metadata = claims.metadata?.['tongban_node'];
    if (claims.iss === node.entityId && metadata?.log && metadata.witness) {
      return { log: metadata.log.verifier_key, witness: metadata.witness.verifier_key };
    }
  }
  throw new Error(`no metadata of ${node.name}`);
}

it('audit fsck finds nothing wrong with a log that was left alone', async () => {
  const { code, out } = await tongban(cluster.nodes.beijing, 'fsck', '--json');
  expect(JSON.parse(out)).toMatchObject({ findings: [], isComplete: true });
  expect(code).toBe(0);
});

it('audit verify holds checkpoints to each other, and counts the witnesses that were named', async () => {
  const { beijing, tianjin, hebei } = cluster.nodes;
  const { code, out } = await tongban(
    beijing,
    ...[
      'verify',
      '--from',
      '1',
      '--json',
      '--witness',
      keys[tianjin.name]!.witness,
      keys[hebei.name]!.witness,
    ],
  );
  const { steps } = JSON.parse(out) as { steps: { step: string; passed: boolean }[] };
  expect(steps.map(({ step, passed }) => [step, passed])).toContainEqual(['tree', true]);
  expect(steps.every(({ passed }) => passed)).toBe(true);
  expect(code).toBe(0);
});

it('audit prove gives the proof of a receipt, final with two witnesses; of a strange receipt none', async () => {
  const { beijing, tianjin, hebei } = cluster.nodes;
  const witnesses = [keys[tianjin.name]!.witness, keys[hebei.name]!.witness];
  const proven = await tongban(
    beijing,
    'prove',
    JSON.stringify(receipt),
    '--json',
    '--witness',
    ...witnesses,
  );
  expect(JSON.parse(proven.out)).toMatchObject({
    found: true,
    id: ids.answer,
    state: 'final',
    proof: expect.stringContaining('c2sp.org/tlog-proof@v1\nindex '),
  });
  const strange = await tongban(beijing, 'prove', `${'A'.repeat(43)}`, '--json');
  expect([strange.code, JSON.parse(strange.out)]).toEqual([1, { found: false }]);
});

it('audit evidence of both sides, put together, is whole for whoever pins the anchor', async () => {
  const { beijing, tianjin } = cluster.nodes;
  const provider = await tongban(beijing, 'evidence', ids.answer!);
  writeFileSync(file('beijing.json'), provider.out);
  const both = await tongban(tianjin, 'evidence', ids.intent!, '--names', '--with', file('beijing.json'));
  writeFileSync(file('both.json'), both.out);

  const check = await tongban(undefined, 'check', file('both.json'), '--json', '--anchor', anchor());
  const { verdict, checks } = JSON.parse(check.out) as {
    verdict: string;
    checks: { name: string; outcome: string; detail?: string }[];
  };
  expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(
    checks
      .filter(({ outcome }) => outcome === 'not-checked')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['answer-body', 'personal', 'request-body']);
  expect(checks.find(({ name }) => name === 'witnesses')?.detail).toBe('final');
  expect([verdict, check.code]).toEqual(['whole', 0]);
});

it('audit check: one side alone is undecided, a changed byte is a no, what is no bundle cannot be read', async () => {
  const alone = await tongban(undefined, 'check', file('beijing.json'), '--anchor', anchor());
  expect(alone.code).toBe(5);
  const spoiled = JSON.parse(readFileSync(file('both.json'), 'utf8')) as EvidenceBundle;
  const [entry] = spoiled.sides[0]!.entries;
  const bytes = Buffer.from(entry!.bytes, 'base64');
  bytes[40]! ^= 1;
  entry!.bytes = bytes.toString('base64');
  writeFileSync(file('spoiled.json'), JSON.stringify(spoiled));
  const wrong = await tongban(undefined, 'check', file('spoiled.json'), '--anchor', anchor(), '--lang', 'zh');
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain('证据无效');
  writeFileSync(file('none.json'), '{}');
  expect((await tongban(undefined, 'check', file('none.json'))).err).toContain('EVIDENCE_MALFORMED');
});

it('audit fsck reads a published folder with its key alone, and names what was done to it', async () => {
  const { beijing } = cluster.nodes;
  const folder = file('published');
  await publish(poolOf(beijing), folder);
  const key = keys[beijing.name]!.log;
  expect((await tongban(undefined, 'fsck', folder, '--key', key, '--json')).code).toBe(0);
  const path = join(folder, 'tile/0/000.p', readFileSync(join(folder, 'width'), 'utf8'));
  const tile = readFileSync(path);
  tile[5]! ^= 1;
  writeFileSync(path, tile);
  const { code, out } = await tongban(undefined, 'fsck', folder, '--key', key, '--json');
  expect(JSON.parse(out).findings).toContainEqual({
    kind: 'tile',
    what: 'altered',
    level: 0,
    tile: '0',
    offset: 0,
  });
  expect(code).toBe(1);
  expect((await tongban(undefined, 'fsck', folder)).code).toBe(2);
});

it('audit fsck names a column that no longer says what the entry says, and an entry that was removed', async () => {
  const { tianjin } = cluster.nodes;
  const pool = poolOf(tianjin);
  await pool.query('SET session_replication_role = replica'); // what an owner of the database can do
  await pool.query(`UPDATE audit_entry SET case_number = 'TJ-2' WHERE id = $1`, [ids.intent]);
  const { rows } = await pool.query<{ index: string }>(
    'DELETE FROM audit_entry WHERE id = $1 RETURNING index',
    [ids.outcome],
  );
  const { code, out } = await tongban(tianjin, 'fsck', '--json');
  const { findings } = JSON.parse(out) as { findings: { kind: string; column?: string; index?: string }[] };
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'column', column: 'case_number' }));
  expect(findings.some(({ kind }) => kind === 'tile' || kind === 'entry')).toBe(true);
  expect(rows).toHaveLength(1);
  expect(code).toBe(1);
});

/** The log as a folder in the C2SP layout. */
async function publish(pool: pg.Pool, folder: string): Promise<void> {
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const { rows } = await pool.query<{ size: string; note: string }>(
    'SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1',
  );
  const size = BigInt(rows[0]!.size);
  const width = tileWidth(0, 0n, size);
  expect(width).toBeLessThan(TILE_WIDTH);
  put('checkpoint', rows[0]!.note);
  put('width', String(width));
  put(tilePath(0, 0n, width), await new StoredTiles(pool).hashes(0, 0n, width));
  const entries = await pool.query<{ body: Buffer }>('SELECT body FROM audit_entry ORDER BY index LIMIT $1', [
    width,
  ]);
  put(entriesPath(0n, width), formatBundle(entries.rows.map(({ body }) => body)));
}
