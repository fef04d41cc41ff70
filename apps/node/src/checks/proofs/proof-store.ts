import type { Pool } from 'pg';
import type { Transaction } from '../../persistence/index.js';
import type { CheckProof } from '../check.js';

export interface StoredProof {
  digest: string;
  size: number;
  mediaType: string;
  verdict: CheckProof['verdict'];
  signer?: string;
}

interface Row {
  digest: string;
  size: number;
  media_type: string;
  verdict: CheckProof['verdict'];
  signer: string | null;
}

const iso = (at: number): string => new Date(at).toISOString();

/** Documents handed in as proofs, each seen by the organisation that handed it in alone. */
export class ProofStore {
  constructor(private readonly pool: Pool) {}

  /** The same document again is judged anew: what is known of its seal may have changed. */
  async put(organisation: string, proof: StoredProof, bytes: Uint8Array, now: number): Promise<void> {
    await this.pool.query(
      `INSERT INTO check_proof (organisation, digest, size, media_type, verdict, signer, handed_in_at, bytes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (organisation, digest)
       DO UPDATE SET verdict = excluded.verdict, signer = excluded.signer, handed_in_at = excluded.handed_in_at`,
      [
        organisation,
        proof.digest,
        proof.size,
        proof.mediaType,
        proof.verdict,
        proof.signer ?? null,
        iso(now),
        bytes,
      ],
    );
  }

  async find(organisation: string, digests: readonly string[]): Promise<StoredProof[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT digest, size, media_type, verdict, signer FROM check_proof
       WHERE organisation = $1 AND digest = ANY($2)`,
      [organisation, digests],
    );
    return rows.map(({ media_type, signer, ...row }) => ({
      ...row,
      mediaType: media_type,
      ...(signer === null ? {} : { signer }),
    }));
  }

  /** Keeps proofs as long as the check. */
  async use(
    { client }: Transaction,
    check: string,
    organisation: string,
    digests: readonly string[],
  ): Promise<void> {
    await client.query(
      `INSERT INTO check_proof_use (check_id, organisation, digest)
       SELECT $1, $2, d FROM unnest($3::text[]) AS d ON CONFLICT DO NOTHING`,
      [check, organisation, digests],
    );
  }

  async bytes(check: string): Promise<{ digest: string; mediaType: string; bytes: Uint8Array }[]> {
    const { rows } = await this.pool.query<{ digest: string; media_type: string; bytes: Buffer }>(
      `SELECT p.digest, p.media_type, p.bytes FROM check_proof_use u
       JOIN check_proof p USING (organisation, digest) WHERE u.check_id = $1 ORDER BY p.digest`,
      [check],
    );
    return rows.map(({ digest, media_type, bytes }) => ({ digest, mediaType: media_type, bytes }));
  }

  /** Bytes that an organisation has handed in and that no check uses. */
  async idleBytes(organisation: string): Promise<number> {
    const { rows } = await this.pool.query<{ sum: string }>(
      `SELECT coalesce(sum(p.size), 0) AS sum FROM check_proof p
       WHERE p.organisation = $1
         AND NOT EXISTS (SELECT FROM check_proof_use u WHERE (u.organisation, u.digest) = (p.organisation, p.digest))`,
      [organisation],
    );
    return Number(rows[0]?.sum ?? 0);
  }

  /** Forgets what was handed in before then and is used by no check. */
  async sweep(before: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `DELETE FROM check_proof p WHERE p.handed_in_at < $1
         AND NOT EXISTS (SELECT FROM check_proof_use u WHERE (u.organisation, u.digest) = (p.organisation, p.digest))`,
      [iso(before)],
    );
    return rowCount ?? 0;
  }
}
