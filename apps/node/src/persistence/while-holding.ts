import type { Pool } from 'pg';

/**
 * Does work that only one process of several may do at a time: under a PostgreSQL advisory lock, and not at all where
 * another holds it. The lock belongs to a connection, so whatever fails closes that connection, which gives it back.
 * @param lock key of the lock, a bigint as text
 * @throws what `work` throws, or the database
 */
export async function whileHolding(
  pool: Pick<Pool, 'connect'>,
  lock: string,
  work: () => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  let usable = false;
  try {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [lock]);
    usable = rows[0]?.held !== true;
    if (usable) return;
    await work();
    usable = await client.query('SELECT pg_advisory_unlock($1)', [lock]).then(
      () => true,
      () => false, // the work is done: closing the connection is enough
    );
  } finally {
    client.release(!usable);
  }
}
