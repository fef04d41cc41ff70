import type { Pool } from 'pg';
import type { Transaction } from '../persistence/index.js';
import type {
  Check,
  CheckEdition,
  CheckRequest,
  CheckSource,
  CheckState,
  PlannedSource,
  SourceReply,
  SourceState,
} from './check.js';

export interface NewCheck {
  id: string;
  caseId?: string;
  code: string;
  organisation: string;
  /** Before the serial of the number, which the store gives. */
  numberPrefix: string;
  request: CheckRequest;
  sources: readonly PlannedSource[];
  begunAt: number;
  key?: string;
}

export interface MadeEdition extends CheckEdition {
  jsonText: string;
  pdfBytes: Uint8Array;
}

export interface CheckFilter {
  /** Whose checks; of all where absent. */
  organisation?: string;
  state?: CheckState;
  after?: string;
  limit: number;
}

/** What anybody who holds the code may know. */
export interface PublicEdition {
  number: string;
  edition: number;
  madeAt: number;
  pdf: string;
  json: string;
}

interface RunRow {
  id: string;
  case_id: string | null;
  code: string;
  number: string;
  organisation: string;
  request: CheckRequest;
  state: CheckState;
  begun_at: Date;
  finished_at: Date | null;
  problem: string | null;
  failures: number;
  retry_at: Date | null;
  told: number;
}

interface SourceRow {
  key: string;
  plan: Omit<PlannedSource, 'key'>;
  state: SourceState;
  attempts: number;
  reply: SourceReply | null;
  asked_at: Date | null;
  answered_at: Date | null;
  next_at: Date | null;
  edition: number | null;
}

interface EditionRow {
  check_id: string;
  number: number;
  made_at: Date;
  joined: string[];
  json_digest: string;
  pdf_digest: string;
}

/** A check with what only its keeper needs. */
export interface KeptCheck extends Check {
  organisation: string;
  /** Newest edition that its case was told of. */
  told: number;
  failures: number;
  /** Neither report nor case is tried again before. */
  retryAt?: number;
}

const RUN =
  'id, case_id, code, number, organisation, request, state, begun_at, finished_at, problem, failures, retry_at, told';
const iso = (at: number): string => new Date(at).toISOString();
const ms = (at: Date | null): number | undefined => at?.getTime();

/** Checks in PostgreSQL: every answer is written down when it comes, so that a process may die at any moment. */
export class CheckStore {
  constructor(private readonly pool: Pool) {}

  /**
   * @returns the id of the check that stands there now: an older one where the same was wished for before, or the case
   *   has one already
   */
  async insert({ client }: Transaction, one: NewCheck): Promise<{ id: string; isNew: boolean }> {
    const { rowCount } = await client.query(
      `INSERT INTO check_run (id, case_id, code, number, organisation, request, begun_at, key)
       VALUES ($1, $2, $3, $4 || lpad(nextval('check_number')::text, 6, '0'), $5, $6, $7, $8)
       ON CONFLICT DO NOTHING`,
      [
        one.id,
        one.caseId ?? null,
        one.code,
        one.numberPrefix,
        one.organisation,
        JSON.stringify(one.request),
        iso(one.begunAt),
        one.key ?? null,
      ],
    );
    if (rowCount === 0) {
      const { rows } = await client.query<{ id: string }>(
        'SELECT id FROM check_run WHERE case_id = $1 OR (organisation = $2 AND key = $3)',
        [one.caseId ?? null, one.organisation, one.key ?? null],
      );
      const [found] = rows;
      if (!found) throw new Error('a check was neither written nor there');
      return { id: found.id, isNew: false };
    }
    await client.query(
      `INSERT INTO check_source (check_id, key, place, plan)
       SELECT $1, s.key, s.place, s.plan
       FROM jsonb_to_recordset($2) AS s(key text, place int, plan jsonb)`,
      [one.id, JSON.stringify(one.sources.map(({ key, ...plan }, place) => ({ key, place, plan })))],
    );
    return { id: one.id, isNew: true };
  }

  /** Checks of an organisation that have no report yet. */
  async countAsking(organisation: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(
      `SELECT count(*) FROM check_run WHERE organisation = $1 AND state = 'asking'`,
      [organisation],
    );
    return Number(rows[0]?.count ?? 0);
  }

  async find(id: string): Promise<KeptCheck | undefined> {
    const { rows } = await this.pool.query<RunRow>(`SELECT ${RUN} FROM check_run WHERE id = $1`, [id]);
    const [found] = await this.filled(rows);
    return found;
  }

  async ofCase(caseId: string): Promise<KeptCheck | undefined> {
    const { rows } = await this.pool.query<RunRow>(`SELECT ${RUN} FROM check_run WHERE case_id = $1`, [
      caseId,
    ]);
    const [found] = await this.filled(rows);
    return found;
  }

  /** Of these cases, those that have no check. */
  async withoutCheck(cases: readonly string[]): Promise<string[]> {
    if (cases.length === 0) return [];
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM unnest($1::text[]) AS id WHERE NOT EXISTS (SELECT FROM check_run WHERE case_id = id)`,
      [cases],
    );
    return rows.map(({ id }) => id);
  }

  /** The newest first. */
  async list(filter: CheckFilter): Promise<KeptCheck[]> {
    const { rows } = await this.pool.query<RunRow>(
      `SELECT ${RUN} FROM check_run
       WHERE ($1::text IS NULL OR organisation = $1) AND ($2::text IS NULL OR state = $2)
         AND ($3::uuid IS NULL OR id < $3)
       ORDER BY id DESC LIMIT $4`,
      [filter.organisation ?? null, filter.state ?? null, filter.after ?? null, filter.limit],
    );
    return this.filled(rows);
  }

  private async filled(rows: readonly RunRow[]): Promise<KeptCheck[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const [sources, editions] = await Promise.all([
      this.pool.query<SourceRow & { check_id: string }>(
        `SELECT check_id, key, plan, state, attempts, reply, asked_at, answered_at, next_at, edition
         FROM check_source WHERE check_id = ANY($1::uuid[]) ORDER BY check_id, place`,
        [ids],
      ),
      this.pool.query<EditionRow>(
        `SELECT check_id, number, made_at, joined, json_digest, pdf_digest
         FROM check_edition WHERE check_id = ANY($1::uuid[]) ORDER BY check_id, number`,
        [ids],
      ),
    ]);
    return rows.map((row) => ({
      id: row.id,
      ...(row.case_id === null ? {} : { caseId: row.case_id }),
      code: row.code,
      number: row.number,
      organisation: row.organisation,
      request: row.request,
      state: row.state,
      begunAt: row.begun_at.getTime(),
      ...(row.finished_at ? { finishedAt: row.finished_at.getTime() } : {}),
      ...(row.problem === null ? {} : { problem: row.problem }),
      failures: row.failures,
      told: row.told,
      ...(row.retry_at ? { retryAt: row.retry_at.getTime() } : {}),
      sources: sources.rows.filter(({ check_id }) => check_id === row.id).map(sourceOf),
      editions: editions.rows.filter(({ check_id }) => check_id === row.id).map(editionOf),
    }));
  }

  /**
   * Takes a check to work on it. Whoever takes it says within `leaseMs` again that it is still there.
   * @returns `held` with the end of the other's lease where somebody else has it
   */
  async acquire(
    { client }: Transaction,
    id: string,
    by: { name: string; now: number; leaseMs: number },
  ): Promise<{ kind: 'mine' } | { kind: 'unknown' } | { kind: 'held'; until: number }> {
    const { rows } = await client.query<{ held_by: string | null; held_until: Date | null }>(
      'SELECT held_by, held_until FROM check_run WHERE id = $1 FOR UPDATE',
      [id],
    );
    const [row] = rows;
    if (!row) return { kind: 'unknown' };
    const until = ms(row.held_until);
    // By its own name nobody holds it: whoever asks knows what it works on itself.
    if (row.held_by !== null && row.held_by !== by.name && until !== undefined && until > by.now)
      return { kind: 'held', until };
    await client.query('UPDATE check_run SET held_by = $2, held_until = $3 WHERE id = $1', [
      id,
      by.name,
      iso(by.now + by.leaseMs),
    ]);
    return { kind: 'mine' };
  }

  /** Says that these are still worked on. */
  async renew(ids: readonly string[], name: string, until: number): Promise<void> {
    await this.pool.query(
      'UPDATE check_run SET held_until = $3 WHERE id = ANY($1::uuid[]) AND held_by = $2',
      [ids, name, iso(until)],
    );
  }

  async release(id: string, name: string): Promise<void> {
    await this.pool.query(
      'UPDATE check_run SET held_by = NULL, held_until = NULL WHERE id = $1 AND held_by = $2',
      [id, name],
    );
  }

  /**
   * Writes down what a source said. Of two that asked the same source, the first that got it to speak counts.
   * @returns false where it had spoken already
   */
  async heard(
    id: string,
    key: string,
    told: {
      state: SourceState;
      attempts: number;
      reply: SourceReply;
      askedAt: number;
      answeredAt: number;
      nextAt?: number;
    },
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE check_source SET state = $3, attempts = $4, reply = $5, asked_at = $6, answered_at = $7, next_at = $8
       WHERE check_id = $1 AND key = $2 AND state IN ('open', 'late')`,
      [
        id,
        key,
        told.state,
        told.attempts,
        JSON.stringify(told.reply),
        iso(told.askedAt),
        iso(told.answeredAt),
        told.nextAt === undefined ? null : iso(told.nextAt),
      ],
    );
    return rowCount === 1;
  }

  /** @returns false where the edition is there already, made by somebody else */
  async addEdition({ client }: Transaction, id: string, edition: MadeEdition): Promise<boolean> {
    const { rowCount } = await client.query(
      `INSERT INTO check_edition (check_id, number, made_at, joined, json, json_digest, pdf, pdf_digest)
       SELECT $1::uuid, $2::int, $3::timestamptz, $4::text[], $5, $6, $7::bytea, $8
       WHERE $2::int = (SELECT count(*) + 1 FROM check_edition WHERE check_id = $1::uuid)
       ON CONFLICT DO NOTHING`,
      [
        id,
        edition.number,
        iso(edition.madeAt),
        edition.joined,
        edition.jsonText,
        edition.json,
        edition.pdfBytes,
        edition.pdf,
      ],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `UPDATE check_source SET edition = $3
       WHERE check_id = $1 AND key = ANY($2) AND state = 'settled' AND edition IS NULL`,
      [id, edition.joined, edition.number],
    );
    await client.query('UPDATE check_run SET problem = NULL, failures = 0, retry_at = NULL WHERE id = $1', [
      id,
    ]);
    return true;
  }

  /** What was stopped stays so. */
  async setState({ client }: Transaction, id: string, state: CheckState, now: number): Promise<void> {
    await client.query(
      `UPDATE check_run SET state = $2,
         finished_at = CASE WHEN $2 IN ('complete', 'stopped') THEN coalesce(finished_at, $3::timestamptz) END
       WHERE id = $1 AND state <> 'stopped'`,
      [id, state, iso(now)],
    );
  }

  async noteProblem({ client }: Transaction, id: string, code: string, retryAt: number): Promise<void> {
    await client.query(
      'UPDATE check_run SET problem = $2, failures = failures + 1, retry_at = $3 WHERE id = $1',
      [id, code, iso(retryAt)],
    );
  }

  async noteTold({ client }: Transaction, id: string, edition: number): Promise<void> {
    await client.query('UPDATE check_run SET told = greatest(told, $2), retry_at = NULL WHERE id = $1', [
      id,
      edition,
    ]);
  }

  /** Report and case are tried again at this instant; at once where none is given. */
  async retryAt({ client }: Transaction, id: string, at: number | undefined): Promise<void> {
    await client.query('UPDATE check_run SET retry_at = $2 WHERE id = $1', [
      id,
      at === undefined ? null : iso(at),
    ]);
  }

  /** Asks again at once for what is late and was not asked since; what was given up stays so. @returns how many sources */
  async hurry(
    { client }: Transaction,
    id: string,
    { now, askedBefore }: { now: number; askedBefore: number },
  ): Promise<number> {
    const { rowCount } = await client.query(
      `UPDATE check_source SET next_at = $2
       WHERE check_id = $1 AND state = 'late' AND next_at > $2 AND asked_at < $3`,
      [id, iso(now), iso(askedBefore)],
    );
    return rowCount ?? 0;
  }

  /** The contents of one edition; undefined where there is none, or they were swept. */
  async content(id: string, edition: number): Promise<{ json: string; pdf: Uint8Array } | undefined> {
    const { rows } = await this.pool.query<{ json: string | null; pdf: Buffer | null }>(
      'SELECT json, pdf FROM check_edition WHERE check_id = $1 AND number = $2',
      [id, edition],
    );
    const [row] = rows;
    return row?.json && row.pdf ? { json: row.json, pdf: row.pdf } : undefined;
  }

  async byCode(code: string): Promise<PublicEdition[]> {
    const { rows } = await this.pool.query<{
      number: string;
      edition: number;
      made_at: Date;
      pdf_digest: string;
      json_digest: string;
    }>(
      `SELECT r.number, e.number AS edition, e.made_at, e.pdf_digest, e.json_digest
       FROM check_run r JOIN check_edition e ON e.check_id = r.id WHERE r.code = $1 ORDER BY e.number`,
      [code],
    );
    return rows.map((row) => ({
      number: row.number,
      edition: row.edition,
      madeAt: row.made_at.getTime(),
      pdf: row.pdf_digest,
      json: row.json_digest,
    }));
  }

  /** Forgets what checks that ended before then have said; that they were made stays. @returns how many */
  async sweep(before: number, now: number, limit: number): Promise<number> {
    const { rows } = await this.pool.query<{ id: string }>(
      `UPDATE check_run SET swept_at = $2, request = request || '{"facts":[],"proofs":[]}'
       WHERE id IN (
         SELECT id FROM check_run WHERE swept_at IS NULL AND finished_at < $1 ORDER BY finished_at LIMIT $3
       ) RETURNING id`,
      [iso(before), iso(now), limit],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await Promise.all([
      this.pool.query('UPDATE check_source SET reply = NULL WHERE check_id = ANY($1::uuid[])', [ids]),
      this.pool.query('UPDATE check_edition SET json = NULL, pdf = NULL WHERE check_id = ANY($1::uuid[])', [
        ids,
      ]),
      this.pool.query('DELETE FROM check_proof_use WHERE check_id = ANY($1::uuid[])', [ids]),
    ]);
    return ids.length;
  }
}

function sourceOf(row: SourceRow): CheckSource {
  const [askedAt, answeredAt, nextAt] = [row.asked_at, row.answered_at, row.next_at].map(ms);
  return {
    ...row.plan,
    key: row.key,
    state: row.state,
    attempts: row.attempts,
    ...(row.reply ? { reply: row.reply } : {}),
    ...(askedAt === undefined ? {} : { askedAt }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(row.edition === null ? {} : { edition: row.edition }),
  };
}

const editionOf = (row: EditionRow): CheckEdition => ({
  number: row.number,
  madeAt: row.made_at.getTime(),
  joined: row.joined,
  json: row.json_digest,
  pdf: row.pdf_digest,
});
