import type {
  AskedMaterial,
  EquivalentType,
  Provision,
  RequirementAnswer,
  SharingGap,
  Source,
  Thing,
  VerticalSystemStatus,
} from '#libs/catalogue';
import type { ProvidedDataset } from '../catalogue/index.js';
import type { Region } from './types/enums.js';
import type {
  AskedMaterialType,
  DatasetType,
  EquivalentTypeType,
  EvidenceSourceType,
  EvidenceThingType,
  ProvisionType,
  RequirementType,
  SharingGapType,
  VerticalSystemType,
} from './types/evidence.type.js';

const thingOf = ({ licenceType, dataset }: Thing): EvidenceThingType => ({
  licenceType: licenceType ?? null,
  dataset: dataset ?? null,
});

function toProvision(provision: Provision): ProvisionType {
  const { id, jurisdiction, provider, operations, assumed } = provision;
  return {
    ...thingOf(provision),
    id,
    jurisdiction: jurisdiction as Region,
    provider: provider.name,
    operations: [...operations],
    assumed,
  };
}

const toSource = ({ provision, by }: Source): EvidenceSourceType => ({
  provision: toProvision(provision),
  equivalence: by?.id ?? null,
  conditions: by?.conditions ?? [],
});

export function toRequirement({ requirement, alternatives }: RequirementAnswer): RequirementType {
  const { id, name, items, legalBasis, assumed } = requirement;
  return {
    id,
    name,
    items,
    legalBasis,
    assumed,
    alternatives: alternatives.map((alternative) => ({
      id: alternative.id,
      available: alternative.available,
      conditional: alternative.conditional,
      evidence: alternative.evidence.map(({ evidence, sources }) => ({
        ...thingOf(evidence),
        fields: evidence.fields,
        prefer: evidence.prefer,
        sources: sources.map(toSource),
      })),
    })),
  };
}

export function toEquivalentType({ shown, takenFor, equivalence }: EquivalentType): EquivalentTypeType {
  const { id, conditions, legalBasis, assumed } = equivalence;
  const placed = ({ licenceType, jurisdiction }: typeof shown) => ({
    licenceType,
    jurisdiction: jurisdiction as Region,
  });
  return { id, shown: placed(shown), takenFor: placed(takenFor), conditions, legalBasis, assumed };
}

export function toDataset({ dataset, provisions }: ProvidedDataset): DatasetType {
  const { code, name, department, items, assumed } = dataset;
  return {
    code,
    name,
    department: department.name,
    items: items.map(({ zh, en }) => ({ zh, en })),
    provisions: provisions.map(toProvision),
    assumed,
  };
}

export function toVerticalSystem({ system, overdue }: VerticalSystemStatus): VerticalSystemType {
  const { id, name, owner, level, way, state, data, jurisdictions, due, remark, assumed } = system;
  return {
    id,
    name,
    owner: owner.name,
    level,
    way,
    state,
    data: data.map(thingOf),
    jurisdictions: jurisdictions as readonly string[] as Region[],
    due: due ?? null,
    overdue,
    remark: remark ?? null,
    assumed,
  };
}

export const toAskedMaterial = ({
  thing,
  verdict,
  requirements,
  sources,
}: AskedMaterial): AskedMaterialType => ({
  ...thingOf(thing),
  verdict,
  requirements: [...requirements],
  sources: sources.map(toSource),
});

export function toSharingGap({ kind, thing, by }: SharingGap): SharingGapType {
  const [, code = ''] = /^(?:licence|dataset):(.*)$/.exec(thing) ?? [];
  return {
    kind,
    by: [...by],
    licenceType: thing.startsWith('licence:') ? code : null,
    dataset: thing.startsWith('dataset:') ? code : null,
  };
}
