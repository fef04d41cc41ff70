import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Refusal } from '#libs/errors';
import { type Account, type Binaries, findBinaries, serverAccount, settleHome } from './place.js';
import { isAlive, livingPostmaster, stopPostmaster } from './postmaster.js';

export interface EmbeddedOptions {
  /** Directory for data, password and server log. Moved under /var/tmp where PostgreSQL's account cannot enter it. */
  home: string;
  /** TCP port on 127.0.0.1; 0 takes a free one (or that of a server which already runs). */
  port: number;
  /** PostgreSQL settings, given on the command line. */
  settings?: Record<string, string>;
}

const USER = 'postgres';
const READY_WITHIN_MS = 60_000;
/** Children of a server that was killed hold its memory and its port until they notice. */
const CHILDREN_END_WITHIN_MS = 10_000;

/**
 * A real PostgreSQL from an npm package, for the demo and for tests. Starting it recovers from whatever an earlier run
 * left: an initialisation cut short, a stale `postmaster.pid`, or a server that outlived its parent (which is adopted
 * when it listens on the wanted port, and stopped otherwise). It lives in a process group of its own, so that Ctrl-C
 * reaches it only through `stop()`, after the nodes have finished.
 */
export class EmbeddedPostgres {
  private constructor(
    /** The directory really used. */
    readonly home: string,
    readonly port: number,
    readonly pid: number,
    private readonly password: string,
    /** True where a server of an earlier run was found alive and taken over. */
    readonly adopted: boolean,
    /** True where the data directory was made by this start. */
    readonly initialised: boolean,
  ) {}

  /**
   * Initialises where needed, recovers, starts, and returns once the server takes connections.
   * @throws Refusal `STORE_UNAVAILABLE` with the end of the server's log as a hint.
   */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const account = serverAccount();
    const home = settleHome(options.home, account);
    const data = join(home, 'data');

    const living = livingPostmaster(data);
    if (living) {
      const password = readPassword(home);
      const isWanted = options.port === 0 || options.port === living.port;
      if (isWanted && (await isReady(living.port, password, READY_WITHIN_MS / 4))) {
        return new EmbeddedPostgres(home, living.port, living.pid, password, true, false);
      }
      await stopPostmaster(living.pid);
    }

    const binaries = await findBinaries(options.home, account);
    const initialised = !existsSync(join(data, 'PG_VERSION'));
    if (initialised) await initialise(home, binaries, account);
    const left = join(data, 'postmaster.pid');
    const wasKilled = existsSync(left);
    // PostgreSQL itself tells a dead server's file, and whether children of that server still write. It is not asked only
    // where the process id has been given to another.
    if (wasKilled && isAlive(Number.parseInt(readFileSync(left, 'utf8'), 10))) rmSync(left, { force: true });

    const port = options.port === 0 ? await freePort() : options.port;
    const password = readPassword(home);
    const until = Date.now() + (wasKilled ? CHILDREN_END_WITHIN_MS : 0);
    for (;;) {
      const child = launch(home, port, binaries, account, options.settings ?? {});
      if (child.pid !== undefined && (await isReady(port, password, READY_WITHIN_MS, child)))
        return new EmbeddedPostgres(home, port, child.pid, password, false, initialised);
      if (child.pid !== undefined) await stopPostmaster(child.pid);
      if (Date.now() >= until)
        throw new Refusal('STORE_UNAVAILABLE', { hint: `PostgreSQL did not start: ${logTail(home)}` });
      await pause(200);
    }
  }

  /** Stops the server of `home`, if one lives, and deletes its data. */
  static async erase(home: string): Promise<void> {
    const settled = settleHome(home, serverAccount());
    const living = livingPostmaster(join(settled, 'data'));
    if (living) await stopPostmaster(living.pid);
    rmSync(settled, { recursive: true, force: true });
    if (settled !== resolve(home)) rmSync(dirname(settled), { recursive: true, force: true });
  }

  /** Connection string for a database of this server. */
  url(database = 'postgres'): string {
    return `postgres://${USER}:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes a database unless it exists; returns its connection string. */
  async createDatabase(name: string): Promise<string> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    return this.url(name);
  }

  /** Ends the server after it has written everything; also one that was adopted. */
  async stop(): Promise<void> {
    const living = livingPostmaster(join(this.home, 'data'));
    if (living) await stopPostmaster(living.pid);
  }
}

async function initialise(home: string, binaries: Binaries, account: Account): Promise<void> {
  // Into a directory beside, renamed when whole: an interrupted initdb leaves no half-made data directory.
  const unfinished = join(home, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(join(home, 'data'), { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(passwordFile, account.uid, account.gid);
  }
  const log = openSync(join(home, 'postgres.log'), 'a');
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own locale: the same order on every host, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...account, cwd: home, env: cleanEnvironment(), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const status = await new Promise<number | null>((done) => {
    child.once('error', () => done(-1));
    child.once('exit', done);
  });
  if (status !== 0) {
    throw new Refusal('STORE_UNAVAILABLE', { hint: `initdb failed: ${logTail(home)}` });
  }
  renameSync(unfinished, join(home, 'data'));
}

function launch(
  home: string,
  port: number,
  binaries: Binaries,
  account: Account,
  settings: Record<string, string>,
): ChildProcess {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(join(home, 'postgres.log'), 'a');
  const child = spawn(binaries.postgres, ['-D', join(home, 'data'), '-p', String(port), ...flags], {
    ...account,
    // Our own working directory may be closed to the account.
    cwd: home,
    env: cleanEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', () => undefined); // seen as a server that never becomes ready
  child.unref();
  return child;
}

async function isReady(port: number, password: string, withinMs: number, child?: ChildProcess) {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if (child && (child.exitCode !== null || child.signalCode !== null)) return false;
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: USER,
      password,
      database: 'postgres',
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      // Another server on our port would take the connection only with our password.
      return true;
    } catch {
      await client.end().catch(() => undefined);
      await pause(40);
    }
  }
  return false;
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function readPassword(home: string): string {
  return readFileSync(join(home, 'password'), 'utf8').trim();
}

function logTail(home: string): string {
  const file = join(home, 'postgres.log');
  if (!existsSync(file)) return 'no log';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-6).join(' | ');
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}
