import { holderCodeProblem, regionOfIdentifier, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { licenceFields } from '#libs/licences';
import type { Claim, HolderRef } from '../lookup/lookup.js';
import type { Region } from './types/enums.js';
import type { ClaimInput, HolderInput } from './types/inputs.js';

const LARGEST_PAGE = 100;
const LONGEST_VALUE = 512;
const MOST_CLAIMS = 50;

/** The enum's values are the province codes themselves. */
export const asRegion = (region: Region): RegionCode => region;

/** @throws Refusal REGION_REQUIRED where the identifier's issuer tells no region and none is given */
export function regionFor(identifier: string, given: Region | undefined | null): RegionCode {
  const region = given ? asRegion(given) : regionOfIdentifier(identifier);
  if (!region) throw new Refusal('REGION_REQUIRED');
  return region;
}

/** @throws Refusal with the code of the rule that the holder's code breaks */
export function holderOf({ type, code }: HolderInput): HolderRef {
  const problem = holderCodeProblem(type, code);
  if (problem) throw new Refusal(problem);
  return { type, code };
}

/** @throws Refusal PAGE_SIZE_INVALID | CURSOR_INVALID */
export function pageOf(first: number, after: string | undefined | null): { first: number; after?: string } {
  if (first < 1 || first > LARGEST_PAGE)
    throw new Refusal('PAGE_SIZE_INVALID', { hint: `1 to ${LARGEST_PAGE}` });
  if (after && after.length > LONGEST_VALUE) throw new Refusal('CURSOR_INVALID');
  return { first, ...(after ? { after } : {}) };
}

/** @throws Refusal GRAPHQL_BAD_VALUE */
export function numberOf(number: string): string {
  if (!/^\P{C}{1,64}$/u.test(number)) throw new Refusal('GRAPHQL_BAD_VALUE', { hint: 'number' });
  return number;
}

const knownFields = new Set<string>(licenceFields.map((field) => field.name));

/** @throws Refusal CLAIMS_INVALID for none, too many, an unknown field or too long a value */
export function claimsOf(claims: readonly ClaimInput[]): Claim[] {
  if (claims.length === 0 || claims.length > MOST_CLAIMS)
    throw new Refusal('CLAIMS_INVALID', { hint: `1 to ${MOST_CLAIMS}` });
  return claims.map(({ field, value }) => {
    if (!knownFields.has(field) && !/^attributes\.KZ_[A-Z0-9_]{1,40}$/.test(field))
      throw new Refusal('CLAIMS_INVALID', { hint: 'unknown field' });
    if (value.length > LONGEST_VALUE) throw new Refusal('CLAIMS_INVALID', { hint: 'value too long' });
    return { field, value };
  });
}
