import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../../../dist/apps/node/src/persistence/index.js';
import { median, spread } from '../lookup/load.js';
import { integrate } from './integrate.js';
import { makePlainTables } from './plain.js';

const WRITER = fileURLToPath(new URL('./writer.js', import.meta.url));
const GOAL = { perSecond: 5_000, p99: 50 };

/**
 * Entries a second that are durable, and how long a caller waits, by turns: the log and the baseline at several numbers of
 * callers, then three replicas on one database. After each round the integrator does its part, and its rate is taken.
 * @param without indexes that another database of the same shape lacks, to see what they cost an append
 */
export async function measureThroughput({ makeDatabase, key, origin, options }) {
  const { seconds, rounds, callers, without } = options;
  const url = await makeDatabase('throughput');
  await prepare(url, async (client) => makePlainTables(client));
  const writers = await startWriters(url);
  const systems = callers.flatMap((count) => [
    { name: 'log', callers: count, by: [writers.log[0]] },
    { name: 'plain INSERT, 1 connection', callers: count, by: [writers.plain] },
    { name: 'plain INSERT, 16 connections', callers: count, by: [writers.wide] },
  ]);
  systems.push({ name: 'log, three replicas', callers: 3 * 64, by: writers.log });
  if (without.length > 0) {
    const bare = await makeDatabase('bare');
    await prepare(bare, async (client) => {
      for (const index of without) await client.query(`DROP INDEX ${index}`);
    });
    systems.push({
      name: `log without ${without.join(', ')}`,
      callers: 64,
      by: [await start(bare, 'log', 1)],
    });
  }
  for (const system of systems) await window(system, Math.min(1, seconds));
  await integrate({ url, origin, key });
  const results = systems.map(() => []);
  const integrated = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, system] of systems.entries()) results[at].push(await window(system, seconds));
    const { entries, seconds: took } = await integrate({ url, origin, key });
    integrated.push(entries / took);
  }
  for (const child of new Set(systems.flatMap(({ by }) => by))) child.disconnect();
  report(systems, results, integrated);
}

async function prepare(url, work) {
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function startWriters(url) {
  const log = [];
  for (let replica = 0; replica < 3; replica += 1) log.push(await start(url, 'log', 1));
  return { log, plain: await start(url, 'plain', 1), wide: await start(url, 'plain', 16) };
}

/** @param connections of its pool; a node's log has one */
async function start(url, kind, connections) {
  const child = fork(WRITER, [url, kind, String(connections)]);
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a writer ended with ${code}`)));
  });
  return child;
}

async function window({ callers, by }, seconds) {
  const parts = await Promise.all(
    by.map(
      (child) =>
        new Promise((resolve, reject) => {
          const ended = (code) => reject(new Error(`a writer ended with ${code}`));
          child.once('exit', ended);
          child.once('message', (told) => {
            child.off('exit', ended);
            resolve(told);
          });
          child.send({ callers: callers / by.length, seconds });
        }),
    ),
  );
  const times = parts.flatMap((part) => part.times).sort((a, b) => a - b);
  return {
    perSecond: parts.reduce((sum, part) => sum + part.times.length / part.elapsed, 0),
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
    cpu: median(parts.map(({ cpu }) => cpu)),
  };
}

function report(systems, results, integrated) {
  console.log('\n| writer | callers | entries/s | p50 ms | p99 ms | CPU of the process, µs |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [at, { name, callers }] of systems.entries()) {
    const of = (figure) => results[at].map((one) => one[figure]);
    console.log(
      `| ${name} | ${callers} | ${spread(of('perSecond'))} | ${spread(of('p50'), 1)} | ${spread(of('p99'), 1)} | ${spread(of('cpu'))} |`,
    );
  }
  const at = systems.findIndex(({ name, callers }) => name === 'log' && callers === 64);
  console.log(`\nintegration: ${spread(integrated)} entries/s`);
  if (at < 0) return;
  const perSecond = median(results[at].map((one) => one.perSecond));
  const p99 = median(results[at].map((one) => one.p99));
  for (const [name, other] of [
    ['plain INSERT, 1 connection', at + 1],
    ['plain INSERT, 16 connections', at + 2],
  ])
    console.log(
      `log / ${name} at 64 callers: ${spread(
        results[at].map((one, round) => one.perSecond / results[other][round].perSecond),
        2,
      )}`,
    );
  const reached = perSecond >= GOAL.perSecond && p99 <= GOAL.p99;
  console.log(
    `goal at 64 callers, ${GOAL.perSecond}/s with p99 <= ${GOAL.p99} ms: ${reached ? 'reached' : 'not reached'}`,
  );
}
