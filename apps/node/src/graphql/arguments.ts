import { holderCodeProblem, regionOfIdentifier, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { licenceFields } from '#libs/licences';
import type { Claim, HolderRef } from '../lookup/lookup.js';
import { RECORD_LIMITS, type RecordQuestion } from '../lookup/records.js';
import { RecordOperator, type Region } from './types/enums.js';
import type { ClaimInput, HolderInput, RecordQuestionInput } from './types/inputs.js';

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

const invalid = (hint: string): Refusal => new Refusal('RECORD_QUESTION_INVALID', { hint });

/** @throws Refusal RECORD_QUESTION_INVALID for none, too many or one twice */
export function itemsOf(items: readonly string[]): string[] {
  if (items.length === 0 || items.length > RECORD_LIMITS.items)
    throw invalid(`1 to ${RECORD_LIMITS.items} items`);
  if (new Set(items).size < items.length) throw invalid('an item twice');
  return [...items];
}

/** @throws Refusal RECORD_QUESTION_INVALID */
export function limitOf(limit: number): number {
  if (limit < 1 || limit > RECORD_LIMITS.records) throw invalid(`limit 1 to ${RECORD_LIMITS.records}`);
  return limit;
}

/** @throws Refusal RECORD_QUESTION_INVALID; or the code of the rule that a subject's code breaks */
export function subjectsOf(subjects: readonly HolderInput[]): HolderRef[] {
  if (subjects.length === 0 || subjects.length > RECORD_LIMITS.subjects)
    throw invalid(`1 to ${RECORD_LIMITS.subjects} subjects`);
  return subjects.map(holderOf);
}

/** @throws Refusal RECORD_QUESTION_INVALID */
export function questionsOf(questions: readonly RecordQuestionInput[]): RecordQuestion[] {
  if (questions.length === 0 || questions.length > RECORD_LIMITS.questions)
    throw invalid(`1 to ${RECORD_LIMITS.questions} questions`);
  const times = new Map<string, number>();
  return questions.map(({ item, operator, value }) => {
    times.set(item, (times.get(item) ?? 0) + 1);
    if ((times.get(item) ?? 0) > RECORD_LIMITS.questionsOfItem)
      throw invalid(`${RECORD_LIMITS.questionsOfItem} questions about one item`);
    if (operator === RecordOperator.EXISTS) {
      if (value !== undefined && value !== null) throw invalid('EXISTS takes no value');
      return { item, operator };
    }
    if (typeof value !== 'string') throw invalid(`${operator} needs a value`);
    if (value.length === 0 || value.length > RECORD_LIMITS.valueLength || /\p{C}/u.test(value))
      throw invalid('value');
    return { item, operator, value };
  });
}
