import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../../dist/apps/cli/src/postgres/embedded.js';
import { openLogKey } from '../../../dist/apps/node/src/audit/index.js';
import { fillLog, measureGrowth } from './growth.js';
import { measureFsck } from './rates.js';
import { measureThroughput } from './throughput.js';

const ORIGIN = 'bench/log';
const SMALL = 10_000;
const LARGE = 1_000_000;
const FSCK_MOST = 1_000_000;

/**
 * The audit log: throughput, fsck beside reading, and, where asked, how the cost of each operation grows with the log.
 * A PostgreSQL of its own with its defaults (fsync on), or the server that DATABASE_URL names.
 * @param {{ seconds: number, rounds: number, callers: number[], entries: number | undefined, growth: boolean, turns: number,
 *   only: string | undefined, without: string[] }} options
 */
export async function benchAudit(options) {
  const { entries, growth, rounds, turns, only } = options;
  const place = mkdtempSync(join(tmpdir(), 'tongban-bench-'));
  chmodSync(place, 0o755);
  const given = process.env.DATABASE_URL;
  const server = given ? undefined : await EmbeddedPostgres.start({ home: join(place, 'postgres'), port: 0 });
  const made = [];
  const makeDatabase = async (name) => {
    if (server) return server.createDatabase(name);
    const own = `tongban_bench_${process.pid}_${name}`;
    await administer(given, `CREATE DATABASE ${own} TEMPLATE template0 ENCODING 'UTF8'`);
    made.push(own);
    const url = new URL(given);
    url.pathname = `/${own}`;
    return url.href;
  };
  const keyFile = join(place, 'log.pem');
  const key = openLogKey(keyFile, ORIGIN);
  try {
    if (!only || only === 'throughput')
      await measureThroughput({ makeDatabase, key, origin: ORIGIN, options });
    const sizes = sizesOf(entries, growth);
    const places = [];
    if (!only || only !== 'throughput') {
      const wanted = growth ? sizes : [sizes.at(-1)];
      for (const count of wanted)
        places.push(await fillLog({ makeDatabase, origin: ORIGIN, keyFile, count }));
    }
    if (!only || only === 'fsck') {
      const { url, count } = places.filter((one) => one.count <= FSCK_MOST).at(-1) ?? places[0];
      await measureFsck({ url, key, rounds, count });
    }
    if (growth && (!only || only === 'growth'))
      await measureGrowth({ places, origin: ORIGIN, rounds, turns });
  } finally {
    for (const name of made) await administer(given, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server?.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

/** 10 thousand and a million, and what was asked for beyond; a small trial takes a tenth of what was asked for instead. */
function sizesOf(entries, growth) {
  if (entries === undefined) return growth ? [SMALL, LARGE] : [100_000];
  if (entries <= SMALL) return [Math.max(1_000, Math.floor(entries / 10)), entries];
  return entries <= LARGE ? [SMALL, entries] : [SMALL, LARGE, entries];
}

async function administer(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
