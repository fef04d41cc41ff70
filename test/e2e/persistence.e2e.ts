import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../../apps/node/src/persistence/database.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { migrate } from '../../apps/node/src/persistence/migrate.js';
import { migrations } from '../../apps/node/src/persistence/migrations.js';
import { freshDatabase, serverUrl, type TestDatabase } from '../support/postgres.js';

const config = databaseConfig.parse({ poolSize: 2, connectTimeoutMs: 500 });
let test: TestDatabase;

beforeEach(async () => {
  test = await freshDatabase();
});
afterEach(async () => {
  await test.drop();
});

it('replicas that start together run each migration once', async () => {
  const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(test.url)));
  expect(ran.flat()).toHaveLength(migrations.length);
  expect(await migrate(test.url)).toEqual([]);
});

it('nodes that start together on one cluster all get their roles', async () => {
  const others = await Promise.all([freshDatabase(), freshDatabase()]);
  const databases = await Promise.all([test, ...others].map(({ url }) => Database.open({ url, config })));
  await Promise.all(databases.map((database) => database.ping()));
  await Promise.all(databases.map((database) => database.close()));
  await Promise.all(others.map((other) => other.drop()));
});

// A DATABASE_URL whose login may not make roles is such a login itself: then every test here is this one.
(process.env.DATABASE_URL ? describe.skip : describe)('a database whose login is a plain owner', () => {
  const name = `plain_${randomBytes(4).toString('hex')}`;
  let url: URL;
  let administrator: pg.Pool;

  beforeEach(async () => {
    administrator = new pg.Pool({ connectionString: await serverUrl(), max: 1 });
    await administrator.query(`CREATE ROLE ${name} LOGIN PASSWORD 'plain'; GRANT ${name} TO CURRENT_USER`);
    url = new URL(test.url);
    await administrator.query(`ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${name}`);
    url.username = name;
    url.password = 'plain';
  });
  afterEach(async () => {
    await test.drop();
    await administrator.query(`DROP ROLE ${name}`);
    await administrator.end();
  });

  it('has the tables and their guards, and works without roles of its own', async () => {
    const database = await Database.open({ url: url.href, config });
    await database.pool.query(`SELECT audit_open('plain/log')`);
    const { rows } = await database.pool.query('SELECT current_user AS login');
    expect(rows).toEqual([{ login: name }]);
    await expect(database.pool.query('DELETE FROM audit_log')).rejects.toMatchObject({ code: '42501' });
    expect((await database.auditorPool.query('SELECT origin FROM audit_log')).rows).toEqual([
      { origin: 'plain/log' },
    ]);
    await database.close();
  });
});

it('two nodes share one database by schemas of their own', async () => {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await client.query('CREATE SCHEMA beijing; CREATE SCHEMA tianjin');
  await client.end();
  const open = async (schema: string) => {
    const url = new URL(test.url);
    url.searchParams.set('options', `-c search_path=${schema}`);
    return Database.open({ url: url.href, config });
  };
  const [beijing, tianjin] = await Promise.all([open('beijing'), open('tianjin')]);
  await beijing.auditPool.query(`SELECT audit_open('beijing/log')`);
  await tianjin.auditPool.query(`SELECT audit_open('tianjin/log')`);
  expect((await beijing.auditorPool.query('SELECT origin FROM audit_log')).rows).toEqual([
    { origin: 'beijing/log' },
  ]);
  await beijing.close();
  await tianjin.close();
});

describe('a transaction', () => {
  let database: Database;
  beforeEach(async () => {
    database = await Database.open({ url: test.url, config });
  });
  afterEach(() => database.close());

  const failures = async () =>
    (await database.pool.query('SELECT subject FROM login_failure ORDER BY subject')).rows.map(
      ({ subject }) => subject,
    );
  const insert = `INSERT INTO login_failure (subject, failures, counted_from, blocked_until) VALUES ($1, 1, now(), now())`;

  it('keeps what both TypeORM and pg wrote in it', async () => {
    await database.transactions.run(async ({ manager, client }) => {
      await manager.query(insert, ['a']);
      await client.query(insert, ['b']);
    });
    expect(await failures()).toEqual(['a', 'b']);
  });

  it('keeps nothing of what was written before a failure, and throws that failure', async () => {
    const failure = new Error('no');
    await expect(
      database.transactions.run(async ({ client }) => {
        await client.query(insert, ['a']);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await failures()).toEqual([]);
  });

  it('is refused as STORE_UNAVAILABLE when its connection is cut, and the pool recovers', async () => {
    await expect(
      database.transactions.run(async ({ client }) => {
        await client.query(insert, ['a']);
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await administer('SELECT pg_terminate_backend($1, 1000)', [rows[0]!.pid]);
        await client.query('SELECT 1');
      }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await database.ping();
    expect(await failures()).toEqual([]);
  });

  it('is refused as STORE_UNAVAILABLE when every connection stays busy', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const busy = [1, 2].map(() => database.transactions.run(() => held));
    await expect(database.transactions.run(async () => 1)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    release();
    await Promise.all(busy);
  });
});

it('an unreachable database is STORE_UNAVAILABLE', async () => {
  const url = new URL(test.url);
  url.port = '1';
  await expect(Database.open({ url: url.href, config })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

async function administer(text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await client.query(text, values);
  await client.end();
}
