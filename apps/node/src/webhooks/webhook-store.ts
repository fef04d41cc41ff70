import type { ClientBase, Pool } from 'pg';

export const webhookKinds = ['case', 'check'] as const;
export type WebhookKind = (typeof webhookKinds)[number];

export interface Webhook {
  id: string;
  organisation: string;
  url: string;
  kinds: WebhookKind[];
  madeAt: number;
  endedAt?: number;
}

export const deliveryStates = ['pending', 'delivered', 'dead', 'dropped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface Delivery {
  id: string;
  webhook: string;
  url: string;
  organisation: string;
  kind: WebhookKind;
  subject: string;
  data: Record<string, unknown>;
  state: DeliveryState;
  attempts: number;
  lastCode?: string;
  madeAt: number;
}

interface WebhookRow {
  id: string;
  organisation: string;
  url: string;
  kinds: WebhookKind[];
  made_at: Date;
  ended_at: Date | null;
}

interface DeliveryRow {
  id: string;
  webhook: string;
  url: string;
  organisation: string;
  kind: WebhookKind;
  subject: string;
  data: Record<string, unknown>;
  state: DeliveryState;
  attempts: number;
  last_code: string | null;
  made_at: Date;
}

const iso = (at: number): string => new Date(at).toISOString();
const DELIVERY = `d.id, d.webhook, w.url, w.organisation, d.kind, d.subject, d.data, d.state, d.attempts, d.last_code, d.made_at
  FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook`;

/** Webhooks and what is told to them. */
export class WebhookStore {
  constructor(private readonly pool: Pick<Pool, 'query' | 'connect'>) {}

  async add(
    client: ClientBase,
    webhook: Omit<Webhook, 'endedAt'> & { madeBy: string },
    most: number,
  ): Promise<'added' | 'there' | 'too-many'> {
    // Two at once must not pass the bound together.
    await client.query('LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await client.query<{ count: string }>(
      'SELECT count(*) FROM webhook WHERE ended_at IS NULL',
    );
    if (Number(rows[0]?.count) >= most) return 'too-many';
    const { rowCount } = await client.query(
      `INSERT INTO webhook (id, organisation, url, kinds, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [webhook.id, webhook.organisation, webhook.url, webhook.kinds, iso(webhook.madeAt), webhook.madeBy],
    );
    return rowCount === 1 ? 'added' : 'there';
  }

  /** What waits for it is dropped. @returns false where there is none that has not ended */
  async end(client: ClientBase, id: string, at: number): Promise<boolean> {
    const { rowCount } = await client.query(
      'UPDATE webhook SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
      [id, iso(at)],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `UPDATE webhook_delivery SET state = 'dropped', settled_at = $2 WHERE webhook = $1 AND state IN ('pending', 'dead')`,
      [id, iso(at)],
    );
    return true;
  }

  async list(ended: boolean): Promise<Webhook[]> {
    const { rows } = await this.pool.query<WebhookRow>(
      `SELECT id, organisation, url, kinds, made_at, ended_at FROM webhook WHERE $1 OR ended_at IS NULL
       ORDER BY made_at DESC, id DESC LIMIT 1000`,
      [ended],
    );
    return rows.map((row) => ({
      id: row.id,
      organisation: row.organisation,
      url: row.url,
      kinds: row.kinds,
      madeAt: row.made_at.getTime(),
      ...(row.ended_at ? { endedAt: row.ended_at.getTime() } : {}),
    }));
  }

  /** Makes deliveries of changes: to each webhook whose organisation has a part in it. @returns how many changes there were */
  async spread(at: number, ids: (count: number) => string[], limit: number): Promise<number> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{
        n: string;
        kind: string;
        subject: string;
        organisations: string[];
        data: unknown;
      }>(
        `DELETE FROM webhook_change WHERE n IN (SELECT n FROM webhook_change ORDER BY n LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING n, kind, subject, organisations, data`,
        [limit],
      );
      for (const { n, kind, subject, organisations, data } of rows) {
        const { rows: hooks } = await client.query<{ id: string }>(
          'SELECT id FROM webhook WHERE ended_at IS NULL AND $1 = ANY (kinds) AND organisation = ANY ($2)',
          [kind, organisations],
        );
        const names = ids(hooks.length);
        for (const [place, hook] of hooks.entries())
          await client.query(
            `INSERT INTO webhook_delivery (id, webhook, change, kind, subject, data, made_at, next_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING`,
            [names[place], hook.id, n, kind, subject, JSON.stringify(data), iso(at)],
          );
      }
      await client.query('COMMIT');
      return rows.length;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** Webhooks for which something is due: a pause of the oldest holds back what follows it. */
  async waiting(now: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ webhook: string }>(
      `SELECT w.id AS webhook FROM webhook w
       CROSS JOIN LATERAL (SELECT next_at FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'pending'
                           ORDER BY d.change LIMIT 1) AS oldest
       WHERE w.ended_at IS NULL AND oldest.next_at <= $1`,
      [iso(now)],
    );
    return rows.map(({ webhook }) => webhook);
  }

  async due(webhook: string, limit: number): Promise<Delivery[]> {
    const { rows } = await this.pool.query<DeliveryRow>(
      `SELECT ${DELIVERY} WHERE d.webhook = $1 AND d.state = 'pending' AND w.ended_at IS NULL ORDER BY d.change LIMIT $2`,
      [webhook, limit],
    );
    return rows.map(delivery);
  }

  async settle(id: string, state: 'delivered' | 'dead', code: string | null, at: number): Promise<void> {
    await this.pool.query(
      `UPDATE webhook_delivery SET state = $2, attempts = attempts + 1, last_code = $3,
         settled_at = CASE WHEN $2 = 'delivered' THEN $4::timestamptz END
       WHERE id = $1 AND state = 'pending'`,
      [id, state, code, iso(at)],
    );
  }

  async postpone(id: string, code: string, nextAt: number): Promise<void> {
    await this.pool.query(
      `UPDATE webhook_delivery SET attempts = attempts + 1, last_code = $2, next_at = $3 WHERE id = $1 AND state = 'pending'`,
      [id, code, iso(nextAt)],
    );
  }

  async deliveries(filter: {
    webhook?: string;
    state?: DeliveryState;
    after?: string;
    limit: number;
  }): Promise<Delivery[]> {
    const { rows } = await this.pool.query<DeliveryRow>(
      `SELECT ${DELIVERY}
       WHERE ($1::uuid IS NULL OR d.webhook = $1) AND ($2::text IS NULL OR d.state = $2)
         AND ($3::uuid IS NULL OR (d.made_at, d.id) < (SELECT made_at, id FROM webhook_delivery WHERE id = $3))
       ORDER BY d.made_at DESC, d.id DESC LIMIT $4`,
      [filter.webhook ?? null, filter.state ?? null, filter.after ?? null, filter.limit],
    );
    return rows.map(delivery);
  }

  /** A dead one is tried again, or given up. @returns false where there is no dead one of this id */
  async revive(client: ClientBase, id: string, at: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at = $2 WHERE id = $1 AND state = 'dead'`,
      [id, iso(at)],
    );
    return rowCount === 1;
  }

  async drop(client: ClientBase, id: string, at: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `UPDATE webhook_delivery SET state = 'dropped', settled_at = $2 WHERE id = $1 AND state = 'dead'`,
      [id, iso(at)],
    );
    return rowCount === 1;
  }

  async sweep(before: number): Promise<void> {
    await this.pool.query('DELETE FROM webhook_delivery WHERE settled_at < $1', [iso(before)]);
  }
}

const delivery = ({ last_code, made_at, ...row }: DeliveryRow): Delivery => ({
  ...row,
  ...(last_code === null ? {} : { lastCode: last_code }),
  madeAt: made_at.getTime(),
});
