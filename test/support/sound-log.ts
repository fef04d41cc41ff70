import type pg from 'pg';
import {
  Frontier,
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  rootFromTiles,
  type Receipt,
} from '#libs/audit-log';
import { nativeSha256 } from '../../apps/node/src/transparency/native-sha256.js';
import { StoredTiles } from '../../apps/node/src/transparency/stored-tiles.js';

/**
 * Reads the log whole, by itself: indexes without a gap, leaves of their bodies, every checkpoint the root of its size
 * and signed, tiles that lead to the newest one. @returns what is wrong; nothing where the log is sound
 */
export async function faultsOf(owner: pg.Pool, verifierKey: string): Promise<string[]> {
  const faults: string[] = [];
  const entries = await owner.query<{ index: string; body: Buffer; leaf: Buffer }>(
    'SELECT index, body, leaf FROM audit_entry ORDER BY index',
  );
  const checkpoints = await owner.query<{ size: string; root: Buffer; note: string }>(
    'SELECT size, root, note FROM audit_checkpoint ORDER BY size',
  );
  const { rows: sizes } = await owner.query<{ log: string; tree: string }>(
    'SELECT l.size AS log, t.size AS tree FROM audit_log l, audit_tree t',
  );
  if (sizes[0]?.log !== String(entries.rows.length)) faults.push(`size ${sizes[0]?.log}`);
  if (BigInt(sizes[0]?.tree ?? 0) > BigInt(entries.rows.length)) faults.push(`tree ${sizes[0]?.tree}`);
  const roots = new Map<string, Buffer>();
  const frontier = Frontier.empty(nativeSha256);
  const wanted = new Set(checkpoints.rows.map(({ size }) => size));
  for (const [at, { index, body, leaf }] of entries.rows.entries()) {
    if (index !== String(at)) faults.push(`index ${index} at ${at}`);
    if (!leaf.equals(leafHash(body, nativeSha256))) faults.push(`leaf ${index}`);
    frontier.append(leafHash(body, nativeSha256));
    if (wanted.has(String(at + 1))) roots.set(String(at + 1), Buffer.from(frontier.root()));
  }
  const key = parseVerifierKey(verifierKey);
  for (const { size, root, note } of checkpoints.rows) {
    if (!roots.get(size)?.equals(root)) faults.push(`root of checkpoint ${size}`);
    try {
      const { checkpoint } = openCheckpoint(note, key);
      if (String(checkpoint.size) !== size || !root.equals(checkpoint.root)) faults.push(`note ${size}`);
    } catch {
      faults.push(`note ${size}`);
    }
  }
  const tiles = await owner.query<{ index: string; hashes: Buffer }>(
    'SELECT index, hashes FROM audit_tile WHERE level = 0',
  );
  for (const { index, hashes } of tiles.rows) {
    const leaves = entries.rows.slice(Number(index) * 256, (Number(index) + 1) * 256);
    if (!Buffer.concat(leaves.map(({ leaf }) => leaf)).equals(hashes)) faults.push(`tile ${index}`);
  }
  const newest = checkpoints.rows.at(-1);
  if (newest) {
    const root = await rootFromTiles(new StoredTiles(owner), BigInt(newest.size), nativeSha256);
    if (!newest.root.equals(root)) faults.push('tiles');
  }
  return faults;
}

/** Receipts that the log does not honour. */
export async function brokenPromises(owner: pg.Pool, receipts: readonly Receipt[]): Promise<string[]> {
  const { rows } = await owner.query<{ leaf: Buffer }>('SELECT leaf FROM audit_entry');
  const kept = new Set(rows.map(({ leaf }) => leaf.toString('base64url')));
  return receipts.map(({ leaf }) => leaf).filter((leaf) => !kept.has(leaf));
}
