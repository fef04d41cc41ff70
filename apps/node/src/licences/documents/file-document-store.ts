import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import type { DocumentStore, OpenedDocument, StoredDocument } from './document-store.js';
import { sniffMediaType, SNIFFED_BYTES, type DocumentMediaType } from './media-type.js';

export interface FileDocumentStoreOptions {
  directory: string;
  /** Bytes; see `licences.maxDocumentBytes`. */
  maxBytes: number;
}

const SHA256 = /^[0-9a-f]{64}$/;
/** Unfinished files older than this were left by a process that died. */
const LEFTOVER_AGE_MS = 3_600_000;

/**
 * Documents as files `<directory>/ab/cd/abcd...`. A file appears under its name only whole and on disk: it is written
 * beside, flushed, renamed, and the folder flushed (POSIX rename(2) is atomic within a file system).
 */
export class FileDocumentStore implements DocumentStore {
  constructor(private readonly options: FileDocumentStoreOptions) {}

  async put(content: AsyncIterable<Uint8Array>, mediaType: DocumentMediaType): Promise<StoredDocument> {
    const incoming = join(this.options.directory, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const path = join(incoming, randomUUID());
    try {
      const file = await open(path, 'wx', 0o600);
      let stored: StoredDocument;
      try {
        stored = await this.write(file, content, mediaType);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.publish(path, stored.sha256);
      return stored;
    } catch (failure) {
      await rm(path, { force: true });
      throw failure;
    }
  }

  async open(sha256: string): Promise<OpenedDocument> {
    const path = this.pathOf(sha256);
    const size = await sizeOf(path);
    if (size === undefined) throw new Refusal('DOCUMENT_NOT_FOUND', { details: { sha256 } });
    // The size first: a swapped-in huge file must not be read into memory to find out that it is wrong.
    if (size > this.options.maxBytes) throw new Refusal('DOCUMENT_DAMAGED', { details: { sha256, size } });
    const bytes = await readFile(path);
    const mediaType = sniffMediaType(bytes);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256 || !mediaType) {
      throw new Refusal('DOCUMENT_DAMAGED', { details: { sha256, size } });
    }
    return { sha256, size: bytes.length, mediaType, bytes };
  }

  /** Removes what a killed process left half-written. Call at start-up; `now` in milliseconds. */
  async sweep(now: number): Promise<number> {
    const incoming = join(this.options.directory, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    let removed = 0;
    for (const name of await readdir(incoming)) {
      const path = join(incoming, name);
      const { mtimeMs } = await stat(path);
      if (now - mtimeMs < LEFTOVER_AGE_MS) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  private async write(
    file: FileHandle,
    content: AsyncIterable<Uint8Array>,
    mediaType: DocumentMediaType,
  ): Promise<StoredDocument> {
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    let size = 0;
    for await (const part of content) {
      size += part.byteLength;
      if (size > this.options.maxBytes) {
        throw new Refusal('DOCUMENT_TOO_LARGE', { hint: `limit ${String(this.options.maxBytes)} bytes` });
      }
      if (head.length < SNIFFED_BYTES) head = Buffer.concat([head, part]).subarray(0, SNIFFED_BYTES);
      hash.update(part);
      await file.writeFile(part);
    }
    const found = sniffMediaType(head);
    if (found !== mediaType) {
      throw new Refusal('DOCUMENT_TYPE_REFUSED', {
        hint: `declared ${mediaType}, found ${found ?? 'none of ours'}`,
      });
    }
    return { sha256: hash.digest('hex'), size };
  }

  private async publish(from: string, sha256: string): Promise<void> {
    const folder = join(this.options.directory, sha256.slice(0, 2), sha256.slice(2, 4));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(from, join(folder, sha256));
    await syncFolder(folder);
  }

  /** The name is validated here, so that no caller's text ever becomes a path. */
  private pathOf(sha256: string): string {
    if (!SHA256.test(sha256))
      throw new Refusal('DOCUMENT_NOT_FOUND', { hint: 'not a SHA-256 in hexadecimal' });
    return join(this.options.directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
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
