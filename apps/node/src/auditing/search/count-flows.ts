import { conditionsOf, Parameters } from './conditions.js';
import type { AuditFilter } from './filter.js';
import type { LogReader } from './log-reader.js';

/** Who asked whom for what, and how often. A node of null is this one. */
export interface EntryFlow {
  askingNode: string | null;
  organisationCode: string | null;
  organisationName: string | null;
  answeringNode: string | null;
  /** Its code, or `dataset:` and the code of a dataset. */
  licenceType: string | null;
  count: number;
  /** Of which something was released, and of which nothing was. */
  granted: number;
  denied: number;
}

export interface CountedFlows {
  flows: EntryFlow[];
  /** False where the newest `rowsMax` entries were counted and there are more, or more pairs. */
  exact: boolean;
}

interface Row {
  asking: string | null;
  organisation: string | null;
  name: string | null;
  answering: string | null;
  type: string | null;
  count: string;
  granted: string;
  denied: string;
  seen: string;
}

/**
 * Counts the newest lookups of a filter by who asked, who was asked and what for. Of each lookup the entry that tells its
 * end counts (`answer`, `home`, `outcome`), so that an intent and its outcome are one. An entry about several licence
 * types counts with each. Only columns are read; names come from one entry a pair.
 */
export class CountFlows {
  constructor(
    private readonly reader: LogReader,
    private readonly limits: { rowsMax: number; groupsMax: number },
  ) {}

  async of(filter: AuditFilter): Promise<CountedFlows> {
    const { rowsMax, groupsMax } = this.limits;
    const parameters = new Parameters();
    const { from, where, order } = conditionsOf(filter, parameters);
    const sort = order === 'time' ? 'e.at DESC, e.index DESC' : 'e.index DESC';
    const most = parameters.add(rowsMax + 1);
    const shown = parameters.add(groupsMax + 1);
    const rows = await this.reader.query<Row>(
      `WITH e AS MATERIALIZED (
         SELECT e.index, e.kind, e.outcome, e.caller, e.organisation, e.counterpart, e.licence_types
         FROM ${from} WHERE ${where} AND e.kind IN ('answer', 'home', 'outcome') ORDER BY ${sort} LIMIT ${most}
       ), pairs AS (
         SELECT CASE WHEN e.kind = 'answer' THEN e.caller END AS asking, e.organisation,
           CASE WHEN e.kind = 'outcome' THEN e.counterpart END AS answering, t.type, count(*) AS count,
           count(*) FILTER (WHERE e.outcome IN ('granted', 'reduced', 'mixed')) AS granted,
           count(*) FILTER (WHERE e.outcome = 'denied') AS denied,
           max(e.index) AS newest, (SELECT count(*) FROM e) AS seen
         FROM e LEFT JOIN LATERAL unnest(e.licence_types) AS t (type) ON true
         GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4 LIMIT ${shown}
       )
       SELECT p.*, (SELECT convert_from(n.body, 'UTF8')::jsonb #>> '{caller,organisation,name}'
                    FROM audit_entry n WHERE n.index = p.newest LIMIT 1) AS name
       FROM pairs p ORDER BY p.count DESC, p.asking, p.organisation, p.answering, p.type`,
      parameters.values,
    );
    return {
      flows: rows.slice(0, groupsMax).map((row) => ({
        askingNode: row.asking,
        organisationCode: row.organisation,
        organisationName: row.name,
        answeringNode: row.answering,
        licenceType: row.type,
        count: Number(row.count),
        granted: Number(row.granted),
        denied: Number(row.denied),
      })),
      exact: rows.length <= groupsMax && Number(rows[0]?.seen ?? 0) <= rowsMax,
    };
  }
}
