import { citizenNumber, holderCodeProblem, regionOf, uscc, type RegionCode } from '#libs/codes';
import type { HolderType } from '../generated/operations.generated.js';

export interface Holder {
  type: HolderType;
  code: string;
}

/** Documents whose numbers cannot be told apart by themselves: the clerk says which it is. */
export const PAPERS = ['PASSPORT', 'HK_MACAO_PERMIT', 'TAIWAN_PERMIT'] as const;
export type Paper = (typeof PAPERS)[number];

const CODES: Record<Paper, '414' | '516' | '511'> = {
  PASSPORT: '414',
  HK_MACAO_PERMIT: '516',
  TAIWAN_PERMIT: '511',
};

/**
 * Whoever a number names, as it was typed or as a scanner read it: the code of a business licence holds an address with the
 * number in it. A number with a wrong check character names nobody.
 */
export function readHolder(text: string, subject: 'firm' | 'person', paper?: Paper): Holder | undefined {
  const written = text.trim().toUpperCase();
  if (paper)
    return holderCodeProblem(CODES[paper], written) === undefined
      ? { type: paper, code: written }
      : undefined;
  for (const [code] of written.matchAll(/(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])/g)) {
    if (subject === 'person' && citizenNumber.is(code)) return { type: 'CITIZEN_NUMBER', code };
    if (subject === 'firm' && uscc.is(code)) return { type: 'USCC', code };
  }
  return undefined;
}

/** Where a firm is registered: most of what it asks for is decided there. */
export const regionOfFirm = ({ type, code }: Holder): RegionCode | undefined =>
  type === 'USCC' ? regionOf(code.slice(2, 8)) : undefined;
