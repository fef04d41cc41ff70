import type { ClientBase } from 'pg';
import { leafHash, TILE_WIDTH, type Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { hashesOf, rootOf } from './full-tiles.js';

/**
 * Looks at what was integrated long ago, one tile a pass and round again: bodies against leaves, leaves against the tile,
 * the tile against its root, the root against the level above. What changed in the store is found by the node itself
 * within as many seconds as the log has tiles, not only by whoever runs `fsck`.
 */
export class Patrol {
  private next = 0n;

  constructor(private readonly sha256: Sha256) {}

  /** @throws Refusal `LOG_TAMPERED`. */
  async inspectNext(client: ClientBase): Promise<void> {
    const tile = await this.tileAt(client, this.next);
    if (!tile && this.next === 0n) return;
    if (!tile) {
      this.next = 0n;
      return;
    }
    const index = this.next;
    this.next += 1n;
    const hashes = hashesOf(tile.hashes);
    if (!tile.root.equals(rootOf(hashes, this.sha256))) throw tampered({ tile: `0/${index}` });
    if (tile.above && !tile.above.equals(tile.root)) throw tampered({ tile: `1/${index / 256n}` });
    const start = index * BigInt(TILE_WIDTH);
    const { rows } = await client.query<{ index: string; leaf: Buffer; body: Buffer }>({
      name: 'patrol-entries',
      text: 'SELECT index, leaf, body FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index',
      values: [String(start), String(start + BigInt(TILE_WIDTH))],
    });
    for (const row of rows) {
      const at = Number(BigInt(row.index) - start);
      const leaf = leafHash(row.body, this.sha256);
      if (!row.leaf.equals(leaf) || !Buffer.from(hashes[at] ?? []).equals(leaf))
        throw tampered({ entry: row.index });
    }
    // Entries leave by whole months, oldest first: what remains of a tile is its end, and nothing where it lies below.
    if (rows.length !== TILE_WIDTH && !(await this.wasDropped(client, start, rows.length)))
      throw tampered({ tile: `0/${index}`, entries: rows.length });
  }

  private async tileAt(
    client: ClientBase,
    index: bigint,
  ): Promise<{ hashes: Buffer; root: Buffer; above: Buffer | null } | undefined> {
    const { rows } = await client.query<{ hashes: Buffer; root: Buffer; above: Buffer | null }>({
      name: 'patrol-tile',
      text: `SELECT t.hashes, t.root,
               (SELECT substring(a.hashes FROM (t.index % 256)::int * 32 + 1 FOR 32)
                FROM audit_tile a WHERE a.level = 1 AND a.index = t.index / 256) AS above
             FROM audit_tile t WHERE t.level = 0 AND t.index = $1`,
      values: [String(index)],
    });
    return rows[0];
  }

  private async wasDropped(client: ClientBase, start: bigint, present: number): Promise<boolean> {
    const { rows } = await client.query<{ gone: string }>('SELECT audit_dropped_below() AS gone');
    const missing = BigInt(TILE_WIDTH - present);
    return start + missing <= BigInt(rows[0]?.gone ?? 0);
  }
}

function tampered(details: Record<string, unknown>): Refusal {
  return new Refusal('LOG_TAMPERED', { details });
}
