/**
 * What a durable audit entry costs: `npm run -s build && node test/bench/audit-append.js [seconds]`.
 * Real PostgreSQL with fsync on, ~1 KB entries, two tokens, two personal values, a replay key each; group commit at
 * 1 to 256 callers, three replicas, and row by row (one transaction an entry over 16 connections) for comparison.
 */
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { EmbeddedPostgres } from '../../dist/apps/cli/src/postgres/embedded.js';
import { appendBatch } from '../../dist/apps/node/src/audit/append-batch.js';
import { AuditLog, auditConfig } from '../../dist/apps/node/src/audit/index.js';
import { createPool } from '../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig, migrate } from '../../dist/apps/node/src/persistence/index.js';
import { answerToken, makeDraft, requestToken } from './audit/draft.js';

const seconds = Number(process.argv[2] ?? 4);
const config = databaseConfig.parse({});

const place = mkdtempSync(join(tmpdir(), 'tongban-bench-'));
chmodSync(place, 0o755);
const server = process.env.DATABASE_URL
  ? undefined
  : await EmbeddedPostgres.start({ home: join(place, 'postgres'), port: 0 });
try {
  const url = server ? await server.createDatabase('bench') : process.env.DATABASE_URL;
  await migrate(url);
  const first = await replica(url);
  const draft = makeDraft(first.log);
  console.log(
    `entry ${draft.prepared.bytes.length} bytes, request token ${requestToken.length}, answer token ${answerToken.length}`,
  );
  prepareCost(first.log);
  await run('warm-up', 32, () => first.log, 1);
  for (const callers of [1, 8, 32, 64, 128, 256])
    await run(`group commit, ${callers} callers`, callers, () => first.log);
  const others = [await replica(url), await replica(url)];
  const logs = [first, ...others].map(({ log }) => log);
  await run('three replicas, 64 callers each', 192, (caller) => logs[caller % 3]);
  await rowByRow(url, first.log);
  for (const { pool } of [first, ...others]) await pool.end();
} finally {
  await server?.stop();
  rmSync(place, { recursive: true, force: true });
}

async function replica(url) {
  const pool = createPool(url, config, { name: 'audit', size: 1 }, () => undefined);
  return {
    pool,
    log: await AuditLog.open({
      pool,
      config: auditConfig.parse({}),
      origin: 'bench/log',
      onFailure: console.error,
    }),
  };
}

function prepareCost(log) {
  const { entry } = makeDraft(log).prepared;
  for (let round = 0; round < 20_000; round += 1) log.prepare(entry);
  const { user } = process.cpuUsage();
  for (let round = 0; round < 20_000; round += 1) log.prepare(entry);
  console.log(
    `check, canonicalise and hash: ${((process.cpuUsage().user - user) / 20_000).toFixed(1)} µs an entry`,
  );
}

async function run(name, callers, logOf, forSeconds = seconds) {
  const times = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const until = started + forSeconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < until) {
        const log = logOf(caller);
        const begun = performance.now();
        await log.append(makeDraft(log));
        times.push(performance.now() - begun);
      }
    }),
  );
  report(name, times, started, cpu);
}

async function rowByRow(url, log) {
  const pool = createPool(url, config, { name: 'rows', size: 16 }, () => undefined);
  const times = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() < started + seconds * 1000) {
        const begun = performance.now();
        const client = await pool.connect();
        await appendBatch(client, [makeDraft(log)], 10_000);
        client.release();
        times.push(performance.now() - begun);
      }
    }),
  );
  report('row by row, 64 callers', times, started, cpu);
  await pool.end();
}

function report(name, times, started, cpu) {
  const elapsed = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)]?.toFixed(1);
  console.log(
    `${name.padEnd(34)} ${(times.length / elapsed).toFixed(0).padStart(6)}/s  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  ` +
      `client CPU ${((used.user + used.system) / times.length).toFixed(0)} µs each`,
  );
}
