import pg from 'pg';
import type { DatabaseConfig } from './database.config.js';
import { APPLICATION_ROLE, type DatabaseRole, mayBecome } from './roles.js';

/** What a connection is for; decides its role and its name in `pg_stat_activity`. */
export interface ConnectionPurpose {
  name: string;
  role?: DatabaseRole;
}

/**
 * Adds role and time-outs to a connection string as start-up options, so that they cost no round trip and that
 * `RESET ROLE` returns to the role, not to the login.
 */
export function connectionString(
  url: string,
  config: DatabaseConfig,
  { name, role }: ConnectionPurpose,
): string {
  const parsed = new URL(url);
  const options = [
    parsed.searchParams.get('options') ?? '',
    `-c statement_timeout=${config.statementTimeoutMs}`,
    // A transaction that waits for a process which has forgotten it would hold its locks for ever.
    `-c idle_in_transaction_session_timeout=${config.statementTimeoutMs}`,
    role ? `-c role=${role}` : '',
  ];
  parsed.searchParams.set('options', options.filter(Boolean).join(' '));
  parsed.searchParams.set('application_name', `tongban-${name}`);
  return parsed.href;
}

/** A pool outside TypeORM's, for work that must not queue behind lookups (the audit log's single writer). */
export function createPool(
  url: string,
  config: DatabaseConfig,
  purpose: ConnectionPurpose & { size: number },
  onError: (error: unknown) => void,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: connectionString(url, config, purpose),
    max: purpose.size,
    connectionTimeoutMillis: config.connectTimeoutMs,
    keepAlive: true,
  });
  pool.on('error', onError);
  return surviveCuts(pool);
}

const surviving = new WeakSet<pg.PoolClient>();

/**
 * A connection that is cut while somebody uses it emits `error` besides failing the query, and an `error` that nobody
 * listens to ends the process; the pool listens to idle connections only.
 */
export function surviveCuts(pool: pg.Pool): pg.Pool {
  return pool.on('acquire', (client) => {
    if (surviving.has(client)) return;
    surviving.add(client);
    client.on('error', () => undefined);
  });
}

/** The role to work under: the application's where the login may take it, otherwise the login as it is. */
export async function usableRole(
  url: string,
  role: DatabaseRole = APPLICATION_ROLE,
): Promise<DatabaseRole | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await mayBecome(client, role)) ? role : undefined;
  } finally {
    await client.end();
  }
}
