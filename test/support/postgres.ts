import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgres } from '../../apps/cli/src/postgres/embedded.js';

/** An empty database for one test file. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * An empty database on a real PostgreSQL: the one that `DATABASE_URL` names, otherwise an embedded one that the first
 * caller of a jest run starts and that the run's global teardown stops (test/support/teardown.js).
 * @param template a database to copy instead, to which nobody is connected; without effect where only schemas can be made
 */
export async function freshDatabase(template?: TestDatabase): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const like = template ? ` TEMPLATE ${new URL(template.url).pathname.slice(1)}` : '';
  try {
    await administer(server, `CREATE DATABASE ${name}${like}`);
  } catch (error) {
    // A plain owner may not make databases: a schema of its own does as well.
    if ((error as { code?: string }).code !== '42501') throw error;
    await administer(server, `CREATE SCHEMA ${name}`);
    const url = new URL(server);
    url.searchParams.set('options', `-c search_path=${name}`);
    return {
      url: url.href,
      drop: () => administer(server, `DROP SCHEMA IF EXISTS ${name}, ${name}_jobs CASCADE`),
    };
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Connection string of the run's server, with the right to make databases. */
export async function serverUrl(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const run = process.env.TONGBAN_TEST_RUN ?? String(process.pid);
  const place = join(tmpdir(), `tongban-test-${run}`);
  const known = join(place, 'url');
  mkdirSync(place, { recursive: true, mode: 0o755 });
  for (;;) {
    if (existsSync(known)) return readFileSync(known, 'utf8');
    try {
      mkdirSync(join(place, 'starting')); // jest's workers race; whoever makes this directory starts the server
      break;
    } catch {
      await pause(50);
    }
  }
  try {
    await removeLeftovers();
    const server = await EmbeddedPostgres.start({
      home: join(place, 'postgres'),
      port: 0,
      // Tests kill processes, never the machine: what the operating system holds is safe.
      settings: { fsync: 'off', shared_buffers: '64MB' },
    });
    writeFileSync(known, server.url());
    return server.url();
  } finally {
    rmSync(join(place, 'starting'), { recursive: true, force: true });
  }
}

/** Servers of runs that were killed before their teardown. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const run = /^tongban-test-(\d+)$/.exec(name)?.[1];
    if (run === undefined || isAlive(Number(run))) continue;
    try {
      await EmbeddedPostgres.erase(join(tmpdir(), name, 'postgres'));
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's leftovers are theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
