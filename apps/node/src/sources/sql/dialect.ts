/** What PostgreSQL and MySQL spell differently. Every argument is text of a statement, none of it from outside. */
export interface Dialect {
  quote(name: string): string;
  /** The next parameter; `number` counts from 1. */
  parameter(number: number): string;
  /** Whether a column is among the members of one list parameter, or of as many parameters. */
  readonly listAsOne: boolean;
  /** A column as trimmed text of at most `max` characters. */
  text(column: string, max: number): string;
  /** Values of a column of another table, each once, with `；` between them. */
  list(column: string, from: string, max: number): string;
  /** A text compared byte by byte, whatever the collation. */
  exactly(text: string): string;
  matches(text: string, pattern: string): string;
  number(text: string): string;
  /** A condition of three values as 2, 1 (unknown), 0. */
  ranked(condition: string): string;
  /** A column's instant in milliseconds since the epoch, as text. */
  instant(column: string): string;
}

/** Between values of a list. */
export const SEPARATOR = '；';
/** Values of one list; more are cut off, and the length tells. */
const MAX_LIST = 500;

export const postgresql: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (number) => `$${number}`,
  listAsOne: true,
  text: (column, max) => `left(btrim(${column}::text, E' \\t\\r\\n\\u00a0\\u3000'), ${max})`,
  list: (column, from, max) =>
    `(SELECT left(string_agg(v, '${SEPARATOR}' ORDER BY v COLLATE "C"), ${max}) FROM (SELECT DISTINCT btrim(${column}::text) AS v ${from} LIMIT ${MAX_LIST}) listed WHERE v <> '')`,
  exactly: (text) => `(${text}) COLLATE "C"`,
  matches: (text, pattern) => `(${text}) ~ '${pattern}'`,
  number: (text) => `(${text})::numeric`,
  ranked: (condition) => `coalesce((${condition})::int * 2, 1)`,
  instant: (column) => `(extract(epoch FROM (${column})::timestamptz) * 1000)::bigint::text`,
};

export const mysql: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  parameter: () => '?',
  listAsOne: false,
  text: (column, max) => {
    const trims = ['\\t', '\\r', '\\n', '\u00a0', '\u3000'];
    const text = trims.reduce(
      (inner, blank) => `TRIM(BOTH '${blank}' FROM ${inner})`,
      `TRIM(CAST(${column} AS CHAR))`,
    );
    return `LEFT(TRIM(${text}), ${max})`;
  },
  // Bounded by group_concat_max_len of the session, which cuts off in silence: it is one more than may be.
  list: (column, from, max) =>
    `(SELECT LEFT(GROUP_CONCAT(DISTINCT NULLIF(TRIM(CAST(${column} AS CHAR)), '') ORDER BY ${column} SEPARATOR '${SEPARATOR}'), ${max}) ${from})`,
  exactly: (text) => `CAST(${text} AS BINARY)`,
  matches: (text, pattern) => `(${text}) REGEXP '${pattern}'`,
  number: (text) => `CAST(${text} AS DECIMAL(30, 6))`,
  ranked: (condition) => `COALESCE((${condition}) * 2, 1)`,
  instant: (column) => `CAST(ROUND(UNIX_TIMESTAMP(${column}) * 1000) AS CHAR)`,
};
