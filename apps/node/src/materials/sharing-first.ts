import { regionCodes, type RegionCode } from '#libs/codes';
import type { AskedMaterial, Thing } from '#libs/catalogue';
import { Refusal } from '#libs/errors';
import type { Material, Matter } from '#libs/handling';
import type { CaseSubject } from '../cases/ports.js';
import type { FetchStore } from './fetch-store.js';
import type { MattersOfCases } from './matters-of-cases.js';

/** What the catalogue says of what a form asks for; undefined where this node has loaded no catalogue. */
export type AskCatalogue = (
  itemCode: string,
  jurisdictions: readonly RegionCode[],
  asked: readonly Thing[],
) => readonly AskedMaterial[] | undefined;

/**
 * "Unless sharing gives it, don't ask for it" (凡通过数据共享可以获得的，不得要求重复提供): held against the catalogue. Where a source was
 * asked for this case and did not give it, the applicant may be asked: a case must not wait for ever for a system.
 */
export class SharingFirst {
  constructor(
    private readonly deps: {
      catalogue: AskCatalogue;
      matters: MattersOfCases;
      fetches: Pick<FetchStore, 'ofMaterial'>;
    },
  ) {}

  /** Whether sharing gives a material: by the catalogue where it knows the requirement, else by the definition. */
  gives(subject: CaseSubject, matter: Matter, material: Material): boolean {
    const { catalogue, matters } = this.deps;
    const itemCode = matters.itemCode(subject, matter);
    const things: Thing[] = [
      ...material.proves.map((licenceType) => ({ licenceType })),
      ...(material.dataset === undefined ? [] : [{ dataset: material.dataset }]),
    ];
    const known =
      itemCode === undefined || things.length === 0
        ? []
        : (catalogue(itemCode, regionCodes, things) ?? []).filter(
            ({ verdict }) => verdict !== 'not-required',
          );
    if (known.length > 0) return known.some(({ verdict }) => verdict === 'sharing');
    return material.suppliedBy === 'sharing';
  }

  /** @throws Refusal MATERIAL_GIVEN_BY_SHARING */
  async assertMayBeAsked(subject: CaseSubject, matter: Matter, material: Material): Promise<void> {
    if (!this.gives(subject, matter, material)) return;
    const tried = await this.deps.fetches.ofMaterial(subject.id, material.id);
    const inVain = tried.some(({ state }) => ['nothing-found', 'refused', 'not-available'].includes(state));
    const found = tried.some(({ state }) => state === 'found' || state === 'asking' || state === 'waiting');
    if (!inVain || found) throw new Refusal('MATERIAL_GIVEN_BY_SHARING', { hint: material.id });
  }
}
