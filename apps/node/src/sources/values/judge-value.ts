import { isDate } from '#libs/codes';
import type { ItemMapping, SourceMapping } from '../mapping/mapping-file.js';
import type { RecordQuestion, RecordVerdict } from '../ports.js';
import { MAX_VALUE, NUMBER, readValue, trimmed } from './read-value.js';

/** What a question compares with, made fit for the item's type. */
export type Comparand =
  | { kind: 'exists' }
  | { kind: 'text'; value: string }
  | { kind: 'number'; operator: Ordering; value: string }
  | { kind: 'date'; operator: Ordering; value: string };
export type Ordering = 'equals' | 'below' | 'at-most' | 'above' | 'at-least';

/** Undefined where nobody could answer: an order over words, a date compared with a number, no value given. */
export function comparandOf(
  item: ItemMapping | undefined,
  { operator, value }: RecordQuestion,
): Comparand | undefined {
  if (!item) return undefined;
  if (operator === 'exists') return { kind: 'exists' };
  if (item.list || value === undefined) return undefined;
  switch (item.type) {
    case 'text':
      return operator === 'equals' && isPlain(value) ? { kind: 'text', value } : undefined;
    case 'integer':
    case 'decimal':
      return NUMBER.test(value) ? { kind: 'number', operator, value } : undefined;
    case 'date':
      return isDate(value) ? { kind: 'date', operator, value } : undefined;
  }
}

/** One record's answer; null where its value is missing or cannot be read. */
export function judgeValue(item: ItemMapping, comparand: Comparand, raw: string | null): RecordVerdict {
  const value = readValue(item, raw);
  if (comparand.kind === 'exists') return value !== null;
  // Without a table of codes, text that cannot be passed on can still be told apart from what was given.
  if (comparand.kind === 'text' && !item.values && raw !== null && value !== null)
    return trimmed(raw) === comparand.value;
  if (value === null || value === undefined) return null;
  switch (comparand.kind) {
    case 'text':
      return value === comparand.value;
    case 'number':
      return NUMBER.test(value) ? ordered(comparand.operator, sixths(value), sixths(comparand.value)) : null;
    case 'date':
      return ordered(comparand.operator, value, comparand.value);
  }
}

/** Of all records of a subject: yes if one says yes, unknown if one cannot say, otherwise no. */
export function judgeRecords(
  source: Pick<SourceMapping, 'items' | 'absent'>,
  question: RecordQuestion,
  raws: readonly (string | null)[],
): RecordVerdict {
  const item = source.items[question.item];
  const comparand = comparandOf(item, question);
  if (!item || !comparand) return null;
  return together(
    raws.map((raw) => judgeValue(item, comparand, raw)),
    source.absent,
  );
}

export function together(verdicts: readonly RecordVerdict[], absent: SourceMapping['absent']): RecordVerdict {
  if (verdicts.length === 0) return absent === 'no' ? false : null;
  if (verdicts.includes(true)) return true;
  return verdicts.includes(null) ? null : false;
}

/** A database would refuse a NUL, and with it the questions about everybody else of the batch. */
const isPlain = (text: string): boolean =>
  text !== '' && text.length <= MAX_VALUE && !/\p{Cc}/u.test(text) && text.isWellFormed();

/** Exact: fifteen digits and six places are more than a double holds. */
function sixths(text: string): bigint {
  const [whole = '', places = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole) * 1_000_000n + BigInt(places.padEnd(6, '0'));
  return text.startsWith('-') ? -size : size;
}

function ordered<T extends bigint | string>(operator: Ordering, left: T, right: T): boolean {
  switch (operator) {
    case 'equals':
      return left === right;
    case 'below':
      return left < right;
    case 'at-most':
      return left <= right;
    case 'above':
      return left > right;
    case 'at-least':
      return left >= right;
  }
}
