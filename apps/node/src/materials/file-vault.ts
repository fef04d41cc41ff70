import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import type { MaterialKeys } from './node-key.js';

const NONCE = 12;
const TAG = 16;
/** Unfinished files older than this were left by a process that died; younger unused ones may be about to be used. */
export const LEFTOVER_AGE_MS = 3_600_000;

export const digestOf = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};

/**
 * The bytes of files, each encrypted (AES-256-GCM) under a name that says nothing: `<directory>/ab/<name>`. A file appears
 * under its name only whole and on disk: written beside, flushed, renamed, and the folder flushed.
 */
export class FileVault {
  constructor(
    private readonly directory: string,
    private readonly keys: MaterialKeys,
    private readonly maxBytes: number,
  ) {}

  /** Takes bytes in whose digest the caller has computed; the same ones twice are one file. */
  async put(digest: string, parts: readonly Uint8Array[]): Promise<void> {
    const path = this.pathOf(digest);
    const now = new Date();
    // Its age is what keeps it from the sweep until the row that names it is there.
    const known = await utimes(path, now, now).then(
      () => true,
      () => false,
    );
    if (known) return;
    const incoming = join(this.directory, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const temporary = join(incoming, randomUUID());
    try {
      await this.write(temporary, digest, parts);
      const folder = join(path, '..');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(temporary, path);
      await syncFolder(folder);
    } catch (failure) {
      await rm(temporary, { force: true });
      throw failure;
    }
  }

  /** @throws Refusal MATERIAL_FILE_DAMAGED where the bytes are absent or not those that were put in */
  async open(digest: string): Promise<Buffer> {
    const damaged = (cause?: unknown) => new Refusal('MATERIAL_FILE_DAMAGED', { details: { digest }, cause });
    const path = this.pathOf(digest);
    let stored: Buffer;
    try {
      // The size first: a swapped-in huge file must not be read into memory to find out that it is wrong.
      if ((await stat(path)).size > this.maxBytes + NONCE + TAG) throw damaged();
      stored = await readFile(path);
    } catch (cause) {
      throw cause instanceof Refusal ? cause : damaged(cause);
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.keys.content, stored.subarray(0, NONCE), {
        authTagLength: TAG,
      });
      decipher.setAAD(Buffer.from(digest, 'latin1'));
      decipher.setAuthTag(stored.subarray(stored.byteLength - TAG));
      const bytes = Buffer.concat([
        decipher.update(stored.subarray(NONCE, stored.byteLength - TAG)),
        decipher.final(),
      ]);
      if (digestOf(bytes) !== digest) throw damaged();
      return bytes;
    } catch (cause) {
      throw cause instanceof Refusal ? cause : damaged(cause);
    }
  }

  /**
   * Removes files that nobody names any more and what a killed process left half-written.
   * @param isNamed whether any of these names is still in use, asked folder by folder
   * @param now milliseconds since 1970 by the clock of the file system
   * @returns how many were removed
   */
  async sweep(
    isNamed: (names: readonly string[]) => Promise<ReadonlySet<string>>,
    now: number,
  ): Promise<number> {
    let removed = 0;
    for (const folder of await namesIn(this.directory)) {
      const path = join(this.directory, folder);
      const names = await namesIn(path);
      const used = folder === 'incoming' ? new Set<string>() : await isNamed(names);
      for (const name of names) {
        if (used.has(name)) continue;
        const found = await stat(join(path, name)).catch(() => undefined);
        if (!found || now - found.mtimeMs < LEFTOVER_AGE_MS) continue;
        await rm(join(path, name), { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  private async write(path: string, digest: string, parts: readonly Uint8Array[]): Promise<void> {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.keys.content, nonce, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(digest, 'latin1'));
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(nonce);
      for (const part of parts) await file.writeFile(cipher.update(part));
      await file.writeFile(cipher.final());
      await file.writeFile(cipher.getAuthTag());
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private pathOf(digest: string): string {
    const name = this.keys.nameOf(digest);
    return join(this.directory, name.slice(0, 2), name);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw failure;
  }
}

/** Makes the new name itself survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
