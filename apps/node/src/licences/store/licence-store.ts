import { randomBytes } from 'node:crypto';
import type { QueryConfig } from 'pg';
import { Refusal } from '#libs/errors';
import type { Licence } from '#libs/licences';
import { asStoreRefusal } from '../../persistence/store-refusal.js';
import { licenceOf, SELECT_LICENCE, type LicenceRow } from './columns.js';
import { Cursors, listDigest } from './cursor.js';
import type { Queryable } from './queryable.js';

/** Code and kind of code of whoever holds a licence (持证主体). */
export interface HolderKey {
  type: string;
  code: string;
}

export interface HolderQuery {
  /** Only licences of these types; all where absent. */
  typeCodes?: readonly string[];
  first: number;
  /** `endCursor` of the page before. */
  after?: string;
}

export interface LicencePage {
  items: { licence: Licence; cursor: string }[];
  /** Absent on an empty page. */
  endCursor?: string;
  hasNextPage: boolean;
}

/** Longer texts cannot be a key of anything here. The longest identifier has 95 characters. */
const MAX_KEY_LENGTH = 128;
const MAX_TYPE_CODES = 100;

/**
 * The licences of this region, read by key. Every read is one prepared statement on one index, so that its cost does
 * not grow with the number of licences. Whether the caller may see what is read is not decided here.
 */
export class LicenceStore {
  private readonly cursors: Cursors;

  constructor(
    private readonly pool: Queryable,
    private readonly options: {
      maxPageSize: number;
      /** Seals cursors; without it they hold as long as this object. */
      cursorKey?: Uint8Array;
    },
  ) {
    this.cursors = new Cursors(options.cursorKey ?? randomBytes(32));
  }

  /** @throws Refusal STORE_UNAVAILABLE, as all reads here */
  async byIdentifier(identifier: string): Promise<Licence | undefined> {
    if (!isKey(identifier)) return undefined;
    const [row] = await this.rows({
      name: 'licence-by-identifier',
      text: BY_IDENTIFIER,
      values: [identifier],
    });
    return row && licenceOf(row);
  }

  /** The licence of that type and number; of several versions the one that was issued last. */
  async byNumber(typeCode: string, number: string): Promise<Licence | undefined> {
    if (!isKey(typeCode) || !isKey(number)) return undefined;
    const [row] = await this.rows({ name: 'licence-by-number', text: BY_NUMBER, values: [typeCode, number] });
    return row && licenceOf(row);
  }

  /**
   * A holder's licences, ordered by type and identifier.
   *
   * @throws Refusal CURSOR_INVALID, PAGE_SIZE_INVALID
   */
  async byHolder(holder: HolderKey, { typeCodes, first, after }: HolderQuery): Promise<LicencePage> {
    const { maxPageSize } = this.options;
    if (!Number.isInteger(first) || first < 1 || first > maxPageSize) {
      throw new Refusal('PAGE_SIZE_INVALID', { hint: `1 to ${String(maxPageSize)}` });
    }
    const list = listDigest(holder, typeCodes);
    const from = after === undefined ? { typeCode: '', identifier: '' } : this.cursors.decode(after, list);
    if (!isKey(holder.type) || !isKey(holder.code)) return { items: [], hasNextPage: false };
    const types = typeCodes && [...new Set(typeCodes)].filter(isKey).slice(0, MAX_TYPE_CODES);
    // One more than asked tells whether there is a next page.
    const values: unknown[] = [holder.type, holder.code, from.typeCode, from.identifier, first + 1];
    const rows = await this.rows(
      types
        ? { name: 'licences-by-holder-and-types', text: BY_HOLDER_AND_TYPES, values: [...values, types] }
        : { name: 'licences-by-holder', text: BY_HOLDER, values },
    );
    const items = rows.slice(0, first).map((row) => {
      const licence = licenceOf(row);
      return { licence, cursor: this.cursors.encode(licence, list) };
    });
    const last = items.at(-1);
    return {
      items,
      ...(last && { endCursor: last.cursor }),
      hasNextPage: rows.length > first,
    };
  }

  private async rows(query: QueryConfig): Promise<LicenceRow[]> {
    try {
      return (await this.pool.query<LicenceRow>(query)).rows;
    } catch (failure) {
      throw asStoreRefusal(failure);
    }
  }
}

const BY_IDENTIFIER = `SELECT ${SELECT_LICENCE} FROM licence WHERE identifier = $1`;
const BY_NUMBER = `SELECT ${SELECT_LICENCE} FROM licence WHERE type_code = $1 AND number = $2
  ORDER BY type_code, number, licence.issue_date DESC, identifier DESC LIMIT 1`;
const HOLDER_PAGE = `SELECT ${SELECT_LICENCE} FROM licence
  WHERE holder_type = $1 AND holder_code = $2 AND (type_code, identifier) > ($3, $4)`;
const HOLDER_ORDER = 'ORDER BY holder_type, holder_code, type_code, identifier LIMIT $5';
const BY_HOLDER = `${HOLDER_PAGE} ${HOLDER_ORDER}`;
const BY_HOLDER_AND_TYPES = `${HOLDER_PAGE} AND type_code = ANY($6) ${HOLDER_ORDER}`;

/** NUL would come back as a database error; nothing is stored under such a key. */
function isKey(text: string): boolean {
  return text.length > 0 && text.length <= MAX_KEY_LENGTH && !text.includes('\u0000');
}
