import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { type AuditEntry, leafHash, parseEntry } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { asStoreRefusal } from '../../persistence/index.js';

/** An entry as an auditor is shown it. */
export interface EntryRow {
  index: bigint;
  id: string;
  /** The bytes that are hashed. */
  bytes: Uint8Array;
  leaf: Uint8Array;
  appendedAt: Date;
  /** What the bytes say; undefined where they are not those of the leaf hash, or no entry at all. */
  entry: AuditEntry | undefined;
}

/** Values behind the commitments of an entry, by label; none where they were erased. */
export type PersonalValues = Map<string, string>;

export interface RawRow {
  index: string;
  id: string;
  body: Buffer;
  leaf: Buffer;
  appended_at: Date;
}

export const ROW_COLUMNS = 'e.index, e.id, e.body, e.leaf, e.appended_at';
const QUERY_CANCELLED = '57014';

/** Reads the log under the auditor's database role. */
export class LogReader {
  constructor(private readonly pool: Pool) {}

  /**
   * @throws Refusal `AUDIT_SEARCH_TOO_WIDE` where the database's time limit ended the statement
   * @throws Refusal `STORE_UNAVAILABLE`
   */
  async query<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return (await this.pool.query<T>(text, [...values])).rows;
    } catch (error) {
      if ((error as { code?: string }).code === QUERY_CANCELLED)
        throw new Refusal('AUDIT_SEARCH_TOO_WIDE', { cause: error });
      throw asStoreRefusal(error);
    }
  }

  async size(): Promise<bigint> {
    const [row] = await this.query<{ size: string }>('SELECT size FROM audit_log', []);
    return BigInt(row?.size ?? 0);
  }

  async rows(text: string, values: readonly unknown[]): Promise<EntryRow[]> {
    return (await this.query<RawRow>(text, values)).map(rowOf);
  }

  async byId(id: string): Promise<EntryRow | undefined> {
    return (await this.rows(`SELECT ${ROW_COLUMNS} FROM audit_entry e WHERE e.id = $1`, [id]))[0];
  }

  /** Entries about one request, oldest first. */
  async byRequestDigest(digest: string): Promise<EntryRow[]> {
    return this.rows(
      `SELECT ${ROW_COLUMNS} FROM audit_entry e WHERE e.request_digest = $1 ORDER BY e.index LIMIT 100`,
      [digest],
    );
  }

  /** @param indexes at most a page of them */
  async byIndexes(indexes: readonly bigint[]): Promise<EntryRow[]> {
    return this.rows(`SELECT ${ROW_COLUMNS} FROM audit_entry e WHERE e.index = ANY($1) ORDER BY e.index`, [
      indexes.map(String),
    ]);
  }

  /** Entries from an index on, oldest first. */
  async following(from: bigint, limit: number): Promise<EntryRow[]> {
    return this.rows(
      `SELECT ${ROW_COLUMNS} FROM audit_entry e WHERE e.index >= $1 ORDER BY e.index LIMIT $2`,
      [String(from), limit],
    );
  }

  /** What stands beside entries in clear, by index. */
  async personal(indexes: readonly bigint[]): Promise<Map<bigint, PersonalValues>> {
    const found = new Map<bigint, PersonalValues>();
    if (indexes.length === 0) return found;
    const rows = await this.query<{ index: string; label: string; value: string }>(
      'SELECT index, label, value FROM audit_personal WHERE index = ANY($1) ORDER BY index, label',
      [indexes.map(String)],
    );
    for (const { index, label, value } of rows) {
      const key = BigInt(index);
      const values = found.get(key) ?? new Map<string, string>();
      values.set(label, value);
      found.set(key, values);
    }
    return found;
  }
}

/** Whoever has changed a row must not find it shown as an entry. */
export function rowOf({ index, id, body, leaf, appended_at: appendedAt }: RawRow): EntryRow {
  const row = { index: BigInt(index), id, bytes: body, leaf, appendedAt };
  const hashed = leafHash(body, (data) => hash('sha256', data, 'buffer'));
  if (!leaf.equals(hashed)) return { ...row, entry: undefined };
  try {
    return { ...row, entry: parseEntry(body) };
  } catch {
    return { ...row, entry: undefined };
  }
}
