import { sameBytes } from '../hashing.js';

/** How far an entry may have moved and still be recognised. */
const WINDOW = 600;

/** An entry as stored; without a hash it could not be read, and stands for itself only. */
export interface EntrySeen {
  /** Index by its place in its bundle. */
  index: bigint;
  hash: Uint8Array | undefined;
}

/** A leaf as the tile has it; without a hash the tile could not be read. */
export interface LeafSeen {
  index: bigint;
  hash: Uint8Array | undefined;
}

export type Alignment =
  | { what: 'same' | 'altered'; leaf: LeafSeen; entry: EntrySeen }
  | { what: 'removed'; leaf: LeafSeen }
  | { what: 'inserted'; before: bigint }
  | { what: 'swapped'; leaf: LeafSeen; other: bigint };

/**
 * Lays the entries along the leaves of the tiles and says where they part, in the order of the leaves. One entry that was
 * removed is one finding, not as many as entries come after it. Holds `WINDOW` of each and a bundle more.
 */
export class Aligner {
  private readonly entries: EntrySeen[] = [];
  private readonly leaves: LeafSeen[] = [];

  add(entries: readonly EntrySeen[], leaves: readonly LeafSeen[]): void {
    this.entries.push(...entries);
    this.leaves.push(...leaves);
  }

  /** @param isEnd nothing more will be added. */
  *take(isEnd: boolean): Generator<Alignment> {
    let [entryAt, leafAt] = [0, 0];
    try {
      for (;;) {
        const entry = this.entries[entryAt];
        const leaf = this.leaves[leafAt];
        if (!entry && !leaf) return;
        if (!entry || !leaf) {
          if (!isEnd) return;
          if (leaf) {
            leafAt += 1;
            yield { what: 'removed', leaf };
          } else if (entry) {
            entryAt += 1;
            if (entry.hash) yield { what: 'inserted', before: entry.index };
          }
          continue;
        }
        if (!entry.hash) {
          // A bundle that could not be read: its places stand where they stand.
          if (leaf.index < entry.index) {
            leafAt += 1;
            yield { what: 'removed', leaf };
          } else {
            entryAt += 1;
            if (leaf.index === entry.index) {
              leafAt += 1;
              yield { what: 'same', leaf, entry };
            }
          }
          continue;
        }
        if (!leaf.hash || sameBytes(entry.hash, leaf.hash)) {
          [entryAt, leafAt] = [entryAt + 1, leafAt + 1];
          yield { what: 'same', leaf, entry };
          continue;
        }
        const hasRoom = this.entries.length - entryAt > WINDOW && this.leaves.length - leafAt > WINDOW;
        if (!hasRoom && !isEnd) return;

        const ahead = this.find(this.leaves, leafAt, entry.hash);
        const behind = this.find(this.entries, entryAt, leaf.hash);
        if (ahead > 0 && ahead === behind) {
          const other = this.leaves[leafAt + ahead];
          this.entries[entryAt + behind] = entry;
          [entryAt, leafAt] = [entryAt + 1, leafAt + 1];
          yield { what: 'swapped', leaf, other: other?.index ?? leaf.index };
        } else if (ahead > 0 && (behind === 0 || ahead < behind)) {
          leafAt += 1;
          yield { what: 'removed', leaf };
        } else if (behind > 0) {
          entryAt += 1;
          yield { what: 'inserted', before: leaf.index };
        } else {
          [entryAt, leafAt] = [entryAt + 1, leafAt + 1];
          yield { what: 'altered', leaf, entry };
        }
      }
    } finally {
      this.entries.splice(0, entryAt);
      this.leaves.splice(0, leafAt);
    }
  }

  /** Distance to `hash` within the window; 0 where it is not there. */
  private find(among: readonly { hash: Uint8Array | undefined }[], from: number, hash: Uint8Array): number {
    const end = Math.min(among.length, from + WINDOW + 1);
    for (let at = from + 1; at < end; at += 1) {
      const other = among[at]?.hash;
      if (other && sameBytes(other, hash)) return at - from;
    }
    return 0;
  }
}
