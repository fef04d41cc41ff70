import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import { LICENCE_COLUMNS } from '../store/columns.js';
import type { ImportCounts } from './import-job.js';
import { inTransaction } from './import-job.js';
import { emptyStagingArea } from './staging-area.js';

export interface PublishOptions {
  importId: string;
  /** Rows that were staged, by the job's own count. */
  rowsStaged: number;
  /** Nothing is changed where a line was rejected. */
  strict: boolean;
  /** Who is to stand in the status history. */
  actor: string;
  at: Date;
  /** Status changes that a licence may make, from libs/licences. */
  transitions: readonly (readonly [from: string, to: string])[];
}

const CONTENT = LICENCE_COLUMNS.filter((column) => column !== 'identifier');
const list = (columns: readonly string[], alias: string): string =>
  columns.map((column) => `${alias}.${column}`).join(', ');
const DIFFERS = `(${list(CONTENT, 'l')}) IS DISTINCT FROM (${list(CONTENT, 's')})`;

/**
 * Makes the staged rows the region's licences, in one transaction: readers see all of the import or nothing of it.
 * New identifiers are added, changed rows replaced (with an entry in the status history where the status is another),
 * equal ones left untouched.
 *
 * @throws Refusal IMPORT_STAGING_LOST, IMPORT_REJECTED (`strict`)
 */
export async function publishImport(client: ClientBase, options: PublishOptions): Promise<ImportCounts> {
  // The planner knows nothing yet of rows that came a moment ago.
  await client.query('ANALYZE licence_staging');
  if (options.strict) await refuseRejects(client, options);
  const counts = await inTransaction(client, async () => {
    await client.query(`SET LOCAL work_mem = '64MB'`);
    // Readers go on; other writers wait, so that what was compared is what is replaced.
    await client.query('LOCK TABLE licence IN SHARE ROW EXCLUSIVE MODE');
    await settle(client, options);
    const merged = await merge(client, options);
    return finish(client, options, merged);
  });
  // Killed before this, the rows lie there until the next import begins.
  await inTransaction(client, () => emptyStagingArea(client));
  await client.query('ANALYZE licence');
  return counts;
}

/** Findings must survive although nothing is published, so they are made in a transaction of their own. */
async function refuseRejects(client: ClientBase, options: PublishOptions): Promise<void> {
  const rejected = await inTransaction(client, async () => {
    await settle(client, options);
    const counts = await countFindings(client, options.importId);
    if (counts.rejected > 0) {
      await client.query(
        `UPDATE licence_import SET state = 'refused', rows_rejected = $2, rows_superseded = $3, rows_reported = $4,
           updated_at = $5
         WHERE id = $1`,
        [options.importId, counts.rejected, counts.superseded, counts.reported, options.at],
      );
    }
    return counts.rejected;
  });
  if (rejected === 0) return;
  await inTransaction(client, () => emptyStagingArea(client));
  throw new Refusal('IMPORT_REJECTED', { hint: `${String(rejected)} lines`, details: { rejected } });
}

/** Takes out of the staged rows what may not be published. Doing it again finds nothing more. */
async function settle(client: ClientBase, options: PublishOptions): Promise<void> {
  const { importId, rowsStaged, transitions } = options;
  const { rows } = await client.query<{ present: string }>(
    `SELECT (SELECT count(*) FROM licence_staging)
          + (SELECT count(*) FROM licence_import_finding WHERE import_id = $1
             AND code IN ('DUPLICATE_IN_FILE', 'STATUS_TRANSITION')) AS present`,
    [importId],
  );
  if (Number(rows[0]?.present) !== rowsStaged) throw new Refusal('IMPORT_STAGING_LOST');
  await client.query(
    `WITH last AS (
       SELECT identifier, max(line) AS line FROM licence_staging GROUP BY identifier HAVING count(*) > 1
     ), gone AS (
       DELETE FROM licence_staging s USING last
       WHERE s.identifier = last.identifier AND s.line < last.line
       RETURNING s.line, last.line AS kept
     )
     INSERT INTO licence_import_finding (import_id, line, outcome, code, field, message)
     SELECT $1, line, 'superseded', 'DUPLICATE_IN_FILE', 'identifier',
            '以第 ' || kept || ' 行为准 / line ' || kept || ' has the same identifier and counts'
     FROM gone`,
    [importId],
  );
  await client.query(
    `WITH gone AS (
       DELETE FROM licence_staging s USING licence l
       WHERE l.identifier = s.identifier AND l.status <> s.status
         AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS t (a, b) WHERE t.a = l.status AND t.b = s.status)
       RETURNING s.line, l.status AS a, s.status AS b
     )
     INSERT INTO licence_import_finding (import_id, line, outcome, code, field, message)
     SELECT $1, line, 'rejected', 'STATUS_TRANSITION', 'status',
            '证照状态不能由 ' || a || ' 变为 ' || b || ' / a licence of status ' || a || ' cannot become ' || b
     FROM gone`,
    [importId, transitions.map(([from]) => from), transitions.map(([, to]) => to)],
  );
}

interface Merged {
  added: number;
  changed: number;
  unchanged: number;
}

async function merge(client: ClientBase, { importId, actor, at }: PublishOptions): Promise<Merged> {
  await client.query(
    `INSERT INTO licence_status_change (identifier, revision, from_status, to_status, changed_at, changed_by, reason)
     SELECT l.identifier, l.revision + 1, l.status, s.status, $1, $2, '批量导入 / bulk import ' || $3::text
     FROM licence_staging s JOIN licence l USING (identifier) WHERE l.status <> s.status`,
    [at, actor, importId],
  );
  const changed = await client.query(
    `UPDATE licence l SET ${CONTENT.map((column) => `${column} = s.${column}`).join(', ')},
       revision = l.revision + 1, updated_at = $1
     FROM licence_staging s WHERE s.identifier = l.identifier AND ${DIFFERS}`,
    [at],
  );
  const added = await client.query(
    `INSERT INTO licence (${LICENCE_COLUMNS.join(', ')}, created_at, updated_at)
     SELECT ${list(LICENCE_COLUMNS, 's')}, $1, $1 FROM licence_staging s
     WHERE NOT EXISTS (SELECT FROM licence l WHERE l.identifier = s.identifier)`,
    [at],
  );
  const { rows } = await client.query<{ staged: string }>('SELECT count(*) AS staged FROM licence_staging');
  const counts = { added: added.rowCount ?? 0, changed: changed.rowCount ?? 0 };
  return { ...counts, unchanged: Number(rows[0]?.staged) - counts.added - counts.changed };
}

async function finish(
  client: ClientBase,
  { importId, at }: PublishOptions,
  merged: Merged,
): Promise<ImportCounts> {
  const findings = await countFindings(client, importId);
  const { rows } = await client.query<{ rows_read: string }>(
    `UPDATE licence_import SET state = 'published', rows_added = $2, rows_changed = $3, rows_unchanged = $4,
       rows_rejected = $5, rows_superseded = $6, rows_reported = $7, updated_at = $8
     WHERE id = $1 RETURNING rows_read`,
    [
      importId,
      merged.added,
      merged.changed,
      merged.unchanged,
      findings.rejected,
      findings.superseded,
      findings.reported,
      at,
    ],
  );
  return { read: Number(rows[0]?.rows_read), ...merged, ...findings };
}

type FindingCounts = Pick<ImportCounts, 'rejected' | 'superseded' | 'reported'>;

async function countFindings(client: ClientBase, importId: string): Promise<FindingCounts> {
  const { rows } = await client.query<{ outcome: keyof FindingCounts; lines: string }>(
    `SELECT outcome, count(DISTINCT line) AS lines FROM licence_import_finding WHERE import_id = $1 GROUP BY outcome`,
    [importId],
  );
  const counts: FindingCounts = { rejected: 0, superseded: 0, reported: 0 };
  for (const { outcome, lines } of rows) counts[outcome] = Number(lines);
  return counts;
}
