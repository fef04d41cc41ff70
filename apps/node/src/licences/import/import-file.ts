import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Refusal } from '#libs/errors';
import { RecordReader, type RecordReaderOptions, type RecordSink } from './records.js';

/** Bytes read at a time. */
const BLOCK = 256 * 1024;
/** Bytes from the beginning that are looked at before anything is written. */
const HEAD = 64 * 1024;

/** Where reading stands after a block of the file. */
export interface ReadBlock {
  /** Offset after the last whole record, and the line there: where reading may go on another day. */
  nextOffset: number;
  nextLine: number;
  /** How far the hash reaches; up to one unfinished record further than `nextOffset`. */
  hashedBytes: number;
  /** Nothing follows. */
  last: boolean;
}

/** The file of an import, read once from front to back while its hash grows with it. */
export class ImportFile {
  private hash: Hash = createHash('sha256');
  private hashed = 0;

  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** @throws Refusal IMPORT_FILE_UNREADABLE */
  static async open(path: string): Promise<ImportFile> {
    let handle: FileHandle;
    try {
      // A pipe cannot be read again from an offset, and opening one would wait for its writer.
      handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (failure) {
      throw new Refusal('IMPORT_FILE_UNREADABLE', {
        cause: failure,
        hint: (failure as NodeJS.ErrnoException).code ?? '',
      });
    }
    const found = await handle.stat();
    if (found.isFile()) return new ImportFile(handle, found.size);
    await handle.close();
    throw new Refusal('IMPORT_FILE_UNREADABLE', { hint: 'not a plain file' });
  }

  async head(): Promise<Buffer> {
    const buffer = Buffer.alloc(HEAD);
    const { bytesRead } = await this.handle.read(buffer, 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  }

  /** SHA-256 (hexadecimal) of what was read so far. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  /**
   * Hashes the first `bytes` bytes anew, so that reading may go on behind them.
   *
   * @throws Refusal IMPORT_FILE_CHANGED where their hash is not `sha256`
   */
  async recognise(bytes: number, sha256: string): Promise<void> {
    this.hash = createHash('sha256');
    this.hashed = 0;
    await this.hashUpTo(bytes);
    if (this.hashed !== bytes || this.sha256() !== sha256) throw new Refusal('IMPORT_FILE_CHANGED');
  }

  /** Hands the lines from `options.offset` on to `sink`, and yields after each block of them. */
  async *blocks(options: RecordReaderOptions, sink: RecordSink): AsyncGenerator<ReadBlock> {
    await this.hashUpTo(options.offset);
    const reader = new RecordReader(options);
    const buffer = Buffer.allocUnsafe(BLOCK);
    let at = options.offset;
    for (;;) {
      const { bytesRead } = await this.handle.read(buffer, 0, BLOCK, at);
      const block = buffer.subarray(0, bytesRead);
      // Going on behind a committed record reads again what was hashed behind it.
      if (at + bytesRead > this.hashed) {
        this.hash.update(block.subarray(Math.max(0, this.hashed - at)));
        this.hashed = at + bytesRead;
      }
      at += bytesRead;
      if (bytesRead > 0) reader.push(block, sink);
      else reader.end(sink);
      yield { ...reader.position, hashedBytes: this.hashed, last: bytesRead === 0 };
      if (bytesRead === 0) return;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async hashUpTo(offset: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(BLOCK);
    while (this.hashed < offset) {
      const { bytesRead } = await this.handle.read(
        buffer,
        0,
        Math.min(BLOCK, offset - this.hashed),
        this.hashed,
      );
      if (bytesRead === 0) return;
      this.hash.update(buffer.subarray(0, bytesRead));
      this.hashed += bytesRead;
    }
  }
}
