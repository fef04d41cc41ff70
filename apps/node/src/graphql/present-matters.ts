import { Refusal } from '#libs/errors';
import { itemWaves, jsonSchemaOf, type MatterChange } from '#libs/handling';
import type {
  AdoptionInput,
  Comparison,
  HeldMatter,
  MatterOffering,
  Matters,
  ShownOffer,
  ShownProposal,
} from '../matters/index.js';
import type { Region } from './types/enums.js';
import type {
  MatterAdoptionInput,
  MatterAdoptionProposalType,
  MatterAdoptionState,
  MatterChangeType,
  MatterOfferingType,
  MatterOfferType,
} from './types/matter-adoption.type.js';
import type { MatterType } from './types/matter.type.js';

const instant = (at: number): string => new Date(at).toISOString();
const LONGEST_VALUE = 2000;
const MOST_CHANGES = 500;
const MOST_DEPARTMENTS = 40;

export function toMatter({ matter, digest, from, issuer }: HeldMatter, known: Matters): MatterType {
  const { clocks, outcome } = matter;
  const period = matter.modes.includes('integrated') ? clocks.joint : clocks.decision;
  const waves = itemWaves(matter.items);
  return {
    id: matter.id,
    version: matter.version,
    digest,
    from,
    current: known.current(matter.id)?.digest === digest,
    adoptedFrom: issuer ?? null,
    title: matter.title,
    subject: matter.subject,
    basicCode: matter.basicCode.code,
    itemCode: known.itemCodeOf(matter) ?? null,
    authority: matter.authority.department,
    departments: matter.departments.map(({ key, name }) => {
      const body = known.departmentOf(key);
      return { key, name, code: body?.code ?? null, body: body?.name ?? null };
    }),
    channels: matter.channels,
    models: matter.models,
    modes: matter.modes,
    clocks: {
      acceptance: clocks.acceptance.days,
      decision: period.days,
      extension: period.extension,
      promised: clocks.promised?.days ?? null,
      delivery: clocks.delivery.days,
      rectification: clocks.rectification.days,
    },
    materials: matter.materials.map(
      ({ id, name, need, suppliedBy, proves, accepts, dataset, trust, pledge }) => ({
        id,
        name,
        need,
        suppliedBy,
        proves,
        accepts: accepts.map(({ region, licenceType }) => ({ region: region as Region, licenceType })),
        dataset: dataset ?? null,
        trust,
        pledgeDays: pledge?.days ?? null,
        pledgeConsequence: pledge?.consequence ?? null,
      }),
    ),
    items: matter.items.map(
      ({ id, name, basicCode, department, role, optional, after, materials, ...item }) => ({
        id,
        name,
        basicCode,
        department,
        lead: role === 'lead',
        optional,
        after,
        materials,
        wave: waves.findIndex((wave) => wave.includes(id)) + 1,
        outcome: item.outcome ?? null,
        dataset: item.dataset ?? null,
      }),
    ),
    outcome: outcome.name,
    outcomeKind: outcome.kind,
    legalBasis: matter.legalBasis.map(({ document }) => document),
    outcomeLicence: outcome.licenceType ?? null,
    formSchemaZh: JSON.stringify(jsonSchemaOf(matter.form, 'zh')),
    formSchemaEn: JSON.stringify(jsonSchemaOf(matter.form, 'en')),
    versions: known.versions(matter.id).map((one) => one.matter.version),
  };
}

function toComparison({ matter, adoption, before, changes }: Comparison) {
  const keysWith = (problem: string) =>
    adoption.departments.filter((one) => one.problem === problem).map(({ key }) => key);
  return {
    matter: matter.id,
    version: matter.version,
    title: matter.title,
    adoption: {
      ready: adoption.ready,
      itemCode: adoption.itemCode ?? null,
      unmapped: keysWith('unmapped'),
      elsewhere: keysWith('other-region'),
      unknownLicenceTypes: adoption.unknownLicenceTypes,
    },
    basedOn: before?.version ?? null,
    changes: changes.slice(0, MOST_CHANGES).map(toChange),
  };
}

const toChange = ({ path, kind, before, after }: MatterChange): MatterChangeType => ({
  path,
  kind,
  before: short(before),
  after: short(after),
});

const short = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value).slice(0, LONGEST_VALUE);

export const toMatterOffer = (shown: ShownOffer): MatterOfferType => ({
  ...toComparison(shown),
  id: shown.offer.id,
  digest: shown.offer.digest,
  issuer: shown.offer.issuer,
  heardAt: instant(shown.offer.heardAt),
  held: shown.held,
  package: shown.offer.package,
});

export const toMatterOffering = ({ since, ...offering }: MatterOffering): MatterOfferingType => ({
  ...offering,
  since: instant(since),
});

export const toAdoptionProposal = ({ proposal, ...shown }: ShownProposal): MatterAdoptionProposalType => ({
  ...toComparison(shown),
  id: proposal.id,
  digest: proposal.digest,
  issuer: proposal.issuer,
  state: proposal.state as MatterAdoptionState,
  from: proposal.from ?? null,
  note: proposal.note,
  proposedBy: proposal.proposer.name,
  proposedAt: instant(proposal.proposedAt),
  decidedBy: proposal.decider?.name ?? null,
  decidedAt: proposal.decidedAt === undefined ? null : instant(proposal.decidedAt),
  decisionNote: proposal.decisionNote ?? null,
});

/** @throws Refusal MATTER_INPUT_INVALID with the member at fault */
export function adoptionInput(input: MatterAdoptionInput): AdoptionInput {
  const { offer, package: token, from } = input;
  if (offer && token) throw new Refusal('MATTER_INPUT_INVALID', { hint: 'offer and package' });
  const source = offer ? { offer } : token ? { package: token } : undefined;
  if (!source) throw new Refusal('MATTER_INPUT_INVALID', { hint: 'offer or package' });
  return {
    source,
    departments: departmentsOf(input.departments ?? []),
    ...(from ? { from } : {}),
    note: reasonOf(input.note),
  };
}

function departmentsOf(given: NonNullable<MatterAdoptionInput['departments']>): AdoptionInput['departments'] {
  if (given.length > MOST_DEPARTMENTS) throw new Refusal('MATTER_INPUT_INVALID', { hint: 'departments' });
  const keys = new Set(given.map(({ key }) => key));
  const isText = (text: string) => /^\P{C}{1,200}$/u.test(text);
  const isSound = given.every(
    ({ key, nameZh, nameEn }) => /^[a-z][a-z0-9-]{0,63}$/.test(key) && isText(nameZh) && isText(nameEn),
  );
  if (keys.size !== given.length || !isSound)
    throw new Refusal('MATTER_INPUT_INVALID', { hint: 'departments' });
  return Object.fromEntries(
    given.map(({ key, code, nameZh, nameEn }) => [key, { code, name: { zh: nameZh, en: nameEn } }]),
  );
}

/** Words of people: something, and not a book. @throws Refusal MATTER_INPUT_INVALID */
export function reasonOf(note: string): string {
  if (note.trim() === '' || note.length > 2000) throw new Refusal('MATTER_INPUT_INVALID', { hint: 'note' });
  return note;
}
