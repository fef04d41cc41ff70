import { crc32, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { Refusal } from '#libs/errors';
import { readDirectory, type Entry } from './directory.js';
import { PACKAGE_LIMITS, type PackageLimits } from './limits.js';
import { locateFiles } from './local-files.js';

interface Stored {
  entry: Entry;
  data: Uint8Array;
}

/**
 * A ZIP archive from a stranger, read without trust: no encryption, no ZIP64, no volumes, no name twice, no path out of
 * it, no bytes that belong to two files or to none, and bounds for number, sizes and ratio. Files are decompressed when
 * they are asked for, off the main thread, and never beyond the size that they announce.
 */
export class Package {
  private constructor(private readonly files: ReadonlyMap<string, Stored>) {}

  /** @throws Refusal PACKAGE_* */
  static open(bytes: Uint8Array, limits: Partial<PackageLimits> = {}): Package {
    const { entries, start } = readDirectory(bytes, { ...PACKAGE_LIMITS, ...limits });
    const data = locateFiles(bytes, entries, start);
    const files = new Map<string, Stored>();
    for (const [index, entry] of entries.entries()) {
      if (!entry.isDirectory) files.set(entry.name, { entry, data: data[index] ?? new Uint8Array() });
    }
    return new Package(files);
  }

  /** Paths of the files, folders left out. */
  get names(): readonly string[] {
    return [...this.files.keys()];
  }

  has(name: string): boolean {
    return this.files.has(name);
  }

  /** Decompressed size in bytes, 0 where there is no such file. */
  sizeOf(name: string): number {
    return this.files.get(name)?.entry.size ?? 0;
  }

  /**
   * @returns undefined where there is no such file
   * @throws Refusal PACKAGE_MALFORMED, PACKAGE_CHECKSUM_MISMATCH
   */
  async read(name: string): Promise<Uint8Array | undefined> {
    const stored = this.files.get(name);
    if (!stored) return undefined;
    const { entry, data } = stored;
    const content = entry.method === 0 ? data : await inflate(data, entry.size);
    if (content.length !== entry.size) throw new Refusal('PACKAGE_MALFORMED', { hint: 'size of a file' });
    if (crc32(content) !== entry.crc) {
      throw new Refusal('PACKAGE_CHECKSUM_MISMATCH', { hint: name.slice(0, 80) });
    }
    return content;
  }
}

/** With `info`, the callback gets the engine too, which knows how much it has read; the types do not say so. */
type InflateWithInfo = (
  input: InputType,
  options: ZlibOptions,
  callback: (error: Error | null, result: { buffer: Uint8Array; engine: { bytesWritten: number } }) => void,
) => void;

function inflate(data: Uint8Array, size: number): Promise<Uint8Array> {
  const malformed = (cause?: unknown) => new Refusal('PACKAGE_MALFORMED', { hint: 'deflated data', cause });
  return new Promise((resolve, reject) => {
    // At least one byte of output must be allowed; a longer result is refused by its size.
    const options = { info: true, maxOutputLength: Math.max(size, 1) };
    (inflateRaw as unknown as InflateWithInfo)(data, options, (error, result) => {
      if (error) reject(malformed(error));
      else if (result.engine.bytesWritten !== data.length) reject(malformed());
      else resolve(result.buffer);
    });
  });
}
