import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Refusal } from '#libs/errors';
import { connectionString, createPool, surviveCuts, usableRole } from './connection.js';
import type { DatabaseConfig } from './database.config.js';
import { migrate } from './migrate.js';
import { APPLICATION_ROLE, AUDITOR_ROLE, INTEGRATOR_ROLE } from './roles.js';
import { asStoreRefusal } from './store-refusal.js';
import { Transactions } from './transactions.js';

export interface DatabaseOptions {
  /** Connection string; see {@link databaseUrl}. */
  url: string;
  config: DatabaseConfig;
  /** TypeORM entities of the modules that use it for reading and writing objects. */
  entities?: MixedList<EntitySchema | (new () => object) | string>;
  /** Told of connections that break while idle; the pool replaces them by itself. */
  onError?: (error: unknown) => void;
}

/** The node's database: brought up to date, opened under the least role that does, shut at the end. */
export class Database {
  /** TypeORM's own pool, for prepared statements on hot paths. */
  readonly pool: Pool;
  readonly transactions: Transactions;

  private constructor(
    readonly dataSource: DataSource,
    /** For {@link AuditLog} alone: one connection, so that an append never queues behind lookups. */
    readonly auditPool: Pool,
    /** For readers of the audit log, under the auditor's role. */
    readonly auditorPool: Pool,
    /** For what is published of the audit log, under the integrator's role: the lock's holder with its watch, and readers. */
    readonly logPools: { integrator: Pool; published: Pool },
  ) {
    this.pool = surviveCuts((dataSource.driver as PostgresDriver).master as Pool);
    this.transactions = new Transactions(dataSource);
  }

  /** @throws Refusal `STORE_UNAVAILABLE` where the database cannot be reached. */
  static async open({
    url,
    config,
    entities = [],
    onError = () => undefined,
  }: DatabaseOptions): Promise<Database> {
    try {
      if (config.migrateAtStart) await migrate(url);
      const role = await usableRole(url, APPLICATION_ROLE);
      const auditor = await usableRole(url, AUDITOR_ROLE);
      const integrator = await usableRole(url, INTEGRATOR_ROLE);
      const asIntegrator = integrator && { role: integrator };
      const dataSource = await new DataSource({
        type: 'postgres',
        url: connectionString(url, config, { name: 'node', ...(role && { role }) }),
        poolSize: config.poolSize,
        connectTimeoutMS: config.connectTimeoutMs,
        synchronize: false,
        installExtensions: false,
        entities,
        extra: { keepAlive: true },
        poolErrorHandler: onError,
      }).initialize();
      return new Database(
        dataSource,
        createPool(url, config, { name: 'audit', size: 1, ...(role && { role }) }, onError),
        createPool(url, config, { name: 'auditor', size: 4, ...(auditor && { role: auditor }) }, onError),
        {
          integrator: createPool(url, config, { name: 'integrator', size: 2, ...asIntegrator }, onError),
          published: createPool(url, config, { name: 'published', size: 2, ...asIntegrator }, onError),
        },
      );
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }

  /**
   * For `/status/ready`: one trivial statement.
   * @throws Refusal `STORE_UNAVAILABLE`.
   */
  async ping(): Promise<void> {
    try {
      await this.pool.query('SELECT 1');
    } catch (error) {
      throw new Refusal('STORE_UNAVAILABLE', { cause: error });
    }
  }

  /** Waits for what is under way, then closes every connection. */
  async close(): Promise<void> {
    const { integrator, published } = this.logPools;
    await Promise.all([this.auditPool, this.auditorPool, integrator, published].map((pool) => pool.end()));
    await this.dataSource.destroy();
  }
}

/** The connection string by file or environment (house rule 7). */
export function databaseUrl(config: DatabaseConfig, environment: NodeJS.ProcessEnv): string {
  const url = config.urlFile
    ? readFileSync(config.urlFile, 'utf8').trim()
    : environment['TONGBAN_DATABASE_URL'];
  if (!url || !URL.canParse(url)) {
    throw new Refusal('CONFIG_INVALID', {
      hint: 'no database: set TONGBAN_DATABASE_URL or `database.urlFile`',
    });
  }
  return url;
}
