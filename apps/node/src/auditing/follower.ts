import type { Pool } from 'pg';
import type { EntryRow, LogReader } from './search/log-reader.js';

export interface FollowerOptions {
  /** What the log is followed for; the name of the position in the database. */
  name: string;
  pool: Pool;
  reader: Pick<LogReader, 'following'>;
  /** Names this process. */
  holder: string;
  leaseSeconds: number;
  batch: number;
  /** Told when this process begins to hold the position, before the first batch. */
  begin?: (next: bigint) => Promise<void>;
  /** Must be idempotent: after a crash the same entries come again. What it throws leaves the position where it was. */
  handle: (rows: readonly EntryRow[]) => Promise<void>;
}

export type FollowResult = 'standby' | 'idle' | 'moved';

const HOLD = `
  INSERT INTO auditing_follower AS f (name, holder, held_until)
  VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
  WHERE f.holder = excluded.holder OR f.held_until < clock_timestamp()
  RETURNING next_index`;

/**
 * Follows the log by index: indexes have no gaps and appear in their order, so nothing is skipped. The position is kept
 * in the database; of several replicas one holds it, by a lease that the others wait for. At least once: a holder that
 * has lost its lease unknowingly cannot move the position, and what it has handled is handled again.
 */
export class Follower {
  private holding = false;

  constructor(private readonly options: FollowerOptions) {}

  /** One batch. Call again at once while it says `moved`. */
  async pass(): Promise<FollowResult> {
    const { name, pool, reader, holder, leaseSeconds, batch, begin, handle } = this.options;
    const held = await pool.query<{ next_index: string }>(HOLD, [name, holder, leaseSeconds]);
    const next = held.rows[0] && BigInt(held.rows[0].next_index);
    if (next === undefined) {
      this.holding = false;
      return 'standby';
    }
    if (!this.holding) await begin?.(next);
    this.holding = true;
    const rows = await reader.following(next, batch);
    const last = rows.at(-1);
    if (!last) return 'idle';
    await handle(rows);
    const { rowCount } = await pool.query(
      'UPDATE auditing_follower SET next_index = $4 WHERE name = $1 AND holder = $2 AND next_index = $3',
      [name, holder, String(next), String(last.index + 1n)],
    );
    if (rowCount === 1) return 'moved';
    this.holding = false;
    return 'standby';
  }

  /** Lets another replica go on at once. */
  async letGo(): Promise<void> {
    if (!this.holding) return;
    this.holding = false;
    await this.options.pool.query(
      `UPDATE auditing_follower SET held_until = '-infinity' WHERE name = $1 AND holder = $2`,
      [this.options.name, this.options.holder],
    );
  }
}
