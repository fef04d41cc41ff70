import type { ClientBase } from 'pg';
import type { ImportEncoding } from './encoding.js';
import type { ImportFormat } from './records.js';
import { emptyStagingArea } from './staging-area.js';

/** Where an import stands; committed together with the rows that it speaks of. */
export interface ImportProgress {
  nextOffset: number;
  nextLine: number;
  /** SHA-256 (hexadecimal) of the first `hashedBytes` bytes of the file. */
  hashedBytes: number;
  sha256: string;
  rowsRead: number;
  rowsStaged: number;
}

/** What an import has done with the lines of its file. */
export interface ImportCounts {
  read: number;
  added: number;
  changed: number;
  unchanged: number;
  rejected: number;
  superseded: number;
  /** Lines taken in about which something was reported. */
  reported: number;
}

export interface ImportJob {
  id: string;
  state: 'staging' | 'published' | 'refused' | 'abandoned';
  /** File name without its folder. */
  source: string;
  format: ImportFormat;
  encoding: ImportEncoding;
  actor: string;
  progress: ImportProgress;
  counts: ImportCounts;
}

interface JobRow {
  id: string;
  state: ImportJob['state'];
  source: string;
  format: ImportFormat;
  encoding: ImportEncoding;
  actor: string;
  sha256: string;
  [bigintColumn: string]: string;
}

/** The table `licence_import`. Whoever calls holds the import lock. */
export class ImportJobs {
  constructor(private readonly client: ClientBase) {}

  /** The import that is under way (there is at most one), otherwise the newest, whatever became of it. */
  async latest(): Promise<ImportJob | undefined> {
    const { rows } = await this.client.query<JobRow>(
      `SELECT * FROM licence_import ORDER BY (state = 'staging') DESC, started_at DESC LIMIT 1`,
    );
    return rows[0] && jobOf(rows[0]);
  }

  /** Begins an import; one that was interrupted before and not resumed is given up, its staged rows with it. */
  async start(job: Omit<ImportJob, 'state' | 'counts'>, at: Date): Promise<void> {
    await inTransaction(this.client, async () => {
      await emptyStagingArea(this.client);
      await this.client.query(
        `UPDATE licence_import SET state = 'abandoned', updated_at = $1 WHERE state = 'staging'`,
        [at],
      );
      const { progress: p } = job;
      await this.client.query(
        `INSERT INTO licence_import (id, state, source, format, encoding, actor, next_offset, next_line, hashed_bytes,
           sha256, rows_read, rows_staged, started_at, updated_at)
         VALUES ($1, 'staging', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
        [
          job.id,
          job.source,
          job.format,
          job.encoding,
          job.actor,
          p.nextOffset,
          p.nextLine,
          p.hashedBytes,
          p.sha256,
          p.rowsRead,
          p.rowsStaged,
          at,
        ],
      );
    });
  }

  /** Part of the transaction that stages a chunk. */
  async advance(id: string, p: ImportProgress, at: Date): Promise<void> {
    await this.client.query(
      `UPDATE licence_import SET next_offset = $2, next_line = $3, hashed_bytes = $4, sha256 = $5, rows_read = $6,
         rows_staged = $7, updated_at = $8
       WHERE id = $1`,
      [id, p.nextOffset, p.nextLine, p.hashedBytes, p.sha256, p.rowsRead, p.rowsStaged, at],
    );
  }
}

function jobOf(row: JobRow): ImportJob {
  const count = (column: string): number => Number(row[column]);
  return {
    id: row.id,
    state: row.state,
    source: row.source,
    format: row.format,
    encoding: row.encoding,
    actor: row.actor,
    progress: {
      nextOffset: count('next_offset'),
      nextLine: count('next_line'),
      hashedBytes: count('hashed_bytes'),
      sha256: row.sha256,
      rowsRead: count('rows_read'),
      rowsStaged: count('rows_staged'),
    },
    counts: {
      read: count('rows_read'),
      added: count('rows_added'),
      changed: count('rows_changed'),
      unchanged: count('rows_unchanged'),
      rejected: count('rows_rejected'),
      superseded: count('rows_superseded'),
      reported: count('rows_reported'),
    },
  };
}

/** Everything that `work` does through `client` happens, or nothing. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (failure) {
    await client.query('ROLLBACK').catch(() => undefined); // the first failure is the one to tell
    throw failure;
  }
}
