import { Frontier, TILE_WIDTH, type Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';

const HASH_BYTES = 32;

export interface FullTile {
  level: number;
  index: bigint;
  /** 256 hashes end to end. */
  hashes: Uint8Array;
  root: Uint8Array;
}

/** The root of some hashes as the lowest level of a tree of their own. */
export function rootOf(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const frontier = Frontier.empty(sha256);
  for (const hash of hashes) frontier.append(hash);
  return frontier.root();
}

export function hashesOf(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) =>
    tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/**
 * The tiles that become full while leaves are added, level by level.
 * @param first index of the first of `leaves`; a multiple of 256
 * @param rootsBefore roots of full tiles that were stored before: of `level`, from `index` on, `count` of them
 */
export async function fullTiles(
  first: bigint,
  leaves: readonly Uint8Array[],
  rootsBefore: (level: number, index: bigint, count: number) => Promise<Uint8Array[]>,
  sha256: Sha256,
): Promise<FullTile[]> {
  if (first % BigInt(TILE_WIDTH) !== 0n) throw new RangeError('Tiles begin at multiples of 256.');
  const done: FullTile[] = [];
  let start = first;
  let hashes = leaves;
  for (let level = 0; hashes.length >= TILE_WIDTH; level += 1) {
    const roots: Uint8Array[] = [];
    const index = start / BigInt(TILE_WIDTH);
    for (let at = 0; at + TILE_WIDTH <= hashes.length; at += TILE_WIDTH) {
      const part = hashes.slice(at, at + TILE_WIDTH);
      const root = rootOf(part, sha256);
      done.push({ level, index: index + BigInt(roots.length), hashes: Buffer.concat(part), root });
      roots.push(root);
    }
    const within = Number(index % BigInt(TILE_WIDTH));
    if (within + roots.length < TILE_WIDTH) break;
    const before = await rootsBefore(level, index - BigInt(within), within);
    if (before.length !== within) throw new Refusal('LOG_TAMPERED', { details: { rootsOfLevel: level } });
    start = index - BigInt(within);
    hashes = [...before, ...roots];
  }
  return done;
}
