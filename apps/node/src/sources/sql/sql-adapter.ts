import { Refusal } from '#libs/errors';
import type { HolderRef } from '../../lookup/lookup.js';
import type { RawAnswer, RecordsAsked, SourceAdapter } from '../adapter.js';
import type { ItemMapping, SourceMapping } from '../mapping/mapping-file.js';
import type { SqlMapping } from '../mapping/sql-mapping.js';
import type { RecordQuestion, RecordVerdict } from '../ports.js';
import { comparandOf, together } from '../values/judge-value.js';
import { Composer } from './compose.js';
import type { Dialect } from './dialect.js';
import type { SqlSession } from './session.js';
import { spellingsOf } from './spellings.js';

/** Subjects of one statement. */
const BATCH = 1_000;
const VERDICTS: Readonly<Record<string, RecordVerdict>> = { '2': true, '1': null, '0': false };

/** Reads a department's database by its mapping. Yes/no questions are compared there: no value comes here for them. */
export class SqlAdapter implements SourceAdapter {
  private readonly composer: Composer;

  constructor(
    private readonly source: SourceMapping,
    sql: SqlMapping,
    dialect: Dialect,
    private readonly session: SqlSession,
    private readonly clock: () => number,
  ) {
    this.composer = new Composer({ ...source, sql }, dialect);
    this.hasInstants = sql.asOf !== undefined;
  }

  private readonly hasInstants: boolean;

  async records({ subject, items, signal }: RecordsAsked): Promise<RawAnswer> {
    const column = this.columnOf(subject);
    const codes = spellingsOf(subject);
    const mapped = items.map((item) => this.itemOf(item));
    const read = await this.session.query(this.composer.records(column, codes, mapped), signal);
    // A collation may take other letters for these.
    const own = read.filter(([code]) => codes.includes(code ?? ''));
    const { maxRecords } = this.source;
    const rows = own.slice(0, maxRecords);
    const asOf = this.hasInstants ? oldest(rows.map(([, instant]) => instant ?? null)) : this.clock();
    const state = asOf === undefined ? {} : { asOf };
    if (rows.length === 0) return { outcome: 'nothing-found', ...state };
    return {
      outcome: 'answered',
      records: rows.map(([, , ...values]) => values),
      ...state,
      ...(read.length > maxRecords ? { truncated: true } : {}),
    };
  }

  async judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    signal: AbortSignal,
    tell: (index: number, verdicts: readonly RecordVerdict[]) => void,
  ): Promise<void> {
    const answerable = questions.flatMap((question, place) => {
      const item = this.source.items[question.item];
      const comparand = comparandOf(item, question);
      return item && comparand ? [{ place, item, comparand }] : [];
    });
    if (answerable.length === 0) return;
    for (const [column, indexes] of this.byColumn(subjects)) {
      for (let from = 0; from < indexes.length; from += BATCH) {
        const batch = indexes.slice(from, from + BATCH);
        const spelled = new Map<string, number[]>();
        for (const index of batch) {
          for (const code of spellingsOf(subjects[index] as HolderRef))
            spelled.set(code, [...(spelled.get(code) ?? []), index]);
        }
        const statement = this.composer.verdicts(column, [...spelled.keys()], answerable);
        const found = new Map<number, RecordVerdict[][]>();
        for (const [code, ...ranks] of await this.session.query(statement, signal)) {
          const verdicts = ranks.map((rank) => VERDICTS[rank ?? ''] ?? null);
          // One subject may stand there in two spellings: both rows count.
          for (const index of spelled.get(code ?? '') ?? [])
            found.set(index, [...(found.get(index) ?? []), verdicts]);
        }
        for (const index of batch) {
          const rows = found.get(index) ?? [];
          const verdicts = new Array<RecordVerdict>(questions.length).fill(null);
          for (const [n, { place }] of answerable.entries())
            verdicts[place] = together(
              rows.map((row) => row[n] ?? null),
              this.source.absent,
            );
          tell(index, verdicts);
        }
      }
    }
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private byColumn(subjects: readonly HolderRef[]): Map<string, number[]> {
    const groups = new Map<string, number[]>();
    for (const [index, subject] of subjects.entries()) {
      const column = this.columnOf(subject);
      const group = groups.get(column);
      if (group) group.push(index);
      else groups.set(column, [index]);
    }
    return groups;
  }

  private columnOf({ type }: HolderRef): string {
    const column = this.source.subjects[type as keyof SourceMapping['subjects']];
    if (column === undefined) throw new Refusal('SOURCE_SUBJECT_UNFIT');
    return column;
  }

  private itemOf(code: string): ItemMapping {
    const item = this.source.items[code];
    if (!item) throw new Refusal('SOURCE_ITEM_UNKNOWN', { hint: code });
    return item;
  }
}

/** Of several records the oldest state: none of them is older. */
function oldest(instants: readonly (string | null)[]): number | undefined {
  const known = instants.flatMap((text) => (text !== null && /^\d{1,15}$/.test(text) ? [Number(text)] : []));
  return known.length === 0 ? undefined : Math.min(...known);
}
