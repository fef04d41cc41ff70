import type { ClientBase } from 'pg';
import {
  Frontier,
  leafHash,
  openCheckpoint,
  rootFromTiles,
  signCheckpoint,
  TILE_WIDTH,
  type NoteSigner,
  type NoteVerifier,
  type Sha256,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { Faults } from './faults.js';
import { fullTiles } from './full-tiles.js';
import type { PublishedCheckpoint } from './ports.js';
import { StoredTiles } from './stored-tiles.js';

const HASH_BYTES = 32;

export interface StepParts {
  origin: string;
  signer: NoteSigner;
  verifier: NoteVerifier;
  sha256: Sha256;
  /** Entries that one step takes at most. */
  chunk: number;
  clock: () => number;
  faults: Faults;
}

export interface StepResult {
  /** Where a pass that began with this step ends: the log's size when it was read. */
  target: bigint;
  /** Up to where the tree is now. */
  size: bigint;
  checkpoint?: PublishedCheckpoint;
}

interface TreeRow {
  tree_size: string;
  frontier: Buffer;
  log_size: string;
  identity: string;
  cp_size: string | null;
  cp_root: Buffer | null;
  cp_note: string | null;
}

/**
 * One step of integration, in one transaction: reads the next entries, hashes their bodies anew, adds what tiles became
 * full, and, where it reaches `target`, signs a checkpoint. A crash anywhere leaves the step undone or done.
 *
 * Looked at before anything is signed: that the holder's fence is the newest; that this is the database which the node
 * knows; that the last checkpoint is ours and is the root of the tree as saved; that indexes have no gap; that each body
 * hashes to its leaf; that leaves of the unfinished tile are those which were integrated; that tiles lead to the new root.
 *
 * @throws Refusal `LOG_FENCED`: another holder has taken over. `LOG_TAMPERED`: never sign again before somebody looked.
 * `LOG_WITNESSES_UNKNOWN`: another database than the one that was cleared.
 */
export async function integrateStep(
  client: ClientBase,
  fence: bigint,
  identity: string,
  parts: StepParts,
  target?: bigint,
): Promise<StepResult> {
  const { sha256, faults } = parts;
  await client.query('BEGIN');
  try {
    const state = await readState(client, fence);
    await faults('integrate:begun');
    if (state.identity !== identity) throw new Refusal('LOG_WITNESSES_UNKNOWN');
    const size = BigInt(state.tree_size);
    const logSize = BigInt(state.log_size);
    const frontier = checkedFrontier(state, size, parts);
    if (logSize < size) throw tampered({ logSize: state.log_size, integrated: state.tree_size });
    const goal = target ?? logSize;
    const end = size + BigInt(parts.chunk) < goal ? size + BigInt(parts.chunk) : goal;
    if (end === size && BigInt(state.cp_size ?? 0) === size) {
      await client.query('ROLLBACK');
      return { target: goal, size };
    }

    const first = size - (size % BigInt(TILE_WIDTH));
    const leaves = await readLeaves(client, first, size, end, sha256);
    await faults('integrate:read');
    requireSameEdge(frontier, leaves.slice(0, Number(size - first)), sha256);
    for (const leaf of leaves.slice(Number(size - first))) frontier.append(leaf);
    const tiles = await fullTiles(
      first,
      leaves,
      async (level, index, count) => rootsOf(client, level, index, count),
      sha256,
    );
    for (const { level, index, hashes, root } of tiles)
      await client.query('INSERT INTO audit_tile (level, index, hashes, root) VALUES ($1, $2, $3, $4)', [
        level,
        String(index),
        hashes,
        root,
      ]);
    await faults('integrate:tiles');
    const { rowCount } = await client.query(
      'UPDATE audit_tree SET size = $1, frontier = $2 WHERE fence = $3',
      [String(end), Buffer.from(frontier.serialise()), String(fence)],
    );
    if (rowCount !== 1) throw new Refusal('LOG_FENCED');
    await faults('integrate:state');
    const checkpoint = end === goal ? await publish(client, fence, frontier, parts) : undefined;
    await client.query('COMMIT');
    await faults('publish:committed');
    return { target: goal, size: end, ...(checkpoint && { checkpoint }) };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

async function readState(client: ClientBase, fence: bigint): Promise<TreeRow> {
  const { rows } = await client.query<TreeRow>({
    name: 'integrate-state',
    text: `SELECT t.size AS tree_size, t.frontier, l.size AS log_size, w.identity,
             c.size AS cp_size, c.root AS cp_root, c.note AS cp_note
           FROM audit_tree t CROSS JOIN audit_log l CROSS JOIN audit_where() w
             LEFT JOIN LATERAL (SELECT size, root, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1) c ON true
           WHERE t.fence = $1 FOR UPDATE OF t`,
    values: [String(fence)],
  });
  const [row] = rows;
  if (!row) throw new Refusal('LOG_FENCED');
  return row;
}

/** The saved frontier, where the newest checkpoint agrees with it. */
function checkedFrontier(state: TreeRow, size: bigint, parts: StepParts): Frontier {
  let frontier: Frontier;
  try {
    frontier = size === 0n ? Frontier.empty(parts.sha256) : Frontier.parse(state.frontier, parts.sha256);
  } catch (cause) {
    throw tampered({ frontier: 'unreadable' }, cause);
  }
  if (frontier.size !== size) throw tampered({ frontier: String(frontier.size), integrated: String(size) });
  const { cp_size: cpSize, cp_root: cpRoot, cp_note: cpNote } = state;
  if (cpSize === null || cpRoot === null || cpNote === null) return frontier;
  if (BigInt(cpSize) > size) throw tampered({ checkpoint: cpSize, integrated: String(size) });
  let signed;
  try {
    signed = openCheckpoint(cpNote, parts.verifier).checkpoint;
  } catch (cause) {
    throw tampered({ checkpoint: cpSize }, cause);
  }
  if (String(signed.size) !== cpSize || !cpRoot.equals(signed.root)) throw tampered({ checkpoint: cpSize });
  if (BigInt(cpSize) === size && !cpRoot.equals(frontier.root())) throw tampered({ frontier: String(size) });
  return frontier;
}

/** Leaf hashes from `first` up to `end`, those from `size` on computed from their bodies. */
async function readLeaves(
  client: ClientBase,
  first: bigint,
  size: bigint,
  end: bigint,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const { rows } = await client.query<{ index: string; leaf: Buffer; body: Buffer | null }>({
    name: 'integrate-entries',
    text: `SELECT index, leaf, CASE WHEN index >= $2 THEN body END AS body
           FROM audit_entry WHERE index >= $1 AND index < $3 ORDER BY index`,
    values: [String(first), String(size), String(end)],
  });
  if (rows.length !== Number(end - first))
    throw tampered({ from: String(first), to: String(end), found: rows.length });
  return rows.map(({ index, leaf, body }, at) => {
    if (BigInt(index) !== first + BigInt(at)) throw tampered({ expected: String(first + BigInt(at)), index });
    if (body && !leaf.equals(leafHash(body, sha256))) throw tampered({ leafOfEntry: index });
    return leaf;
  });
}

/** The part of the frontier below tiles must be made of the very leaves that stand in the unfinished tile. */
function requireSameEdge(frontier: Frontier, leaves: readonly Uint8Array[], sha256: Sha256): void {
  const edge = Frontier.empty(sha256);
  for (const leaf of leaves) edge.append(leaf);
  const tail = Buffer.from(edge.serialise()).subarray(8);
  const whole = Buffer.from(frontier.serialise()).subarray(8);
  if (tail.length % HASH_BYTES !== 0 || !whole.subarray(whole.length - tail.length).equals(tail))
    throw tampered({ unfinishedTileAt: String(frontier.size) });
}

async function rootsOf(
  client: ClientBase,
  level: number,
  index: bigint,
  count: number,
): Promise<Uint8Array[]> {
  const { rows } = await client.query<{ root: Buffer }>(
    'SELECT root FROM audit_tile WHERE level = $1 AND index >= $2 AND index < $3 ORDER BY index',
    [level, String(index), String(index + BigInt(count))],
  );
  return rows.map(({ root }) => root);
}

async function publish(
  client: ClientBase,
  fence: bigint,
  frontier: Frontier,
  { origin, signer, verifier, sha256, clock, faults }: StepParts,
): Promise<PublishedCheckpoint> {
  const { size } = frontier;
  const root = frontier.root();
  // What readers will prove from must lead to what is signed.
  if (!Buffer.from(await rootFromTiles(new StoredTiles(client), size, sha256)).equals(root))
    throw tampered({ tilesAt: String(size) });
  const note = await signCheckpoint({ origin, size, root, extensions: [] }, signer);
  openCheckpoint(note, verifier); // a key that signs wrongly must not be found out by witnesses
  await faults('publish:signed');
  const at = clock();
  await client.query(
    'INSERT INTO audit_checkpoint (size, root, note, signed_at, fence) VALUES ($1, $2, $3, $4, $5)',
    [String(size), Buffer.from(root), note, new Date(at), String(fence)],
  );
  await faults('publish:stored');
  return { size, root, note, at };
}

function tampered(details: Record<string, unknown>, cause?: unknown): Refusal {
  return new Refusal('LOG_TAMPERED', { details, cause });
}
