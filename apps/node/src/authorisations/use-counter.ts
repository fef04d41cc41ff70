import type { Pool } from 'pg';

export interface CountedUse {
  issuer: string;
  jti: string;
  request: string;
  uses: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Tries that meet another replica's insert at the same place; each round somebody gets on. */
const MOST_TRIES = 1_000;
/** Kept beyond the end, as clocks differ. */
const KEEP_SECONDS = 86_400;

/**
 * Counts uses of authorisations: each takes the next of the places 1 to `uses`, and the database lets nobody have a place
 * twice, on whichever replica.
 */
export class UseCounter {
  constructor(private readonly pool: Pool) {}

  /** Durable when it resolves. False where all places are taken; the same request has one place. */
  async count({ issuer, jti, request, uses, expiresAt }: CountedUse): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { rowCount } = await this.pool.query(
        `INSERT INTO holder_authorisation_use (issuer, jti, request, place, expires_at)
         SELECT $1, $2, $3, 1 + count(*), to_timestamp($5)
         FROM holder_authorisation_use WHERE issuer = $1 AND jti = $2
         HAVING count(*) < $4
         ON CONFLICT DO NOTHING`,
        [issuer, jti, request, uses, expiresAt / 1000],
      );
      if (rowCount === 1) return true;
      const { rows } = await this.pool.query<{ own: boolean; taken: string }>(
        `SELECT coalesce(bool_or(request = $3), false) AS own, count(*) AS taken
         FROM holder_authorisation_use WHERE issuer = $1 AND jti = $2`,
        [issuer, jti, request],
      );
      if (rows[0]?.own) return true;
      if (Number(rows[0]?.taken) >= uses) return false;
    }
    return false;
  }

  /** Forgets uses of authorisations that have ended. */
  async purge(now: number): Promise<void> {
    await this.pool.query('DELETE FROM holder_authorisation_use WHERE expires_at < to_timestamp($1)', [
      now / 1000 - KEEP_SECONDS,
    ]);
  }
}
