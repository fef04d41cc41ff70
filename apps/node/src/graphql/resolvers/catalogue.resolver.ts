import { Inject } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import type { Catalogue } from '#libs/licences';
import { Allow, DUTIES } from '../../callers/index.js';
import { CATALOGUE, REGION_OVERVIEW } from '../../tokens.js';
import { both } from '../describe.js';
import { CatalogueEntryType, RegionStatusType } from '../types/lookup.type.js';

export interface RegionOverview {
  statuses(): RegionStatusType[];
}

@Resolver()
export class CatalogueResolver {
  constructor(
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @Inject(REGION_OVERVIEW) private readonly overview: RegionOverview,
  ) {}

  @Query(() => [CatalogueEntryType], {
    description: both('Licence types of the catalogue.', '证照类型目录。'),
  })
  @Allow(...DUTIES.catalogue)
  licenceTypes(): CatalogueEntryType[] {
    return this.catalogue.types.map((type) => ({
      typeCode: type.code,
      nameZh: type.zh,
      nameEn: type.en,
      fieldCount: type.fields.length,
      fields: type.fields.map((field) => ({
        code: field.shortCode,
        labelZh: field.zh,
        labelEn: field.en,
        sensitivity: field.sensitivity,
      })),
    }));
  }

  @Query(() => [RegionStatusType], {
    description: both('Regions of the exchange as this node sees them.', '本节点所见的各交换地区。'),
  })
  @Allow(...DUTIES.catalogue)
  regions(): RegionStatusType[] {
    return this.overview.statuses();
  }
}
