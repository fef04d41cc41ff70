import type { TrustLevel } from '../matters/matter.js';
import type { CaseMaterial } from './event.js';
import type { CaseCode, CaseView } from './view.js';

const RANK: Readonly<Record<TrustLevel, number>> = { A: 0, B: 1, C: 2, D: 3 };

/** Whether a material is at least as trustworthy as is due. A failed verdict never is; an undecided one is not above C. */
export function suffices({ trust, verdict }: CaseMaterial, due: TrustLevel): boolean {
  if (verdict === 'failed') return false;
  const real = verdict === 'undecided' ? Math.max(RANK[trust], RANK.C) : RANK[trust];
  return real <= RANK[due];
}

/** Required materials that are not there, or not trustworthy enough, when the case is accepted or decided. */
export function missingMaterials(
  { terms, materials }: CaseView,
  stage: 'acceptance' | 'decision' = 'decision',
): string[] {
  return (terms?.materials ?? [])
    .filter(({ required, due }) => required && (stage === 'decision' || due === 'acceptance'))
    .filter(({ id, trust }) => {
      const held = materials[id];
      return !held || !suffices(held, trust);
    })
    .map(({ id }) => id);
}

/** The matter must ask for it: a case is no place to leave other files about a person. */
export function unknownMaterial(view: CaseView, given: readonly CaseMaterial[]): CaseCode | undefined {
  const asked = new Set((view.terms?.materials ?? []).map(({ id }) => id));
  return given.every(({ id }) => asked.has(id)) ? undefined : 'CASE_MATERIAL_UNKNOWN';
}

/** The later one replaces the earlier one, unless it proves less. */
export function takeMaterials(view: CaseView, given: readonly CaseMaterial[]): void {
  for (const one of given) {
    const held = view.materials[one.id];
    if (!held || one.verdict !== 'failed' || held.verdict === 'failed') view.materials[one.id] = one;
  }
}
