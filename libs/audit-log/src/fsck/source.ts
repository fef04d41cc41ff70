import type { LogFetcher } from '../fetcher.js';
import { HASH_BYTES, leafHash, type Sha256 } from '../hashing.js';
import { parseBundle } from '../tiles/bundle.js';
import { TILE_WIDTH, tileWidth } from '../tiles/paths.js';
import type { EntrySeen, LeafSeen } from './align.js';
import type { FsckFinding } from './findings.js';

/** Reads tiles and bundles, and reports what is missing once. */
export class Source {
  private readonly latest = new Map<number, { key: string; tile: Promise<Uint8Array | undefined> }>();

  constructor(
    private readonly fetcher: LogFetcher,
    private readonly options: {
      columns?: (entry: { bundle: bigint; position: number; bytes: Uint8Array }) => readonly string[];
      sha256?: Sha256;
    },
    private readonly size: bigint,
    private readonly report: (finding: FsckFinding) => void,
  ) {}

  /** The first `width` hashes of a tile; the newest tile of each level is kept. */
  async tile(level: number, index: bigint, width: number): Promise<Uint8Array | undefined> {
    const key = String(index);
    let latest = this.latest.get(level);
    if (latest?.key !== key) {
      const whole = tileWidth(level, index, this.size);
      latest = { key, tile: this.fetchTile(level, index, Math.max(width, whole)) };
      this.latest.set(level, latest);
    }
    return (await latest.tile)?.subarray(0, width * HASH_BYTES);
  }

  async bundle(index: bigint): Promise<{ entries: EntrySeen[]; leaves: LeafSeen[] }> {
    const width = tileWidth(0, index, this.size);
    const [tile, entries] = await Promise.all([
      this.fetchTile(0, index, width),
      this.fetchEntries(index, width),
    ]);
    const first = index * BigInt(TILE_WIDTH);
    const at = (position: number) => first + BigInt(position);
    const leaves = Array.from({ length: width }, (_, position) => ({
      index: at(position),
      hash: tile?.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES),
    }));
    if (!entries) return { entries: leaves.map((leaf) => ({ ...leaf, hash: undefined })), leaves };
    const seen = entries.map((bytes, position) => {
      for (const column of this.options.columns?.({ bundle: index, position, bytes }) ?? []) {
        this.report({ kind: 'column', what: 'altered', index: at(position), column });
      }
      return { index: at(position), hash: leafHash(bytes, this.options.sha256) };
    });
    return { entries: seen, leaves };
  }

  private async fetchTile(level: number, index: bigint, width: number): Promise<Uint8Array | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await this.fetcher.tile(level, index, width);
    } catch {
      this.report({ kind: 'tile', what: 'missing', level, tile: index });
      return undefined;
    }
    const isWhole = bytes.length === width * HASH_BYTES || bytes.length === TILE_WIDTH * HASH_BYTES;
    if (isWhole) return bytes;
    this.report({ kind: 'tile', what: 'malformed', level, tile: index });
    return undefined;
  }

  /** Undefined where nothing can be read; a full bundle may stand in for a partial one. */
  private async fetchEntries(index: bigint, width: number): Promise<Uint8Array[] | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await this.fetcher.entries(index, width);
    } catch {
      this.report({ kind: 'bundle', what: 'missing', bundle: index });
      return undefined;
    }
    try {
      const entries = parseBundle(bytes);
      if (entries.length > 0) return entries.length === TILE_WIDTH ? entries.slice(0, width) : entries;
      this.report({ kind: 'bundle', what: 'missing', bundle: index });
    } catch {
      this.report({ kind: 'bundle', what: 'malformed', bundle: index });
    }
    return undefined;
  }
}
