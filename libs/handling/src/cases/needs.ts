import { receiptRegionOf, type CaseDelegate, type CaseEvent } from './event.js';
import { missingMaterials, unknownMaterial } from './materials.js';
import { dayOf } from './day.js';
import type { CasePart } from './states.js';
import { stepOf } from './steps.js';
import type { CaseCode, CaseView } from './view.js';

/**
 * Why an event cannot take effect on a case as it stands; undefined where it can. The order of the checks is the order in
 * which a person would want to hear: whose step, when, then what is missing.
 */
export function refusalOf(view: CaseView, event: CaseEvent, at: number): CaseCode | undefined {
  if (event.kind === 'receive') return refusalOfReceiving(view, event, at);
  if (!view.state) return 'CASE_NOT_OPEN';
  return standing(view, event, at) ?? needs(view, event, at);
}

function refusalOfReceiving(view: CaseView, event: CaseEvent<'receive'>, at: number): CaseCode | undefined {
  if (view.state) return 'CASE_OPENED_TWICE';
  if (event.region !== receiptRegionOf(event.case)) return 'CASE_REGION_MAY_NOT';
  const { data, by } = event;
  if (!stepOf('receive').roles.includes(by.role)) return 'CASE_ROLE_MAY_NOT';
  if (by.role === 'delegate' && (!by.person || by.person !== data.delegate?.person))
    return 'CASE_DELEGATE_UNKNOWN';
  const unfit = data.delegate && unfitDelegate(data.delegate, data.applicant.ref, at);
  if (unfit) return unfit;
  if (data.model === 'collected' && data.decision === event.region) return 'CASE_MODEL_DISAGREES';
  const parties = new Set([event.region, data.decision, ...data.supporting]);
  if (!data.terms.items.every(({ region }) => parties.has(region))) return 'CASE_REGION_NOT_PARTY';
  const asked = new Set(data.terms.materials.map(({ id }) => id));
  return data.materials.every(({ id }) => asked.has(id)) ? undefined : 'CASE_MATERIAL_UNKNOWN';
}

/** Who may take the step, and from where. */
function standing(view: CaseView, event: CaseEvent, at: number): CaseCode | undefined {
  const step = stepOf(event.kind);
  const parts = partsOf(view, event.region);
  if (parts.length === 0) return 'CASE_REGION_NOT_PARTY';
  if (!step.by.some((part) => parts.includes(part))) return 'CASE_REGION_MAY_NOT';
  if (!step.roles.includes(event.by.role)) return 'CASE_ROLE_MAY_NOT';
  if (event.by.role === 'delegate' && !isNamed(view, event.by.person, at)) return 'CASE_DELEGATE_UNKNOWN';
  if (step.models && (!view.opening || !step.models.includes(view.opening.model)))
    return 'CASE_MODEL_DISAGREES';
  return view.state && step.from.includes(view.state) ? undefined : 'CASE_STATE_WRONG';
}

export function partsOf({ parties }: CaseView, region: string): CasePart[] {
  if (!parties) return [];
  return [
    ...(parties.receipt === region ? (['receipt'] as const) : []),
    ...(parties.decision === region ? (['decision'] as const) : []),
    ...(parties.supporting.some((one) => one === region) ? (['supporting'] as const) : []),
  ];
}

const isNamed = ({ delegates }: CaseView, person: string | undefined, at: number): boolean =>
  delegates.some((one) => one.person === person && (one.until === undefined || dayOf(at) <= one.until));

/** Nobody acts for themselves, or from a day that is over. */
function unfitDelegate(
  { person, until }: Pick<CaseDelegate, 'person' | 'until'>,
  applicant: string | undefined,
  at: number,
): CaseCode | undefined {
  if (person === applicant) return 'CASE_DELEGATE_IS_APPLICANT';
  return until !== undefined && until < dayOf(at) ? 'CASE_DELEGATE_OVER' : undefined;
}

/** What the step needs beyond the right hands. */
function needs(view: CaseView, event: CaseEvent, at: number): CaseCode | undefined {
  const decides = partsOf(view, event.region).includes('decision');
  switch (event.kind) {
    case 'ask-correction':
      if (view.correction) return 'CASE_CORRECTION_ONCE';
      return mayActBeforeAcceptance(view, decides);
    case 'accept':
      return needsOfAccepting(view, event, decides);
    case 'not-accept':
      return mayActBeforeAcceptance(view, decides);
    case 'correct':
    case 'add-materials':
      return unknownMaterial(view, event.data.materials);
    case 'fulfil-pledge':
      if (view.pledge?.state !== 'open' && view.pledge?.state !== 'offered') return 'CASE_PLEDGE_MISSING';
      return unknownMaterial(view, event.data.materials);
    case 'extend':
      return view.extension || event.data.days > (view.terms?.days.extension ?? 0) || event.data.days === 0
        ? 'CASE_EXTENSION_ONCE'
        : undefined;
    case 'pledge':
      return needsOfPledging(view, event);
    case 'approve':
      return missingMaterials(view).length > 0 ? 'CASE_MATERIAL_MISSING' : needsOfItems(view);
    case 'approve-with-pledge':
      if (view.pledge?.state !== 'offered') return 'CASE_PLEDGE_MISSING';
      return pledgeCovers(view, 'decision') ? needsOfItems(view) : 'CASE_PLEDGE_DISAGREES';
    case 'revoke':
      if (view.pledge?.state !== 'open' || view.pledge.consequence !== 'revoke') return 'CASE_PLEDGE_MISSING';
      return dayOf(at) > view.pledge.due ? undefined : 'CASE_PLEDGE_NOT_DUE';
    case 'begin-item':
    case 'answer-item':
      return needsOfItem(view, event);
    case 'name-delegate':
      return unfitDelegate(event.data.delegate, view.opening?.applicant.ref, at);
    case 'end-delegate':
      return view.delegates.some(({ person }) => person === event.data.person)
        ? undefined
        : 'CASE_DELEGATE_UNKNOWN';
    case 'rate':
      return view.rating ? 'CASE_RATED_ALREADY' : undefined;
    case 'answer-rating':
      return view.rating?.rectification && view.rating.rectification.answeredAt === undefined
        ? undefined
        : 'CASE_RECTIFICATION_MISSING';
    default:
      return undefined;
  }
}

/** 异地代收代办: until the counter has handed over, the case is the counter's; afterwards the deciding region's. */
function mayActBeforeAcceptance(view: CaseView, decides: boolean): CaseCode | undefined {
  const model = view.opening?.model;
  if (model === 'collected' && decides) return view.handedOver ? undefined : 'CASE_NOT_HANDED_OVER';
  if (model === 'collected') return view.handedOver ? 'CASE_REGION_MAY_NOT' : undefined;
  // 全程网办: the competent region handles it remotely; 多地联办: accepted once, by whichever of the two.
  return decides || model === 'joint' ? undefined : 'CASE_REGION_MAY_NOT';
}

function needsOfAccepting(
  view: CaseView,
  event: CaseEvent<'accept'>,
  decides: boolean,
): CaseCode | undefined {
  if (view.opening?.model === 'collected' && !decides) return 'CASE_REGION_MAY_NOT';
  const deemed = event.data.deemedSince !== undefined;
  // Time accepts for everybody: not even the hand-over holds it up (行政许可法 32: 逾期不告知的，自收到之日起即为受理).
  const refused = deemed && decides ? undefined : mayActBeforeAcceptance(view, decides);
  if (refused) return refused;
  if (deemed) return undefined;
  if (event.by.role === 'node' && !view.opening?.modes.includes('no-application')) return 'CASE_ROLE_MAY_NOT';
  return pledgeCovers(view, 'acceptance') ? undefined : 'CASE_MATERIAL_MISSING';
}

function needsOfPledging(view: CaseView, { data }: CaseEvent<'pledge'>): CaseCode | undefined {
  if (!view.opening?.modes.includes('pledge')) return 'CASE_MATERIAL_NOT_PLEDGEABLE';
  if (view.pledge) return 'CASE_PLEDGE_DISAGREES';
  const terms = new Map((view.terms?.materials ?? []).map((one) => [one.id, one]));
  for (const id of data.missing) {
    const offered = terms.get(id)?.pledge;
    if (!offered) return 'CASE_MATERIAL_NOT_PLEDGEABLE';
    if (offered.consequence !== data.consequence) return 'CASE_PLEDGE_DISAGREES';
  }
  return undefined;
}

/** Whether nothing is missing but what was pledged. */
function pledgeCovers(view: CaseView, stage: 'acceptance' | 'decision'): boolean {
  const pledged = view.pledge?.state === 'offered' ? view.pledge.missing : [];
  return missingMaterials(view, stage).every((id) => pledged.includes(id));
}

function needsOfItems(view: CaseView): CaseCode | undefined {
  const items = Object.values(view.items);
  const answered = view.terms?.completion === 'answered';
  for (const { optional, answer } of items) {
    if (!answer && !optional) return 'CASE_ITEMS_OPEN';
    if (answered || optional) continue;
    if (answer?.outcome === 'refused') return 'CASE_ITEM_REFUSED';
    if (answer?.outcome === 'not-available') return 'CASE_ITEMS_OPEN';
  }
  return undefined;
}

function needsOfItem(view: CaseView, event: CaseEvent<'begin-item' | 'answer-item'>): CaseCode | undefined {
  const item = Object.hasOwn(view.items, event.data.item) ? view.items[event.data.item] : undefined;
  if (!item) return 'CASE_ITEM_UNKNOWN';
  if (item.region !== event.region) return 'CASE_ITEM_OTHER_REGION';
  // A source that was away may answer later; any other answer stands.
  if (item.answer && item.answer.outcome !== 'not-available') return 'CASE_ITEM_ANSWERED';
  if (!item.after.every((id) => isDone(view, id))) return 'CASE_ITEM_WAITS';
  const decided = view.decision !== undefined;
  return decided && view.terms?.completion !== 'answered' ? 'CASE_STATE_WRONG' : undefined;
}

/** An optional item that was chosen is waited for like any other, but whatever it comes to holds nothing up. */
function isDone({ items, terms }: CaseView, id: string): boolean {
  const outcome = items[id]?.answer?.outcome;
  if (outcome === undefined) return false;
  if (items[id]?.optional) return true;
  return terms?.completion === 'answered' || (outcome !== 'refused' && outcome !== 'not-available');
}
