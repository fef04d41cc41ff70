import { citizenNumber, uscc } from '#libs/codes';
import type { AuditFilter } from './filter.js';

/** Collects the values of a statement; texts of SQL hold nothing but their numbers. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Where the rows come from and what must hold of them, for `FROM ${from} WHERE ${where}`; the entry is called `e`. */
export interface Conditions {
  from: string;
  where: string;
  /** `time`: rows are wanted by (at, index), because a period is all that narrows them. */
  order: 'index' | 'time';
}

const BODY = `convert_from(e.body, 'UTF8')::jsonb`;

/** Indexes between which a page lies, both exclusive, beside those of the filter. */
export interface Bounds {
  above?: string;
  below?: string;
  /** In which order the rows will be wanted; newest first by default. */
  oldestFirst?: boolean;
}

/**
 * Turns a filter into SQL. One condition decides how the rows are found, the one that leaves the fewest: a value of a
 * person, a rare term, a digest. It goes into a subquery that the planner may not dissolve, because on a log that grows
 * by the second its statistics are of yesterday. The others are checked on what that finds.
 */
export function conditionsOf(filter: AuditFilter, parameters: Parameters, bounds: Bounds = {}): Conditions {
  const range = (column: string): string[] => [
    ...[filter.fromIndex, bounds.above && String(BigInt(bounds.above) + 1n)].flatMap((value) =>
      value === undefined ? [] : [`${column} >= ${parameters.add(value)}::bigint`],
    ),
    ...[filter.toIndex, bounds.below].flatMap((value) =>
      value === undefined ? [] : [`${column} < ${parameters.add(value)}::bigint`],
    ),
  ];
  const checks = [...columnChecks(filter, parameters), ...bodyChecks(filter, parameters)];
  const persons = personChecks(filter, parameters);
  const exact = exactChecks(filter, parameters);
  const [leader, ...others] = persons;
  if (leader !== undefined) {
    return {
      from: `(SELECT DISTINCT ON (p.index) p.index, p.month FROM audit_personal p
              WHERE ${[leader, ...range('p.index')].join(' AND ')}
              ORDER BY p.index${bounds.oldestFirst ? '' : ' DESC'}) AS found
             JOIN audit_entry e ON e.index = found.index AND e.month = found.month`,
      where: conjunction([...exact, ...others.map(existing), ...checks]),
      order: 'index',
    };
  }
  checks.unshift(...range('e.index'));
  if (exact.length > 0) {
    return {
      from: `(SELECT e.* FROM audit_entry e WHERE ${exact.join(' AND ')} OFFSET 0) AS e`,
      where: conjunction(checks),
      order: 'index',
    };
  }
  const narrow = [filter.caseNumber, filter.fromIndex, filter.toIndex].some((value) => value !== undefined);
  const period = filter.from !== undefined || filter.to !== undefined;
  return { from: 'audit_entry e', where: conjunction(checks), order: period && !narrow ? 'time' : 'index' };
}

const conjunction = (checks: readonly string[]): string =>
  checks.length > 0 ? checks.join(' AND ') : 'true';

const existing = (check: string): string =>
  `EXISTS (SELECT FROM audit_personal p WHERE p.index = e.index AND p.month = e.month AND ${check})`;

/** Conditions that few entries meet and that have an index without an order. */
function exactChecks(filter: AuditFilter, parameters: Parameters): string[] {
  const terms = [
    ...(filter.identifier === undefined ? [] : [`i:${filter.identifier}`]),
    ...(filter.jti === undefined ? [] : [`j:${filter.jti}`]),
    ...(filter.finding === undefined ? [] : [`f:${filter.finding}`]),
    ...(filter.sample === undefined ? [] : [`s:${filter.sample}`]),
  ];
  return [
    ...(filter.id === undefined ? [] : [`e.id = ${parameters.add(filter.id)}`]),
    ...(filter.requestDigest === undefined
      ? []
      : [`e.request_digest = ${parameters.add(filter.requestDigest)}`]),
    ...(terms.length === 0 ? [] : [`e.terms @> ${parameters.add(terms)}::text[]`]),
  ];
}

function columnChecks(filter: AuditFilter, parameters: Parameters): string[] {
  const checks: string[] = [];
  const compare = (left: string, operator: string, value: string | undefined, type = 'text'): void => {
    if (value !== undefined) checks.push(`${left} ${operator} ${parameters.add(value)}::${type}`);
  };
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    // A single value keeps the order of an index (value, index).
    if (values?.length === 1) compare(column, '=', values[0]);
    else if (values) checks.push(`${column} = ANY(${parameters.add(values)}::text[])`);
  };
  compare('e.at', '>=', filter.from, 'timestamptz');
  compare('e.at', '<', filter.to, 'timestamptz');
  oneOf('e.kind', filter.kinds);
  oneOf('e.outcome', filter.outcomes);
  oneOf('e.code', filter.codes);
  compare('e.caller', '=', filter.caller);
  compare('e.organisation', '=', filter.organisation);
  compare('e.counterpart', '=', filter.counterpart);
  compare('e.case_number', '=', filter.caseNumber);
  compare('e.item_code', '=', filter.itemCode);
  compare('e.document', '=', filter.document);
  if (filter.licenceType !== undefined)
    checks.push(`e.licence_types @> ${parameters.add([filter.licenceType])}::text[]`);
  return checks;
}

/** What stands in the body only: one containment for all that is exact, then the texts. */
function bodyChecks(filter: AuditFilter, parameters: Parameters): string[] {
  const document = defined({ indication: filter.verdict, sha256: filter.documentDigest });
  const lookup = defined({
    operation: filter.operation,
    region: filter.region,
    rule: filter.rule,
    fieldsAsked: filter.fieldAsked === undefined ? undefined : [filter.fieldAsked],
    fieldsReleased: filter.fieldReleased === undefined ? undefined : [filter.fieldReleased],
    documents: document && [document],
  });
  const caller = defined({ kind: filter.callerKind, role: filter.role, channel: filter.channel });
  const pattern = defined({
    caller,
    lookups: lookup && [lookup],
    governance: defined({ action: filter.action }),
  });
  const contains = (path: string, wanted: string | undefined): string[] =>
    wanted === undefined
      ? []
      : [`strpos(lower(${BODY} #>> '${path}'), lower(${parameters.add(wanted)}::text)) > 0`];
  return [
    ...(pattern ? [`${BODY} @> ${parameters.add(JSON.stringify(pattern))}::jsonb`] : []),
    ...contains('{context,legalBasis}', filter.legalBasis),
    ...contains('{context,reason}', filter.reason),
  ];
}

function personChecks(filter: AuditFilter, parameters: Parameters): string[] {
  const labelled = (values: readonly string[], labels: string): string => {
    const [only] = values;
    const value =
      values.length === 1
        ? `p.value = ${parameters.add(only)}::text`
        : `p.value = ANY(${parameters.add(values)}::text[])`;
    return `${value} AND p.label ${labels}`;
  };
  return [
    ...(filter.subject === undefined
      ? []
      : [labelled(subjectsOf(filter.subject), `~ '^lookups\\.[0-9]+\\.subject$'`)]),
    ...(filter.licenceNumber === undefined
      ? []
      : [labelled([filter.licenceNumber], `~ '^lookups\\.[0-9]+\\.number$'`)]),
    ...(filter.person === undefined ? [] : [labelled([filter.person], `= 'caller.person'`)]),
  ];
}

/** The log names holders by `type:code`; whoever types a code alone means any type that the code can be of. */
export function subjectsOf(given: string): string[] {
  if (/^\d{3}:/.test(given)) return [given];
  const types = citizenNumber.is(given) ? ['111'] : uscc.is(given) ? ['001'] : OTHER_TYPES;
  return [given, ...types.map((type) => `${type}:${given}`)];
}

const OTHER_TYPES = ['414', '516', '511', '099', '999', '111', '001'];

function defined<T extends object>(members: T): T | undefined {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined;
}
