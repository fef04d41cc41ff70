import pg from 'pg';
import { DataSource } from 'typeorm';
import { grants, migrations } from './migrations.js';
import { ensureRoles, grantPrivileges } from './roles.js';

/**
 * The advisory lock that is held while tables and privileges change; whoever else writes to the catalogue (TRUNCATE)
 * takes it as well. Any constant does, so long as every replica uses it: the bytes of "tongban".
 */
export const MIGRATION_LOCK = '32773617270022510';

/**
 * Brings roles, tables and privileges up to date. Replicas that start together wait for each other: the first does the
 * work, the others find nothing to do.
 * @returns the names of the migrations that this call ran.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'tongban-migrate' });
  client.on('error', () => undefined); // the pending query fails and tells
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureRoles(client);
    const dataSource = await new DataSource({
      type: 'postgres',
      url,
      applicationName: 'tongban-migrate',
      poolSize: 1,
      synchronize: false,
      installExtensions: false,
      migrations,
      migrationsTableName: 'schema_migrations',
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      const ran = await dataSource.runMigrations();
      await grantPrivileges(client, grants);
      return ran.map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await client.end(); // which gives the lock back
  }
}
