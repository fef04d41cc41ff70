import type { ClientBase, Pool } from 'pg';
import { Frontier, frontierFromTiles, leafHash, type Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { StoredTiles } from './stored-tiles.js';

const PAGE = 1_000;

/**
 * The root of the first `size` entries: from tiles as far as they are integrated, beyond that from bodies.
 * @throws Refusal `LOG_TAMPERED` where entries are missing or a body is not its leaf's.
 */
export async function rootOfEntries(
  database: Pick<ClientBase | Pool, 'query'>,
  size: bigint,
  sha256: Sha256,
): Promise<Uint8Array> {
  const { rows } = await database.query<{ size: string }>('SELECT size FROM audit_tree');
  const integrated = BigInt(rows[0]?.size ?? 0);
  const known = size < integrated ? size : integrated;
  const frontier =
    known === 0n ? Frontier.empty(sha256) : await frontierFromTiles(new StoredTiles(database), known, sha256);
  while (frontier.size < size) {
    const from = frontier.size;
    const page = await database.query<{ index: string; body: Buffer; leaf: Buffer }>(
      'SELECT index, body, leaf FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index LIMIT $3',
      [String(from), String(size), PAGE],
    );
    if (page.rows.length === 0) throw new Refusal('LOG_TAMPERED', { details: { missing: String(from) } });
    for (const { index, body, leaf } of page.rows) {
      if (BigInt(index) !== frontier.size || !leaf.equals(leafHash(body, sha256)))
        throw new Refusal('LOG_TAMPERED', { details: { entry: index } });
      frontier.append(leaf);
    }
  }
  return frontier.root();
}
