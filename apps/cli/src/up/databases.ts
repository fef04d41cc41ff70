import pg from 'pg';
import { CliFailure, ExitCode } from '../exit.js';
import { EmbeddedPostgres } from '../postgres/embedded.js';

const OLDEST_SERVER = 150_000;
/** Written on databases that `up` makes on a given server, so that `--fresh` drops no other. */
const MARK = 'made by tongban up';
const INSUFFICIENT_PRIVILEGE = '42501';

/** Where the nodes' databases live while a run lasts. */
export interface Databases {
  /** For the person at the terminal, without a password. */
  readonly description: string;
  /** True where the server was set up by this start. */
  readonly initialised: boolean;
  /** Process id of an embedded server. */
  readonly pid: number | undefined;
  /** Makes the database where it does not exist; returns its connection string, which is a secret. */
  ensure(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** The server in the npm package, with its data below our own folder. */
export async function embeddedDatabases(home: string, port: number): Promise<Databases> {
  const server = await EmbeddedPostgres.start({ home, port });
  return {
    description: `PostgreSQL 127.0.0.1:${String(server.port)} (${server.home})`,
    initialised: server.initialised,
    pid: server.pid,
    ensure: (name) => server.createDatabase(name),
    stop: () => server.stop(),
  };
}

/**
 * A server that the operator runs, PostgreSQL 15 or newer, by `DATABASE_URL`; the databases are made where the login
 * may do so.
 * @throws CliFailure (environment) where it cannot be reached, is too old, or the login may not create databases.
 */
export async function givenDatabases(
  url: string,
  fresh: boolean,
  names: readonly string[],
): Promise<Databases> {
  const parsed = parseUrl(url);
  const version = await withClient(url, async (client) => {
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    return Number(rows[0]?.version);
  });
  if (version < OLDEST_SERVER) {
    throw new CliFailure(
      ExitCode.environment,
      `DATABASE_URL points to PostgreSQL ${String(Math.floor(version / 10_000))}; 15 or newer is needed.`,
    );
  }
  if (fresh) await withClient(url, (client) => dropOwn(client, names));
  return {
    description: `PostgreSQL ${parsed.host}`,
    initialised: false,
    pid: undefined,
    ensure: (name) => withClient(url, (client) => ensureDatabase(client, parsed, name)),
    stop: async () => undefined,
  };
}

async function ensureDatabase(client: pg.Client, server: URL, name: string): Promise<string> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) {
    const quoted = client.escapeIdentifier(name);
    try {
      await client.query(`CREATE DATABASE ${quoted} TEMPLATE template0 ENCODING 'UTF8'`);
      await client.query(`COMMENT ON DATABASE ${quoted} IS ${client.escapeLiteral(MARK)}`);
    } catch (error) {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      throw new CliFailure(
        ExitCode.environment,
        `The login of DATABASE_URL may not create databases. Create ${name} for it, or: ALTER ROLE "${decodeURIComponent(server.username)}" CREATEDB`,
      );
    }
  }
  const target = new URL(server);
  target.pathname = `/${name}`;
  return target.href;
}

async function dropOwn(client: pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string; mark: string | null }>(
    `SELECT datname AS name, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = ANY($1)`,
    [names],
  );
  const foreign = rows.find(({ mark }) => mark !== MARK);
  if (foreign) {
    throw new CliFailure(
      ExitCode.environment,
      `Database ${foreign.name} was not made by \`tongban up\`, so --fresh leaves it alone; drop it yourself if it may go.`,
    );
  }
  for (const { name } of rows)
    await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // told by the query that it breaks
  try {
    await client.connect();
  } catch (cause) {
    await client.end().catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : 'unknown reason';
    throw new CliFailure(
      ExitCode.environment,
      `DATABASE_URL: no connection to ${parseUrl(url).host}: ${reason}`,
      {},
      { cause },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function parseUrl(url: string): URL {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new CliFailure(ExitCode.configuration, 'DATABASE_URL is not a postgres:// URL');
  }
  return new URL(url);
}
