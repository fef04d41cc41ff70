import { Refusal } from '#libs/errors';

/** Where a page ended, of a list in the order of an instant and of what tells rows of one instant apart. */
export interface Place {
  /** Microseconds since the epoch, as the database keeps instants. */
  micros: string;
  id: string;
}

export const cursorOf = ({ micros, id }: Place): string =>
  Buffer.from(`${micros} ${id}`).toString('base64url');

/** @throws Refusal CURSOR_INVALID */
export function placeOf(cursor: string): Place {
  const [, micros, id] = /^(\d{1,18}) (\S{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (micros === undefined || id === undefined) throw new Refusal('CURSOR_INVALID');
  return { micros, id };
}

/** SQL of an instant as microseconds, without losing any. */
export const asMicros = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`;
/** SQL of the instant that a parameter says. */
export const asInstant = (parameter: string): string =>
  `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`;

/** One page of rows, fetched with one more than asked for, to know whether others follow. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  first: number,
  placeOfRow: (row: Row) => Place,
): { rows: Row[]; hasNextPage: boolean; endCursor?: string } {
  const page = rows.slice(0, first);
  const last = page.at(-1);
  return {
    rows: page,
    hasNextPage: rows.length > first,
    ...(last === undefined ? {} : { endCursor: cursorOf(placeOfRow(last)) }),
  };
}
