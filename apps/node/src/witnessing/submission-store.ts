import type { Pool } from 'pg';
import type { ErrorCode } from '#libs/errors';
import { asStoreRefusal } from '../persistence/store-refusal.js';

/** What one witness has confirmed of this node's log, by its verified cosignatures. */
export interface Submission {
  /** Entity identifier. */
  witness: string;
  /** With another key it is another witness, of whom nothing is known. */
  verifierKey: string;
  /** Size of the newest checkpoint that it cosigned; 0 for none. */
  size: bigint;
  /** Milliseconds since the epoch. */
  confirmedAt: number | undefined;
  /** Failures in a row. */
  failures: number;
  failedAt: number | undefined;
  /** Of the last failure, until the next success. */
  code: ErrorCode | undefined;
}

interface Row {
  witness: string;
  verifier_key: string;
  size: string;
  confirmed_at: Date | null;
  failures: number;
  failed_at: Date | null;
  code: string | null;
}

/** What the witnesses confirmed, and which replica submits, in PostgreSQL. Throws Refusal `STORE_UNAVAILABLE`. */
export class SubmissionStore {
  constructor(
    private readonly pool: Pool,
    /** Of this process. */
    private readonly holder: string,
  ) {}

  async all(): Promise<Submission[]> {
    const rows = await this.query<Row>(
      'witness-submissions',
      'SELECT witness, verifier_key, size, confirmed_at, failures, failed_at, code FROM witness_submission',
      [],
    );
    return rows.map((row) => ({
      witness: row.witness,
      verifierKey: row.verifier_key,
      size: BigInt(row.size),
      confirmedAt: row.confirmed_at?.getTime(),
      failures: row.failures,
      failedAt: row.failed_at?.getTime(),
      code: (row.code ?? undefined) as ErrorCode | undefined,
    }));
  }

  /** A confirmed size only grows, unless the witness has changed its key. */
  async confirmed(witness: string, verifierKey: string, size: bigint, at: number): Promise<void> {
    await this.query(
      'witness-confirmed',
      `INSERT INTO witness_submission AS s (witness, verifier_key, size, confirmed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (witness) DO UPDATE SET
         size = CASE WHEN s.verifier_key = excluded.verifier_key THEN greatest(s.size, excluded.size) ELSE excluded.size END,
         verifier_key = excluded.verifier_key, confirmed_at = excluded.confirmed_at,
         failures = 0, failed_at = NULL, code = NULL`,
      [witness, verifierKey, String(size), new Date(at)],
    );
  }

  async failed(witness: string, verifierKey: string, code: ErrorCode, at: number): Promise<void> {
    await this.query(
      'witness-failed',
      `INSERT INTO witness_submission AS s (witness, verifier_key, size, failures, failed_at, code)
       VALUES ($1, $2, 0, 1, $3, $4)
       ON CONFLICT (witness) DO UPDATE SET
         size = CASE WHEN s.verifier_key = excluded.verifier_key THEN s.size ELSE 0 END,
         confirmed_at = CASE WHEN s.verifier_key = excluded.verifier_key THEN s.confirmed_at END,
         verifier_key = excluded.verifier_key,
         failures = s.failures + 1, failed_at = excluded.failed_at, code = excluded.code`,
      [witness, verifierKey, new Date(at), code],
    );
  }

  /** Whether this process submits for the next `seconds`; only one of several replicas does. By the database's clock. */
  async takeLease(seconds: number): Promise<boolean> {
    const rows = await this.query(
      'witness-lease',
      `INSERT INTO witness_lease AS l (holder, until)
       VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (singleton) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
       RETURNING holder`,
      [this.holder, seconds],
    );
    return rows.length === 1;
  }

  async giveLease(): Promise<void> {
    await this.query('witness-lease-end', 'DELETE FROM witness_lease WHERE holder = $1', [this.holder]);
  }

  private async query<R extends object>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.pool.query<R>({ name, text, values })).rows;
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}
