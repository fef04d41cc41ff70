import { findField, verifyClaims, type Catalogue, type Licence } from '#libs/licences';
import type { Claim } from './lookup.js';

/** 核验: whether each claim holds, by field. A field that may not be compared, or that the type does not have, is absent. */
export function compareClaims(
  licence: Licence,
  claims: readonly Claim[],
  comparable: readonly string[],
  catalogue: Catalogue,
): ReadonlyMap<string, boolean> {
  const type = catalogue.find(licence.typeCode);
  const known = claims.filter(
    ({ field }) => comparable.includes(field) && type !== undefined && findField(type, field) !== undefined,
  );
  if (known.length === 0) return new Map();
  const given = Object.fromEntries(known.map(({ field, value }) => [field, value]));
  const { fields } = verifyClaims(licence, given, catalogue);
  return new Map(fields.map(({ field, matches }) => [field, matches]));
}

/** How a comparison stands in the log. */
export const matchWord = (matches: boolean | null | undefined): 'match' | 'mismatch' | 'unknown' =>
  matches === true ? 'match' : matches === false ? 'mismatch' : 'unknown';
