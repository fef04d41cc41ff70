import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { Sealer } from '../../secrets/index.js';
import { type Bounds, conditionsOf, Parameters } from './conditions.js';
import type { AuditFilter } from './filter.js';
import { type EntryRow, type LogReader, type RawRow, ROW_COLUMNS, rowOf } from './log-reader.js';

export type EntryOrder = 'newest' | 'oldest';

export interface EntryQuery {
  filter: AuditFilter;
  first: number;
  order: EntryOrder;
  /** Cursor of the row after which the page begins. */
  after?: string;
}

export interface EntryPage {
  items: { cursor: string; row: EntryRow }[];
  hasNextPage: boolean;
}

interface Place {
  index: string;
  /** Milliseconds since the epoch; counts where a period alone narrows the search. */
  at: number;
}

const place = z.tuple([z.string().regex(/^\d{1,18}$/), z.int()]);

/**
 * One page of entries. The order is that of the log; where a period alone narrows the search, that of time with the
 * index to decide. Entries are never changed and new ones come at the end, so a cursor stays where it is: going on from
 * it shows each entry once, whatever was appended meanwhile. A cursor is sealed to its filter and order.
 */
export class SearchEntries {
  constructor(
    private readonly reader: LogReader,
    private readonly sealer: Sealer,
  ) {}

  /** @throws Refusal `CURSOR_INVALID` | `AUDIT_SEARCH_TOO_WIDE` | `STORE_UNAVAILABLE` */
  async page({ filter, first, order, after }: EntryQuery): Promise<EntryPage> {
    const list = listDigest(filter, order);
    const from = after === undefined ? undefined : this.open(after, list);
    const { text, values } = pageStatement(filter, order, first + 1, from);
    const raw = await this.reader.query<RawRow & { at: Date }>(text, values);
    const items = raw.slice(0, first).map(({ at, ...row }) => ({
      cursor: this.seal({ index: row.index, at: at.getTime() }, list),
      row: rowOf(row),
    }));
    return { items, hasNextPage: raw.length > first };
  }

  private seal({ index, at }: Place, list: string): string {
    return this.sealer.seal(JSON.stringify([index, at]), list).toString('base64url');
  }

  private open(cursor: string, list: string): Place {
    const text =
      cursor.length <= 200 && /^[A-Za-z0-9_-]+$/.test(cursor)
        ? this.sealer.open(Buffer.from(cursor, 'base64url'), list)
        : undefined;
    if (text === undefined) throw new Refusal('CURSOR_INVALID');
    const [index, at] = place.parse(JSON.parse(text));
    return { index, at };
  }
}

export function pageStatement(
  filter: AuditFilter,
  order: EntryOrder,
  limit: number,
  from?: Place,
): { text: string; values: unknown[] } {
  const parameters = new Parameters();
  const oldestFirst = order === 'oldest';
  const byTime = conditionsOf(filter, new Parameters()).order === 'time';
  const bounds: Bounds = {
    oldestFirst,
    ...(from && !byTime ? (oldestFirst ? { above: from.index } : { below: from.index }) : {}),
  };
  const conditions = conditionsOf(filter, parameters, bounds);
  const beyond =
    from && byTime
      ? `AND (e.at, e.index) ${oldestFirst ? '>' : '<'} (to_timestamp(${parameters.add(from.at)}::bigint / 1000.0), ${parameters.add(from.index)}::bigint)`
      : '';
  const direction = oldestFirst ? 'ASC' : 'DESC';
  const sort = byTime ? `e.at ${direction}, e.index ${direction}` : `e.index ${direction}`;
  return {
    text: `SELECT ${ROW_COLUMNS}, e.at FROM ${conditions.from} WHERE ${conditions.where} ${beyond}
           ORDER BY ${sort} LIMIT ${parameters.add(limit)}`,
    values: parameters.values,
  };
}

/** Names a list: a cursor of one is of no use in another. */
function listDigest(filter: AuditFilter, order: EntryOrder): string {
  return createHash('sha256')
    .update(`cursor ${canonicalJson({ filter, order })}`)
    .digest('base64url');
}
