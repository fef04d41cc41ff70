import type { RegionCode } from '#libs/codes';
import {
  answerTo,
  checkAsked,
  equivalentTypes,
  evidenceFor,
  requirementById,
  sharingGaps,
  verticalSystems,
  type AgreedTypes,
  type AskedMaterial,
  type Dataset,
  type EquivalentType,
  type EvidenceCatalogue,
  type ListedEntry,
  type Provision,
  type RequirementAnswer,
  type SharingGap,
  type Thing,
  type VerticalSystemStatus,
} from '#libs/catalogue';
import { Refusal } from '#libs/errors';

/** What of a region's policy is held against the catalogue. */
export interface SharedPolicy {
  list: readonly ListedEntry[];
  agreements: readonly AgreedTypes[];
}

export interface ProvidedDataset {
  dataset: Dataset;
  provisions: readonly Provision[];
}

/** Answers questions about what exists where and what proves what, as of today in China. */
export class ConsultCatalogue {
  constructor(
    private readonly deps: {
      catalogue: EvidenceCatalogue | undefined;
      region: RegionCode;
      policy: () => SharedPolicy;
      clock: () => number;
    },
  ) {}

  evidenceFor(itemCode: string, jurisdiction: RegionCode): RequirementAnswer[] {
    return evidenceFor(this.catalogue, { itemCode, jurisdiction, day: this.today });
  }

  /** @throws Refusal REQUIREMENT_UNKNOWN */
  requirement(id: string, jurisdiction: RegionCode): RequirementAnswer {
    return answerTo(this.catalogue, requirementById(this.catalogue, id), jurisdiction, this.today);
  }

  equivalentTypes(licenceType: string, jurisdiction: RegionCode | undefined): EquivalentType[] {
    return equivalentTypes(this.catalogue, {
      licenceType,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      day: this.today,
    });
  }

  datasets(): ProvidedDataset[] {
    const { datasets, provisions } = this.catalogue;
    return datasets.map((dataset) => ({
      dataset,
      provisions: provisions.filter((provision) => provision.dataset === dataset.code),
    }));
  }

  verticalSystems(jurisdiction: RegionCode | undefined): VerticalSystemStatus[] {
    return verticalSystems(this.catalogue, {
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      day: this.today,
    });
  }

  checkAsked(
    itemCode: string,
    jurisdictions: readonly RegionCode[],
    asked: readonly Thing[],
  ): AskedMaterial[] {
    return checkAsked(this.catalogue, { itemCode, jurisdictions, asked, day: this.today });
  }

  gaps(): SharingGap[] {
    const { region, policy } = this.deps;
    return sharingGaps(this.catalogue, { jurisdiction: region, ...policy(), day: this.today });
  }

  private get catalogue(): EvidenceCatalogue {
    if (!this.deps.catalogue) throw new Refusal('CATALOGUE_NOT_LOADED');
    return this.deps.catalogue;
  }

  private get today(): string {
    return new Date(this.deps.clock() + CHINA_MS).toISOString().slice(0, 10);
  }
}

const CHINA_MS = 8 * 3_600_000;
