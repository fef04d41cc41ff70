import { randomInt, randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../../persistence/store-refusal.js';

export interface Place {
  list: number;
  index: number;
}

export interface IssuedRow {
  id: string;
  licence: string;
  typeCode: string;
  issuedAt: Date;
  expiresAt: Date;
  status: 0 | 1 | 2;
}

/** Which credentials were issued, their places in status lists, and what those say. */
export class StatusStore {
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly listSize: number,
  ) {}

  /**
   * Gives credentials places at random that nobody had before: neighbours say nothing about each other. A list is left
   * when it is half full, so that a free place is found at once.
   */
  async place(
    client: Pick<ClientBase, 'query'>,
    count: number,
    about: { licence: string; typeCode: string; holder: string; issuedAt: Date; expiresAt: Date },
  ): Promise<Place[]> {
    const list = await this.openList(client, count, about.issuedAt);
    const places: Place[] = [];
    while (places.length < count) {
      const index = randomInt(list.size);
      const { rowCount } = await client.query(
        `INSERT INTO credential_issued (id, list, index, licence, type_code, holder, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (list, index) DO NOTHING`,
        [
          randomUUID(),
          list.id,
          index,
          about.licence,
          about.typeCode,
          about.holder,
          about.issuedAt,
          about.expiresAt,
        ],
      );
      if (rowCount === 1) places.push({ list: list.id, index });
    }
    return places;
  }

  /** Size and revision of a list; undefined where there is none. */
  async list(id: number): Promise<{ size: number; revision: string } | undefined> {
    const { rows } = await this.query<{ size: number; revision: string }>(
      'SELECT size, revision FROM credential_status_list WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  /** What in a list is not plainly valid; an index leads to it. */
  async exceptions(id: number): Promise<{ index: number; status: number }[]> {
    const { rows } = await this.query<{ index: number; status: number }>(
      'SELECT index, status FROM credential_issued WHERE list = $1 AND status <> 0',
      [id],
    );
    return rows;
  }

  async ofHolder(holder: string, limit: number): Promise<IssuedRow[]> {
    const { rows } = await this.query<IssuedRow>(
      `SELECT id, licence, type_code AS "typeCode", issued_at AS "issuedAt", expires_at AS "expiresAt", status
       FROM credential_issued WHERE holder = $1 ORDER BY issued_at DESC, id LIMIT $2`,
      [holder, limit],
    );
    return rows;
  }

  /** Revokes for good; undefined where the holder has no such credential. Done again it changes nothing. */
  async revoke(id: string, holder: string): Promise<IssuedRow | undefined> {
    const { rows } = await this.query<IssuedRow>(
      `WITH before AS (SELECT id, status FROM credential_issued WHERE id = $1 AND holder = $2 FOR UPDATE),
       changed AS (
         UPDATE credential_issued SET status = 1 WHERE id IN (SELECT id FROM before)
         RETURNING id, list, licence, type_code, issued_at, expires_at, status
       ), told AS (
         UPDATE credential_status_list SET revision = revision + 1
         WHERE id IN (SELECT list FROM changed) AND EXISTS (SELECT FROM before WHERE status <> 1)
       )
       SELECT id, licence, type_code AS "typeCode", issued_at AS "issuedAt", expires_at AS "expiresAt", status
       FROM changed`,
      [id, holder],
    );
    return rows[0];
  }

  private async openList(
    client: Pick<ClientBase, 'query'>,
    count: number,
    now: Date,
  ): Promise<{ id: number; size: number }> {
    for (;;) {
      const { rows } = await client.query<{ id: number; size: number }>(
        `UPDATE credential_status_list SET used = used + $1
         WHERE id = (SELECT max(id) FROM credential_status_list) AND (used + $1) * 2 <= size RETURNING id, size`,
        [count],
      );
      if (rows[0]) return rows[0];
      await client.query(
        `INSERT INTO credential_status_list (id, size, created_at)
         SELECT coalesce(max(id), 0) + 1, $1, $2 FROM credential_status_list ON CONFLICT DO NOTHING`,
        [Math.max(this.listSize, count * 4), now],
      );
    }
  }

  private async query<Row extends object>(text: string, values: unknown[]): Promise<{ rows: Row[] }> {
    try {
      return await this.pool.query<Row>(text, values);
    } catch (failure) {
      throw asStoreRefusal(failure);
    }
  }
}
