import type { ClientBase, Pool } from 'pg';

/** Which database this is and how much of the log it holds. */
export interface LogPlace {
  identity: string;
  /** Entries. */
  size: bigint;
  /** Of the newest checkpoint; 0 where there is none. */
  published: bigint;
  root: Uint8Array | undefined;
}

export async function logPlace(database: Pick<ClientBase | Pool, 'query'>): Promise<LogPlace> {
  const { rows } = await database.query<{
    identity: string;
    size: string;
    published: string;
    root: Buffer | null;
  }>({ name: 'log-place', text: 'SELECT identity, size, published, root FROM audit_where()' });
  const row = rows[0];
  if (!row) throw new Error('audit_where() says nothing');
  return {
    identity: row.identity,
    size: BigInt(row.size),
    published: BigInt(row.published),
    root: row.root ?? undefined,
  };
}
