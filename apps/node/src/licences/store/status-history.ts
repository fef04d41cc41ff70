import type { StatusChange, StatusCode } from '#libs/licences';
import { asStoreRefusal } from '../../persistence/store-refusal.js';
import type { Queryable } from './queryable.js';

interface ChangeRow {
  from_status: StatusCode;
  to_status: StatusCode;
  changed_at: Date;
  changed_by: string;
  reason: string;
}

/** A licence's changes of status (证照状态历史), oldest first. The status with which it came in is no change. */
export async function statusHistory(pool: Queryable, identifier: string): Promise<StatusChange[]> {
  try {
    const { rows } = await pool.query<ChangeRow>({
      name: 'licence-status-history',
      text: `SELECT from_status, to_status, changed_at, changed_by, reason FROM licence_status_change
             WHERE identifier = $1 ORDER BY revision`,
      values: [identifier],
    });
    return rows.map((row) => ({
      identifier,
      from: row.from_status,
      to: row.to_status,
      at: row.changed_at.toISOString(),
      by: row.changed_by,
      reason: row.reason,
    }));
  } catch (failure) {
    throw asStoreRefusal(failure);
  }
}
