import type { ClientBase, Pool } from 'pg';
import {
  runSettingsSchema,
  staffSchema,
  VERDICTS,
  type EligibilityRun,
  type RunState,
  type Staff,
  type WorkingState,
} from './run.js';
import type { JudgedCandidate } from './judging/judge-window.js';

interface Row {
  id: string;
  state: RunState;
  stopped_in: WorkingState | null;
  code: string | null;
  organisation: string;
  matter: string;
  matter_version: number;
  settings: unknown;
  today: string;
  edition: number;
  position: number;
  stalls: number;
  candidates: number;
  eligible: number;
  ineligible: number;
  unknown: number;
  opened: number;
  reasons: string[];
  reason_counts: number[];
  approved_by: unknown;
  approved_edition: number | null;
  started_at: Date;
  changed_at: Date;
  ended_at: Date | null;
  forgotten_at: Date | null;
}

const COLUMNS = `id, state, stopped_in, code, organisation, matter, matter_version, settings,
  to_char(today, 'YYYY-MM-DD') AS today, edition, position, stalls, candidates, eligible, ineligible, unknown, opened,
  reasons, reason_counts, approved_by, approved_edition, started_at, changed_at, ended_at, forgotten_at`;

type Reader = Pick<ClientBase | Pool, 'query'>;

/** What became of a window. */
export interface WindowCommit {
  /** Where the window began; somebody else's commit in between makes this one do nothing. */
  after: number;
  judged: readonly JudgedCandidate[];
  /** Of those who are judged again: the reason that they were unknown for, by place from 1. */
  reasonsBefore: readonly (number | null)[];
}

/** Most reasons that a batch tells apart; the rest is told as one. */
const MAX_REASONS = 500;
const OTHER_REASON = 'OTHER';

/** The table `eligibility_run`. */
export class RunStore {
  constructor(
    private readonly pool: Pool,
    private readonly clock: () => number,
  ) {}

  async insert(
    client: ClientBase,
    run: Pick<EligibilityRun, 'id' | 'organisation' | 'matter' | 'matterVersion' | 'settings' | 'today'>,
  ): Promise<void> {
    await client.query(
      `INSERT INTO eligibility_run (id, state, organisation, matter, matter_version, settings, today, started_at, changed_at)
       VALUES ($1, 'collecting', $2, $3, $4, $5, $6, $7, $7)`,
      [run.id, run.organisation, run.matter, run.matterVersion, run.settings, run.today, this.now()],
    );
  }

  async byId(id: string, from: Reader = this.pool): Promise<EligibilityRun | undefined> {
    const { rows } = await from.query<Row>(`SELECT ${COLUMNS} FROM eligibility_run WHERE id = $1`, [id]);
    return rows[0] && runOf(rows[0]);
  }

  async lock(client: ClientBase, id: string): Promise<EligibilityRun | undefined> {
    const { rows } = await client.query<Row>(
      `SELECT ${COLUMNS} FROM eligibility_run WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return rows[0] && runOf(rows[0]);
  }

  /** The newest of an organisation. */
  async ofOrganisation(organisation: string, first: number): Promise<EligibilityRun[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM eligibility_run WHERE organisation = $1 ORDER BY started_at DESC, id LIMIT $2`,
      [organisation, first],
    );
    return rows.map(runOf);
  }

  async unfinished(client: ClientBase, organisation: string): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM eligibility_run
       WHERE organisation = $1 AND state NOT IN ('done', 'cancelled')`,
      [organisation],
    );
    return rows[0]?.n ?? 0;
  }

  /** A change of state of a run that is locked; members left out stay. */
  async change(
    client: ClientBase,
    id: string,
    to: {
      state: RunState;
      stoppedIn?: WorkingState | null;
      code?: string | null;
      position?: number;
      edition?: number;
      candidates?: number;
      approved?: { by: Staff; edition: number };
    },
  ): Promise<void> {
    const ended = to.state === 'done' || to.state === 'cancelled';
    await client.query(
      `UPDATE eligibility_run SET state = $2, stopped_in = $3, code = $4, position = coalesce($5::int, position),
         edition = coalesce($6::int, edition), candidates = coalesce($7::int, candidates), stalls = 0,
         approved_by = coalesce($8::jsonb, approved_by), approved_edition = coalesce($9::int, approved_edition),
         changed_at = $10::timestamptz, ended_at = CASE WHEN $11::boolean THEN $10::timestamptz END
       WHERE id = $1`,
      [
        id,
        to.state,
        to.stoppedIn ?? null,
        to.code ?? null,
        to.position ?? null,
        to.edition ?? null,
        to.candidates ?? null,
        to.approved?.by ?? null,
        to.approved?.edition ?? null,
        this.now(),
        ended,
      ],
    );
  }

  /**
   * Stores the verdicts of a window with the progress that they make.
   * @returns false, and nothing is to be committed, where the run is not where the window began: it was paused, or
   *   another process has done this window
   */
  async commitWindow(client: ClientBase, id: string, commit: WindowCommit): Promise<boolean> {
    const run = await this.lock(client, id);
    if (run?.state !== 'judging' || run.position !== commit.after) return false;
    const { judged } = commit;
    const reasons = [...run.reasons];
    const counts = [...run.reasonCounts];
    const places = judged.map(({ reason }) =>
      reason === undefined ? null : placeOf(reason, reasons, counts),
    );
    const added = { eligible: 0, 'not-eligible': 0, unknown: 0 };
    judged.forEach(({ verdict }, n) => {
      added[verdict] += 1;
      const place = places[n];
      if (place) counts[place - 1] = (counts[place - 1] ?? 0) + 1;
      const before = commit.reasonsBefore[n];
      if (before) counts[before - 1] = (counts[before - 1] ?? 0) - 1;
    });
    const again = run.edition > 1 ? judged.length : 0;
    await client.query({
      name: 'eligibility-verdicts',
      text: `UPDATE eligibility_candidate c SET verdict = v.verdict, reason = v.reason
             FROM unnest($2::int[], $3::smallint[], $4::smallint[]) AS v (seq, verdict, reason)
             WHERE c.run = $1 AND c.seq = v.seq`,
      values: [id, judged.map(({ seq }) => seq), judged.map(({ verdict }) => VERDICTS[verdict]), places],
    });
    await client.query(
      `UPDATE eligibility_run SET position = $2, stalls = $3, eligible = eligible + $4, ineligible = ineligible + $5,
         unknown = unknown + $6, reasons = $7, reason_counts = $8, changed_at = $9
       WHERE id = $1`,
      [
        id,
        judged.reduce((last, { seq }) => Math.max(last, seq), commit.after),
        run.stalls,
        added.eligible,
        added['not-eligible'],
        added.unknown - again,
        reasons,
        counts,
        this.now(),
      ],
    );
    return true;
  }

  /** One more try that found a source away, or none (0) where all answered. */
  async noteStalls(client: Reader, id: string, stalls: number): Promise<void> {
    await client.query('UPDATE eligibility_run SET stalls = $2, changed_at = $3 WHERE id = $1', [
      id,
      stalls,
      this.now(),
    ]);
  }

  /** Why some who are eligible got no case. */
  async noteReasons(client: ClientBase, id: string, reasonOf: ReadonlyMap<number, string>): Promise<void> {
    if (reasonOf.size === 0) return;
    const run = await this.lock(client, id);
    if (!run) return;
    const reasons = [...run.reasons];
    const counts = [...run.reasonCounts];
    const places = [...reasonOf.values()].map((reason) => placeOf(reason, reasons, counts));
    for (const place of places) counts[place - 1] = (counts[place - 1] ?? 0) + 1;
    await client.query(
      `UPDATE eligibility_candidate c SET reason = v.reason FROM unnest($2::int[], $3::smallint[]) AS v (seq, reason)
       WHERE c.run = $1 AND c.seq = v.seq`,
      [id, [...reasonOf.keys()], places],
    );
    await client.query('UPDATE eligibility_run SET reasons = $2, reason_counts = $3 WHERE id = $1', [
      id,
      reasons,
      counts,
    ]);
  }

  /** @returns false where the run is elsewhere meanwhile */
  async noteOpened(
    client: Reader,
    id: string,
    { after, position, opened }: { after: number; position: number; opened: number },
  ): Promise<boolean> {
    const { rowCount } = await client.query(
      `UPDATE eligibility_run SET position = $3, opened = opened + $4, changed_at = $5
       WHERE id = $1 AND state = 'opening' AND position = $2`,
      [id, after, position, opened, this.now()],
    );
    return rowCount === 1;
  }

  async noteForgotten(client: Reader, id: string): Promise<void> {
    await client.query('UPDATE eligibility_run SET forgotten_at = $2 WHERE id = $1', [id, this.now()]);
  }

  private now(): Date {
    return new Date(this.clock());
  }
}

/** The place of a reason, from 1, which is given to it where it is new. */
function placeOf(reason: string, reasons: string[], counts: number[]): number {
  const known = reasons.indexOf(reason);
  if (known >= 0) return known + 1;
  const word = reasons.length >= MAX_REASONS - 1 ? OTHER_REASON : reason.slice(0, 200);
  const other = reasons.indexOf(word);
  if (other >= 0) return other + 1;
  reasons.push(word);
  counts.push(0);
  return reasons.length;
}

const at = (date: Date | null): number | undefined => date?.getTime();

function runOf(row: Row): EligibilityRun {
  return {
    id: row.id,
    state: row.state,
    stoppedIn: row.stopped_in ?? undefined,
    code: row.code ?? undefined,
    organisation: row.organisation,
    matter: row.matter,
    matterVersion: row.matter_version,
    settings: runSettingsSchema.parse(row.settings),
    today: row.today,
    edition: row.edition,
    position: row.position,
    stalls: row.stalls,
    candidates: row.candidates,
    eligible: row.eligible,
    ineligible: row.ineligible,
    unknown: row.unknown,
    opened: row.opened,
    reasons: row.reasons,
    reasonCounts: row.reason_counts,
    approvedBy: row.approved_by === null ? undefined : staffSchema.parse(row.approved_by),
    approvedEdition: row.approved_edition ?? undefined,
    startedAt: row.started_at.getTime(),
    changedAt: row.changed_at.getTime(),
    endedAt: at(row.ended_at),
    forgottenAt: at(row.forgotten_at),
  };
}
