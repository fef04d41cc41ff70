import type { ItemMapping, SourceMapping } from '../mapping/mapping-file.js';
import type { SqlMapping } from '../mapping/sql-mapping.js';
import type { Comparand, Ordering } from '../values/judge-value.js';
import { MAX_VALUE } from '../values/read-value.js';
import type { Dialect } from './dialect.js';

export interface Statement {
  text: string;
  parameters: (string | string[])[];
}

type Parts = Pick<SourceMapping, 'items' | 'maxRecords'> & { sql: SqlMapping };

/** One more than may be passed on, so that what is too long is seen and not cut off in silence. */
const MAX = MAX_VALUE + 1;
/** Patterns both servers understand; `\d` is not among what they have in common. */
const INTEGER = '^-?[0-9]{1,15}$';
const DECIMAL = '^-?[0-9]{1,15}([.][0-9]{1,6})?$';
/** A day that a month can have; that a year is no leap year makes no difference to the order. */
const DAY =
  '^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$';

/**
 * Makes the only two statements that a department's database is ever asked. Identifiers come from the mapping, checked
 * and quoted; everything else is a parameter.
 */
export class Composer {
  constructor(
    private readonly source: Parts,
    private readonly dialect: Dialect,
  ) {}

  /**
   * Records of one subject: its code, the instant of the record, then the items.
   * @param codes spellings of the subject's code
   */
  records(subjectColumn: string, codes: readonly string[], items: readonly ItemMapping[]): Statement {
    const { dialect } = this;
    const { sql, maxRecords } = this.source;
    const parameters = new Parameters(dialect);
    const columns = [
      dialect.text(this.column(subjectColumn), MAX),
      sql.asOf === undefined ? 'NULL' : dialect.instant(this.column(sql.asOf)),
      ...items.map((item) => this.valueOf(item)),
    ];
    const order = sql.order.map(
      ({ column, descending }) => `${this.column(column)}${descending ? ' DESC' : ''}`,
    );
    const text = [
      `SELECT ${columns.join(', ')}`,
      this.from(),
      this.filter(subjectColumn, codes, parameters),
      ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
      `LIMIT ${maxRecords + 1}`,
    ].join(' ');
    return { text, parameters: parameters.values };
  }

  /** Verdicts for subjects: code, then for each question 2 yes, 1 unknown, 0 no. Who has no record has no row. */
  verdicts(
    subjectColumn: string,
    codes: readonly string[],
    questions: readonly { item: ItemMapping; comparand: Comparand }[],
  ): Statement {
    const { dialect } = this;
    const parameters = new Parameters(dialect);
    const code = dialect.text(this.column(subjectColumn), MAX);
    const columns = questions.map(
      ({ item, comparand }) => `MAX(${dialect.ranked(this.condition(item, comparand, parameters))})`,
    );
    const text = [
      `SELECT ${[`MIN(${code})`, ...columns].join(', ')}`,
      this.from(),
      this.filter(subjectColumn, codes, parameters),
      `GROUP BY ${dialect.exactly(code)}`,
    ].join(' ');
    return { text, parameters: parameters.values };
  }

  private condition(item: ItemMapping, comparand: Comparand, parameters: Parameters): string {
    const { dialect } = this;
    const raw = this.valueOf(item);
    if (comparand.kind === 'exists') return `coalesce(${raw}, '') <> ''`;
    const value = `NULLIF(${raw}, '')`;
    switch (comparand.kind) {
      case 'text': {
        if (!item.values)
          return `${dialect.exactly(value)} = ${dialect.exactly(parameters.text(comparand.value))}`;
        const codes = Object.entries(item.values);
        const known = codes.map(
          ([code]) => `${dialect.exactly(value)} = ${dialect.exactly(parameters.text(code))}`,
        );
        const meaning = codes.filter(([, words]) => words === comparand.value);
        const hit = meaning.map(
          ([code]) => `${dialect.exactly(value)} = ${dialect.exactly(parameters.text(code))}`,
        );
        return `CASE WHEN ${known.join(' OR ')} THEN ${hit.length > 0 ? hit.join(' OR ') : '1 = 0'} END`;
      }
      case 'number': {
        const isNumber = dialect.matches(value, item.type === 'integer' ? INTEGER : DECIMAL);
        const asked = dialect.number(parameters.one(comparand.value));
        return `CASE WHEN ${isNumber} THEN ${dialect.number(value)} ${SIGNS[comparand.operator]} ${asked} END`;
      }
      case 'date': {
        const day = this.dayOf(item, value);
        const asked = dialect.exactly(parameters.text(comparand.value));
        return `CASE WHEN ${dialect.matches(day, DAY)} THEN ${dialect.exactly(day)} ${SIGNS[comparand.operator]} ${asked} END`;
      }
    }
  }

  private dayOf({ format }: ItemMapping, value: string): string {
    if (format === 'YYYY-MM-DD') return `left(${value}, 10)`;
    const part = (from: number, length: number): string => `substr(${value}, ${from}, ${length})`;
    return `concat(${part(1, 4)}, '-', ${part(5, 2)}, '-', ${part(7, 2)})`;
  }

  private valueOf({ from, list }: ItemMapping): string {
    const { dialect } = this;
    if (!list) return dialect.text(this.column(from ?? ''), MAX);
    const schema = list.schema ?? this.source.sql.schema;
    const table = [...(schema === undefined ? [] : [schema]), list.table]
      .map((name) => dialect.quote(name))
      .join('.');
    const theirs = `l.${dialect.quote(list.match.theirs)}`;
    const from_ = `FROM ${table} l WHERE ${theirs} = ${this.column(list.match.own)}`;
    return dialect.list(`l.${dialect.quote(list.column)}`, from_, MAX);
  }

  private from(): string {
    return `FROM ${this.table} t`;
  }

  /** The mapped table, quoted. */
  get table(): string {
    const { schema, table } = this.source.sql;
    return [...(schema === undefined ? [] : [schema]), table]
      .map((name) => this.dialect.quote(name))
      .join('.');
  }

  private filter(subjectColumn: string, codes: readonly string[], parameters: Parameters): string {
    const subject = parameters.among(this.column(subjectColumn), codes);
    const where = this.source.sql.where.map(
      ({ column, equals }) => `${this.column(column)} = ${parameters.one(equals)}`,
    );
    return `WHERE ${[subject, ...where].join(' AND ')}`;
  }

  private column(name: string): string {
    return `t.${this.dialect.quote(name)}`;
  }
}

const SIGNS: Readonly<Record<Ordering, string>> = {
  equals: '=',
  below: '<',
  'at-most': '<=',
  above: '>',
  'at-least': '>=',
};

/** In the order in which they stand in the text, which is the order of the calls. */
class Parameters {
  readonly values: (string | string[])[] = [];

  constructor(private readonly dialect: Dialect) {}

  one(value: string): string {
    this.values.push(value);
    return this.dialect.parameter(this.values.length);
  }

  /** As text, whatever stands beside it. */
  text(value: string): string {
    const placeholder = this.one(value);
    return this.dialect.listAsOne ? `${placeholder}::text` : placeholder;
  }

  /** The list has few lengths, so that a server sees few different statements. */
  among(column: string, codes: readonly string[]): string {
    if (this.dialect.listAsOne) {
      this.values.push([...codes]);
      return `${column} = ANY(${this.dialect.parameter(this.values.length)})`;
    }
    const length = Math.max(2, 2 ** Math.ceil(Math.log2(codes.length)));
    const last = codes.at(-1) ?? '';
    const padded = [...codes, ...new Array<string>(length - codes.length).fill(last)];
    return `${column} IN (${padded.map((code) => this.one(code)).join(', ')})`;
  }
}
