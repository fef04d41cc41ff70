import { Refusal } from '#libs/errors';
import { conditionsOf, Parameters } from './conditions.js';
import type { AuditFilter } from './filter.js';
import type { LogReader } from './log-reader.js';

/** A number of entries; where it is not exact there are at least so many. */
export interface EntryCount {
  count: number;
  exact: boolean;
}

const ZONE = `'Asia/Shanghai'`;
const hourOf = (at: string): string => `to_char(${at} AT TIME ZONE ${ZONE}, 'YYYY-MM-DD"T"HH24":00+08:00"')`;
const dayOf = (at: string): string => `to_char(${at} AT TIME ZONE ${ZONE}, 'YYYY-MM-DD')`;

/** What entries may be counted by: the expression of the key, and a join where it does not stand in the entry's row. */
const KEYS = {
  outcome: { key: 'e.outcome' },
  kind: { key: 'e.kind' },
  code: { key: 'e.code' },
  caller: { key: 'e.caller' },
  organisation: { key: 'e.organisation' },
  counterpart: { key: 'e.counterpart' },
  item: { key: 'e.item_code' },
  case: { key: 'e.case_number' },
  licenceType: { key: 't.type', join: 'LEFT JOIN LATERAL unnest(e.licence_types) AS t (type) ON true' },
  // Days and hours of the people whose work it is: China has one time zone.
  hour: { key: hourOf('e.at') },
  day: { key: dayOf('e.at') },
  person: {
    key: 'k.value',
    join: `LEFT JOIN audit_personal k ON k.index = e.index AND k.month = e.month AND k.label = 'caller.person'`,
  },
} as const satisfies Record<string, { key: string; join?: string }>;

export type CountKey = keyof typeof KEYS;
export const COUNT_KEYS = Object.keys(KEYS) as CountKey[];
/** In whose order a histogram is read; the others come by their size. */
type TimeKey = 'hour' | 'day';
const isTime = (key: CountKey): key is TimeKey => key === 'hour' || key === 'day';
/** A year of days, or two weeks of hours. */
const TIMES_MAX = 400;

/** Index of the first entry that is not before a time; the size of the log where there is none. */
const placeOf = (at: string): string =>
  `coalesce((SELECT e.index FROM audit_entry e WHERE e.at >= ${at} ORDER BY e.at, e.index LIMIT 1),
     (SELECT size FROM audit_log))`;

export interface Counted {
  groups: { key: string | null; count: number }[];
  /** False where the newest `rowsMax` entries of the filter were counted and there are more, or more groups. */
  exact: boolean;
}

export interface CountLimits {
  /** Most entries that a total looks at. */
  totalMax: number;
  /** Most entries that groups are made of. */
  rowsMax: number;
  /** Most groups told. */
  groupsMax: number;
}

/** Counts what a filter finds, within bounds: a log of ten million entries is not read through for a number. */
export class CountEntries {
  constructor(
    private readonly reader: LogReader,
    private readonly limits: CountLimits,
  ) {}

  /** Exact up to `totalMax`, and for the whole log; a filter that no index helps may give up earlier. */
  async total(filter: AuditFilter): Promise<EntryCount> {
    if (Object.keys(filter).length === 0) {
      const [row] = await this.reader.query<{ count: string }>(
        'SELECT (SELECT size FROM audit_log) - coalesce((SELECT index FROM audit_entry ORDER BY index LIMIT 1), 0) AS count',
        [],
      );
      return { count: Number(row?.count ?? 0), exact: true };
    }
    const parameters = new Parameters();
    const { from, where } = conditionsOf(filter, parameters);
    const limit = parameters.add(this.limits.totalMax + 1);
    try {
      const [row] = await this.reader.query<{ count: string }>(
        `SELECT count(*) AS count FROM (SELECT FROM ${from} WHERE ${where} LIMIT ${limit}) AS matching`,
        parameters.values,
      );
      const count = Number(row?.count ?? 0);
      return { count: Math.min(count, this.limits.totalMax), exact: count <= this.limits.totalMax };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'AUDIT_SEARCH_TOO_WIDE')
        return { count: 0, exact: false };
      throw error;
    }
  }

  async by(filter: AuditFilter, by: CountKey): Promise<Counted> {
    if (isTime(by) && Object.keys(filter).every((part) => part === 'from' || part === 'to')) {
      const { from, to } = filter;
      if ((await this.within(from, to)) > this.limits.rowsMax) return this.overTime(from, to, by);
    }
    const definition: { key: string; join?: string } = KEYS[by];
    const parameters = new Parameters();
    const { from, where, order } = conditionsOf(filter, parameters);
    const sort = order === 'time' ? 'e.at DESC, e.index DESC' : 'e.index DESC';
    const rowsMax = parameters.add(this.limits.rowsMax + 1);
    const groupsMax = parameters.add(this.limits.groupsMax + 1);
    const rows = await this.reader.query<{ key: string | null; count: string; seen: string }>(
      `WITH e AS MATERIALIZED (
         SELECT e.index, e.month, e.at, e.kind, e.outcome, e.code, e.caller, e.organisation, e.counterpart, e.item_code,
           e.case_number, e.licence_types
         FROM ${from} WHERE ${where} ORDER BY ${sort} LIMIT ${rowsMax})
       SELECT ${definition.key} AS key, count(*) AS count, (SELECT count(*) FROM e) AS seen
       FROM e ${definition.join ?? ''} GROUP BY 1
       ORDER BY ${isTime(by) ? '1 DESC' : '2 DESC, 1'} LIMIT ${groupsMax}`,
      parameters.values,
    );
    const groups = rows.slice(0, this.limits.groupsMax);
    return {
      groups: groups.map(({ key, count }) => ({ key, count: Number(count) })),
      exact: rows.length === groups.length && Number(rows[0]?.seen ?? 0) <= this.limits.rowsMax,
    };
  }

  /** How many entries there are in a span, without looking at them. */
  private async within(from: string | undefined, to: string | undefined): Promise<number> {
    const [row] = await this.reader.query<{ count: string }>(
      `SELECT ${placeOf(`coalesce($2::timestamptz, 'infinity')`)} - ${placeOf(`coalesce($1::timestamptz, '-infinity')`)} AS count`,
      [from, to],
    );
    return Number(row?.count ?? 0);
  }

  /**
   * Of a span too long to be read through: how far apart in the log the first entries of two hours or days are. What was
   * written after another entry that happened later counts as of its neighbour's side, which is a matter of seconds.
   */
  private async overTime(from: string | undefined, to: string | undefined, by: TimeKey): Promise<Counted> {
    const key = by === 'hour' ? hourOf('began') : dayOf('began');
    const rows = await this.reader.query<{ key: string; count: string; whole: boolean }>(
      `WITH span AS (
         SELECT greatest($1::timestamptz, (SELECT at FROM audit_entry ORDER BY at, index LIMIT 1)) AS first,
           least($2::timestamptz, (SELECT at FROM audit_entry ORDER BY at DESC, index DESC LIMIT 1)) AS last),
       begins AS (
         SELECT first, date_trunc('${by}', first AT TIME ZONE ${ZONE}) AS wanted,
           date_trunc('${by}', last AT TIME ZONE ${ZONE}) AS newest FROM span),
       marks AS (
         SELECT greatest(mark AT TIME ZONE ${ZONE}, first) AS began,
           newest - interval '${TIMES_MAX - 1} ${by}' <= wanted AS whole
         FROM begins, generate_series(
           greatest(wanted, newest - interval '${TIMES_MAX - 1} ${by}'), newest, interval '1 ${by}') AS mark),
       places AS MATERIALIZED (SELECT began, whole, ${placeOf('marks.began')} AS place FROM marks)
       SELECT ${key} AS key, whole,
         lead(place, 1, ${placeOf(`coalesce($2::timestamptz, 'infinity')`)}) OVER (ORDER BY began) - place AS count
       FROM places ORDER BY began DESC`,
      [from, to],
    );
    return {
      groups: rows
        .map((row) => ({ key: row.key, count: Number(row.count) }))
        .filter(({ count }) => count > 0),
      exact: rows[0]?.whole ?? true,
    };
  }
}
