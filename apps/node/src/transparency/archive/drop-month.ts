import type { ClientBase } from 'pg';
import type { NoteVerifier, Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { ArchiveFolder } from './archive-folder.js';
import { verifyArchive } from './verify-archive.js';

export interface DropParts {
  /** As the owner of the tables. */
  client: ClientBase;
  folder: ArchiveFolder;
  verifier: NoteVerifier;
  sha256: Sha256;
  /** At least 6; the database refuses less. */
  retentionMonths: number;
}

/**
 * Takes an archived month out of the database, after its archive was read back once more. Retention, order and holds
 * are the database's own to check (`audit_drop_month`).
 */
export class DropMonth {
  constructor(private readonly parts: DropParts) {}

  /**
   * @param announce makes the dropping an entry of the log before it happens
   * @throws Refusal `LOG_ARCHIVE_INVALID`, `LOG_HELD`, `LOG_MONTH_NOT_READY`
   */
  async run(month: string, announce: () => Promise<void>): Promise<void> {
    const { client, folder, verifier, sha256 } = this.parts;
    const { rows } = await client.query<{ digest: string; held: boolean }>(
      `SELECT manifest_digest AS digest, EXISTS (SELECT FROM audit_held_months() WHERE held = month) AS held
       FROM audit_archive WHERE month = to_date($1, 'YYYY-MM') AND dropped_at IS NULL`,
      [month],
    );
    const [row] = rows;
    if (!row)
      throw new Refusal('LOG_MONTH_NOT_READY', { hint: `${month} has no archive, or is gone already` });
    if (row.held) throw new Refusal('LOG_HELD', { hint: month });
    await verifyArchive(folder, month, { verifier, sha256, expected: row.digest });
    // Tried first, so that the log does not say what the database then refuses.
    await this.call(month, 'ROLLBACK');
    await announce();
    await this.call(month, 'COMMIT');
  }

  private async call(month: string, end: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const { client, retentionMonths } = this.parts;
    await client.query('BEGIN');
    try {
      // A hold that is placed meanwhile waits until the month is gone, or is seen here.
      await client.query('LOCK TABLE audit_hold IN SHARE ROW EXCLUSIVE MODE');
      await client.query(`SELECT audit_drop_month(to_date($1, 'YYYY-MM'), $2)`, [month, retentionMonths]);
      await client.query(end);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      if ((error as { code?: string }).code !== '42501') throw error;
      throw new Refusal('LOG_MONTH_NOT_READY', { hint: (error as Error).message, cause: error });
    }
  }
}
