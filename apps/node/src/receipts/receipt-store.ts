import type { Pool } from 'pg';

/** How far a peer's log was followed. */
export interface FollowedLog {
  frontier: Uint8Array | undefined;
  /** The checkpoint that the leaves were last checked against. */
  note: string | undefined;
  /** A checkpoint that waits until every answer from before it is in our own log. */
  pending: { note: string; at: number } | undefined;
  /** Since when the log cannot be read. */
  failingSince: number | undefined;
}

/** A receipt that is not found in its log yet. */
export interface WantedReceipt {
  peer: string;
  /** base64url. */
  leaf: string;
  request: string;
  /** Our outcome that embeds it. */
  entry: string;
  index: bigint;
  at: number;
}

interface OutcomeRow {
  index: string;
  id: string;
  at: Date;
  counterpart: string | null;
  request_digest: string | null;
  leaf: string | null;
}

const BATCH = 2_000;
const iso = (at: number): string => new Date(at).toISOString();

/** Receipts that are waited for, and how far each log was read. */
export class ReceiptStore {
  /** @param log under the auditor's role */
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly log: Pick<Pool, 'query'>,
  ) {}

  /** Takes the receipts of our new outcomes. @returns false where there is more */
  async collect(): Promise<boolean> {
    const { rows: position } = await this.pool.query<{ next_index: string }>(
      `INSERT INTO receipt_position (single) VALUES (true) ON CONFLICT (single) DO UPDATE SET single = true RETURNING next_index`,
    );
    const from = position[0]?.next_index ?? '0';
    const { rows: sizes } = await this.log.query<{ size: string }>('SELECT size FROM audit_log');
    const size = BigInt(sizes[0]?.size ?? 0);
    const { rows } = await this.log.query<OutcomeRow>(
      `SELECT index, id, at, counterpart, request_digest, convert_from(body, 'UTF8')::jsonb #>> '{receipt,leaf}' AS leaf
       FROM audit_entry WHERE index >= $1 AND index < $2 AND kind = 'outcome' ORDER BY index LIMIT ${BATCH}`,
      [from, String(size)],
    );
    const wanted = rows.filter(({ leaf, counterpart }) => leaf !== null && counterpart !== null);
    const last = rows.at(-1);
    const next = rows.length < BATCH || !last ? size : BigInt(last.index) + 1n;
    await this.pool.query(
      `WITH moved AS (UPDATE receipt_position SET next_index = $7 WHERE next_index = $8 RETURNING 1)
       INSERT INTO receipt_wanted (peer, leaf, request, entry, index, at)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bigint[], $6::timestamptz[])
       WHERE EXISTS (SELECT FROM moved) ON CONFLICT DO NOTHING`,
      [
        wanted.map((row) => row.counterpart),
        wanted.map((row) => row.leaf),
        wanted.map((row) => row.request_digest ?? ''),
        wanted.map((row) => row.id),
        wanted.map((row) => row.index),
        wanted.map((row) => row.at.toISOString()),
        String(next),
        from,
      ],
    );
    return next >= size;
  }

  async followed(peer: string): Promise<FollowedLog> {
    const { rows } = await this.pool.query<{
      frontier: Buffer | null;
      note: string | null;
      pending_note: string | null;
      pending_at: Date | null;
      failing_since: Date | null;
    }>('SELECT frontier, note, pending_note, pending_at, failing_since FROM receipt_log WHERE peer = $1', [
      peer,
    ]);
    const row = rows[0];
    return {
      frontier: row?.frontier ?? undefined,
      note: row?.note ?? undefined,
      pending:
        row?.pending_note && row.pending_at
          ? { note: row.pending_note, at: row.pending_at.getTime() }
          : undefined,
      failingSince: row?.failing_since?.getTime(),
    };
  }

  async keep(peer: string, { frontier, note, pending, failingSince }: FollowedLog): Promise<void> {
    await this.pool.query(
      `INSERT INTO receipt_log (peer, frontier, note, pending_note, pending_at, failing_since)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (peer) DO UPDATE SET frontier = excluded.frontier, note = excluded.note,
         pending_note = excluded.pending_note, pending_at = excluded.pending_at, failing_since = excluded.failing_since`,
      [
        peer,
        frontier === undefined ? null : Buffer.from(frontier),
        note ?? null,
        pending?.note ?? null,
        pending === undefined ? null : iso(pending.at),
        failingSince === undefined ? null : iso(failingSince),
      ],
    );
  }

  /** Which of these leaves are waited for. */
  async among(peer: string, leaves: readonly string[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ leaf: string }>(
      'SELECT leaf FROM receipt_wanted WHERE peer = $1 AND leaf = ANY($2)',
      [peer, [...leaves]],
    );
    return rows.map(({ leaf }) => leaf);
  }

  async settled(peer: string, leaves: readonly string[]): Promise<void> {
    if (leaves.length === 0) return;
    await this.pool.query('DELETE FROM receipt_wanted WHERE peer = $1 AND leaf = ANY($2)', [
      peer,
      [...leaves],
    ]);
  }

  /** Receipts from before an instant, the oldest first. */
  async overdue(peer: string, before: number, limit: number): Promise<WantedReceipt[]> {
    const { rows } = await this.pool.query<Omit<WantedReceipt, 'index' | 'at'> & { index: string; at: Date }>(
      'SELECT peer, leaf, request, entry, index, at FROM receipt_wanted WHERE peer = $1 AND at < $2 ORDER BY at LIMIT $3',
      [peer, iso(before), limit],
    );
    return rows.map((row) => ({ ...row, index: BigInt(row.index), at: row.at.getTime() }));
  }

  async forget(before: number): Promise<void> {
    await this.pool.query('DELETE FROM receipt_wanted WHERE at < $1', [iso(before)]);
  }
}
