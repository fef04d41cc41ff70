import type { RegionCode } from '#libs/codes';
import { judgeCondition } from '../conditions/judge.js';
import type { HandlingMode, Material, Matter } from '../matters/matter.js';
import type { CaseTerms } from './event.js';

export interface TermsInput {
  /** What the applicant filled in: decides which conditional materials are due. */
  form: Readonly<Record<string, unknown>>;
  modes: readonly HandlingMode[];
  /** Which region's department handles an item; `decision` for all where it is left out. */
  regionOf?: (item: string) => RegionCode;
  decision: RegionCode;
  /** Optional items that the applicant chose; the others are left out. */
  chosen?: readonly string[];
  /** Day of receipt, `YYYY-MM-DD`. */
  today: string;
}

/**
 * What a definition means for one case. It is written into the event that opens the case, so that a later version of the
 * definition changes nothing for it, and so that both regions fold the same case without having the file.
 */
export function termsOf(matter: Matter, input: TermsInput): CaseTerms {
  const { clocks } = matter;
  const joint = input.modes.includes('integrated');
  const period = joint ? clocks.joint : clocks.decision;
  const chosen = matter.items.filter(
    ({ id, optional }) => !optional || (input.chosen?.includes(id) ?? false),
  );
  const ids = new Set(chosen.map(({ id }) => id));
  const pledged = input.modes.includes('pledge');
  return {
    days: {
      acceptance: clocks.acceptance.days,
      decision: period.days,
      extension: period.extension,
      delivery: clocks.delivery.days,
      rectification: clocks.rectification.days,
      ...(clocks.promised ? { promised: clocks.promised.days } : {}),
    },
    materials: matter.materials
      .filter((material) => isAsked(material, matter, ids))
      .map((material) => ({
        id: material.id,
        required: isRequired(material, input),
        due: material.suppliedBy === 'authority' ? ('decision' as const) : ('acceptance' as const),
        trust: material.trust,
        ...(material.pledge && pledged
          ? { pledge: { days: material.pledge.days, consequence: material.pledge.consequence } }
          : {}),
      })),
    items: joint
      ? chosen.map(({ id, department, role, optional, after }) => ({
          id,
          department,
          region: input.regionOf?.(id) ?? input.decision,
          role,
          optional,
          // What waited for an item that is left out waits for nothing.
          after: after.filter((one) => ids.has(one)),
        }))
      : [],
    completion: matter.completion,
  };
}

/** A material that only items use which were left out is not asked for. */
function isAsked({ id }: Material, { items }: Matter, chosen: ReadonlySet<string>): boolean {
  const users = items.filter(({ materials }) => materials.includes(id));
  return users.length === 0 || users.some((item) => chosen.has(item.id));
}

/** What cannot be judged from the form is due: better asked for once too often than a decision without it. */
function isRequired({ need, when, suppliedBy }: Material, { form, today }: TermsInput): boolean {
  // What another item of the bundle makes cannot be there on acceptance.
  if (suppliedBy === 'earlier-item' || need === 'optional') return false;
  return (
    need === 'required' ||
    (when !== undefined && judgeCondition(when, {}, { form, today }).verdict !== 'not-eligible')
  );
}
