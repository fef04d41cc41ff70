import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { Refusal } from '#libs/errors';
import { HASH_BYTES, nodeHash, type Sha256 } from '../hashing.js';
import { SIZE_MAX } from '../numbers.js';
import { TILE_HEIGHT, TILE_WIDTH, tileWidth } from '../tiles/paths.js';
import { completeRoot, Frontier, type Subtree, subtreesBetween, subtreesOf } from './frontier.js';

/** Gives the first `width` hashes of a tile, end to end: `width * 32` bytes. More are ignored, fewer refused. */
export interface TileReader {
  hashes(level: number, index: bigint, width: number): Promise<Uint8Array>;
  /**
   * Keeps hashes of complete subtrees above level 0 between proofs of one log, by height and index: they never change, and
   * with them a proof costs about the same whatever the size of the log. Forget them where a proof turns out wrong.
   */
  readonly subtrees?: SubtreeMemory;
}

export type SubtreeMemory = Pick<Map<string, Uint8Array>, 'get' | 'set'>;

/**
 * The audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), from O(log size) tiles, each read once.
 * @throws Refusal `PROOF_MALFORMED` where there is no such leaf, `TILE_MALFORMED` for a tile that is too short.
 */
export async function proveInclusion(
  reader: TileReader,
  index: bigint,
  size: bigint,
  sha256: Sha256 = portableSha256,
): Promise<Uint8Array[]> {
  if (size < 1n || size > SIZE_MAX || index < 0n || index >= size) {
    throw new Refusal('PROOF_MALFORMED', { hint: 'index' });
  }
  const path: [bigint, bigint][] = [];
  let [start, end] = [0n, size];
  while (end - start > 1n) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  return new TreeHashes(reader, size, sha256).ranges(path.reverse());
}

/**
 * The consistency proof between two sizes (RFC 6962 §2.1.2); empty where they are equal.
 * @throws Refusal `PROOF_MALFORMED` for size1 = 0 or size1 > size2, `TILE_MALFORMED`.
 */
export async function proveConsistency(
  reader: TileReader,
  size1: bigint,
  size2: bigint,
  sha256: Sha256 = portableSha256,
): Promise<Uint8Array[]> {
  if (size1 < 1n || size1 > size2 || size2 > SIZE_MAX)
    throw new Refusal('PROOF_MALFORMED', { hint: 'tree size' });
  if (size1 === size2) return [];
  const path: [bigint, bigint][] = [];
  let [start, end] = [0n, size2];
  while (size1 !== end) {
    const middle = start + splitOf(end - start);
    if (size1 <= middle) {
      path.push([middle, end]);
      end = middle;
    } else {
      path.push([start, middle]);
      start = middle;
    }
  }
  // SUBPROOF(m, D, true): a first tree that is one complete subtree is known to the verifier.
  if (start !== 0n) path.push([start, end]);
  return new TreeHashes(reader, size2, sha256).ranges(path.reverse());
}

/** The root of the tree of `size` leaves, from tiles. Also a way to check tiles against a checkpoint. */
export async function rootFromTiles(
  reader: TileReader,
  size: bigint,
  sha256: Sha256 = portableSha256,
): Promise<Uint8Array> {
  return (await frontierFromTiles(reader, size, sha256)).root();
}

/** The frontier at `size`, from tiles: where an integrator goes on after a restart. */
export async function frontierFromTiles(
  reader: TileReader,
  size: bigint,
  sha256: Sha256 = portableSha256,
): Promise<Frontier> {
  const tree = new TreeHashes(reader, size, sha256);
  return Frontier.of(
    size,
    await Promise.all(subtreesOf(size).map((subtree) => tree.subtree(subtree))),
    sha256,
  );
}

/** Hashes of ranges of a tree, out of its tiles; each tile is asked for once. */
class TreeHashes {
  private readonly tiles = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly reader: TileReader,
    private readonly size: bigint,
    private readonly sha256: Sha256,
  ) {}

  async ranges(ranges: readonly [bigint, bigint][]): Promise<Uint8Array[]> {
    return Promise.all(ranges.map(([start, end]) => this.range(start, end)));
  }

  /** MTH(D[start:end]) for a range as RFC 6962 makes them. */
  private async range(start: bigint, end: bigint): Promise<Uint8Array> {
    const parts = await Promise.all(subtreesBetween(start, end).map((subtree) => this.subtree(subtree)));
    return parts.reduceRight((right, left) => nodeHash(left, right, this.sha256));
  }

  async subtree(subtree: Subtree): Promise<Uint8Array> {
    const { subtrees } = this.reader;
    if (!subtrees || subtree.height < TILE_HEIGHT) return this.hashOf(subtree);
    const key = `${subtree.height}/${subtree.index}`;
    const known = subtrees.get(key);
    if (known) return known;
    const hash = await this.hashOf(subtree);
    subtrees.set(key, hash);
    return hash;
  }

  private async hashOf({ height, index }: Subtree): Promise<Uint8Array> {
    const level = Math.floor(height / TILE_HEIGHT);
    const within = height % TILE_HEIGHT;
    const first = index << BigInt(within); // among the hashes of this level
    const tile = await this.tile(level, first / BigInt(TILE_WIDTH));
    const at = Number(first % BigInt(TILE_WIDTH));
    return completeRoot(tile.slice(at * HASH_BYTES, (at + (1 << within)) * HASH_BYTES), this.sha256);
  }

  private tile(level: number, index: bigint): Promise<Uint8Array> {
    const key = `${level}/${index}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      const width = tileWidth(level, index, this.size);
      tile = this.reader.hashes(level, index, width).then((bytes) => {
        if (bytes.length % HASH_BYTES === 0 && bytes.length >= width * HASH_BYTES) return bytes;
        throw new Refusal('TILE_MALFORMED', { hint: key });
      });
      this.tiles.set(key, tile);
    }
    return tile;
  }
}

/** The largest power of two smaller than `leaves` (RFC 6962 §2.1, k). */
function splitOf(leaves: bigint): bigint {
  return 1n << BigInt((leaves - 1n).toString(2).length - 1);
}
