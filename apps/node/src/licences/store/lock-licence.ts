import type { ClientBase } from 'pg';
import type { Licence } from '#libs/licences';
import { licenceOf, SELECT_LICENCE, type LicenceRow } from './columns.js';

/** Reads a licence so that nobody changes it before the transaction ends. */
export async function lockLicence(
  client: Pick<ClientBase, 'query'>,
  identifier: string,
): Promise<Licence | undefined> {
  const { rows } = await client.query<LicenceRow>(
    `SELECT ${SELECT_LICENCE} FROM licence WHERE identifier = $1 FOR SHARE`,
    [identifier],
  );
  return rows[0] && licenceOf(rows[0]);
}
