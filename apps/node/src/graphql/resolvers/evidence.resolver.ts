import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES } from '../../callers/index.js';
import type { ConsultCatalogue } from '../../catalogue/index.js';
import { EVIDENCE_CATALOGUE } from '../../tokens.js';
import { asRegion } from '../arguments.js';
import { both } from '../describe.js';
import {
  toAskedMaterial,
  toDataset,
  toEquivalentType,
  toRequirement,
  toSharingGap,
  toVerticalSystem,
} from '../present-evidence.js';
import { ItemCodeScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { Region } from '../types/enums.js';
import {
  AskedMaterialType,
  DatasetType,
  EquivalentTypeType,
  EvidenceThingInput,
  RequirementType,
  SharingGapType,
  VerticalSystemType,
} from '../types/evidence.type.js';

const item = {
  type: () => ItemCodeScalar,
  description: both('Item code of the matter.', '事项实施编码。'),
};
const where = {
  type: () => Region,
  description: both('Region that would provide it.', '提供地区。'),
};
const anywhere = { ...where, nullable: true };

/** Questions about what exists where and what proves what: no personal data, so no context and no entry of the log. */
@Resolver()
export class EvidenceResolver {
  constructor(@Inject(EVIDENCE_CATALOGUE) private readonly catalogue: ConsultCatalogue) {}

  @Query(() => [RequirementType], {
    description: both(
      'What has to be shown for a matter, and who provides the evidence.',
      '事项需要证明什么、由谁提供证明材料。',
    ),
  })
  @Allow(...DUTIES.catalogue)
  evidenceFor(
    @Args('itemCode', item) itemCode: string,
    @Args('jurisdiction', where) region: Region,
  ): RequirementType[] {
    return this.catalogue.evidenceFor(itemCode, asRegion(region)).map(toRequirement);
  }

  @Query(() => RequirementType, { description: both('One requirement by its name.', '按标识查询证明要求。') })
  @Allow(...DUTIES.catalogue)
  requirement(
    @Args('id', { type: () => String, description: both('Name of the requirement.', '证明要求标识。') })
    id: string,
    @Args('jurisdiction', where) region: Region,
  ): RequirementType {
    return toRequirement(this.catalogue.requirement(id, asRegion(region)));
  }

  @Query(() => [EquivalentTypeType], {
    description: both('What may be shown in place of a licence type.', '可替代某证照类型的等效证照。'),
  })
  @Allow(...DUTIES.catalogue)
  equivalentTypes(
    @Args('typeCode', {
      type: () => LicenceTypeCodeScalar,
      description: both('The type wanted.', '所需证照类型。'),
    })
    typeCode: string,
    @Args('jurisdiction', {
      ...anywhere,
      description: both('Region whose type is wanted; all by default.', '所需证照的地区，默认全部。'),
    })
    region: Region | undefined,
  ): EquivalentTypeType[] {
    return this.catalogue.equivalentTypes(typeCode, region && asRegion(region)).map(toEquivalentType);
  }

  @Query(() => [DatasetType], { description: both('Datasets with who provides them.', '数据集及其提供方。') })
  @Allow(...DUTIES.catalogue)
  datasets(): DatasetType[] {
    return this.catalogue.datasets().map(toDataset);
  }

  @Query(() => [VerticalSystemType], {
    description: both(
      'Vertical systems to connect, overdue ones first.',
      '垂直管理信息系统对接清单，逾期在前。',
    ),
  })
  @Allow(...DUTIES.catalogue)
  verticalSystems(
    @Args('jurisdiction', {
      ...anywhere,
      description: both('Region to be connected; all by default.', '对接地区，默认全部。'),
    })
    region: Region | undefined,
  ): VerticalSystemType[] {
    return this.catalogue.verticalSystems(region && asRegion(region)).map(toVerticalSystem);
  }

  @Query(() => [AskedMaterialType], {
    description: both(
      'Whether a form may ask the applicant for materials: what sharing gives is not asked for.',
      '表单可否要求申请人提交材料：能共享取得的不得要求提交。',
    ),
  })
  @Allow(...DUTIES.catalogue)
  checkAskedMaterials(
    @Args('itemCode', item) itemCode: string,
    @Args('jurisdictions', {
      type: () => [Region],
      description: both('Regions that may hold them.', '可能持有的地区。'),
    })
    regions: Region[],
    @Args('materials', {
      type: () => [EvidenceThingInput],
      description: both('What the form asks for.', '表单所要求的材料。'),
    })
    materials: EvidenceThingInput[],
  ): AskedMaterialType[] {
    const named = materials.every(({ licenceType, dataset }) => !licenceType !== !dataset);
    if (materials.length > MOST || !named) throw new Refusal('GRAPHQL_BAD_VALUE', { hint: 'materials' });
    return this.catalogue
      .checkAsked(itemCode, [...new Set(regions.map(asRegion))], materials)
      .map(toAskedMaterial);
  }

  @Query(() => [SharingGapType], {
    description: both(
      'What the responsibility list, the agreements, the matters and the provisions of this region do not agree on.',
      '本地区责任清单、协议、事项需求与实际提供之间的缺口。',
    ),
  })
  @Allow(...DUTIES.security)
  sharingGaps(): SharingGapType[] {
    return this.catalogue.gaps().map(toSharingGap);
  }
}

const MOST = 100;
