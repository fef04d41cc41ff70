import { createHash } from 'node:crypto';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { Clock, Database } from '../ports.js';

/** Models whose id is itself the secret that a client shows: only a digest of it is stored. */
const BEARER_MODELS = new Set(['AuthorizationCode', 'RefreshToken']);
/** Where no lifetime is given (it always is, in this configuration): a day. */
const FALLBACK_SECONDS = 86_400;

interface Row {
  payload: AdapterPayload;
  id: string;
  consumed: string | null;
}

const COLUMNS = 'id, payload, extract(epoch FROM consumed_at)::bigint AS consumed';

/**
 * Storage of the embedded issuer. Stricter than the interface asks: a client assertion is noted and a code or
 * refresh token is consumed by one statement each, so that of two uses at the same instant one is refused.
 */
class PostgresAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn = FALLBACK_SECONDS): Promise<void> {
    const once = this.model === 'ReplayDetection';
    const { rowCount } = await this.database.query(
      `INSERT INTO oidc_item AS item (model, id, payload, grant_id, uid, expires_at)
       VALUES ($1, $2, $3, $4, $5, to_timestamp($6))
       ON CONFLICT (model, id) DO UPDATE
         SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
             expires_at = excluded.expires_at
         WHERE NOT $7::boolean OR item.expires_at <= to_timestamp($8)`,
      [
        this.model,
        this.#key(id),
        JSON.stringify(this.#stored(payload)),
        payload.grantId ?? null,
        payload.uid ?? null,
        this.#now() + expiresIn,
        once,
        this.#now(),
      ],
    );
    if (once && rowCount === 0)
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.database.query<Row>(
      `SELECT ${COLUMNS} FROM oidc_item WHERE model = $1 AND id = $2 AND expires_at > to_timestamp($3)`,
      [this.model, this.#key(id), this.#now()],
    );
    return this.#loaded(rows[0], id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.database.query<Row>(
      `SELECT ${COLUMNS} FROM oidc_item WHERE model = $1 AND uid = $2 AND expires_at > to_timestamp($3)
       ORDER BY expires_at DESC LIMIT 1`,
      [this.model, uid, this.#now()],
    );
    return this.#loaded(rows[0], rows[0]?.id ?? '');
  }

  /** Part of the interface; the device flow is off. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    const { rowCount } = await this.database.query(
      `UPDATE oidc_item SET consumed_at = to_timestamp($3)
       WHERE model = $1 AND id = $2 AND consumed_at IS NULL`,
      [this.model, this.#key(id), this.#now()],
    );
    if (rowCount === 0) throw new errors.InvalidGrant('used by another request at the same time');
  }

  async destroy(id: string): Promise<void> {
    await this.database.query(`DELETE FROM oidc_item WHERE model = $1 AND id = $2`, [
      this.model,
      this.#key(id),
    ]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.database.query(`DELETE FROM oidc_item WHERE model = $1 AND grant_id = $2`, [
      this.model,
      grantId,
    ]);
  }

  #key(id: string): string {
    return BEARER_MODELS.has(this.model) ? createHash('sha256').update(id).digest('base64url') : id;
  }

  #stored(payload: AdapterPayload): AdapterPayload {
    if (!BEARER_MODELS.has(this.model)) return payload;
    const { jti: _secret, ...rest } = payload;
    return rest;
  }

  #loaded(row: Row | undefined, id: string): AdapterPayload | undefined {
    if (!row) return undefined;
    const jti = BEARER_MODELS.has(this.model) ? { jti: id } : {};
    return { ...row.payload, ...jti, ...(row.consumed === null ? {} : { consumed: Number(row.consumed) }) };
  }

  /** Seconds since the epoch. */
  #now(): number {
    return Math.floor(this.clock() / 1000);
  }
}

export function postgresAdapter(database: Database, clock: Clock): AdapterFactory {
  return (model) => new PostgresAdapter(model, database, clock);
}

/** Deletes what has expired, in small portions; returns how many rows went. */
export async function purgeExpired(database: Database, clock: Clock, portion = 5000): Promise<number> {
  const { rowCount } = await database.query(
    `DELETE FROM oidc_item WHERE ctid IN
       (SELECT ctid FROM oidc_item WHERE expires_at < to_timestamp($1) LIMIT $2)`,
    [Math.floor(clock() / 1000) - 60, portion],
  );
  return rowCount ?? 0;
}
