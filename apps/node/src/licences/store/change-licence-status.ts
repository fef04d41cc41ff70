import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import { changeStatus, type Licence, type StatusChange, type StatusCode } from '#libs/licences';
import { licenceOf, SELECT_LICENCE, type LicenceRow } from './columns.js';

export interface StatusDecision {
  to: StatusCode;
  /** Where given, the status that the decision was made on; another one means that somebody was quicker. */
  expected?: StatusCode;
  /** Code of the organisation that decided. */
  by: string;
  /** Plain words for the file, no personal data. */
  reason: string;
  at: Date;
}

/**
 * Gives a licence another status and writes down who, when and why. Call it within a transaction
 * (`Transactions.run(({ client }) => ...)`); the row stays locked until it ends.
 *
 * @throws Refusal LICENCE_NOT_FOUND, LICENCE_STATUS_CONFLICT, LICENCE_STATUS_TRANSITION
 */
export async function changeLicenceStatus(
  client: ClientBase,
  identifier: string,
  { to, expected, by, reason, at }: StatusDecision,
): Promise<{ licence: Licence; change: StatusChange }> {
  const { rows } = await client.query<LicenceRow>(
    `SELECT ${SELECT_LICENCE} FROM licence WHERE identifier = $1 FOR UPDATE`,
    [identifier],
  );
  const row = rows[0];
  if (!row) throw new Refusal('LICENCE_NOT_FOUND');
  if (expected !== undefined && row.status !== expected) {
    throw new Refusal('LICENCE_STATUS_CONFLICT', { details: { expected, found: row.status } });
  }
  const result = changeStatus(licenceOf(row), to, { at: at.toISOString(), by, reason });
  const revision = row.revision + 1;
  await client.query('UPDATE licence SET status = $2, revision = $3, updated_at = $4 WHERE identifier = $1', [
    identifier,
    to,
    revision,
    at,
  ]);
  await client.query(
    `INSERT INTO licence_status_change (identifier, revision, from_status, to_status, changed_at, changed_by, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [identifier, revision, row.status, to, at, by, reason],
  );
  return result;
}
