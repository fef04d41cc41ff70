import {
  fsck,
  logOrigin,
  openCheckpoint,
  parseVerifierKey,
  type LogFetcher,
  entriesPath,
  tilePath,
} from '#libs/audit-log';
import { auditConfig, AuditLog, openLogKey } from '../../apps/node/src/audit/index.js';
import { createPool } from '../../apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../apps/node/src/persistence/index.js';
import { join } from 'node:path';
import { accessToken } from '../support/ask.js';
import { sampleDraft } from '../support/audit.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';

let cluster: Cluster;
let node: TestNode;
let auditor: string;

beforeAll(async () => {
  cluster = await startCluster({ regions: ['beijing'] });
  node = cluster.nodes.beijing;
  auditor = await accessToken(node, 'sample-auditor');
  const pool = createPool(
    node.database.url,
    databaseConfig.parse({}),
    { name: 'test', size: 1 },
    () => undefined,
  );
  const log = await AuditLog.open({ pool, origin: logOrigin(node.entityId), config: auditConfig.parse({}) });
  await Promise.all(Array.from({ length: 300 }, (_, at) => log.append(sampleDraft(log, `e-${at}`))));
  await pool.end();
  await node.running.transparency.round();
});
afterAll(async () => {
  await cluster.stop();
});

const get = (path: string, token?: string): Promise<Response> =>
  fetch(`${node.publicUrl}${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
const bytes = async (path: string, token?: string): Promise<Uint8Array> => {
  const response = await get(path, token);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

it('is a log that any tlog client reads whole: checkpoint, tiles, and entries for an auditor', async () => {
  const { verifierKey } = openLogKey(join(node.dataDir, 'keys/log.pem'), logOrigin(node.entityId));
  const log = parseVerifierKey(verifierKey);
  // One head for the whole reading: each bundle that is read is an entry of its own.
  const head = await bytes('/log/checkpoint');
  const fetcher: LogFetcher = {
    checkpoint: () => Promise.resolve(head),
    tile: (level, index, width) => bytes(`/log/${tilePath(level, index, width)}`),
    entries: (index, width) => bytes(`/log/${entriesPath(index, width)}`, auditor),
  };
  expect(openCheckpoint(head, log).checkpoint.size).toBeGreaterThanOrEqual(300n);
  expect((await fsck(fetcher, { log })).findings).toEqual([]);
});

it('may be kept for ever, but for its head and its entries', async () => {
  expect((await get('/log/tile/0/000')).headers.get('cache-control')).toBe(
    'public, max-age=31536000, immutable',
  );
  expect((await get('/log/checkpoint')).headers.get('cache-control')).toBe('no-cache');
  expect((await get('/log/tile/entries/000', auditor)).headers.get('cache-control')).toBe(
    'private, no-store',
  );
});

it('adds the cosignatures that came in', async () => {
  const { published } = node.running.transparency;
  const latest = (await published.latest())!;
  const line = `— witness.example/w ${Buffer.alloc(76, 7).toString('base64')}`;
  await published.addCosignature(latest.size, 'witness.example/w', line);
  const text = await (await get('/log/checkpoint')).text();
  expect(text).toBe(`${latest.note}${line}\n`);
});

it('gives entries to auditors only, and writes down who read them', async () => {
  const path = '/log/tile/entries/000';
  expect(await (await get(path)).json()).toMatchObject({
    errors: [{ extensions: { code: 'TOKEN_MISSING' } }],
  });
  expect((await get(path)).headers.get('www-authenticate')).toMatch(/^Bearer/);
  for (const client of ['sample-integrator', 'sample-administrator']) {
    const response = await get(path, await accessToken(node, client));
    expect(response.status).toBe(403);
  }
  const before = await node.running.database.auditorPool.query(
    `SELECT count(*)::int AS reads FROM audit_entry WHERE kind = 'audit-read'`,
  );
  await bytes(path, auditor);
  const after = await node.running.database.auditorPool.query(
    `SELECT count(*)::int AS reads FROM audit_entry WHERE kind = 'audit-read'`,
  );
  expect(after.rows[0].reads).toBe(before.rows[0].reads + 1);
});

it.each([
  '/log/',
  '/log/checkpoint/',
  '/log/checkpoint?x=1',
  '/log/tile/0/0',
  '/log/tile/0/000/',
  '/log/tile/00/000',
  '/log/tile/0/x000/000',
  '/log/tile/0/000.p/0',
  '/log/tile/0/000.p/256',
  '/log/tile/0/000.p/01',
  '/log/tile/0/000?width=3',
  '/log/tile/0/%30%30%30',
  '/log/tile/64/000',
  '/log/tile/entries/0',
  '/log/tile/0/../entries/000%2f',
  '/log/tile/-1/000',
])('knows one spelling of a path: not %s', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LOG_PATH_UNKNOWN' } }] });
});

it.each([
  '/log/tile/0/001',
  '/log/tile/0/001.p/255',
  '/log/tile/0/x999/x999/999',
  '/log/tile/1/000.p/9',
  '/log/tile/7/000',
])('has nothing beyond its head: %s', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LOG_SIZE_UNKNOWN' } }] });
});

it('stops answering where the stored log was changed', async () => {
  const { default: pg } = await import('pg');
  const owner = new pg.Client({ connectionString: node.database.url });
  await owner.connect();
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `UPDATE audit_entry SET leaf = sha256('x') WHERE index = (SELECT size - 1 FROM audit_log)`,
  );
  await owner.end();
  await node.running.transparency.round();
  const response = await fetch(`${node.publicUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await accessToken(node)}`,
    },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LOG_TAMPERED' } }] });
  expect((await fetch(`${node.publicUrl}/status/ready`)).status).toBe(503);
});
