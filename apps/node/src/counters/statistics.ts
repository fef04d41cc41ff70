import type { Pool } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import { asStoreRefusal } from '../persistence/index.js';
import type { Looker } from './list-cases.js';

export const DIMENSIONS = ['matter', 'receipt', 'decision', 'channel', 'model'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What became of the cases that were received in a span of time. */
export interface CaseFigures {
  /** By the dimensions asked for. */
  by: Partial<Record<Dimension, string>>;
  received: number;
  open: number;
  accepted: number;
  approved: number;
  approvedWithPledge: number;
  refused: number;
  notAccepted: number;
  withdrawn: number;
  delivered: number;
  /** Cases that missed a period, and those whose running period has ended now. */
  everOverdue: number;
  overdueNow: number;
  /** 好差评: ratings by stars, one to five. */
  stars: readonly [number, number, number, number, number];
  rectificationsOpen: number;
  /** Median from acceptance to decision, hours; absent where none was decided. */
  medianHours?: number;
}

const LONGEST_SPAN_DAYS = 366;
const MOST_ROWS = 2000;
const DAY = 86_400_000;

type Row = Record<Dimension, string> &
  Record<Exclude<keyof CaseFigures, 'by' | 'stars' | 'medianHours'>, string> & {
    stars: string[];
    median: string | null;
  };

/** Counts for whoever answers for them: per matter, region, channel. Nothing in them names anybody. */
export class CountCases {
  constructor(private readonly deps: { pool: Pool; calendar: WorkingCalendar; clock: () => number }) {}

  /** @throws Refusal COUNTER_SPAN_INVALID for more than a year, STORE_UNAVAILABLE */
  async figures(
    { from, until, by }: { from: number; until: number; by: readonly Dimension[] },
    { scope }: Pick<Looker, 'scope'>,
  ): Promise<CaseFigures[]> {
    if (!(from < until) || until - from > LONGEST_SPAN_DAYS * DAY) throw new Refusal('COUNTER_SPAN_INVALID');
    const dimensions = DIMENSIONS.filter((one) => by.includes(one));
    const { calendar, clock, pool } = this.deps;
    const columns = dimensions.length === 0 ? '' : `${dimensions.join(', ')},`;
    const grouped =
      dimensions.length === 0 ? '' : `GROUP BY ${dimensions.join(', ')} ORDER BY ${dimensions.join(', ')}`;
    const count = (condition: string, name: string) => `count(*) FILTER (WHERE ${condition}) AS "${name}"`;
    const text = `SELECT ${columns} count(*) AS received, ${[
      count('open', 'open'),
      count('accepted_at IS NOT NULL', 'accepted'),
      count(`outcome = 'approved'`, 'approved'),
      count(`outcome = 'approved-with-pledge'`, 'approvedWithPledge'),
      count(`outcome = 'refused'`, 'refused'),
      count(`outcome = 'not-accepted'`, 'notAccepted'),
      count(`state = 'withdrawn'`, 'withdrawn'),
      count('delivered_at IS NOT NULL', 'delivered'),
      count('overdue > 0', 'everOverdue'),
      count('open AND due_on < $3::date', 'overdueNow'),
      count('rectification', 'rectificationsOpen'),
    ].join(
      ', ',
    )}, ARRAY[${[1, 2, 3, 4, 5].map((n) => `count(*) FILTER (WHERE stars = ${String(n)})`).join(', ')}] AS stars,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - accepted_at) / 3600)
        FILTER (WHERE decided_at >= accepted_at) AS median
      FROM counter_case
      WHERE received_at >= $1 AND received_at < $2
        AND ($4 OR organisation = $5 OR departments @> ARRAY[$6::text])
      ${grouped} LIMIT ${String(MOST_ROWS)}`;
    try {
      const { rows } = await pool.query<Row>(text, [
        new Date(from).toISOString(),
        new Date(until).toISOString(),
        calendar.dateOf(clock()),
        scope.all,
        scope.organisation ?? null,
        scope.department ?? null,
      ]);
      return rows.map((row) => figuresOf(row, dimensions));
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}

const figuresOf = (row: Row, dimensions: readonly Dimension[]): CaseFigures => ({
  by: Object.fromEntries(dimensions.map((one) => [one, row[one]])),
  received: Number(row.received),
  open: Number(row.open),
  accepted: Number(row.accepted),
  approved: Number(row.approved),
  approvedWithPledge: Number(row.approvedWithPledge),
  refused: Number(row.refused),
  notAccepted: Number(row.notAccepted),
  withdrawn: Number(row.withdrawn),
  delivered: Number(row.delivered),
  everOverdue: Number(row.everOverdue),
  overdueNow: Number(row.overdueNow),
  stars: row.stars.map(Number) as unknown as CaseFigures['stars'],
  rectificationsOpen: Number(row.rectificationsOpen),
  ...(row.median === null ? {} : { medianHours: Math.round(Number(row.median) * 10) / 10 }),
});
