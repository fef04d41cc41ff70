import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  entriesPath,
  parseBundle,
  TILE_WIDTH,
  tilePath,
  type LogFetcher,
  type TileReader,
} from '#libs/audit-log';

/**
 * A folder of archived months, which is a static log in the layout of C2SP tlog-tiles: `checkpoint`, `tile/<L>/<N>`,
 * `tile/entries/<N>`; beside that `months/<YYYY-MM>/`. Reads for verifiers; writes whole files or none.
 */
export class ArchiveFolder implements LogFetcher, TileReader {
  constructor(readonly path: string) {}

  checkpoint(): Promise<Uint8Array> {
    return this.read('checkpoint');
  }

  tile(level: number, index: bigint, width: number): Promise<Uint8Array> {
    return this.widest((of) => tilePath(level, index, of), width);
  }

  entries(index: bigint, width: number): Promise<Uint8Array> {
    return this.widest((of) => entriesPath(index, of), width);
  }

  hashes(level: number, index: bigint, width: number): Promise<Uint8Array> {
    return this.tile(level, index, width);
  }

  /** The narrowest bundle with at least so many entries; of a month's end it is as wide as its checkpoint made it. */
  async bundleOf(index: bigint, atLeast: number): Promise<Uint8Array[] | undefined> {
    for (let width = atLeast; width <= TILE_WIDTH; width += 1) {
      const bundle = await this.read(entriesPath(index, width)).catch(() => undefined);
      if (bundle) return parseBundle(bundle);
    }
    return undefined;
  }

  /** @param name relative to the folder */
  read(name: string): Promise<Buffer> {
    return readFile(join(this.path, name));
  }

  /** Durable when it returns; a crash leaves the old file or none. */
  async write(name: string, bytes: Uint8Array | string): Promise<void> {
    const target = join(this.path, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const file = await open(`${target}.new`, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.new`, target);
  }

  /** A later month makes a tile full that an earlier one had in part: the full one stands in. */
  private async widest(pathOf: (width: number) => string, width: number): Promise<Buffer> {
    try {
      return await this.read(pathOf(TILE_WIDTH));
    } catch (error) {
      if (width === TILE_WIDTH || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return this.read(pathOf(width));
    }
  }
}
