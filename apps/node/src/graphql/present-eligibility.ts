import { Refusal } from '#libs/errors';
import { regionCodes } from '#libs/codes';
import type { CandidatePage, EligibilityRun, StartInput } from '../eligibility/index.js';
import type {
  EligibilityCandidatePageType,
  EligibilityRunInput,
  EligibilityRunType,
  EligibilityState,
  EligibilityVerdict,
} from './types/eligibility.type.js';
import { asRegion } from './arguments.js';
import type { HolderType } from './types/enums.js';

const MOST_ENTRIES = 60;

/** @throws Refusal ELIGIBILITY_INPUT_INVALID */
export function startInputOf(input: EligibilityRunInput): StartInput {
  const { matter, holdersOf } = input;
  const [sources, form, items] = [input.sources ?? [], input.form ?? [], input.items ?? []];
  if (sources.length > MOST_ENTRIES || form.length > MOST_ENTRIES || items.length > MOST_ENTRIES)
    throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: `at most ${String(MOST_ENTRIES)}` });
  const regions = sources.map(({ dataset, licenceType, regions: where }) => {
    const key = dataset ? `dataset:${dataset}` : `licence:${licenceType ?? ''}`;
    if (Boolean(dataset) === Boolean(licenceType) || where.length > regionCodes.length)
      throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'sources' });
    return [key, where.map(asRegion)] as const;
  });
  const entries = form.map(({ field, value, attribute }) => {
    const isGiven = typeof value === 'string';
    if (isGiven === Boolean(attribute)) throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'form' });
    return [field, isGiven ? value : { candidate: attribute ?? '' }] as const;
  });
  if (new Set(regions.map(([key]) => key)).size < regions.length)
    throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'sources: named twice' });
  if (new Set(entries.map(([field]) => field)).size < entries.length)
    throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'form: named twice' });
  return {
    matter,
    candidates: holdersOf
      ? { from: 'licences', licenceType: holdersOf }
      : { from: 'file', skipInvalid: input.skipInvalid ?? false },
    regions: Object.fromEntries(regions),
    opensCases: input.opensCases ?? false,
    form: Object.fromEntries(entries),
    items,
  };
}

export function toEligibilityRun(run: EligibilityRun): EligibilityRunType {
  const judged =
    run.edition === 1 ? run.eligible + run.ineligible + run.unknown : run.candidates - run.unknown;
  return {
    id: run.id,
    state: run.state as EligibilityState,
    code: run.code ?? null,
    matter: run.matter,
    matterVersion: run.matterVersion,
    today: run.today,
    edition: run.edition,
    candidates: run.candidates,
    judged,
    eligible: run.eligible,
    ineligible: run.ineligible,
    unknown: run.unknown,
    opened: run.opened,
    reasons: run.reasons
      .map((reason, n) => ({ reason, count: run.reasonCounts[n] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    approvedEdition: run.approvedEdition ?? null,
    startedAt: instant(run.startedAt),
    changedAt: instant(run.changedAt),
    endedAt: run.endedAt === undefined ? null : instant(run.endedAt),
  };
}

const instant = (at: number): string => new Date(at).toISOString();

export const toCandidatePage = ({
  items,
  hasNextPage,
  endCursor,
}: CandidatePage): EligibilityCandidatePageType => ({
  nodes: items.map(({ type, code, verdict, reason, caseId }) => ({
    holderType: type as HolderType,
    code,
    verdict: verdict as EligibilityVerdict,
    reason: reason ?? null,
    caseId: caseId ?? null,
  })),
  pageInfo: { hasNextPage, endCursor },
});
