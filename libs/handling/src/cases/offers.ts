import type { RegionCode } from '#libs/codes';
import type { CaseEvent } from './event.js';
import { missingMaterials } from './materials.js';
import { refusalOf } from './needs.js';
import type { CaseRole } from './states.js';
import { stepKinds, type StepKind } from './steps.js';
import type { CaseCode, CaseView } from './view.js';

/** A step that somebody may take in a case as it stands. */
export interface StepOffer {
  kind: StepKind;
  /** What it still waits for; absent where it can be taken now. */
  waitsFor?: CaseCode;
}

/** Refusals that pass when something else is done; any other means that the step is not there for this person. */
const PASSING: readonly CaseCode[] = [
  'CASE_MATERIAL_MISSING',
  'CASE_ITEMS_OPEN',
  'CASE_ITEM_REFUSED',
  'CASE_ITEM_WAITS',
  'CASE_NOT_HANDED_OVER',
  'CASE_PLEDGE_NOT_DUE',
  'CASE_PLEDGE_DISAGREES',
];

/** The node notes by itself that a period is over. */
const OFFERED = stepKinds.filter((kind) => kind !== 'receive' && kind !== 'overdue');

/**
 * What a person of a region may do, for whoever shows a case. Not checked: what will be entered, and whether a delegate is
 * still named (the step itself says so).
 */
export function offersOf(
  view: CaseView,
  by: { region: RegionCode; role: CaseRole; person?: string },
  at: number,
): StepOffer[] {
  return OFFERED.flatMap((kind): StepOffer[] => {
    const codes = probes(view, kind).map((data) => {
      const { region, ...who } = by;
      return refusalOf(view, { kind, data, region, by: who, at } as unknown as CaseEvent, at);
    });
    if (codes.includes(undefined)) return [{ kind }];
    const waitsFor = codes.find((code) => code !== undefined && PASSING.includes(code));
    return waitsFor === undefined ? [] : [{ kind, waitsFor }];
  });
}

/** The least that a step could carry: where it takes one of several things, each of them. */
function probes(view: CaseView, kind: StepKind): object[] {
  switch (kind) {
    case 'begin-item':
    case 'answer-item':
      return Object.values(view.items)
        .filter(({ begunAt }) => kind === 'answer-item' || begunAt === undefined)
        .map(({ id }) => ({ item: id }));
    case 'pledge':
      return (view.pledge ? [] : pledgeable(view)).map((id) => ({
        missing: [id],
        consequence: consequenceOf(view, id),
      }));
    case 'name-delegate':
      return [{ delegate: { person: 'anybody' } }];
    case 'end-delegate':
      return view.delegates.map(({ person }) => ({ person }));
    case 'extend':
      return [{ days: 1 }];
    default:
      return [{ materials: [] }];
  }
}

/** Missing materials for which a pledge may stand in (容缺). */
function pledgeable(view: CaseView): string[] {
  return missingMaterials(view).filter((id) => consequenceOf(view, id) !== undefined);
}

const consequenceOf = ({ terms }: CaseView, id: string): 'revoke' | 'rectify' | undefined =>
  terms?.materials.find((one) => one.id === id)?.pledge?.consequence;

/** What follows where pledged materials do not come; undefined where they differ, or one cannot be pledged. */
export function pledgeConsequence(
  view: CaseView,
  missing: readonly string[],
): 'revoke' | 'rectify' | undefined {
  const [first, ...rest] = missing.map((id) => consequenceOf(view, id));
  return rest.every((one) => one === first) ? first : undefined;
}
