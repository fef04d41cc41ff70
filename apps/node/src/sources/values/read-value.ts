import { isDate } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { ItemMapping } from '../mapping/mapping-file.js';

/** Longest value of one item, in characters. */
export const MAX_VALUE = 4_000;
/** What is cut off at both ends of a value; the statements of sql/ name the same characters. */
export const BLANKS = ' \t\r\n\u00a0\u3000';

/** A number as the sources and questions may write it. */
export const NUMBER = /^-?\d{1,15}(\.\d{1,6})?$/;
const INTEGER = /^-?\d{1,18}$/;

const ends = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, 'g');

export const trimmed = (raw: string): string => raw.replace(ends, '');

/** The reading of a value: `null` where there is none, `undefined` where it cannot be read as the mapping says. */
export function readValue(item: ItemMapping, raw: string | null): string | null | undefined {
  if (raw === null) return null;
  const text = trimmed(raw);
  if (text === '') return null;
  if (text.length > MAX_VALUE || /\p{Cc}/u.test(text) || !text.isWellFormed()) return undefined;
  switch (item.type) {
    case 'text':
      if (!item.values) return text;
      return Object.hasOwn(item.values, text) ? item.values[text] : undefined;
    case 'integer':
      return INTEGER.test(text) ? text : undefined;
    case 'decimal':
      return NUMBER.test(text) ? text : undefined;
    case 'date':
      return readDate(item.format, text);
  }
}

function readDate(format: ItemMapping['format'], text: string): string | undefined {
  const day =
    format === 'YYYYMMDD' ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}` : text.slice(0, 10);
  return isDate(day) ? day : undefined;
}

/**
 * As {@link readValue}, for what is passed on.
 * @throws Refusal SOURCE_DATA_UNFIT naming the item, never the value
 */
export function releasedValue(code: string, item: ItemMapping, raw: string | null): string | null {
  const value = readValue(item, raw);
  if (value === undefined) throw new Refusal('SOURCE_DATA_UNFIT', { hint: code });
  return value;
}
