import type { Pool } from 'pg';
import { verificationKeyFromJwk, type PublicJwk, type VerificationKey } from '#libs/jws';

/** A key as a trusted node publishes it. */
export interface PublishedKey {
  issuer: string;
  kid: string;
  jwk: PublicJwk;
}

/**
 * Keys that nodes had while they were trusted here. An event is signed once and may arrive a day later, when its node
 * has changed its key: it counts where the node itself sends it, by a key that it has now.
 */
export class PeerKeys {
  private readonly noted = new Map<string, number>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly published: () => readonly PublishedKey[],
    private readonly clock: () => number,
  ) {}

  /** Writes down what is published now; what was written within the last hour is left out. */
  async remember(): Promise<void> {
    const now = this.clock();
    for (const { issuer, kid, jwk } of this.published()) {
      if (now - (this.noted.get(`${issuer} ${kid}`) ?? Number.NEGATIVE_INFINITY) < HOUR) continue;
      await this.pool.query(
        `INSERT INTO case_peer_key (issuer, kid, jwk, first_at, last_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (issuer, kid) DO UPDATE SET last_at = excluded.last_at`,
        [issuer, kid, JSON.stringify(jwk), new Date(now).toISOString()],
      );
      this.noted.set(`${issuer} ${kid}`, now);
    }
  }

  async find(issuer: string, kid: string): Promise<VerificationKey | undefined> {
    const { rows } = await this.pool.query<{ jwk: PublicJwk }>(
      'SELECT jwk FROM case_peer_key WHERE issuer = $1 AND kid = $2',
      [issuer, kid],
    );
    return rows[0] && verificationKeyFromJwk(rows[0].jwk);
  }
}

const HOUR = 3_600_000;
