import { conditionsOf, Parameters } from './conditions.js';
import type { AuditFilter } from './filter.js';
import type { LogReader } from './log-reader.js';

export const GROUPINGS = ['case', 'person', 'session'] as const;
/** `session`: what one person did in one case without a longer pause than the gap. */
export type Grouping = (typeof GROUPINGS)[number];

export interface EntryGroup {
  caseNumber: string | null;
  /** Identifier of the acting person in clear; null where there is none, or it was erased. */
  person: string | null;
  from: Date;
  until: Date;
  entries: number;
  /** Of which outcome denied. */
  denied: number;
  /** Different cases, and different holders looked up. */
  cases: number;
  firstIndex: string;
  lastIndex: string;
}

export interface GroupLimits {
  rowsMax: number;
  groupsMax: number;
  /** Longest pause within a session, milliseconds. */
  sessionGapMs: number;
}

const KEY_OF: Record<Grouping, string> = {
  case: 'case_number',
  person: 'person',
  session: 'person, case_number, session',
};

interface Row {
  case_number: string | null;
  person: string | null;
  first_at: Date;
  last_at: Date;
  entries: string;
  denied: string;
  cases: string;
  first_index: string;
  last_index: string;
  seen: string;
}

/** Puts the newest entries of a filter together by case, by person, or by session; newest group first. */
export class GroupEntries {
  constructor(
    private readonly reader: LogReader,
    private readonly limits: GroupLimits,
  ) {}

  async groups(filter: AuditFilter, by: Grouping): Promise<{ groups: EntryGroup[]; exact: boolean }> {
    const { rowsMax, groupsMax, sessionGapMs } = this.limits;
    const parameters = new Parameters();
    const { from, where, order } = conditionsOf(filter, parameters);
    const sort = order === 'time' ? 'e.at DESC, e.index DESC' : 'e.index DESC';
    const most = parameters.add(rowsMax + 1);
    const gap = parameters.add(sessionGapMs);
    const shown = parameters.add(groupsMax + 1);
    const keys = KEY_OF[by];
    const rows = await this.reader.query<Row>(
      `WITH e AS MATERIALIZED (
         SELECT e.index, e.month, e.at, e.case_number, e.outcome FROM ${from} WHERE ${where} ORDER BY ${sort} LIMIT ${most}
       ), named AS (
         SELECT e.*, k.value AS person FROM e
         LEFT JOIN audit_personal k ON k.index = e.index AND k.month = e.month AND k.label = 'caller.person'
       ), begun AS (
         SELECT *, (at - lag(at) OVER w) > ${gap}::bigint * interval '1 millisecond' AS begins FROM named
         WINDOW w AS (PARTITION BY person, case_number ORDER BY at, index)
       ), numbered AS (
         SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY person, case_number ORDER BY at, index) AS session
         FROM begun
       )
       SELECT ${by === 'person' ? 'NULL' : 'case_number'} AS case_number, ${by === 'case' ? 'NULL' : 'person'} AS person,
         min(at) AS first_at, max(at) AS last_at, count(*) AS entries,
         count(*) FILTER (WHERE outcome = 'denied') AS denied, count(DISTINCT case_number) AS cases,
         min(index) AS first_index, max(index) AS last_index, (SELECT count(*) FROM e) AS seen
       FROM numbered GROUP BY ${keys} ORDER BY max(index) DESC LIMIT ${shown}`,
      parameters.values,
    );
    return {
      groups: rows.slice(0, groupsMax).map((row) => ({
        caseNumber: row.case_number,
        person: row.person,
        from: row.first_at,
        until: row.last_at,
        entries: Number(row.entries),
        denied: Number(row.denied),
        cases: Number(row.cases),
        firstIndex: row.first_index,
        lastIndex: row.last_index,
      })),
      exact: rows.length <= groupsMax && Number(rows[0]?.seen ?? 0) <= rowsMax,
    };
  }
}
