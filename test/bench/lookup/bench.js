/** `npm run bench -- lookup`: what a signed, decided and logged lookup costs beside a plain one. See README.md. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startRealNodes, freePorts, until } from '../../support/real-nodes.js';
import { measureGrowth } from './growth.js';
import { Load, median, spread } from './load.js';
import {
  businessLicences,
  fill,
  integratorBody,
  peerBody,
  persistedBody,
  plainBody,
  signingAs,
} from './questions.js';

const LICENCES = 3_000;

/** @param {{ seconds: number, rounds: number, connections: number[], growth: boolean, only?: string, profile?: string }} options */
export async function benchLookup(options) {
  const nodes = await startRealNodes({
    regions: ['beijing', 'tianjin'],
    prefix: 'tongban-bench-',
    env: {
      NODE_OPTIONS: [
        options.nodeOptions,
        // A .cpuprofile of each node, written when it ends.
        ...(options.profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(options.profile)}`] : []),
      ].join(' '),
    },
  });
  const { beijing, tianjin } = nodes.nodes;
  const load = new Load();
  const servers = [];
  try {
    await fill(beijing.databaseUrl, LICENCES);
    const identifiers = await businessLicences(beijing.databaseUrl, 500);
    const plain = await startPlain(beijing, false, options);
    const tuned = await startPlain(beijing, true, options);
    servers.push(plain, tuned);

    const postmaster = nodes.databases.pid;
    const host = '127.0.0.1';
    const json = { 'content-type': 'application/json' };
    const repeat = (bodyOf) => () =>
      load.prepare({
        kind: 'repeat',
        host,
        path: '/graphql',
        headers: json,
        bodies: identifiers.map(bodyOf),
      });
    const sign = signingAs(tianjin, beijing.entityId);
    const peerPort = Number(new URL(beijing.entityId).port);
    const tianjinPort = Number(new URL(tianjin.publicUrl).port);
    const accept = 'application/graphql-response+json';
    const bearer = async () => ({ ...json, accept, authorization: `Bearer ${await tianjin.accessToken()}` });

    /** Guess of the throughput, so that enough requests are signed before a window. */
    const guess = new Map();
    const systems = {
      'a plain, HTTP': {
        prepare: repeat(plainBody),
        job: { port: plain.port },
        servers: { node: plain.process.pid },
      },
      'a plain': {
        prepare: repeat(plainBody),
        job: { port: plain.tlsPort, tls: tianjin.tls },
        servers: { node: plain.process.pid },
      },
      'a tuned': {
        prepare: repeat(persistedBody),
        job: { port: tuned.tlsPort, tls: tianjin.tls },
        servers: { node: tuned.process.pid },
      },
      'b lookup': {
        prepare: (connections, seconds) =>
          load.prepare({
            kind: 'signed',
            host,
            path: '/graphql',
            headers: {},
            bodies: identifiers.map(peerBody),
            sign,
            count: Math.ceil((guess.get(connections) ?? 1500) * seconds * 1.4) + 500,
          }),
        job: { port: peerPort, tls: tianjin.tls },
        servers: { node: beijing.pid },
      },
    };
    const endToEnd = {
      prepare: async () =>
        load.prepare({
          kind: 'repeat',
          host,
          path: '/graphql',
          headers: await bearer(),
          bodies: Array.from({ length: 2_000 }, (_, at) =>
            integratorBody(identifiers[at % identifiers.length], `TJ-2026-${at}`),
          ),
        }),
      job: { port: tianjinPort },
      servers: { tianjin: tianjin.pid, beijing: beijing.pid },
    };

    const window = async (system, connections, seconds) => {
      await system.prepare(connections, seconds);
      const result = await load.run(
        { ...system.job, connections, seconds },
        { servers: system.servers, postmaster },
      );
      if (system === systems['b lookup']) guess.set(connections, result.perSecond);
      return result;
    };

    await until('Tianjin trusts Beijing and the other way round', async () => {
      const { samples } = await window(endToEnd, 1, 0.2);
      return samples[0]?.includes('"FOUND"');
    });
    const chosen = Object.entries(systems).filter(([name]) => !options.only || name.startsWith(options.only));
    for (const [name, system] of chosen) {
      const { failed, samples } = await window(system, 32, options.warmUp);
      if (failed > 0 || !samples[0]?.includes('"FOUND"')) throw new Error(`${name}: ${samples[0]}`);
    }
    const results = new Map();
    for (let round = 0; round < options.rounds; round += 1)
      for (const connections of options.connections)
        for (const [name, system] of chosen) {
          const key = `${name}|${connections}`;
          if (!results.has(key)) results.set(key, []);
          results.get(key).push(await window(system, connections, options.seconds));
        }
    report(results, options.connections);
    ratios(results, options.connections);

    if (!options.only || options.only === 'c') {
      await window(endToEnd, 200, options.warmUp);
      const windows = [];
      for (let round = 0; round < options.rounds; round += 1)
        windows.push(await window(endToEnd, 200, options.seconds * 2));
      report(new Map([['c end to end|200', windows]]), [200]);
      const perSecond = windows.map((one) => one.perSecond);
      const p99 = windows.map((one) => one.p99);
      console.log(
        `\nc at 200 connections: ${spread(perSecond)} /s (goal 300), p99 ${spread(p99)} ms (goal 1000): ${
          median(perSecond) >= 300 && median(p99) <= 1000 ? 'reached' : 'not reached'
        }`,
      );
    }
    if (options.growth) await measureGrowth({ nodes, load, sign, options });
  } finally {
    load.stop();
    for (const { process } of servers) if (process.connected) process.disconnect();
    await nodes.stop();
  }
}

async function startPlain({ databaseUrl, tls }, tuned, { nodeOptions }) {
  const [port, tlsPort] = await freePorts(2);
  const child = fork(
    new URL('./plain-server.js', import.meta.url),
    [JSON.stringify({ databaseUrl, port, tlsPort, tls, tuned })],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: nodeOptions },
    },
  );
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the plain server ended'))),
  ]);
  return { process: child, port, tlsPort };
}

function report(results, order) {
  console.log(
    '\nsystem                conn.   requests/s, median (spread)    p50 ms    p99 ms   CPU µs a request: servers | PostgreSQL | generator   not 200',
  );
  for (const connections of order)
    for (const [key, windows] of results) {
      const [name, at] = key.split('|');
      if (Number(at) !== connections) continue;
      const of = (pick) => median(windows.map(pick));
      const { postgres, generator, ...servers } = Object.fromEntries(
        Object.keys(windows[0].cpu).map((part) => [part, of(({ cpu }) => cpu[part])]),
      );
      console.log(
        [
          name.padEnd(20),
          at.padStart(6),
          spread(windows.map(({ perSecond }) => perSecond)).padStart(30),
          of(({ p50 }) => p50)
            .toFixed(1)
            .padStart(9),
          of(({ p99 }) => p99)
            .toFixed(1)
            .padStart(9),
          '  ',
          Object.entries(servers)
            .map(([part, time]) => `${part} ${time.toFixed(0)}`)
            .join(', ')
            .padEnd(24),
          `| ${postgres.toFixed(0).padStart(5)} | ${generator.toFixed(0).padStart(4)}`,
          String(windows.reduce((sum, { failed }) => sum + failed, 0)).padStart(8),
        ].join(' '),
      );
    }
}

/** Windows of one round stand beside each other in time, so ratios are taken round by round. */
function ratios(results, order) {
  for (const base of ['a plain', 'a tuned'])
    for (const connections of order) {
      const a = results.get(`${base}|${connections}`);
      const b = results.get(`b lookup|${connections}`);
      if (!a || !b) continue;
      const each = b.map(({ perSecond }, round) => perSecond / a[round].perSecond);
      const costs = (cost) =>
        spread(
          b.map((one, round) => cost(a[round].cpu) / cost(one.cpu)),
          2,
        );
      console.log(
        `b / ${base} at ${connections}: throughput ${spread(each, 2)}, CPU of the node ${costs(({ node }) => node)}, ` +
          `of node and PostgreSQL ${costs(({ node, postgres }) => node + postgres)}`,
      );
    }
}
