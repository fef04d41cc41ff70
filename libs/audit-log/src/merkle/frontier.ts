import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { Refusal } from '#libs/errors';
import { HASH_BYTES, nodeHash, type Sha256 } from '../hashing.js';

const SIZE_BYTES = 8;

/**
 * The right edge of a tree: the roots of its largest complete subtrees, leftmost first (a compact range from 0). All that
 * is needed to append and to know the root; log2(size) hashes. Sizes up to 2^53 - 1 leaves.
 */
export class Frontier {
  private constructor(
    private leaves: number,
    private readonly hashes: Uint8Array[],
    private readonly sha256: Sha256,
  ) {}

  static empty(sha256: Sha256 = portableSha256): Frontier {
    return new Frontier(0, [], sha256);
  }

  /**
   * @param hashes of the complete subtrees of `size`, largest first: one for each bit that is set in `size`.
   * @throws Refusal `PROOF_MALFORMED`.
   */
  static of(size: bigint, hashes: readonly Uint8Array[], sha256: Sha256 = portableSha256): Frontier {
    if (size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new Refusal('PROOF_MALFORMED', { hint: 'tree size' });
    }
    if (hashes.length !== subtreesOf(size).length || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new Refusal('PROOF_MALFORMED', { hint: 'frontier' });
    }
    return new Frontier(Number(size), [...hashes], sha256);
  }

  /** Reads what {@link serialise} wrote, strictly. @throws Refusal `PROOF_MALFORMED`. */
  static parse(bytes: Uint8Array, sha256: Sha256 = portableSha256): Frontier {
    if (bytes.length < SIZE_BYTES || (bytes.length - SIZE_BYTES) % HASH_BYTES !== 0) {
      throw new Refusal('PROOF_MALFORMED', { hint: 'frontier' });
    }
    const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    const hashes: Uint8Array[] = [];
    for (let at = SIZE_BYTES; at < bytes.length; at += HASH_BYTES)
      hashes.push(bytes.slice(at, at + HASH_BYTES));
    return Frontier.of(size, hashes, sha256);
  }

  get size(): bigint {
    return BigInt(this.leaves);
  }

  /** @param hash leaf hash, 32 bytes. */
  append(hash: Uint8Array): void {
    if (hash.length !== HASH_BYTES) throw new RangeError(`A leaf hash has ${HASH_BYTES} bytes.`);
    let right = hash;
    // Each trailing one of the size is a complete subtree that the new leaf completes to one twice as large.
    for (let rest = this.leaves; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.hashes.pop();
      if (left) right = nodeHash(left, right, this.sha256);
    }
    this.hashes.push(right);
    this.leaves += 1;
  }

  /** RFC 6962 §2.1: the Merkle tree hash; of an empty tree SHA-256 of nothing. */
  root(): Uint8Array {
    if (this.hashes.length === 0) return this.sha256(new Uint8Array());
    return this.hashes.reduceRight((right, left) => nodeHash(left, right, this.sha256));
  }

  copy(): Frontier {
    return new Frontier(this.leaves, [...this.hashes], this.sha256);
  }

  /** Size (8 bytes, big endian), then the hashes, largest subtree first. */
  serialise(): Uint8Array {
    const bytes = new Uint8Array(SIZE_BYTES + this.hashes.length * HASH_BYTES);
    new DataView(bytes.buffer).setBigUint64(0, this.size);
    this.hashes.forEach((hash, at) => bytes.set(hash, SIZE_BYTES + at * HASH_BYTES));
    return bytes;
  }
}

/** A complete subtree: the leaves `index * 2^height` up to `(index + 1) * 2^height`. */
export interface Subtree {
  height: number;
  index: bigint;
}

/** The complete subtrees of the tree of `size` leaves, largest (leftmost) first. */
export function subtreesOf(size: bigint): Subtree[] {
  return subtreesBetween(0n, size);
}

/**
 * The complete subtrees that make up the leaves from `start` up to `end`, largest first. `start` must be aligned as the
 * ranges of RFC 6962 are: a multiple of the largest power of two that fits.
 */
export function subtreesBetween(start: bigint, end: bigint): Subtree[] {
  const found: Subtree[] = [];
  let at = start;
  for (let height = (end - start).toString(2).length - 1; height >= 0 && at < end; height -= 1) {
    const width = 1n << BigInt(height);
    if (end - at < width) continue;
    found.push({ height, index: at / width });
    at += width;
  }
  return found;
}

/** The root of a complete subtree. @param hashes of its leaves, end to end; a power of two of them. */
export function completeRoot(hashes: Uint8Array, sha256: Sha256 = portableSha256): Uint8Array {
  let level = hashes;
  while (level.length > HASH_BYTES) {
    const above = new Uint8Array(level.length / 2);
    for (let at = 0; at < above.length; at += HASH_BYTES) {
      const middle = 2 * at + HASH_BYTES;
      above.set(
        nodeHash(level.subarray(2 * at, middle), level.subarray(middle, middle + HASH_BYTES), sha256),
        at,
      );
    }
    level = above;
  }
  return level;
}
