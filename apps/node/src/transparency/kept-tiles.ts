import { TILE_WIDTH, type TileReader } from '#libs/audit-log';

/** Some 2 MB: every tile above the lowest level of a log of 16 million entries. */
const TILES_MAX = 256;
/** Some 6 MB. */
const SUBTREES_MAX = 32_768;

/**
 * Tiles above the lowest level and unfinished ones, and hashes of subtrees, kept between proofs: in a log that only grows a
 * tile of a given width never changes. A proof then reads the tile of its own leaf, in a log of any size. Whoever uses what
 * is kept verifies each proof, and lets everything be forgotten where one fails.
 */
export class KeptTiles {
  private readonly tiles = new Map<string, Uint8Array>();
  private readonly known = new Map<string, Uint8Array>();
  private readonly subtrees = {
    get: (key: string) => this.known.get(key),
    set: (key: string, hash: Uint8Array) => bounded(this.known, SUBTREES_MAX).set(key, hash),
  };

  constructor(private readonly stored: TileReader) {}

  /** For one proof: each tile is read once at most. */
  forOneProof(): TileReader {
    const read = new Map<string, Promise<Uint8Array>>();
    return {
      subtrees: this.subtrees,
      hashes: (level, index, width) => {
        const key = `${level}/${index}.${width}`;
        const tile = read.get(key) ?? this.hashes(key, level, index, width);
        read.set(key, tile);
        return tile;
      },
    };
  }

  forget(): void {
    this.tiles.clear();
    this.known.clear();
  }

  private async hashes(key: string, level: number, index: bigint, width: number): Promise<Uint8Array> {
    const kept = this.tiles.get(key);
    if (kept) {
      this.tiles.delete(key); // the one used last stays longest
      this.tiles.set(key, kept);
      return kept;
    }
    const tile = await this.stored.hashes(level, index, width);
    if (level > 0 || width < TILE_WIDTH) bounded(this.tiles, TILES_MAX).set(key, tile);
    return tile;
  }
}

/** Makes room for one more by letting go of the oldest. */
function bounded(map: Map<string, Uint8Array>, max: number): Map<string, Uint8Array> {
  if (map.size >= max) for (const oldest of map.keys()) return (map.delete(oldest), map);
  return map;
}
