import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';

export interface MonthRange {
  /** `YYYY-MM`. */
  month: string;
  first: bigint;
  next: bigint;
}

/** Months with entries that are over and not archived yet, oldest first: of these only the first may be archived now. */
export async function monthsToArchive(client: ClientBase): Promise<MonthRange[]> {
  const { rows } = await client.query<{ month: string; first: string; next: string }>(
    `SELECT to_char(e.month, 'YYYY-MM') AS month, min(e.index) AS first, max(e.index) + 1 AS next
     FROM audit_entry e
     WHERE e.month < (SELECT month FROM audit_log)
       AND NOT EXISTS (SELECT FROM audit_archive a WHERE a.month = e.month)
     GROUP BY e.month ORDER BY e.month`,
  );
  return rows.map(({ month, first, next }) => ({ month, first: BigInt(first), next: BigInt(next) }));
}

/** Archived months that are still in the database and beyond their retention, oldest first. */
export async function monthsToDrop(client: ClientBase, retentionMonths: number): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(
    `SELECT to_char(month, 'YYYY-MM') AS month FROM audit_archive
     WHERE dropped_at IS NULL AND month + make_interval(months => $1 + 1) <= now() AT TIME ZONE 'UTC'
     ORDER BY month`,
    [retentionMonths],
  );
  return rows.map(({ month }) => month);
}

/** @throws Refusal `LOG_MONTH_NOT_READY` where the archive does not reach exactly up to this month. */
export async function requireNext(client: ClientBase, { month, first }: MonthRange): Promise<void> {
  const { rows } = await client.query<{ next: string }>(
    'SELECT coalesce(max(next_index), 0) AS next FROM audit_archive',
  );
  if (rows[0]?.next !== String(first))
    throw new Refusal('LOG_MONTH_NOT_READY', {
      hint: `${month} begins at ${first}, the archive ends at ${rows[0]?.next}`,
    });
}
