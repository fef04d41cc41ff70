/**
 * Real node processes with databases, keys and a trust anchor of their own, on free ports: for benchmarks and for tests
 * that kill. From the compiled program (`npm run build`), with the demo's configuration. PostgreSQL is the embedded one
 * with its defaults, fsync included, or the server that DATABASE_URL names.
 */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { parse, stringify } from 'yaml';
import { loadAnchorConfig } from '../../dist/apps/anchor/src/config.js';
import { ensureSampleCerts } from '../../dist/apps/cli/src/certs/index.js';
import { SealPki } from '../../dist/apps/cli/src/certs/seals/seal-pki.js';
import { integratorAt } from '../../dist/apps/cli/src/integrator/at-region.js';
import { EmbeddedPostgres } from '../../dist/apps/cli/src/postgres/embedded.js';
import { provisionNode } from '../../dist/apps/cli/src/provision/node.js';
import { ANCHOR_MAIN, NODE_MAIN, ROOT } from '../../dist/apps/cli/src/root.js';
import { ManagedChild } from '../../dist/apps/cli/src/up/child.js';
import { federate } from '../../dist/apps/cli/src/up/federate.js';
import { layoutOf } from '../../dist/apps/cli/src/up/layout.js';
import { answersOk } from '../../dist/apps/cli/src/up/probe.js';
import { loadConfig } from '../../dist/apps/node/src/config/index.js';

const DEMO_PORTS = ['7400', '7410', '7411', '7420', '7421', '7430', '7431'];
const READY_WITHIN_MS = 60_000;

/**
 * @param {{ regions?: string[], sections?: Record<string, object>, prefix?: string, env?: Record<string, string>,
 *   configure?: (name: string, config: object) => Promise<void> }} options
 *   `sections` overrides keys of the nodes' configuration, by section; `env` is added to the nodes' environment;
 *   `configure` may change a node's configuration before it is written
 */
export async function startRealNodes({
  regions = ['beijing', 'tianjin', 'hebei'],
  sections = {},
  prefix = 'tongban-real-',
  env = {},
  configure = undefined,
} = {}) {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(dir, 0o755);
  const layout = layoutOf({ dataDir: join(dir, 'data'), configDir: join(dir, 'config') });
  const places = layout.nodes.filter(({ name }) => regions.includes(name));
  await writeConfiguration(layout, places, sections, configure);
  const databases = await openDatabases(dir);
  const running = new Map();
  const cluster = { dir, layout, databases, nodes: {}, stop };
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      void stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });
  try {
    for (const place of places) cluster.nodes[place.name] = node(place);
    await ensureSampleCerts(layout.certsDir, [
      { name: 'anchor', entityId: anchorId() },
      ...Object.values(cluster.nodes).map(({ name, entityId }) => ({ name, entityId })),
    ]);
    SealPki.open(layout.sealsDir);
    for (const one of Object.values(cluster.nodes)) {
      one.databaseUrl = await databases.create(`tongban_${one.name}`);
      await provisionNode(one.loaded, one.dataDir, { clock: Date.now });
    }
    await federate(
      layout.anchor.dataDir,
      Object.values(cluster.nodes).map(({ loaded, dataDir }) => ({ config: loaded.config, dataDir })),
      Date.now,
    );
    await startAnchor();
    await Promise.all(Object.values(cluster.nodes).map((one) => one.start()));
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }

  function anchorId() {
    return Object.values(cluster.nodes)[0].loaded.config.federation.anchors[0].entityId;
  }

  async function startAnchor() {
    const { listen } = await loadAnchorConfig(layout.anchor.configFile, layout.anchor.dataDir);
    const child = ManagedChild.start({
      name: 'anchor',
      main: ANCHOR_MAIN,
      args: [layout.anchor.configFile],
      env: { TONGBAN_DATA_DIR: layout.anchor.dataDir },
      logFile: layout.anchor.logFile,
    });
    running.set('anchor', child);
    const url = `https://${listen.host}:${listen.port}/.well-known/openid-federation`;
    await child.ready(() => answersOk(url, `${layout.certsDir}/ca.crt`), READY_WITHIN_MS);
  }

  function node(place) {
    const loaded = loadConfig(place.configFile, { TONGBAN_DATA_DIR: place.dataDir });
    const { entityId } = loaded.config.node;
    const { host, port } = loaded.config.http.public;
    const publicUrl = `http://${host}:${port}`;
    const file = (extension) => join(layout.certsDir, `${place.name}.${extension}`);
    const one = {
      ...place,
      loaded,
      entityId,
      publicUrl,
      tls: { cert: file('crt'), key: file('key'), ca: join(layout.certsDir, 'ca.crt') },
      databaseUrl: '',
      get pid() {
        return running.get(place.name)?.pid;
      },
      async start() {
        const child = ManagedChild.start({
          name: place.name,
          main: NODE_MAIN,
          args: ['--config', place.configFile],
          env: { TONGBAN_DATA_DIR: place.dataDir, TONGBAN_DATABASE_URL: one.databaseUrl, ...env },
          logFile: place.logFile,
        });
        running.set(place.name, child);
        await child.ready(() => answersOk(`${publicUrl}/status/ready`), READY_WITHIN_MS);
      },
      /** As a power cut would: SIGKILL, no warning. */
      async kill() {
        const child = running.get(place.name);
        child.kill();
        await child.exited;
      },
      async stop() {
        await running.get(place.name)?.stop(15_000);
      },
      /** Another process of this node, over its database or one of its own, behind ports of its own. */
      async startReplica(name, databaseUrl) {
        const [peerPort, publicPort] = await freePorts(2);
        const config = parse(readFileSync(place.configFile, 'utf8'));
        config.http.peer.port = peerPort;
        config.http.public.port = publicPort;
        config.federation.stateFile = `\${dataDir}/federation-${name}.json`;
        const configFile = join(layout.configDir, `${place.name}-${name}.yaml`);
        writeFileSync(configFile, stringify(config));
        const replica = {
          name,
          peerPort,
          publicUrl: `http://127.0.0.1:${publicPort}`,
          get pid() {
            return running.get(name)?.pid;
          },
          async start() {
            const child = ManagedChild.start({
              name,
              main: NODE_MAIN,
              args: ['--config', configFile],
              env: { TONGBAN_DATA_DIR: place.dataDir, TONGBAN_DATABASE_URL: databaseUrl, ...env },
              logFile: join(place.dataDir, `${name}.log`),
            });
            running.set(name, child);
            await child.ready(() => answersOk(`${replica.publicUrl}/status/ready`), READY_WITHIN_MS);
          },
          async kill() {
            const child = running.get(name);
            child.kill();
            await child.exited;
          },
          async stop() {
            await running.get(name)?.stop(15_000);
          },
        };
        await replica.start();
        return replica;
      },
      /** A fresh access token of the sample integrator. */
      accessToken: () =>
        integratorAt({
          at: place.name,
          configDir: layout.configDir,
          dataDir: layout.dataDir,
        }).accessToken(),
    };
    return one;
  }

  async function stop() {
    const anchor = running.get('anchor');
    running.delete('anchor');
    await Promise.all([...running.values()].map((child) => child.stop(15_000)));
    await anchor?.stop(15_000);
    await databases.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The demo's files with free ports for its own, below the run's folder; relative paths lead to the run's certificates. */
async function writeConfiguration(layout, places, sections, configure) {
  const ports = await freePorts(DEMO_PORTS.length);
  const moved = new Map(DEMO_PORTS.map((port, at) => [port, String(ports[at])]));
  const own = (file) =>
    readFileSync(join(ROOT, 'config', file), 'utf8').replace(
      /\b74[0-3][01]\b/g,
      (port) => moved.get(port) ?? port,
    );
  mkdirSync(layout.configDir, { recursive: true });
  for (const name of ['catalogue', 'matters', 'sources', 'issuing.yaml'])
    cpSync(join(ROOT, 'config', name), join(layout.configDir, name), { recursive: true });
  writeFileSync(layout.anchor.configFile, own('anchor.yaml'));
  for (const { name, configFile, dataDir } of places) {
    const config = parse(own(`${name}.yaml`));
    for (const [section, keys] of Object.entries(sections)) config[section] = { ...config[section], ...keys };
    await configure?.(name, config);
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(configFile, stringify(config));
  }
}

async function openDatabases(dir) {
  const given = process.env.DATABASE_URL;
  const home = join(dir, 'postgres');
  let server = given ? undefined : await EmbeddedPostgres.start({ home, port: 0 });
  const made = [];
  const suffix = `_${process.pid}`;
  const administer = async (statement) => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    /** Of the postmaster; undefined for a server elsewhere. */
    get pid() {
      return server?.pid;
    },
    /** Ends the embedded server, as an administrator would or as a crash does, and starts it again where it was. */
    async restart(how) {
      const { port, pid } = server;
      if (how === 'killed') process.kill(pid, 'SIGKILL');
      else await server.stop();
      server = await EmbeddedPostgres.start({ home, port });
    },
    async create(name) {
      if (server) return server.createDatabase(name);
      await administer(`CREATE DATABASE ${name}${suffix} TEMPLATE template0 ENCODING 'UTF8'`);
      made.push(`${name}${suffix}`);
      const url = new URL(given);
      url.pathname = `/${name}${suffix}`;
      return url.href;
    },
    async stop() {
      for (const name of made) await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server?.stop();
    },
  };
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** User and system time of a process so far, milliseconds; from /proc, so on Linux only. */
export function cpuOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** Child processes of a process, such as the backends of a postmaster. */
export function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Asks again until it says yes. */
export async function until(what, probe, withinMs = 30_000) {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await probe()) return;
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(50);
  }
}
