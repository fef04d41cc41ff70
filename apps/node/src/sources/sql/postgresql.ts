import pg from 'pg';
import { Refusal, type ErrorCode } from '#libs/errors';
import type { Statement } from './compose.js';
import { readLogin, type Rows, type SessionOptions, type SqlSession } from './session.js';

/** Every type as the server writes it. */
const asText = { getTypeParser: () => (value: string) => value };
/** Whether the login may do more than read the table; true of a superuser in any case. */
const MAY_WRITE = `
SELECT current_setting('is_superuser') = 'on' OR coalesce(bool_or(has_table_privilege(to_regclass($1)::oid, p)), false)
FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p`;

/** A department's PostgreSQL. The pool is made at the first question: a department that is away holds up no start. */
export class PostgresqlSession implements SqlSession {
  private pool: pg.Pool | undefined;
  private checked: Promise<void> | undefined;

  constructor(private readonly options: SessionOptions) {}

  async query({ text, parameters }: Statement, signal: AbortSignal): Promise<Rows> {
    try {
      const pool = (this.pool ??= this.open());
      this.checked ??= this.check(pool);
      await this.checked.catch((error: unknown) => {
        this.checked = undefined;
        throw error;
      });
      signal.throwIfAborted();
      const { rows } = await pool.query<(string | null)[]>({
        text,
        values: parameters,
        rowMode: 'array',
        types: asText,
      });
      return rows;
    } catch (error) {
      const refusal = asSourceRefusal(error);
      // A new password or a renewed certificate is read by a new pool.
      if (refusal.code === 'SOURCE_CREDENTIALS_REFUSED') await this.close();
      throw refusal;
    }
  }

  async close(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    this.checked = undefined;
    await pool?.end();
  }

  private async check(pool: pg.Pool): Promise<void> {
    const { rows } = await pool.query<[string]>({
      text: MAY_WRITE,
      values: [this.options.table.quoted],
      rowMode: 'array',
      types: asText,
    });
    if (rows[0]?.[0] !== 'f') throw new Refusal('SOURCE_LOGIN_TOO_STRONG');
  }

  private open(): pg.Pool {
    const { connection, size, statementMs } = this.options;
    const { host, port, database, user, password, tls } = readLogin(connection, 5432);
    const session = [
      '-c default_transaction_read_only=on',
      `-c statement_timeout=${statementMs}`,
      `-c lock_timeout=${statementMs}`,
      `-c idle_in_transaction_session_timeout=${statementMs}`,
      '-c search_path=pg_catalog',
      '-c timezone=Asia/Shanghai',
      '-c datestyle=ISO',
      '-c standard_conforming_strings=on',
    ];
    const pool = new pg.Pool({
      host,
      port,
      database,
      user,
      ...(password === undefined ? {} : { password }),
      ssl: tls ?? false,
      max: size,
      min: 0,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: connection.connectTimeoutMs,
      // For a network that swallows the answer: the server's own limit never arrives then.
      query_timeout: statementMs + 500,
      application_name: 'tongban-source',
      options: session.join(' '),
      client_encoding: 'UTF8',
      keepAlive: true,
    });
    // A cut connection fails the question under way, which tells; as an event it would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  }
}

/** By SQLSTATE; what a server writes for people may hold data and goes no further than the cause. */
const BY_STATE: readonly [RegExp, ErrorCode][] = [
  [/^57014$/, 'SOURCE_TIMEOUT'],
  [/^55P03$/, 'SOURCE_TIMEOUT'],
  [/^(28|42501)/, 'SOURCE_CREDENTIALS_REFUSED'],
  [/^3D000$/, 'SOURCE_SCHEMA_CHANGED'],
  [/^42/, 'SOURCE_SCHEMA_CHANGED'],
  [/^22/, 'SOURCE_DATA_UNFIT'],
  [/^53300$/, 'SOURCE_BUSY'],
  [/^(08|57P)/, 'SOURCE_UNREACHABLE'],
];

export function asSourceRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (error instanceof pg.DatabaseError) {
    const state = String(code);
    const known = BY_STATE.find(([pattern]) => pattern.test(state))?.[1] ?? 'SOURCE_FAILED';
    return new Refusal(known, { details: { sqlState: state } });
  }
  if (message === 'Query read timeout') return new Refusal('SOURCE_TIMEOUT');
  return new Refusal('SOURCE_UNREACHABLE', {
    details: { code: typeof code === 'string' ? code : undefined },
    cause: error,
  });
}
