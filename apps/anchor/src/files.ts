import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '#libs/errors';

/** The text of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (isCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

/** Replaces a file in one step: a reader sees the old text or the new one, never a part, also after a power cut. */
export async function replaceFile(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, text, { mode, flush: true });
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

/** Writes a secret that only its owner may read; never over another one. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true });
}

/** Runs one command at a time on a directory. A lock whose process is gone is taken over. */
export async function withLock<Result>(directory: string, work: () => Promise<Result>): Promise<Result> {
  const path = join(directory, '.lock');
  await acquire(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return;
    } catch (thrown) {
      if (!isCode(thrown, 'EEXIST')) throw thrown;
      if (await isAbandoned(path)) await rm(path, { force: true });
      else if (attempt >= 50)
        throw new Refusal('OVERLOADED', { hint: 'another command works on this authority' });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const pid = Number(await readIfThere(path));
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return isCode(thrown, 'ESRCH');
  }
}

export function isCode(thrown: unknown, code: string): boolean {
  // Not `instanceof Error`: in a test runner's sandbox the file system's errors come from another realm.
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === code;
}
