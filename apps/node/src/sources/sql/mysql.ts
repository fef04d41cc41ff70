import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2/promise';
import { Refusal, type ErrorCode } from '#libs/errors';
import { MAX_VALUE } from '../values/read-value.js';
import type { Statement } from './compose.js';
import { readLogin, type Rows, type SessionOptions, type SqlSession } from './session.js';

/** Privileges of the login that are more than reading, wherever they were given. */
const MAY_WRITE = `
SELECT COUNT(*) FROM (
  SELECT privilege_type, grantee FROM information_schema.user_privileges
  UNION ALL
  SELECT privilege_type, grantee FROM information_schema.schema_privileges WHERE ? LIKE table_schema
  UNION ALL
  SELECT privilege_type, grantee FROM information_schema.table_privileges WHERE table_schema = ? AND table_name = ?
) AS given
WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
  AND privilege_type NOT IN ('USAGE', 'SELECT', 'SHOW VIEW', 'SHOW DATABASES', 'PROCESS')`;

/** A department's MySQL (5.7.8 or newer) or MariaDB (10.2 or newer). */
export class MysqlSession implements SqlSession {
  private pool: Pool | undefined;
  private checked: Promise<void> | undefined;
  private readonly ready = new WeakSet<object>();
  private database = '';

  constructor(private readonly options: SessionOptions) {}

  async query({ text, parameters }: Statement, signal: AbortSignal): Promise<Rows> {
    let connection: PoolConnection | undefined;
    // The server goes on with a statement whose asker has gone; without its connection it gives up.
    const abandon = (): void => connection?.destroy();
    try {
      connection = await (this.pool ??= this.open()).getConnection();
      signal.throwIfAborted();
      signal.addEventListener('abort', abandon, { once: true });
      await this.prepare(connection);
      const [rows] = await connection.execute({ sql: text, rowsAsArray: true }, parameters);
      connection.release();
      return (rows as unknown[][]).map((row) => row.map(textOf));
    } catch (error) {
      // Whatever state it is in, nobody else gets it.
      connection?.destroy();
      const refusal = asSourceRefusal(error);
      if (refusal.code === 'SOURCE_CREDENTIALS_REFUSED') await this.close();
      throw refusal;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  async close(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    this.checked = undefined;
    await pool?.end().catch(() => undefined); // connections that were cut cannot say goodbye
  }

  /** Once a connection: read-only, with a time limit of the server's own. */
  private async prepare(connection: PoolConnection): Promise<void> {
    if (this.ready.has(connection.connection)) return;
    const [versions] = await connection.query({ sql: 'SELECT VERSION()', rowsAsArray: true });
    const version = textOf((versions as unknown[][])[0]?.[0]) ?? '';
    const { statementMs } = this.options;
    const limit = /mariadb/i.test(version)
      ? `max_statement_time = ${statementMs / 1_000}`
      : `max_execution_time = ${statementMs}`;
    await connection.query('SET SESSION TRANSACTION READ ONLY');
    await connection.query(
      `SET SESSION ${limit}, time_zone = '+08:00', sql_mode = 'STRICT_ALL_TABLES', group_concat_max_len = ${(MAX_VALUE + 2) * 4}`,
    );
    await (this.checked ??= this.check(connection)).catch((error: unknown) => {
      this.checked = undefined;
      throw error;
    });
    this.ready.add(connection.connection);
  }

  private async check(connection: PoolConnection): Promise<void> {
    const { schema = this.database, name } = this.options.table;
    const [rows] = await connection.execute({ sql: MAY_WRITE, rowsAsArray: true }, [schema, schema, name]);
    if (textOf((rows as unknown[][])[0]?.[0]) !== '0') throw new Refusal('SOURCE_LOGIN_TOO_STRONG');
  }

  private open(): Pool {
    const { connection, size } = this.options;
    const { host, port, database, user, password, tls } = readLogin(connection, 3306);
    this.database = database;
    const options: PoolOptions = {
      host,
      port,
      database,
      user,
      ...(password === undefined ? {} : { password }),
      ...(tls ? { ssl: { ...tls, verifyIdentity: true } } : {}),
      connectionLimit: size,
      maxIdle: size,
      idleTimeout: 30_000,
      connectTimeout: connection.connectTimeoutMs,
      charset: 'utf8mb4',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      multipleStatements: false,
      // A server may ask its client for files of this machine, and no answer needs code made at run time.
      flags: ['-LOCAL_FILES'],
      disableEval: true,
      maxPreparedStatements: 200,
    };
    return createPool(options);
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new Refusal('SOURCE_DATA_UNFIT');
}

const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  ER_QUERY_TIMEOUT: 'SOURCE_TIMEOUT',
  ER_STATEMENT_TIMEOUT: 'SOURCE_TIMEOUT',
  ER_LOCK_WAIT_TIMEOUT: 'SOURCE_TIMEOUT',
  ER_QUERY_INTERRUPTED: 'SOURCE_TIMEOUT',
  ER_ACCESS_DENIED_ERROR: 'SOURCE_CREDENTIALS_REFUSED',
  ER_DBACCESS_DENIED_ERROR: 'SOURCE_CREDENTIALS_REFUSED',
  ER_TABLEACCESS_DENIED_ERROR: 'SOURCE_CREDENTIALS_REFUSED',
  ER_COLUMNACCESS_DENIED_ERROR: 'SOURCE_CREDENTIALS_REFUSED',
  ER_NO_SUCH_TABLE: 'SOURCE_SCHEMA_CHANGED',
  ER_BAD_FIELD_ERROR: 'SOURCE_SCHEMA_CHANGED',
  ER_BAD_DB_ERROR: 'SOURCE_SCHEMA_CHANGED',
  ER_PARSE_ERROR: 'SOURCE_SCHEMA_CHANGED',
  ER_CON_COUNT_ERROR: 'SOURCE_BUSY',
  ER_USER_LIMIT_REACHED: 'SOURCE_BUSY',
};
/** MariaDB's number for a statement that took too long has no name in the driver. */
const TIMEOUT_NUMBERS = new Set([1969, 3024]);

function asSourceRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, errno, sqlState } = error as { code?: unknown; errno?: unknown; sqlState?: unknown };
  const name = typeof code === 'string' ? code : '';
  const details = { code: name, ...(typeof errno === 'number' ? { errno } : {}) };
  if (TIMEOUT_NUMBERS.has(Number(errno))) return new Refusal('SOURCE_TIMEOUT', { details });
  const known = BY_CODE[name];
  if (known) return new Refusal(known, { details });
  // What the server itself said has a state; the rest is the line's.
  return new Refusal(sqlState === undefined ? 'SOURCE_UNREACHABLE' : 'SOURCE_FAILED', {
    details,
    cause: error,
  });
}
