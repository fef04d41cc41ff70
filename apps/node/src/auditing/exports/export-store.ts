import type { Pool } from 'pg';
import { asStoreRefusal } from '../../persistence/index.js';

export const EXPORT_FORMATS = ['csv', 'jsonl', 'bundle'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'expired';

export interface ExportJob {
  id: string;
  owner: string;
  format: ExportFormat;
  /** Sealed. */
  filter: Buffer;
  withPersonal: boolean;
  /** Entries before this index: the log as it was when the export was asked for. */
  upto: bigint;
  state: ExportState;
  code: string | null;
  rowsDone: bigint;
  rowsTotal: bigint | null;
  /** Where it goes on; of `bytesDone` bytes of the file it is certain that they are its. */
  nextIndex: bigint;
  bytesDone: bigint;
  sha256: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const COLUMNS = `id, owner, format, filter, with_personal AS "withPersonal", upto, state, code, rows_done AS "rowsDone",
  rows_total AS "rowsTotal", next_index AS "nextIndex", bytes_done AS "bytesDone", sha256, created_at AS "createdAt",
  expires_at AS "expiresAt"`;
const BIGINTS = ['upto', 'rowsDone', 'rowsTotal', 'nextIndex', 'bytesDone'] as const;

function jobOf(row: Record<string, unknown>): ExportJob {
  const job = { ...row };
  for (const name of BIGINTS) job[name] = row[name] === null ? null : BigInt(row[name] as string);
  return job as unknown as ExportJob;
}

/** Jobs in the database; their files stand in the data directory. */
export class ExportStore {
  constructor(private readonly pool: Pool) {}

  async add(job: ExportJob): Promise<void> {
    await this.query(
      `INSERT INTO auditing_export (id, owner, format, filter, with_personal, upto, state, rows_total, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9)`,
      [
        job.id,
        job.owner,
        job.format,
        job.filter,
        job.withPersonal,
        String(job.upto),
        job.rowsTotal === null ? null : String(job.rowsTotal),
        job.createdAt,
        job.expiresAt,
      ],
    );
  }

  async ofOwner(owner: string): Promise<ExportJob[]> {
    return this.query(
      `SELECT ${COLUMNS} FROM auditing_export WHERE owner = $1 ORDER BY created_at DESC LIMIT 100`,
      [owner],
    );
  }

  async find(id: string, owner: string): Promise<ExportJob | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    return (
      await this.query(`SELECT ${COLUMNS} FROM auditing_export WHERE id = $1 AND owner = $2`, [id, owner])
    )[0];
  }

  /** The oldest job that nobody works at or that its worker has left; last an own one that waits for its checkpoint. */
  async claim(holder: string, leaseSeconds: number): Promise<ExportJob | undefined> {
    const [job] = await this.query(
      `UPDATE auditing_export SET state = 'running', holder = $1, held_until = clock_timestamp() + make_interval(secs => $2)
       WHERE id = (
         SELECT id FROM auditing_export
         WHERE state IN ('waiting', 'running') AND (holder IS NULL OR holder = $1 OR held_until < clock_timestamp())
         ORDER BY holder IS NOT DISTINCT FROM $1, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [holder, leaseSeconds],
    );
    return job;
  }

  /** Notes how far it is; false where somebody else has taken it over, or it was deleted. */
  async advance(
    id: string,
    holder: string,
    leaseSeconds: number,
    at: { nextIndex: bigint; bytesDone: bigint; rowsDone: bigint },
  ): Promise<boolean> {
    const rows = await this.query(
      `UPDATE auditing_export SET next_index = $4, bytes_done = $5, rows_done = $6,
         held_until = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1 AND holder = $2 AND state = 'running' RETURNING ${COLUMNS}`,
      [id, holder, leaseSeconds, String(at.nextIndex), String(at.bytesDone), String(at.rowsDone)],
    );
    return rows.length === 1;
  }

  async finish(id: string, holder: string, done: { sha256: string; bytes: bigint }): Promise<void> {
    await this.query(
      `UPDATE auditing_export SET state = 'done', sha256 = $3, bytes_done = $4, rows_total = rows_done, holder = NULL
       WHERE id = $1 AND holder = $2`,
      [id, holder, done.sha256, String(done.bytes)],
    );
  }

  async fail(id: string, holder: string, code: string): Promise<void> {
    await this.query(
      `UPDATE auditing_export SET state = 'failed', code = $3, holder = NULL WHERE id = $1 AND holder = $2`,
      [id, holder, code],
    );
  }

  async remove(id: string, owner: string): Promise<void> {
    await this.query('DELETE FROM auditing_export WHERE id = $1 AND owner = $2', [id, owner]);
  }

  /** Marks what has run out of time, and tells it, so that its files go. */
  async expire(now: Date): Promise<string[]> {
    const rows = await this.query(
      `UPDATE auditing_export SET state = 'expired', holder = NULL WHERE expires_at <= $1 AND state <> 'expired' RETURNING ${COLUMNS}`,
      [now],
    );
    return rows.map(({ id }) => id);
  }

  async letGo(holder: string): Promise<void> {
    await this.query('UPDATE auditing_export SET holder = NULL WHERE holder = $1', [holder]);
  }

  private async query(text: string, values: readonly unknown[]): Promise<ExportJob[]> {
    try {
      return (await this.pool.query<Record<string, unknown>>(text, [...values])).rows.map(jobOf);
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}
