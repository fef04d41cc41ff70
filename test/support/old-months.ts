import type { TestLog } from './published-log.js';

/**
 * Makes entries old: those below `next` (and from the last call's end on) move to the month, with all that stands beside
 * them. By a superuser whom no trigger stops; nobody else could.
 */
export async function moveToMonth(log: TestLog, month: string, first: number, next: number): Promise<void> {
  await log.owner.query(`SELECT audit_add_partitions(to_date($1, 'YYYY-MM'))`, [month]);
  for (const table of ['audit_entry', 'audit_personal', 'audit_evidence'])
    await log.tamper(`UPDATE ${table} SET month = to_date($1, 'YYYY-MM') WHERE index >= $2 AND index < $3`, [
      month,
      first,
      next,
    ]);
}
