import { Refusal } from '#libs/errors';
import { conditionsOf, Parameters } from './conditions.js';
import type { AuditFilter } from './filter.js';
import type { LogReader } from './log-reader.js';

/** A number of entries; where it is not exact there are at least so many. */
export interface EntryCount {
  count: number;
  exact: boolean;
}

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
  hour: { key: `to_char(e.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24":00+08:00"')` },
  day: { key: `to_char(e.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')` },
  person: {
    key: 'k.value',
    join: `LEFT JOIN audit_personal k ON k.index = e.index AND k.month = e.month AND k.label = 'caller.person'`,
  },
} as const satisfies Record<string, { key: string; join?: string }>;

export type CountKey = keyof typeof KEYS;
export const COUNT_KEYS = Object.keys(KEYS) as CountKey[];
/** Keys in whose order a histogram is read; the others come by their size. */
const IN_ORDER: readonly CountKey[] = ['hour', 'day'];

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
       ORDER BY ${IN_ORDER.includes(by) ? '1 DESC' : '2 DESC, 1'} LIMIT ${groupsMax}`,
      parameters.values,
    );
    const groups = rows.slice(0, this.limits.groupsMax);
    return {
      groups: groups.map(({ key, count }) => ({ key, count: Number(count) })),
      exact: rows.length === groups.length && Number(rows[0]?.seen ?? 0) <= this.limits.rowsMax,
    };
  }
}
