import type { ClientBase, Pool } from 'pg';
import type { MatterKindName, StoredMatter } from './matter.js';

type Queryable = Pick<ClientBase | Pool, 'query'>;

interface Row extends Omit<StoredMatter, 'openedAt' | 'changedAt'> {
  opened_at: Date;
  changed_at: Date;
}

export interface MatterFilter {
  kind: MatterKindName;
  /** Whose matters are shown; all where neither is given. */
  organisation?: string;
  holder?: string;
  state?: string;
  /** Only those whose running period has ended by then. */
  overdueAt?: number;
  after?: string;
  limit: number;
}

const COLUMNS =
  'id, kind, requester, provider, organisation, holder, state, content, history, pending, declined, opened_at, changed_at';
const iso = (at: number): string => new Date(at).toISOString();

/** Requests and objections in PostgreSQL. Writing is done in the caller's transaction. */
export class MatterStore {
  constructor(private readonly pool: Queryable) {}

  async byId(kind: MatterKindName, id: string): Promise<StoredMatter | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_matter WHERE id = $1 AND kind = $2`,
      [id, kind],
    );
    return rows[0] && stored(rows[0]);
  }

  /** The matter, locked until the transaction ends. */
  async lock(client: Queryable, kind: MatterKindName, id: string): Promise<StoredMatter | undefined> {
    const { rows } = await client.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_matter WHERE id = $1 AND kind = $2 FOR UPDATE`,
      [id, kind],
    );
    return rows[0] && stored(rows[0]);
  }

  /** @returns false where there is one of that id already */
  async insert(client: Queryable, matter: StoredMatter, dueAt: number | undefined): Promise<boolean> {
    const { rowCount } = await client.query(
      `INSERT INTO sharing_matter (${COLUMNS}, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
      [
        matter.id,
        matter.kind,
        matter.requester,
        matter.provider,
        matter.organisation,
        matter.holder,
        matter.state,
        JSON.stringify(matter.content),
        JSON.stringify(matter.history),
        jsonOrNull(matter.pending),
        jsonOrNull(matter.declined),
        iso(matter.openedAt),
        iso(matter.changedAt),
        dueAt === undefined ? null : iso(dueAt),
      ],
    );
    return rowCount === 1;
  }

  async update(client: Queryable, matter: StoredMatter, dueAt: number | undefined): Promise<void> {
    await client.query(
      `UPDATE sharing_matter SET state = $2, history = $3, pending = $4, declined = $5, changed_at = $6, due_at = $7
       WHERE id = $1`,
      [
        matter.id,
        matter.state,
        JSON.stringify(matter.history),
        jsonOrNull(matter.pending),
        jsonOrNull(matter.declined),
        iso(matter.changedAt),
        dueAt === undefined ? null : iso(dueAt),
      ],
    );
  }

  /** Which entry of the log an event has. */
  async noteEntry(client: Queryable, matter: string, n: number, entry: string): Promise<void> {
    await client.query('INSERT INTO sharing_matter_entry (matter, n, entry) VALUES ($1, $2, $3)', [
      matter,
      n,
      entry,
    ]);
  }

  /** Entries of a matter's events by their place. */
  async entries(ids: readonly string[]): Promise<Map<string, Map<number, string>>> {
    const { rows } = await this.pool.query<{ matter: string; n: number; entry: string }>(
      'SELECT matter, n, entry FROM sharing_matter_entry WHERE matter = ANY($1::uuid[])',
      [ids],
    );
    const found = new Map<string, Map<number, string>>();
    for (const { matter, n, entry } of rows)
      found.set(matter, (found.get(matter) ?? new Map<number, string>()).set(n, entry));
    return found;
  }

  /** The newest first. */
  async list(filter: MatterFilter): Promise<StoredMatter[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_matter
       WHERE kind = $1 AND ($2::text IS NULL OR organisation = $2) AND ($3::text IS NULL OR holder = $3)
         AND ($4::text IS NULL OR state = $4) AND ($5::timestamptz IS NULL OR due_at <= $5)
         AND ($6::uuid IS NULL OR id < $6)
       ORDER BY id DESC LIMIT $7`,
      [
        filter.kind,
        filter.organisation ?? null,
        filter.holder ?? null,
        filter.state ?? null,
        filter.overdueAt === undefined ? null : iso(filter.overdueAt),
        filter.after ?? null,
        filter.limit,
      ],
    );
    return rows.map(stored);
  }

  /** Matters whose period may run; for reading their clocks again after the calendar has changed. */
  async running(): Promise<StoredMatter[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_matter WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 100000`,
    );
    return rows.map(stored);
  }

  async setDue(id: string, dueAt: number | undefined): Promise<void> {
    await this.pool.query('UPDATE sharing_matter SET due_at = $2 WHERE id = $1', [
      id,
      dueAt === undefined ? null : iso(dueAt),
    ]);
  }
}

const jsonOrNull = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

const stored = ({ opened_at, changed_at, ...row }: Row): StoredMatter => ({
  ...row,
  openedAt: opened_at.getTime(),
  changedAt: changed_at.getTime(),
});
