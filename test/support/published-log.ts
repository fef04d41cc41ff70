import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openLogKey } from '../../apps/node/src/audit/index.js';
import { createLogger } from '../../apps/node/src/observability/logger.js';
import { createPool, usableRole } from '../../apps/node/src/persistence/connection.js';
import { databaseConfig, migrate } from '../../apps/node/src/persistence/index.js';
import { INTEGRATOR_ROLE } from '../../apps/node/src/persistence/roles.js';
import type { Faults } from '../../apps/node/src/transparency/faults.js';
import {
  openTransparency,
  transparencyConfig,
  type Transparency,
  type WitnessLookup,
} from '../../apps/node/src/transparency/index.js';
import { openReplica, ORIGIN, sampleDraft } from './audit.js';
import { freshDatabase, type TestDatabase } from './postgres.js';

/** One replica's log over a database: it appends, integrates by hand (`round`), and may be killed without a goodbye. */
export interface LogReplica extends Transparency {
  audit: Awaited<ReturnType<typeof openReplica>>;
  lines: Record<string, unknown>[];
  append(count: number, name?: string): Promise<bigint[]>;
  /** Lets go of everything at once, as a killed process does. */
  kill(): Promise<void>;
}

export interface ReplicaOptions {
  faults?: Faults;
  witnesses?: WitnessLookup;
  /** Folder of the state file and the key; replicas of a node share the key. */
  dir?: string;
  clock?: () => number;
  monotonic?: () => number;
  chunk?: number;
}

/** Migrated once a test file; a copy of it costs a tenth. */
let template: Promise<TestDatabase> | undefined;

async function migrated(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await migrate(database.url);
  return database;
}

/** For `afterAll` of a file that used {@link startLog}. */
export async function dropTemplate(): Promise<void> {
  await (await template)?.drop();
  template = undefined;
}

/** A database with one log, and its replicas. Everything is by hand: nothing runs unless a test says so. @param given an empty one of the test's own */
export async function startLog(given?: TestDatabase) {
  const database = given ?? (await freshDatabase(await (template ??= migrated())));
  await migrate(database.url); // finds nothing to do in a copy
  const dir = mkdtempSync(join(tmpdir(), 'tongban-log-'));
  const key = openLogKey(join(dir, 'keys/log.pem'), ORIGIN);
  const owner = new pg.Pool({ connectionString: database.url, max: 3 });
  owner.on('error', () => undefined);
  const open: LogReplica[] = [];
  let serial = 0;

  async function replica(options: ReplicaOptions = {}): Promise<LogReplica> {
    const url = database.url;
    const role = await usableRole(url, INTEGRATOR_ROLE);
    const pool = (name: string, size: number) =>
      createPool(url, databaseConfig.parse({}), { name, size, ...(role && { role }) }, () => undefined);
    const audit = await openReplica(url, {}, 'audit', options.faults);
    const lines: Record<string, unknown>[] = [];
    const pools = { integrator: pool('integrator', 2), published: pool('published', 2) };
    const transparency = openTransparency({
      config: transparencyConfig.parse({
        stateFile: join(options.dir ?? dir, 'log-state.json'),
        archiveDir: join(dir, 'archive'),
        chunk: options.chunk ?? 256,
      }),
      audit: audit.log,
      key,
      pools,
      logger: createLogger(
        { level: 'info', node: 'test' },
        { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
      clock: options.clock ?? Date.now,
      ...(options.monotonic && { monotonic: options.monotonic }),
      ...(options.faults && { faults: options.faults }),
      name: `test-${++serial}`,
    });
    if (options.witnesses) transparency.useWitnesses(options.witnesses);
    const kill = async (): Promise<void> => {
      open.splice(open.indexOf(one), 1);
      await transparency.stop();
      await Promise.all([audit.pool.end(), pools.integrator.end(), pools.published.end()]);
    };
    const one: LogReplica = {
      ...transparency,
      audit,
      lines,
      kill,
      append: (count, name = `entry-${++serial}`) =>
        Promise.all(
          Array.from({ length: count }, async (_, at) => {
            const { index } = await audit.log.append(sampleDraft(audit.log, `${name}-${at}`));
            return index;
          }),
        ),
    };
    open.push(one);
    return one;
  }

  return {
    url: database.url,
    dir,
    key,
    owner,
    replica,
    /** Runs statements as a superuser whom no trigger stops. */
    async tamper(text: string, values: unknown[] = []): Promise<void> {
      const client = await owner.connect();
      try {
        await client.query('SET session_replication_role = replica');
        await client.query(text, values);
      } finally {
        client.release(true);
      }
    },
    async stop(): Promise<void> {
      for (const one of [...open]) await one.kill();
      await owner.end();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type TestLog = Awaited<ReturnType<typeof startLog>>;
