import type { Licence } from '#libs/licences';
import { licenceOf, SELECT_LICENCE, type LicenceRow } from './columns.js';
import type { HolderKey } from './licence-store.js';
import type { Queryable } from './queryable.js';

const OF_HOLDERS = `
  SELECT DISTINCT ON (wanted.place) wanted.place, ${SELECT_LICENCE}
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS wanted (type, code, place)
  JOIN licence ON holder_type = wanted.type AND holder_code = wanted.code AND type_code = $1
  ORDER BY wanted.place, (status = '01') DESC, licence.issue_date DESC, identifier DESC`;

/**
 * One licence of a type for each of many holders: the valid one, otherwise the newest; undefined where one has none. In the
 * order of the holders. Whether the caller may see what is read is not decided here.
 */
export async function licencesOfHolders(
  pool: Queryable,
  typeCode: string,
  holders: readonly HolderKey[],
): Promise<(Licence | undefined)[]> {
  const { rows } = await pool.query<LicenceRow & { place: string }>({
    name: 'licences-of-holders',
    text: OF_HOLDERS,
    values: [typeCode, holders.map(({ type }) => type), holders.map(({ code }) => code)],
  });
  const found = new Map(rows.map((row) => [Number(row.place), licenceOf(row)]));
  return holders.map((_, n) => found.get(n + 1));
}

/** Holders of valid licences of a type, each once, after one of them, by kind and code, with the newest licence's name. */
export async function holdersOfType(
  pool: Queryable,
  typeCode: string,
  after: HolderKey | undefined,
  limit: number,
): Promise<(HolderKey & { name: string })[]> {
  const { rows } = await pool.query<HolderKey & { name: string }>({
    name: 'holders-of-type',
    text: `SELECT DISTINCT ON (holder_type, holder_code) holder_type AS type, holder_code AS code, holder_name AS name
           FROM licence WHERE type_code = $1 AND status = '01' AND (holder_type, holder_code) > ($2, $3)
           ORDER BY holder_type, holder_code, issue_date DESC LIMIT $4`,
    values: [typeCode, after?.type ?? '', after?.code ?? '', limit],
  });
  return rows;
}
