import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { asStoreRefusal, type Transaction } from '../../persistence/index.js';
import type { Sealer } from '../../secrets/index.js';

export const FINDING_STATES = ['open', 'acknowledged', 'dismissed', 'escalated', 'resolved'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export interface StoredFinding {
  id: string;
  rule: string;
  state: FindingState;
  openedAt: Date;
  changedAt: Date;
  changedBy: string | null;
  note: string | null;
  /** Ids of entries that show it, oldest first, the first hundred. */
  entries: string[];
  occurrences: number;
  detail: Record<string, string | number>;
}

/** A finding to be opened, or further entries of one that stands. */
export interface FindingDraft {
  rule: string;
  /** May name a person; only a digest of it is kept. */
  key: string;
  entries: readonly { id: string; index: bigint }[];
  detail: Record<string, string | number>;
}

/** Most entries that a finding names. */
const MOST_ENTRIES = 100;
const COLUMNS = 'id, rule, state, opened_at, changed_at, changed_by, note, entries, occurrences, detail';

interface Row {
  id: string;
  rule: string;
  state: FindingState;
  opened_at: Date;
  changed_at: Date;
  changed_by: string | null;
  note: string | null;
  entries: string[];
  occurrences: number;
  detail: Record<string, string | number>;
}

const findingOf = ({ opened_at, changed_at, changed_by, ...row }: Row): StoredFinding => ({
  ...row,
  openedAt: opened_at,
  changedAt: changed_at,
  changedBy: changed_by,
});

/** Findings in the database. That one was opened or handled is said by the log; this is the list to work on. */
export class FindingStore {
  constructor(
    private readonly pool: Pool,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Opens a finding, or adds to the one with the same rule and key; the same entry twice changes nothing.
   * @param at milliseconds since the epoch
   */
  async raise({ rule, key, entries, detail }: FindingDraft, at: number): Promise<void> {
    const ids = entries.slice(-MOST_ENTRIES).map(({ id }) => id);
    const last = entries.reduce((most, { index }) => (index > most ? index : most), 0n);
    await this.query(
      `INSERT INTO auditing_finding AS f
         (id, rule, state, opened_at, changed_at, entries, last_index, occurrences, detail)
       VALUES ($1, $2, 'open', to_timestamp($3::bigint / 1000.0), to_timestamp($3::bigint / 1000.0), $4, $5, 1, $6)
       ON CONFLICT (id) DO UPDATE SET last_index = excluded.last_index, occurrences = f.occurrences + 1,
         detail = excluded.detail,
         entries = (SELECT array_agg(e ORDER BY nth) FROM (
           SELECT e, min(nth) AS nth FROM unnest(f.entries || excluded.entries) WITH ORDINALITY AS u (e, nth)
           GROUP BY e ORDER BY 2 LIMIT ${MOST_ENTRIES}) AS kept)
       WHERE f.last_index < excluded.last_index`,
      [this.idOf(rule, key), rule, at, ids, String(last), JSON.stringify(detail)],
    );
  }

  /** Findings whose opening is not in the log yet, oldest first. */
  async unlogged(): Promise<StoredFinding[]> {
    return this.read(
      `SELECT ${COLUMNS} FROM auditing_finding WHERE NOT logged ORDER BY opened_at LIMIT 500`,
      [],
    );
  }

  async markLogged(id: string): Promise<void> {
    await this.query('UPDATE auditing_finding SET logged = true WHERE id = $1', [id]);
  }

  async byId(id: string): Promise<StoredFinding | undefined> {
    return (await this.read(`SELECT ${COLUMNS} FROM auditing_finding WHERE id = $1`, [id]))[0];
  }

  /** Newest first. `after`: the last finding of the page before. */
  async page(
    filter: { states?: readonly string[]; rule?: string },
    first: number,
    after?: { openedAt: string; id: string },
  ): Promise<StoredFinding[]> {
    return this.read(
      `SELECT ${COLUMNS} FROM auditing_finding
       WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::text IS NULL OR rule = $2)
         AND ($3::timestamptz IS NULL OR (opened_at, id) < ($3, $4::uuid))
       ORDER BY opened_at DESC, id DESC LIMIT $5`,
      [filter.states ?? null, filter.rule ?? null, after?.openedAt ?? null, after?.id ?? null, first],
    );
  }

  /** Within the transaction that writes the log; undefined where it is in none of the states `from` any more. */
  async change(
    { client }: Transaction,
    id: string,
    from: readonly FindingState[],
    to: FindingState,
    by: { person: string; note: string | undefined; at: number },
  ): Promise<StoredFinding | undefined> {
    const { rows } = await client.query<Row>(
      `UPDATE auditing_finding SET state = $3, changed_by = $4, note = $5, changed_at = to_timestamp($6::bigint / 1000.0)
       WHERE id = $1 AND state = ANY($2) RETURNING ${COLUMNS}`,
      [id, from, to, by.person, by.note ?? null, by.at],
    );
    return rows[0] && findingOf(rows[0]);
  }

  /** The same finding has the same id on every replica and after every crash (UUID version 8, RFC 9562 §5.8). */
  private idOf(rule: string, key: string): string {
    const hex = createHash('sha256')
      .update(this.sealer.pseudonym(`finding ${rule} ${key}`))
      .update(rule)
      .digest('hex');
    const variant = ((parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  private async read(text: string, values: readonly unknown[]): Promise<StoredFinding[]> {
    return (await this.query<Row>(text, values)).map(findingOf);
  }

  private async query<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return (await this.pool.query<T>(text, [...values])).rows;
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}
