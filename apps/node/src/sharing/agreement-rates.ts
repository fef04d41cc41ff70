import type { Pool } from 'pg';
import type { Agreement } from '#libs/sharing';
import type { Rates } from '../lookup/sharing-ports.js';
import { asStoreRefusal } from '../persistence/index.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;

/** Beginning of the minute or the day (China Standard Time) that an instant lies in, milliseconds. */
const SPANS = {
  minute: { member: 'perMinute', length: MINUTE, shift: 0 },
  day: { member: 'perDay', length: DAY, shift: CHINA },
} as const;

/**
 * Counts questions under agreements with a rate, in the database, so that replicas and restarts count together. One
 * indexed statement a span and agreement; agreements without a rate cost nothing.
 */
export class AgreementRates implements Rates {
  constructor(
    private readonly pool: Pool,
    private readonly clock: () => number,
  ) {}

  /**
   * @returns seconds until it may be asked again where the rate is used up; `undefined` where the questions count
   * @throws Refusal STORE_UNAVAILABLE: what cannot be counted is not answered
   */
  async take(
    agreement: string,
    rate: NonNullable<Agreement['rate']>,
    partner: string,
    questions: number,
  ): Promise<number | undefined> {
    const now = this.clock();
    for (const span of ['minute', 'day'] as const) {
      const { member, length, shift } = SPANS[span];
      const limit = rate[member];
      if (limit === undefined) continue;
      const began = Math.floor((now + shift) / length) * length - shift;
      if ((await this.count(agreement, partner, span, began, questions)) > limit)
        return Math.max(1, Math.ceil((began + length - now) / 1000));
    }
    return undefined;
  }

  private async count(
    agreement: string,
    partner: string,
    span: string,
    began: number,
    questions: number,
  ): Promise<number> {
    try {
      const { rows } = await this.pool.query<{ count: string }>(
        `INSERT INTO sharing_use AS u (agreement, partner, span, began, count) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agreement, partner, span) DO UPDATE SET
           count = CASE WHEN EXCLUDED.began > u.began THEN EXCLUDED.count ELSE u.count + EXCLUDED.count END,
           began = greatest(EXCLUDED.began, u.began)
         RETURNING count`,
        [agreement, partner, span, new Date(began), questions],
      );
      return Number(rows[0]?.count);
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }
}
