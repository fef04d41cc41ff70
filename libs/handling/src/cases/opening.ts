import { canonicalJson } from '#libs/audit-log';
import { matterDigest } from '../matters/package.js';
import type { Matter } from '../matters/matter.js';
import { dayOf } from './day.js';
import type { CaseEvent } from './event.js';
import { termsOf } from './terms.js';
import type { CaseCode } from './view.js';

/**
 * Whether an opening says what the definition says. The terms are written by the region of receipt, so whoever decides
 * compares them with the definition that it holds before it accepts: a required material that was made optional, or a
 * longer period, would otherwise go unnoticed.
 * @param form what the applicant filled in, whose digest the opening names
 * @returns every code that applies; none where all agrees
 */
export function openingProblems(
  { data, at }: CaseEvent<'receive'>,
  matter: Matter,
  form: Readonly<Record<string, unknown>>,
): CaseCode[] {
  const problems: CaseCode[] = [];
  if (data.matter.id !== matter.id || data.matter.digest !== matterDigest(matter))
    return ['CASE_MATTER_OTHER_VERSION'];
  if (!matter.models.includes(data.model) || !data.modes.every((mode) => matter.modes.includes(mode)))
    problems.push('CASE_MODE_NOT_OFFERED');
  // The item code is the authority's own; what all regions share of it must be the definition's.
  if (data.matter.itemCode.slice(19, 31) !== matter.basicCode.code)
    problems.push('CASE_MATTER_OTHER_VERSION');
  const regions = new Map(data.terms.items.map(({ id, region }) => [id, region]));
  const due = termsOf(matter, {
    form,
    modes: data.modes,
    decision: data.decision,
    // Where an item is handled is for the region of receipt to say; everything else follows from the definition.
    regionOf: (item) => regions.get(item) ?? data.decision,
    chosen: [...regions.keys()],
    today: dayOf(at),
  });
  if (canonicalJson(due) !== canonicalJson(data.terms)) problems.push('CASE_TERMS_DISAGREE');
  return problems;
}
