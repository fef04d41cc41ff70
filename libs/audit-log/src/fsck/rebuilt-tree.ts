import { HASH_BYTES, sameBytes, type Sha256 } from '../hashing.js';
import { completeRoot, Frontier } from '../merkle/frontier.js';
import { TILE_WIDTH, tileWidth } from '../tiles/paths.js';
import type { Culprit, FsckFinding } from './findings.js';

/** One leaf, as the tile has it and, where they part, as the entry says. */
export interface Leaf {
  tile: Uint8Array | undefined;
  entry?: Uint8Array | undefined;
}

interface Disagreement {
  index: bigint;
  offset: number;
  entry: Uint8Array;
}

/**
 * The tree again, leaf by leaf, its tiles compared with the stored ones level by level. Holds one tile a level.
 * Where an entry and its leaf in the tile disagree, the stored hash above (or, at the right edge, the signed root) decides
 * which of the two is wrong.
 */
export class RebuiltTree {
  /** What is not yet a full tile, a level each. */
  private readonly open: (Uint8Array | undefined)[][] = [[]];
  /** How many full tiles were closed, a level each. */
  private readonly closed: bigint[] = [0n];
  private disagreements: Disagreement[] = [];
  private leaves = 0n;

  constructor(
    private readonly options: {
      size: bigint;
      /** The stored tile, or undefined where it is missing (which is reported elsewhere). */
      stored: (level: number, index: bigint, width: number) => Promise<Uint8Array | undefined>;
      report: (finding: FsckFinding) => void;
      sha256: Sha256;
    },
  ) {}

  /** @returns something to wait for only where a tile is full. */
  append({ tile, entry }: Leaf): Promise<void> | undefined {
    const level = this.open[0] ?? [];
    if (tile && entry) this.disagreements.push({ index: this.leaves, offset: level.length, entry });
    level.push(tile ?? entry);
    this.leaves += 1n;
    return level.length === TILE_WIDTH ? this.close(0) : undefined;
  }

  /** The root of what was appended; undefined where something is unknown. */
  root(): Uint8Array | undefined {
    return this.rootWith(this.open[0] ?? []);
  }

  /** Does the tree so far have this root, by its tiles or by its entries? */
  has(root: Uint8Array): boolean | undefined {
    const byTiles = this.root();
    if (byTiles && sameBytes(byTiles, root)) return true;
    const byEntries = this.rootWith(this.corrected());
    if (byEntries && sameBytes(byEntries, root)) return true;
    return byTiles ? false : undefined;
  }

  /** Compares the partial tiles at the right edge. @returns the root; undefined where something is unknown. */
  async finish(signedRoot: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    if (this.disagreements.length > 0) {
      const byTiles = this.root();
      const byEntries = this.rootWith(this.corrected());
      const is = (root: Uint8Array | undefined) => !!root && !!signedRoot && sameBytes(root, signedRoot);
      const culprit = is(byTiles) ? 'entry' : is(byEntries) ? 'tile' : 'undecided';
      if (culprit === 'tile') this.open[0] = this.corrected();
      this.decide(culprit);
    }
    for (let level = 1; level < this.open.length; level += 1) await this.compare(level);
    return this.root();
  }

  private async close(level: number): Promise<void> {
    const hashes = this.open[level] ?? [];
    if (level > 0) await this.compare(level);
    let above = rootOf(hashes, this.options.sha256);
    const index = this.closed[level] ?? 0n;
    if (level === 0 && this.disagreements.length > 0) {
      const byEntries = rootOf(this.corrected(), this.options.sha256);
      const stored = await this.storedHash(1, index);
      const is = (root: Uint8Array | undefined) => !!root && !!stored && sameBytes(root, stored);
      const culprit = is(above) ? 'entry' : is(byEntries) ? 'tile' : 'undecided';
      if (culprit === 'tile') above = byEntries;
      this.decide(culprit);
    }
    above ??= await this.storedHash(level + 1, index);
    this.open[level] = [];
    this.closed[level] = index + 1n;
    const next = (this.open[level + 1] ??= []);
    this.closed[level + 1] ??= 0n;
    next.push(above);
    if (next.length === TILE_WIDTH) await this.close(level + 1);
  }

  private decide(culprit: Culprit): void {
    for (const { index, offset } of this.disagreements) {
      this.options.report({ kind: 'entry', what: 'altered', index, culprit });
      if (culprit === 'tile') {
        const tile = index / BigInt(TILE_WIDTH);
        this.options.report({ kind: 'tile', what: 'altered', level: 0, tile, offset });
      }
    }
    this.disagreements = [];
  }

  /** The open leaves as the entries have them. */
  private corrected(): (Uint8Array | undefined)[] {
    const hashes = [...(this.open[0] ?? [])];
    for (const { offset, entry } of this.disagreements) hashes[offset] = entry;
    return hashes;
  }

  private async compare(level: number): Promise<void> {
    const index = this.closed[level] ?? 0n;
    const hashes = this.open[level] ?? [];
    if (hashes.length === 0) return;
    const stored = await this.options.stored(level, index, hashes.length);
    if (!stored) return;
    hashes.forEach((hash, offset) => {
      if (hash && !sameBytes(hash, stored.subarray(offset * HASH_BYTES, (offset + 1) * HASH_BYTES))) {
        this.options.report({ kind: 'tile', what: 'altered', level, tile: index, offset });
      }
    });
  }

  private async storedHash(level: number, index: bigint): Promise<Uint8Array | undefined> {
    const tile = index / BigInt(TILE_WIDTH);
    const width = tileWidth(level, tile, this.options.size);
    const stored = await this.options.stored(level, tile, width);
    const at = Number(index % BigInt(TILE_WIDTH)) * HASH_BYTES;
    return stored?.slice(at, at + HASH_BYTES);
  }

  private rootWith(leaves: (Uint8Array | undefined)[]): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    for (let level = this.open.length - 1; level >= 0; level -= 1) {
      const hashes = level === 0 ? leaves : (this.open[level] ?? []);
      for (let width = TILE_WIDTH / 2, at = 0; width >= 1; width /= 2) {
        if ((hashes.length & width) === 0) continue;
        const part = rootOf(hashes.slice(at, at + width), this.options.sha256);
        if (!part) return undefined;
        parts.push(part);
        at += width;
      }
    }
    return Frontier.of(this.leaves, parts, this.options.sha256).root();
  }
}

function rootOf(hashes: readonly (Uint8Array | undefined)[], sha256: Sha256): Uint8Array | undefined {
  const joined = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [at, hash] of hashes.entries()) {
    if (!hash) return undefined;
    joined.set(hash, at * HASH_BYTES);
  }
  return completeRoot(joined, sha256);
}
