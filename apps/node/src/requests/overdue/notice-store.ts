import type { Pool } from 'pg';

export interface Notice {
  id: string;
  matter: string;
  kind: string;
  state: string;
  requester: string;
  provider: string;
  clock: string;
  /** `YYYY-MM-DD` */
  dueDate: string;
  url: string;
  attempts: number;
}

interface Row extends Omit<Notice, 'dueDate'> {
  due_date: string;
}

const iso = (at: number): string => new Date(at).toISOString();

/** Notices of overdue matters until they are delivered; one for each matter, period and receiver. */
export class NoticeStore {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** @returns false where it was made before */
  async add(
    notice: { id: string; matter: string; clock: string; dueDate: string; url: string },
    at: number,
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO overdue_notice (id, matter, clock, due_date, url, made_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [notice.id, notice.matter, notice.clock, notice.dueDate, notice.url, iso(at)],
    );
    return rowCount === 1;
  }

  async due(now: number): Promise<Notice[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT n.id, n.matter, m.kind, m.state, m.requester, m.provider, n.clock, n.due_date::text, n.url, n.attempts
       FROM overdue_notice n JOIN sharing_matter m ON m.id = n.matter
       WHERE n.state = 'pending' AND n.next_at <= $1 ORDER BY n.made_at LIMIT 200`,
      [iso(now)],
    );
    return rows.map(({ due_date, ...row }) => ({ ...row, dueDate: due_date }));
  }

  async settle(id: string, state: 'delivered' | 'failed', code: string | null): Promise<void> {
    await this.pool.query(
      'UPDATE overdue_notice SET state = $2, attempts = attempts + 1, last_code = $3 WHERE id = $1',
      [id, state, code],
    );
  }

  async postpone(id: string, code: string, nextAt: number): Promise<void> {
    await this.pool.query(
      'UPDATE overdue_notice SET attempts = attempts + 1, last_code = $2, next_at = $3 WHERE id = $1',
      [id, code, iso(nextAt)],
    );
  }
}
