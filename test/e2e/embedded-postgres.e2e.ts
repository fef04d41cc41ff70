import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../apps/cli/src/postgres/embedded.js';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off', shared_buffers: '16MB' };

describe('an embedded PostgreSQL recovers from what an earlier run left', () => {
  const place = mkdtempSync(join(tmpdir(), 'tongban-embedded-'));
  chmodSync(place, 0o755);
  const home = join(place, 'postgres');
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    server = await EmbeddedPostgres.start({ home, port: 0, settings });
    await query(await server.createDatabase('kept'), 'CREATE TABLE kept AS SELECT 42 AS answer');
  });
  afterAll(async () => {
    await EmbeddedPostgres.erase(home);
    rmSync(place, { recursive: true, force: true });
  });

  const keptAnswer = async () => (await query(server.url('kept'), 'SELECT answer FROM kept')).rows;

  it('adopts a server that outlived its parent', async () => {
    const again = await EmbeddedPostgres.start({ home, port: server.port, settings });
    expect(again).toMatchObject({ adopted: true, initialised: false, pid: server.pid, port: server.port });
  });

  it('moves such a server when another port is wanted', async () => {
    const { port, pid } = server;
    const other = await EmbeddedPostgres.start({ home, port: await freePortNear(port), settings });
    expect(other.adopted).toBe(false);
    expect(other.pid).not.toBe(pid);
    server = other;
    expect(await keptAnswer()).toEqual([{ answer: 42 }]);
  });

  it('starts after the server itself was killed', async () => {
    process.kill(server.pid, 'SIGKILL');
    server = await EmbeddedPostgres.start({ home, port: server.port, settings });
    expect(server.initialised).toBe(false);
    expect(await keptAnswer()).toEqual([{ answer: 42 }]);
  });

  it('does not mistake a process that got the old process id for the server', async () => {
    await server.stop();
    writeFileSync(
      join(home, 'data', 'postmaster.pid'),
      `${process.pid}\n${join(home, 'data')}\n1\n${server.port}\n`,
    );
    server = await EmbeddedPostgres.start({ home, port: server.port, settings });
    expect(server.adopted).toBe(false);
    expect(await keptAnswer()).toEqual([{ answer: 42 }]);
  });

  it('says why when the port is taken', async () => {
    const second = join(place, 'second');
    await expect(EmbeddedPostgres.start({ home: second, port: server.port, settings })).rejects.toMatchObject(
      { code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('Address already in use') },
    );
    await EmbeddedPostgres.erase(second);
  });

  it('starts over after an initialisation that was cut short', async () => {
    const cut = join(place, 'cut');
    mkdirSync(join(cut, 'data.unfinished', 'base'), { recursive: true });
    writeFileSync(join(cut, 'data.unfinished', 'PG_VERSION'), '18\n');
    const fresh = await EmbeddedPostgres.start({ home: cut, port: 0, settings });
    expect(fresh.initialised).toBe(true);
    await EmbeddedPostgres.erase(cut);
  });
});

(isRoot ? it : it.skip)(
  'runs beside a directory that other users cannot enter, and keeps its data there',
  async () => {
    const closed = mkdtempSync(join(tmpdir(), 'tongban-closed-')); // mode 0700, like /root
    const home = join(closed, 'checkout', '.data', 'postgres');
    try {
      const server = await EmbeddedPostgres.start({ home, port: 0, settings });
      expect(server.home).not.toContain(closed);
      await query(await server.createDatabase('kept'), 'CREATE TABLE kept AS SELECT 42 AS answer');
      await server.stop();
      const again = await EmbeddedPostgres.start({ home, port: 0, settings });
      expect(again).toMatchObject({ home: server.home, initialised: false });
      expect((await query(again.url('kept'), 'SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
      expect(readFileSync(join(again.home, 'password'), 'utf8')).not.toBe('password');
    } finally {
      await EmbeddedPostgres.erase(home);
      rmSync(closed, { recursive: true, force: true });
    }
  },
);

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function freePortNear(port: number): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address() as { port: number };
      probe.close(() => resolve(address.port === port ? port + 1 : address.port));
    });
  });
}
