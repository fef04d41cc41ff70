import type { ClientBase } from 'pg';
import { MIGRATION_LOCK } from '../../persistence/migrate.js';

/**
 * Empties the staging table, in a transaction that holds nothing else yet. TRUNCATE writes the table's row in the
 * catalogue, as GRANT does: a node that starts meanwhile would fail with "tuple concurrently updated", so the lock of
 * the migrations keeps them apart.
 */
export async function emptyStagingArea(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query('TRUNCATE licence_staging');
}
