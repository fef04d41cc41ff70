import type { ClientBase } from 'pg';
import type { Licence } from '#libs/licences';
import { LICENCE_COLUMNS, valuesOf } from './columns.js';

/**
 * Adds one licence that was validated, within a transaction. One whose identifier is there already is a defect: the
 * database refuses it and nothing of the transaction stays.
 */
export async function addLicence(
  client: Pick<ClientBase, 'query'>,
  licence: Licence,
  at: Date,
): Promise<void> {
  const values = [...valuesOf(licence), at, at];
  await client.query(
    `INSERT INTO licence (${LICENCE_COLUMNS.join(', ')}, created_at, updated_at)
     VALUES (${values.map((_, index) => `$${String(index + 1)}`).join(', ')})`,
    values,
  );
}
