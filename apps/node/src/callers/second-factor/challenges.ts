import { createHash } from 'node:crypto';
import type { Clock, Database } from '../ports.js';
import { CEREMONY_MS } from './relying-party.js';

/** A challenge, carried sealed by the page of one interaction. */
export interface Challenge {
  value: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Challenges count once, whatever comes of it, on every replica alike. */
export class Challenges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  given(value: string): Challenge {
    return { value, until: this.clock() + CEREMONY_MS };
  }

  /** False where it has ended or was used before; what is noted goes with the issuer's other state. */
  async spend({ value, until }: Challenge): Promise<boolean> {
    if (until <= this.clock()) return false;
    const digest = createHash('sha256').update(value).digest('base64url');
    const { rowCount } = await this.database.query(
      `INSERT INTO oidc_item (model, id, payload, expires_at) VALUES ('SpentChallenge', $1, '{}', to_timestamp($2))
       ON CONFLICT (model, id) DO NOTHING`,
      [digest, until / 1000],
    );
    return rowCount === 1;
  }
}
