import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '../../apps/cli/src/postgres/place.js';
import { serverUrl, type TestDatabase } from './postgres.js';

const PIECE = Buffer.alloc(64 * 1024);

/** A database on a file system of its own that a test can fill. */
export interface SmallDisk {
  database: TestDatabase;
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives back what {@link fill} took. */
  free(): void;
}

/**
 * Mounts a small tmpfs and puts a database onto it as a tablespace; PostgreSQL's own log of changes stays elsewhere, as it
 * does where disks are planned.
 * @returns undefined where nothing may be mounted, or the server is not ours
 */
export async function smallDisk(megabytes = 64): Promise<SmallDisk | undefined> {
  if (process.env.DATABASE_URL || process.getuid?.() !== 0) return undefined;
  const server = await serverUrl();
  const dir = mkdtempSync(join(tmpdir(), 'tongban-disk-'));
  chmodSync(dir, 0o755);
  const place = join(dir, 'full');
  mkdirSync(place);
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place];
  if (spawnSync('mount', options, { stdio: 'ignore' }).status !== 0) {
    rmSync(dir, { recursive: true });
    return undefined;
  }
  const space = join(place, 'space');
  mkdirSync(space, { mode: 0o700 });
  const { uid = 0, gid = 0 } = serverAccount();
  chownSync(space, uid, gid);
  const name = `small_${randomBytes(6).toString('hex')}`;
  const administer = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await administer(
    `CREATE TABLESPACE ${name} LOCATION '${space}'`,
    `CREATE DATABASE ${name} TABLESPACE ${name}`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  const ballast = join(place, 'ballast');
  return {
    database: {
      url: url.href,
      drop: async () => {
        await administer(`DROP DATABASE ${name} WITH (FORCE)`, `DROP TABLESPACE ${name}`);
        spawnSync('umount', ['-l', place]);
        rmSync(dir, { recursive: true, force: true });
      },
    },
    fill() {
      const file = openSync(ballast, 'a');
      try {
        for (let length = PIECE.length; length >= 512;)
          try {
            writeSync(file, PIECE, 0, length);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            length /= 2;
          }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
  };
}
