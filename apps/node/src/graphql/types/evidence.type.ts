import { Field, ObjectType, InputType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { WordsType } from './document.type.js';
import { Region } from './enums.js';

const text = (english: string, chinese: string, nullable = false) =>
  Field(() => String, { nullable, description: both(english, chinese) });
const flag = (english: string, chinese: string) =>
  Field(() => Boolean, { description: both(english, chinese) });
const ASSUMED = ['No public source says so: a sample that stands in.', '无公开来源，为样例或推定。'] as const;

@ObjectType('EvidenceThing', { description: both('A licence type or a dataset.', '证照类型或数据集。') })
export class EvidenceThingType {
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Licence type code.', '证照类型代码。'),
  })
  licenceType?: string | null;
  @text('Code of the dataset.', '数据集代码。', true) dataset?: string | null;
}

@InputType('EvidenceThingInput', { description: both('A licence type or a dataset.', '证照类型或数据集。') })
export class EvidenceThingInput {
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Licence type code.', '证照类型代码。'),
  })
  licenceType?: string;
  @Field(() => String, { nullable: true, description: both('Code of the dataset.', '数据集代码。') })
  dataset?: string;
}

@ObjectType('Provision', { description: both('Who provides something where.', '提供目录条目。') })
export class ProvisionType extends EvidenceThingType {
  @text('Name of the entry.', '条目标识。') id!: string;
  @Field(() => Region, { description: both('Region that provides it.', '提供地区。') }) jurisdiction!: Region;
  @text('Department that provides it.', '提供部门。') provider!: string;
  @Field(() => [String], {
    description: both(
      'Ways of asking: byIdentifier, byNumber, byHolder, verify, document, query, apply.',
      '提供方式：byIdentifier、byNumber、byHolder、verify 核验、document 文件、query 查询、apply 申请反馈。',
    ),
  })
  operations!: string[];
  @flag(...ASSUMED) assumed!: boolean;
}

@ObjectType('Dataset', { description: both('A dataset with who provides it.', '数据集及其提供方。') })
export class DatasetType {
  @text('Code of the dataset.', '数据集代码。') code!: string;
  @Field(() => WordsType, { description: both('Its name.', '名称。') }) name!: WordsType;
  @text('Department whose data it is.', '主管部门。') department!: string;
  @Field(() => [WordsType], { description: both('Its data items.', '信息项。') }) items!: WordsType[];
  @Field(() => [ProvisionType], { description: both('Who provides it.', '提供方。') })
  provisions!: ProvisionType[];
  @flag(...ASSUMED) assumed!: boolean;
}

@ObjectType('PlacedType', { description: both('A licence type of one region.', '某地区的证照类型。') })
export class PlacedTypeType {
  @Field(() => LicenceTypeCodeScalar, { description: both('Licence type code.', '证照类型代码。') })
  licenceType!: string;
  @Field(() => Region, { description: both('Region that issues it.', '发证地区。') }) jurisdiction!: Region;
}

@ObjectType('EquivalentType', {
  description: both('What may be shown in place of a licence type.', '可替代某证照类型的等效证照。'),
})
export class EquivalentTypeType {
  @text('Name of the equivalence.', '等效关系标识。') id!: string;
  @Field(() => PlacedTypeType, { description: both('What is shown.', '出示的证照。') })
  shown!: PlacedTypeType;
  @Field(() => PlacedTypeType, { description: both('For what it is taken.', '视同的证照。') })
  takenFor!: PlacedTypeType;
  @Field(() => [WordsType], { description: both('What has to hold besides.', '附加条件。') })
  conditions!: WordsType[];
  @text('On what it rests.', '依据。') legalBasis!: string;
  @flag(...ASSUMED) assumed!: boolean;
}

@ObjectType('EvidenceSource', {
  description: both('Where a piece of evidence comes from.', '证明材料来源。'),
})
export class EvidenceSourceType {
  @Field(() => ProvisionType, { description: both('Who provides it.', '提供方。') })
  provision!: ProvisionType;
  @text('Name of the equivalence by which it counts.', '所依据的等效关系。', true) equivalence?:
    string | null;
  @Field(() => [WordsType], { description: both('Conditions of that equivalence.', '等效条件。') })
  conditions!: WordsType[];
}

@ObjectType('EvidenceOption', { description: both('A piece of evidence that is needed.', '所需证明材料。') })
export class EvidenceOptionType extends EvidenceThingType {
  @Field(() => [String], {
    description: both('What of it is needed; none: the whole.', '所需信息项，空为全部。'),
  })
  fields!: string[];
  @text(
    'The least that will do: verify, data or document.',
    '最低限度：verify 核验、data 数据、document 文件。',
  )
  prefer!: string;
  @Field(() => [EvidenceSourceType], {
    description: both('Who provides it; none: it is asked of the applicant.', '来源；为空则需申请人提交。'),
  })
  sources!: EvidenceSourceType[];
}

@ObjectType('EvidenceAlternative', {
  description: both('Evidence that together shows what is required.', '满足要求的一组证明材料。'),
})
export class EvidenceAlternativeType {
  @text('Name of the alternative.', '方案标识。') id!: string;
  @flag('Sharing gives all of it.', '可否全部通过共享取得。') available!: boolean;
  @flag('Only under conditions that somebody has to look at.', '是否附有需人工核对的条件。')
  conditional!: boolean;
  @Field(() => [EvidenceOptionType], { description: both('Its evidence.', '证明材料。') })
  evidence!: EvidenceOptionType[];
}

@ObjectType('Requirement', { description: both('What has to be shown for a matter.', '事项的证明要求。') })
export class RequirementType {
  @text('Name of the requirement.', '证明要求标识。') id!: string;
  @Field(() => WordsType, { description: both('What has to be shown.', '需证明的内容。') }) name!: WordsType;
  @Field(() => [String], { description: both('Matters that ask for it.', '适用事项。') }) items!: string[];
  @text('On what it rests.', '依据。') legalBasis!: string;
  @Field(() => [EvidenceAlternativeType], {
    description: both('What satisfies it, the best first.', '满足方式，优者在前。'),
  })
  alternatives!: EvidenceAlternativeType[];
  @flag(...ASSUMED) assumed!: boolean;
}

@ObjectType('AskedMaterial', {
  description: both('Whether a material may be asked of the applicant.', '某材料可否要求申请人提交。'),
})
export class AskedMaterialType extends EvidenceThingType {
  @text(
    'Either `sharing` (must not be asked for), `applicant` or `not-required`.',
    '`sharing` 可共享取得、不得要求提交，`applicant` 可要求提交，`not-required` 无需该材料。',
  )
  verdict!: string;
  @Field(() => [String], { description: both('Requirements that want it.', '相关证明要求。') })
  requirements!: string[];
  @Field(() => [EvidenceSourceType], { description: both('Who provides it.', '来源。') })
  sources!: EvidenceSourceType[];
}

@ObjectType('VerticalSystem', {
  description: both('A vertical system to connect.', '需对接的垂直管理信息系统。'),
})
export class VerticalSystemType {
  @text('Name of the entry.', '条目标识。') id!: string;
  @Field(() => WordsType, { description: both('The system.', '系统名称。') }) name!: WordsType;
  @text('Department that runs it.', '建设部门。') owner!: string;
  @text('Level: national or provincial.', '层级：national 国家级、provincial 省级。') level!: string;
  @text('Way: api, batch, page or none.', '方式：api 接口、batch 批量、page 页面、none 无。') way!: string;
  @text(
    'State: to-connect, negotiating, testing, connected or not-possible.',
    '状态：to-connect 待对接、negotiating 协商中、testing 联调中、connected 已对接、not-possible 暂不具备条件。',
  )
  state!: string;
  @Field(() => [EvidenceThingType], { description: both('What flows.', '数据内容。') })
  data!: EvidenceThingType[];
  @Field(() => [Region], { description: both('Regions that are to be connected.', '对接地区。') })
  jurisdictions!: Region[];
  @Field(() => CalendarDateScalar, { nullable: true, description: both('Day by which.', '时限。') })
  due?: string | null;
  @flag('Not connected although the day has passed.', '是否逾期。') overdue!: boolean;
  @Field(() => WordsType, { nullable: true, description: both('Remark.', '备注。') })
  remark?: WordsType | null;
  @flag(...ASSUMED) assumed!: boolean;
}

@ObjectType('SharingGap', {
  description: both('Something promised, agreed, needed or provided that does not fit.', '共享缺口。'),
})
export class SharingGapType extends EvidenceThingType {
  @text(
    'Kind: promised-not-provided, agreed-not-listed, agreed-not-shared, provided-not-listed, required-not-provided.',
    '类型：promised-not-provided 承诺未提供、agreed-not-listed 协议未入清单、agreed-not-shared 协议涉及不予共享、provided-not-listed 提供未入清单、required-not-provided 需要而无提供。',
  )
  kind!: string;
  @Field(() => [String], { description: both('Entries that say so.', '相关条目。') }) by!: string[];
}
