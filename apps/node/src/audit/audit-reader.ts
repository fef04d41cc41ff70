import type { Pool } from 'pg';
import { type AuditEntry, parseEntry } from '#libs/audit-log';

/** An entry as it stands in the log. */
export interface StoredEntry {
  index: bigint;
  entry: AuditEntry;
  /** The very bytes that are hashed. */
  bytes: Uint8Array;
  leaf: Uint8Array;
  appendedAt: Date;
}

interface Row {
  index: string;
  body: Buffer;
  leaf: Buffer;
  appended_at: Date;
}

const COLUMNS = 'SELECT index, body, leaf, appended_at FROM audit_entry';

/** Reads the log, under the auditor's role (`Database.auditorPool`); the writer's may not. */
export class AuditReader {
  constructor(private readonly pool: Pool) {}

  /** The newest `limit` entries, newest first. */
  async newest(limit: number): Promise<StoredEntry[]> {
    // Indexes have no gaps, so a range by index replaces a sort.
    return this.read(`${COLUMNS} WHERE index >= (SELECT size FROM audit_log) - $1 ORDER BY index DESC`, [
      limit,
    ]);
  }

  /** @param id UUID of the entry. */
  async byId(id: string): Promise<StoredEntry | undefined> {
    return (await this.read(`${COLUMNS} WHERE id = $1`, [id]))[0];
  }

  /** Entries about one request, oldest first: the answer at its provider, intent and outcome at its requester. */
  async byRequestDigest(digest: string): Promise<StoredEntry[]> {
    return this.read(`${COLUMNS} WHERE request_digest = $1 ORDER BY index`, [digest]);
  }

  /** How many entries the log has; also the next index. */
  async count(): Promise<bigint> {
    const { rows } = await this.pool.query<{ size: string }>('SELECT size FROM audit_log');
    return BigInt(rows[0]?.size ?? 0);
  }

  /** Both tokens of an entry, as far as it has any. */
  async evidence(index: bigint): Promise<{ requestToken?: string; answerToken?: string }> {
    const { rows } = await this.pool.query<{ request_token: string | null; answer_token: string | null }>(
      'SELECT request_token, answer_token FROM audit_evidence WHERE index = $1',
      [String(index)],
    );
    const row = rows[0];
    return {
      ...(row?.request_token && { requestToken: row.request_token }),
      ...(row?.answer_token && { answerToken: row.answer_token }),
    };
  }

  private async read(text: string, values: unknown[]): Promise<StoredEntry[]> {
    const { rows } = await this.pool.query<Row>(text, values);
    return rows.map(({ index, body, leaf, appended_at }) => ({
      index: BigInt(index),
      entry: parseEntry(body),
      bytes: body,
      leaf,
      appendedAt: appended_at,
    }));
  }
}
