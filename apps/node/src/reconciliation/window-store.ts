import type { Pool } from 'pg';
import { emptyTally, type Tally, type Window } from '#libs/reconciliation';

export type WindowState = 'due' | 'recording' | 'done';

export interface StoredWindow extends Window {
  peer: string;
  state: WindowState;
  /** How often in a row it could not be done, and why not the last time. */
  attempts: number;
  lastCode?: string;
  recordingSince?: number;
  entry?: string;
  ours?: string;
  theirs?: string;
  tally?: Tally;
  doneAt?: number;
}

export interface PeerProgress {
  since: number;
  attempts: number;
  nextAt: number;
}

/** One other node: from when on it is compared with, how far that has come, and what came of all windows together. */
export interface PairSummary {
  peer: string;
  since: number;
  /** How often in a row it could not be asked, and why not the last time. */
  attempts: number;
  lastCode?: string;
  windows: number;
  due: number;
  /** End of the newest window that is done. */
  until?: number;
  doneAt?: number;
  tally: Tally;
}

const TALLIED = Object.keys(emptyTally()) as (keyof Tally)[];

type PairRow = Record<keyof Tally, string> & {
  peer: string;
  since: Date;
  attempts: number;
  last_code: string | null;
  windows: string;
  due: string;
  until: Date | null;
  done_at: Date | null;
};

interface Row {
  peer: string;
  from_at: Date;
  to_at: Date;
  state: WindowState;
  attempts: number;
  last_code: string | null;
  recording_since: Date | null;
  entry: string | null;
  ours: string | null;
  theirs: string | null;
  tally: Tally | null;
  done_at: Date | null;
}

const iso = (at: number): string => new Date(at).toISOString();
const COLUMNS =
  'peer, from_at, to_at, state, attempts, last_code, recording_since, entry, ours, theirs, tally, done_at';

/** Which windows there are and how far they have come. */
export class WindowStore {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** What is known of a peer; makes it known where it is new. */
  async peer(peer: string, since: () => Promise<number>): Promise<PeerProgress> {
    const select = 'SELECT since, attempts, next_at FROM reconciliation_peer WHERE peer = $1';
    let { rows } = await this.pool.query<{ since: Date; attempts: number; next_at: Date | number }>(select, [
      peer,
    ]);
    if (rows.length === 0) {
      await this.pool.query(
        'INSERT INTO reconciliation_peer (peer, since) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [peer, iso(await since())],
      );
      ({ rows } = await this.pool.query(select, [peer]));
    }
    const row = rows[0];
    if (!row) throw new Error('a peer that was just written is gone');
    // `-infinity` arrives as a number.
    const nextAt = row.next_at instanceof Date ? row.next_at.getTime() : Number(row.next_at);
    return { since: row.since.getTime(), attempts: row.attempts, nextAt };
  }

  /** The end of the newest window of a peer; undefined where there is none. */
  async newestEnd(peer: string): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ to_at: Date }>(
      'SELECT to_at FROM reconciliation_window WHERE peer = $1 ORDER BY from_at DESC LIMIT 1',
      [peer],
    );
    return rows[0]?.to_at.getTime();
  }

  /** Makes windows due; those that are known already stay what they are. */
  async add(peer: string, windows: readonly Window[]): Promise<void> {
    if (windows.length === 0) return;
    await this.pool.query(
      `INSERT INTO reconciliation_window (peer, from_at, to_at)
       SELECT $1, f, t FROM unnest($2::timestamptz[], $3::timestamptz[]) AS w (f, t)
       ON CONFLICT (peer, from_at, to_at) DO NOTHING`,
      [peer, windows.map(({ from }) => iso(from)), windows.map(({ to }) => iso(to))],
    );
  }

  /** Makes windows that are done, and touch a stretch of time, due again. @returns how many */
  async redo(filter: { peer?: string; from: number; to: number }): Promise<number> {
    const { rowCount } = await this.pool.query(
      `UPDATE reconciliation_window SET state = 'due', attempts = 0, next_at = '-infinity'
       WHERE state = 'done' AND to_at > $1 AND from_at < $2 AND ($3::text IS NULL OR peer = $3)`,
      [iso(filter.from), iso(filter.to), filter.peer ?? null],
    );
    return rowCount ?? 0;
  }

  /** Ends the pauses of a peer, or of all: whatever is due is done in the next round. */
  async hasten(peer: string | undefined): Promise<void> {
    for (const table of ['reconciliation_peer', 'reconciliation_window'])
      await this.pool.query(
        `UPDATE ${table} SET next_at = '-infinity' WHERE next_at > '-infinity' AND ($1::text IS NULL OR peer = $1)`,
        [peer ?? null],
      );
  }

  /** How each peer's windows stand, summed up. */
  async pairs(): Promise<PairSummary[]> {
    const { rows } = await this.pool.query<PairRow>(
      `SELECT p.peer, p.since, p.attempts, p.last_code, count(w.*) AS windows,
         count(w.*) FILTER (WHERE w.state <> 'done') AS due, max(w.to_at) FILTER (WHERE w.state = 'done') AS until,
         max(w.done_at) AS done_at,
         ${TALLIED.map((name) => `coalesce(sum((w.tally ->> '${name}')::bigint), 0) AS "${name}"`).join(', ')}
       FROM reconciliation_peer p LEFT JOIN reconciliation_window w ON w.peer = p.peer
       GROUP BY p.peer ORDER BY p.peer LIMIT 100`,
    );
    return rows.map(
      ({ peer, since, attempts, last_code: code, windows, due, until, done_at: doneAt, ...sums }) => ({
        peer,
        since: since.getTime(),
        attempts,
        ...(code === null ? {} : { lastCode: code }),
        windows: Number(windows),
        due: Number(due),
        ...(until ? { until: until.getTime() } : {}),
        ...(doneAt ? { doneAt: doneAt.getTime() } : {}),
        tally: Object.fromEntries(TALLIED.map((name) => [name, Number(sums[name])])) as unknown as Tally,
      }),
    );
  }

  /** The oldest window whose turn it is. */
  async nextDue(peer: string, now: number): Promise<StoredWindow | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM reconciliation_window
       WHERE peer = $1 AND state <> 'done' AND next_at <= $2 ORDER BY from_at LIMIT 1`,
      [peer, iso(now)],
    );
    return rows[0] && stored(rows[0]);
  }

  async of(
    filter: { peer?: string; from?: number; to?: number; before?: { from: number; peer: string } },
    limit: number,
  ): Promise<StoredWindow[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM reconciliation_window
       WHERE ($1::text IS NULL OR peer = $1) AND ($2::timestamptz IS NULL OR to_at > $2)
         AND ($3::timestamptz IS NULL OR from_at < $3)
         AND ($4::timestamptz IS NULL OR (from_at, peer) < ($4, $5))
       ORDER BY from_at DESC, peer DESC LIMIT $6`,
      [
        filter.peer ?? null,
        filter.from === undefined ? null : iso(filter.from),
        filter.to === undefined ? null : iso(filter.to),
        filter.before === undefined ? null : iso(filter.before.from),
        filter.before?.peer ?? null,
        limit,
      ],
    );
    return rows.map(stored);
  }

  /** Before the entry is appended. @returns false where another process has gone ahead */
  async beginRecording(
    window: StoredWindow,
    result: { at: number; ours: string; theirs: string; tally: Tally },
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE reconciliation_window SET state = 'recording', recording_since = $4, ours = $5, theirs = $6, tally = $7
       WHERE peer = $1 AND from_at = $2 AND to_at = $3 AND state = 'due'`,
      [...key(window), iso(result.at), result.ours, result.theirs, JSON.stringify(result.tally)],
    );
    return rowCount === 1;
  }

  /** After a crash that came before the entry: the window is done anew. */
  async abandonRecording(window: StoredWindow): Promise<void> {
    await this.pool.query(
      `UPDATE reconciliation_window SET state = 'due', recording_since = NULL
       WHERE peer = $1 AND from_at = $2 AND to_at = $3 AND state = 'recording'`,
      key(window),
    );
  }

  async done(window: StoredWindow, entry: string, at: number): Promise<void> {
    await this.pool.query(
      `UPDATE reconciliation_window
       SET state = 'done', recording_since = NULL, entry = $4, done_at = $5, attempts = 0, last_code = NULL
       WHERE peer = $1 AND from_at = $2 AND to_at = $3 AND state = 'recording'`,
      [...key(window), entry, iso(at)],
    );
  }

  /** The window has to wait; others need not. */
  async postpone(window: StoredWindow, code: string, nextAt: number): Promise<void> {
    await this.pool.query(
      `UPDATE reconciliation_window SET attempts = attempts + 1, last_code = $4, next_at = $5
       WHERE peer = $1 AND from_at = $2 AND to_at = $3`,
      [...key(window), code, iso(nextAt)],
    );
  }

  /** The peer as a whole is away. */
  async failed(peer: string, code: string, nextAt: number): Promise<void> {
    await this.pool.query(
      'UPDATE reconciliation_peer SET attempts = attempts + 1, last_code = $2, next_at = $3 WHERE peer = $1',
      [peer, code, iso(nextAt)],
    );
  }

  async reached(peer: string): Promise<void> {
    await this.pool.query(
      `UPDATE reconciliation_peer SET attempts = 0, last_code = NULL, next_at = '-infinity'
       WHERE peer = $1 AND attempts > 0`,
      [peer],
    );
  }

  /** Whether windows that cover these instants are done, in the order asked. */
  async covered(instants: readonly { peer: string; at: number }[]): Promise<(StoredWindow | undefined)[]> {
    if (instants.length === 0) return [];
    const { rows } = await this.pool.query<Row & { nth: string }>(
      `SELECT DISTINCT ON (nth) nth, w.* FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS i (p, t, nth)
       JOIN reconciliation_window w ON w.peer = i.p AND w.from_at <= i.t AND w.from_at > i.t - interval '1 day'
         AND w.to_at > i.t AND w.state = 'done'
       ORDER BY nth, w.done_at DESC`,
      [instants.map(({ peer }) => peer), instants.map(({ at }) => iso(at))],
    );
    const byPlace = new Map(rows.map((row) => [Number(row.nth), stored(row)]));
    return instants.map((_, place) => byPlace.get(place + 1));
  }

  /** Takes a message's token, for ever; false where it was taken before. */
  async takeToken(iss: string, jti: string, expiresAt: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'INSERT INTO reconciliation_message (iss, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [iss, jti, iso(expiresAt)],
    );
    return rowCount === 1;
  }

  async forgetTokens(before: number): Promise<void> {
    await this.pool.query('DELETE FROM reconciliation_message WHERE expires_at < $1', [iso(before)]);
  }
}

const key = ({ peer, from, to }: StoredWindow): [string, string, string] => [peer, iso(from), iso(to)];

function stored(row: Row): StoredWindow {
  return {
    peer: row.peer,
    from: row.from_at.getTime(),
    to: row.to_at.getTime(),
    state: row.state,
    attempts: row.attempts,
    ...(row.last_code === null ? {} : { lastCode: row.last_code }),
    ...(row.recording_since ? { recordingSince: row.recording_since.getTime() } : {}),
    ...(row.entry === null ? {} : { entry: row.entry }),
    ...(row.ours === null ? {} : { ours: row.ours }),
    ...(row.theirs === null ? {} : { theirs: row.theirs }),
    ...(row.tally === null ? {} : { tally: row.tally }),
    ...(row.done_at ? { doneAt: row.done_at.getTime() } : {}),
  };
}
