import {
  Frontier,
  HASH_BYTES,
  type LogFetcher,
  type NoteVerifier,
  openCheckpoint,
  proveConsistency,
  sameBytes,
  type Sha256,
  TILE_WIDTH,
  verifyConsistency,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';

const WIDTH = BigInt(TILE_WIDTH);

/** Reads a checkpoint as the log gives it now. @throws Refusal `NOTE_*`, `CHECKPOINT_MALFORMED`; what the fetcher throws */
export async function fetchCheckpoint(
  log: Pick<LogFetcher, 'checkpoint'>,
  key: NoteVerifier,
): Promise<string> {
  const note = Buffer.from(await log.checkpoint()).toString();
  openCheckpoint(note, key);
  return note;
}

/**
 * Reads the leaves that follow what was read before, up to the checkpoint or `maxLeaves`, and checks that the tree of all
 * leaves so far is a beginning of the checkpoint's tree. As the leaves so far are those of the last time, this holds
 * inclusion of each leaf and consistency with the last checkpoint at once.
 * @param known every leaf that was read before
 * @param note a checkpoint with a good signature
 * @param found told of each leaf, before anything is checked: use what it gathers only when this returns
 * @throws Refusal `CHECKPOINT_INCONSISTENT` where the log is shorter than it was or has other leaves than it had; what the
 * fetcher throws
 */
export async function followLog(
  log: Pick<LogFetcher, 'tile'>,
  known: Frontier,
  note: string,
  key: NoteVerifier,
  { maxLeaves, sha256 }: { maxLeaves: number; sha256: Sha256 },
  found: (leaf: Uint8Array, index: bigint) => void,
): Promise<{ frontier: Frontier; isWhole: boolean }> {
  const { size, root } = openCheckpoint(note, key).checkpoint;
  if (size < known.size) throw inconsistent('size');
  const frontier = known.copy();
  const limit = known.size + BigInt(maxLeaves);
  const end = size <= limit ? size : limit - (limit % WIDTH);
  while (frontier.size < end) {
    const tile = frontier.size / WIDTH;
    const start = tile * WIDTH;
    const width = Number(size - start < WIDTH ? size - start : WIDTH);
    const hashes = await log.tile(0, tile, width);
    if (hashes.length < width * HASH_BYTES) throw new Refusal('TILE_MALFORMED', { hint: `0/${tile}` });
    for (let at = Number(frontier.size - start); at < width; at += 1) {
      const leaf = hashes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      found(leaf, frontier.size);
      frontier.append(leaf);
    }
  }
  if (frontier.size === size) {
    if (!sameBytes(frontier.root(), root)) throw inconsistent('root');
  } else if (frontier.size > 0n) {
    const reader = { hashes: (level: number, index: bigint, width: number) => log.tile(level, index, width) };
    const proof = await proveConsistency(reader, frontier.size, size, sha256);
    try {
      verifyConsistency(
        { size1: frontier.size, root1: frontier.root(), size2: size, root2: root, proof },
        sha256,
      );
    } catch (cause) {
      throw inconsistent('root', cause);
    }
  }
  return { frontier, isWhole: frontier.size === size };
}

const inconsistent = (hint: string, cause?: unknown): Refusal =>
  new Refusal('CHECKPOINT_INCONSISTENT', { hint, cause });
