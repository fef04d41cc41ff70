import type { Pool } from 'pg';
import type { ErrorCode } from '#libs/errors';
import type { HolderRef } from '../../lookup/lookup.js';
import type { Transactions } from '../../persistence/index.js';
import type { FileRead, UsableRow } from './read-rows.js';

export interface CurrentVersion {
  id: string;
  asOf: number;
  sha256: string;
  items: readonly string[];
}

/** Rows deleted by one statement. */
const DELETE_AT_ONCE = 20_000;

/** Deliveries of one source as the node keeps them. */
export class VersionStore {
  constructor(
    private readonly source: string,
    private readonly pool: Pool,
    private readonly transactions: Transactions,
  ) {}

  async current(): Promise<CurrentVersion | undefined> {
    const { rows } = await this.pool.query<{ id: string; as_of: Date; sha256: string; items: string[] }>(
      `SELECT id, as_of, sha256, items FROM source_version WHERE source = $1 AND state = 'current'`,
      [this.source],
    );
    const [row] = rows;
    return row && { id: row.id, asOf: row.as_of.getTime(), sha256: row.sha256, items: row.items };
  }

  async begin(version: {
    id: string;
    asOf: number;
    file: string;
    items: readonly string[];
    at: number;
  }): Promise<void> {
    await this.pool.query(
      `INSERT INTO source_version (id, source, as_of, file, sha256, state, items, taken_at)
       VALUES ($1, $2, to_timestamp($3 / 1000.0), $4, '', 'loading', $5, to_timestamp($6 / 1000.0))`,
      [version.id, this.source, version.asOf, version.file, version.items, version.at],
    );
  }

  async add(version: string, rows: readonly UsableRow[]): Promise<void> {
    const flat = rows.flatMap(({ line, subjects, items }) =>
      subjects.map(({ type, code }) => ({ line, type, code, items: JSON.stringify(items) })),
    );
    await this.pool.query(
      `INSERT INTO source_record (version, subject_type, subject_code, line, items)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::jsonb[])`,
      [
        version,
        flat.map(({ type }) => type),
        flat.map(({ code }) => code),
        flat.map(({ line }) => line),
        flat.map(({ items }) => items),
      ],
    );
  }

  /** From one instant to the next everybody reads the new state, whole. */
  async makeCurrent(version: string, read: FileRead, at: number): Promise<void> {
    await this.transactions.run(async ({ client }) => {
      await client.query(
        `UPDATE source_version SET state = 'replaced' WHERE source = $1 AND state = 'current'`,
        [this.source],
      );
      await client.query(
        `UPDATE source_version SET state = 'current', sha256 = $2, records = $3, faulty = $4, faults = $5,
           ended_at = to_timestamp($6 / 1000.0) WHERE id = $1`,
        [version, read.sha256, read.rows - read.faulty, read.faulty, JSON.stringify(read.faults), at],
      );
    });
  }

  async refuse(version: string, code: ErrorCode, read: FileRead | undefined, at: number): Promise<void> {
    await this.pool.query(
      `UPDATE source_version SET state = 'refused', code = $2, sha256 = $3, faulty = $4, faults = $5,
         ended_at = to_timestamp($6 / 1000.0) WHERE id = $1`,
      [version, code, read?.sha256 ?? '', read?.faulty ?? 0, JSON.stringify(read?.faults ?? []), at],
    );
    await this.forget(version);
  }

  /** What a run that was cut short had begun; only under the source's lock. */
  async removeUnfinished(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM source_version WHERE source = $1 AND state = 'loading'`,
      [this.source],
    );
    for (const { id } of rows) {
      await this.forget(id);
      await this.pool.query('DELETE FROM source_version WHERE id = $1', [id]);
    }
  }

  /** Deletes the records of all but the newest states; what became of each delivery stays known. */
  async sweep(keep: number): Promise<void> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM source_version WHERE source = $1 AND state = 'replaced'
         AND EXISTS (SELECT FROM source_record WHERE version = source_version.id)
       ORDER BY as_of DESC OFFSET $2`,
      [this.source, keep - 1],
    );
    for (const { id } of rows) await this.forget(id);
  }

  /** Records of a subject in the state in use, and that state. */
  async records(
    { type, code }: HolderRef,
    limit: number,
  ): Promise<{ version: CurrentVersion; items: Record<string, string | null>[] } | undefined> {
    const { rows } = await this.pool.query<{
      id: string;
      as_of: Date;
      sha256: string;
      names: string[];
      items: Record<string, string | null> | null;
    }>(
      `SELECT v.id, v.as_of, v.sha256, v.items AS names, r.items FROM source_version v
       LEFT JOIN LATERAL (SELECT items, line FROM source_record
         WHERE version = v.id AND subject_type = $2 AND subject_code = $3 ORDER BY line LIMIT $4) r ON true
       WHERE v.source = $1 AND v.state = 'current' ORDER BY r.line`,
      [this.source, type, code, limit],
    );
    const [first] = rows;
    if (!first) return undefined;
    return {
      version: { id: first.id, asOf: first.as_of.getTime(), sha256: first.sha256, items: first.names },
      items: rows.flatMap(({ items }) => (items ? [items] : [])),
    };
  }

  /** Records of many subjects of one state, by the index of the subject. */
  async recordsOfMany(
    version: string,
    subjects: readonly HolderRef[],
  ): Promise<Map<number, Record<string, string | null>[]>> {
    const { rows } = await this.pool.query<{ n: string; items: Record<string, string | null> }>(
      `SELECT s.n, r.items FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS s(type, code, n)
       JOIN source_record r ON r.version = $1 AND r.subject_type = s.type AND r.subject_code = s.code`,
      [version, subjects.map(({ type }) => type), subjects.map(({ code }) => code)],
    );
    const found = new Map<number, Record<string, string | null>[]>();
    for (const { n, items } of rows) {
      const index = Number(n) - 1;
      found.set(index, [...(found.get(index) ?? []), items]);
    }
    return found;
  }

  private async forget(version: string): Promise<void> {
    for (;;) {
      const { rowCount } = await this.pool.query(
        `DELETE FROM source_record WHERE ctid = ANY (ARRAY(SELECT ctid FROM source_record WHERE version = $1 LIMIT ${DELETE_AT_ONCE}))`,
        [version],
      );
      if ((rowCount ?? 0) < DELETE_AT_ONCE) return;
    }
  }
}
