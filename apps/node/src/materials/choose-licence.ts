import type { LookupResult, Released } from '../lookup/index.js';

/** A licence of a holder's page that may serve as a material. */
export interface Candidate {
  identifier: string;
  licence: Released;
  /** Valid today by what was released; undefined where that was withheld. */
  standing: boolean | undefined;
}

/**
 * What of an answer may serve: everything that is not known to be over. What is released decides; a status that was
 * withheld makes nothing valid.
 * @param today `YYYY-MM-DD` in China
 */
export function candidatesOf(result: LookupResult, today: string): { fit: Candidate[]; over: number } {
  const licences = result.page
    ? result.page.items.map(({ licence }) => licence)
    : result.licence
      ? [result.licence]
      : [];
  const all = licences.flatMap((licence): Candidate[] => {
    const { identifier } = licence.fields;
    return typeof identifier === 'string'
      ? [{ identifier, licence, standing: standingOf(licence, today) }]
      : [];
  });
  const fit = all.filter(({ standing }) => standing !== false);
  return { fit, over: all.length - fit.length };
}

/** Status 01 (有效) and within its period; dates that are absent bound nothing, as those of licences without end. */
export function standingOf({ fields }: Released, today: string): boolean | undefined {
  const { status, validFrom, validUntil } = fields;
  if (typeof status === 'string' && status !== '01') return false;
  if (typeof validUntil === 'string' && validUntil < today) return false;
  if (typeof validFrom === 'string' && validFrom > today) return false;
  return typeof status === 'string' ? true : undefined;
}
