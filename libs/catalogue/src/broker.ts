import { Refusal } from '#libs/errors';
import { holdsOn, keyOf, type EvidenceCatalogue } from './catalogue.js';
import type { Equivalence, Evidence, Provision, Requirement, Thing } from './schema.js';

/** A way to get a piece of evidence from a region. */
export interface Source {
  provision: Provision;
  /** Where it is another type that is taken for the one that is wanted. */
  by?: Equivalence;
}

export interface EvidenceOption {
  evidence: Evidence;
  /** Empty where nobody provides it in that region: it has to be asked of the applicant. */
  sources: readonly Source[];
}

export interface Alternative {
  id: string;
  /** All of it together shows what is required. */
  evidence: readonly EvidenceOption[];
  /** Whether sharing gives all of it. */
  available: boolean;
  /** Available, but only under conditions of an equivalence that somebody has to look at. */
  conditional: boolean;
}

export interface RequirementAnswer {
  requirement: Requirement;
  /** Those that sharing gives come first, unconditional ones before conditional ones; else the catalogue's own order. */
  alternatives: readonly Alternative[];
}

/** An item of the catalogue covers its business variants; `basic:` covers all authorities that carry the item out. */
export function coversItem(named: string, itemCode: string): boolean {
  if (named.startsWith('basic:')) return itemCode.slice(19, 31) === named.slice('basic:'.length);
  return named === itemCode || (named.length === 31 && itemCode.length === 33 && itemCode.startsWith(named));
}

/**
 * The evidence broker: requirements of a matter, for each the evidence that satisfies it, for each piece who provides it
 * in a region (the OOTS way: requirement, evidence types, providers by jurisdiction).
 * @param day `YYYY-MM-DD`
 */
export function evidenceFor(
  catalogue: EvidenceCatalogue,
  { itemCode, jurisdiction, day }: { itemCode: string; jurisdiction: string; day: string },
): RequirementAnswer[] {
  return catalogue.requirements
    .filter(({ items }) => items.some((named) => coversItem(named, itemCode)))
    .map((requirement) => answerTo(catalogue, requirement, jurisdiction, day));
}

/** @throws Refusal REQUIREMENT_UNKNOWN */
export function requirementById(catalogue: EvidenceCatalogue, id: string): Requirement {
  const found = catalogue.requirements.find((requirement) => requirement.id === id);
  if (!found) throw new Refusal('REQUIREMENT_UNKNOWN');
  return found;
}

export function answerTo(
  catalogue: EvidenceCatalogue,
  requirement: Requirement,
  jurisdiction: string,
  day: string,
): RequirementAnswer {
  const alternatives = requirement.satisfiedBy.map(({ id, evidence }): Alternative => {
    const options = evidence.map((each) => ({
      evidence: each,
      sources: sourcesOf(catalogue, each, jurisdiction, day),
    }));
    const conditional = options.some(
      ({ sources }) => sources.length > 0 && sources.every(({ by }) => (by?.conditions.length ?? 0) > 0),
    );
    return {
      id,
      evidence: options,
      available: options.every(({ sources }) => sources.length > 0),
      conditional,
    };
  });
  const rank = ({ available, conditional }: Alternative): number => (!available ? 2 : conditional ? 1 : 0);
  return { requirement, alternatives: alternatives.toSorted((a, b) => rank(a) - rank(b)) };
}

/** Who provides a thing in a region: itself first, then what is taken for it. */
export function sourcesOf(
  catalogue: EvidenceCatalogue,
  wanted: Thing & { prefer?: Evidence['prefer'] },
  jurisdiction: string,
  day: string,
): Source[] {
  const provided = (what: Thing, where: string): Provision[] =>
    catalogue.provisions.filter(
      (provision) =>
        provision.jurisdiction === where &&
        keyOf(provision) === keyOf(what) &&
        holdsOn(provision, day) &&
        canGive(provision, wanted.prefer),
    );
  const own = provided(wanted, jurisdiction).map((provision): Source => ({ provision }));
  if (wanted.licenceType === undefined) return own;
  const taken = equivalentTypes(catalogue, { licenceType: wanted.licenceType, day }).filter(
    ({ shown }) => shown.jurisdiction === jurisdiction,
  );
  const others = taken.flatMap(({ shown, equivalence }) =>
    provided(shown, shown.jurisdiction).map((provision): Source => ({ provision, by: equivalence })),
  );
  return [...own, ...others.filter(({ provision }) => !own.some((source) => source.provision === provision))];
}

/** Whoever gives data can answer yes or no; a file has to be given as one. */
function canGive({ operations }: Provision, prefer: Evidence['prefer'] | undefined): boolean {
  if (prefer === undefined || prefer === 'verify') return true;
  if (prefer === 'document') return operations.includes('document') || operations.includes('apply');
  return operations.some((operation) => operation !== 'verify' && operation !== 'document');
}

export interface EquivalentType {
  /** What is shown in its place. */
  shown: { licenceType: string; jurisdiction: string };
  /** For what it is taken, and where. */
  takenFor: { licenceType: string; jurisdiction: string };
  equivalence: Equivalence;
}

/**
 * What may be shown in place of a licence type. One step only: that A is taken for B and B for C says nothing of A and C,
 * whose conditions nobody has looked at together.
 */
export function equivalentTypes(
  { equivalences }: EvidenceCatalogue,
  { licenceType, jurisdiction, day }: { licenceType: string; jurisdiction?: string; day: string },
): EquivalentType[] {
  const wanted = (to: { licenceType: string; jurisdiction: string }): boolean =>
    to.licenceType === licenceType && (jurisdiction === undefined || to.jurisdiction === jurisdiction);
  return equivalences
    .filter((each) => holdsOn(each, day))
    .flatMap((equivalence): EquivalentType[] => {
      const { from, to, direction } = equivalence;
      return [
        ...(wanted(to) ? [{ shown: from, takenFor: to, equivalence }] : []),
        ...(direction === 'both' && wanted(from) ? [{ shown: to, takenFor: from, equivalence }] : []),
      ];
    });
}

export interface AskedMaterial {
  thing: Thing;
  /** `sharing`: it must not be asked of the applicant, for sharing gives it. */
  verdict: 'sharing' | 'applicant' | 'not-required';
  sources: readonly Source[];
  requirements: readonly string[];
}

/**
 * What sharing gives is not asked of the applicant (政务数据共享条例: what can be had by sharing is not collected again). Says of each
 * material that a form asks for whether it may be asked for at all.
 * @param jurisdictions regions that may hold it
 */
export function checkAsked(
  catalogue: EvidenceCatalogue,
  {
    itemCode,
    jurisdictions,
    asked,
    day,
  }: { itemCode: string; jurisdictions: readonly string[]; asked: readonly Thing[]; day: string },
): AskedMaterial[] {
  const requirements = catalogue.requirements.filter(({ items }) =>
    items.some((named) => coversItem(named, itemCode)),
  );
  return asked.map((thing) => {
    const wanting = requirements.filter(({ satisfiedBy }) =>
      satisfiedBy.some(({ evidence }) => evidence.some((each) => keyOf(each) === keyOf(thing))),
    );
    const sources = jurisdictions.flatMap((where) => sourcesOf(catalogue, thing, where, day));
    const unconditional = sources.filter(({ by }) => (by?.conditions.length ?? 0) === 0);
    return {
      thing,
      verdict: wanting.length === 0 ? 'not-required' : unconditional.length > 0 ? 'sharing' : 'applicant',
      sources,
      requirements: wanting.map(({ id }) => id),
    };
  });
}
