/**
 * One process that writes into a log as a node does: forked by throughput.js, so that replicas share nothing but the
 * database. `plain` writes the same rows by plain INSERTs instead, one transaction an entry, without order, tree or replay
 * guard: the baseline.
 */
import { AuditLog, auditConfig } from '../../../dist/apps/node/src/audit/index.js';
import { createPool } from '../../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../../dist/apps/node/src/persistence/index.js';
import { makeDraft } from './draft.js';
import { insertPlainly } from './plain.js';

const [url, kind, connections] = process.argv.slice(2);
// Callers wait in the pool, not in front of it: it must not lose its patience with them.
const pool = createPool(
  url,
  databaseConfig.parse({ connectTimeoutMs: 60_000 }),
  { name: 'audit', size: Number(connections) },
  () => undefined,
);
const log = await AuditLog.open({
  pool,
  config: auditConfig.parse({}),
  origin: 'bench/log',
  onFailure: console.error,
});
const write = kind === 'plain' ? (draft) => insertPlainly(pool, draft) : (draft) => log.append(draft);

process.on('message', async ({ callers, seconds }) => {
  const times = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        const at = performance.now();
        await write(makeDraft(log));
        times.push(performance.now() - at);
      }
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  process.send({ times, elapsed, cpu: (used.user + used.system) / times.length });
});
process.on('disconnect', () => process.exit());
process.send('ready');
