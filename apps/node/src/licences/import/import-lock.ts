import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';

/** A killed import's connection needs a moment until the server notices; a running one does not go away. */
const WAIT = '3s';

/**
 * Takes the one import lock of this database for as long as `client` stays connected. The key carries the schema,
 * because advisory locks belong to a database and several nodes' schemas may share one.
 *
 * @throws Refusal IMPORT_RUNNING
 */
export async function takeImportLock(client: ClientBase): Promise<void> {
  // Publishing a million rows takes longer than any lookup may.
  await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
  // Lets the server give up a long statement soon after this process was killed, and the lock with it.
  await client.query(`SET client_connection_check_interval = '1s'`);
  await client.query(`SET lock_timeout = '${WAIT}'`);
  try {
    await client.query(
      `SELECT pg_advisory_lock(hashtextextended('tongban.licence_import.' || current_schema(), 0))`,
    );
  } catch (failure) {
    if ((failure as { code?: string }).code === '55P03')
      throw new Refusal('IMPORT_RUNNING', { cause: failure });
    throw failure;
  }
  await client.query('RESET lock_timeout');
}
