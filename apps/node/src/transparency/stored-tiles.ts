import type { ClientBase, Pool } from 'pg';
import { TILE_WIDTH, type TileReader } from '#libs/audit-log';
import { Refusal } from '#libs/errors';

const HASH_BYTES = 32;

/**
 * Tiles as the database holds them. Full ones are stored; a partial one is made of the leaves of its entries, or, above
 * level 0, of the roots of the full tiles below. Bytes are as stored: whoever uses them checks them against a signed
 * root.
 */
export class StoredTiles implements TileReader {
  constructor(private readonly database: Pick<ClientBase | Pool, 'query'>) {}

  /** @throws Refusal `LOG_TAMPERED` where hashes are missing that the caller knows to exist. */
  async hashes(level: number, index: bigint, width: number): Promise<Uint8Array> {
    if (width === TILE_WIDTH || level === 0) {
      const full = await this.full(level, index);
      if (full) return full.subarray(0, width * HASH_BYTES);
    }
    const start = index * BigInt(TILE_WIDTH);
    const { rows } = await this.database.query<{ index: string; hash: Buffer }>(
      level === 0
        ? {
            name: 'log-leaves',
            text: 'SELECT index, leaf AS hash FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index',
            values: [String(start), String(start + BigInt(width))],
          }
        : {
            name: 'log-roots',
            text: 'SELECT index, root AS hash FROM audit_tile WHERE level = $3 AND index >= $1 AND index < $2 ORDER BY index',
            values: [String(start), String(start + BigInt(width)), level - 1],
          },
    );
    if (rows.length !== width || rows.some(({ index: at }, nth) => BigInt(at) !== start + BigInt(nth)))
      throw new Refusal('LOG_TAMPERED', {
        details: { tile: `${level}/${index}`, width, found: rows.length },
      });
    return Buffer.concat(rows.map(({ hash }) => hash));
  }

  private async full(level: number, index: bigint): Promise<Uint8Array | undefined> {
    const { rows } = await this.database.query<{ hashes: Buffer }>({
      name: 'log-tile',
      text: 'SELECT hashes FROM audit_tile WHERE level = $1 AND index = $2',
      values: [level, String(index)],
    });
    return rows[0]?.hashes;
  }
}
