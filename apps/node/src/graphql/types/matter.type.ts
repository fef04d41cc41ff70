import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, DigestScalar, ItemCodeScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { Region } from './enums.js';

@ObjectType('BilingualText', { description: both('A text in two languages.', '双语文本。') })
export class BilingualTextType {
  @Field(() => String, { description: both('In Chinese.', '中文。') })
  zh!: string;
  @Field(() => String, { description: both('In English.', '英文。') })
  en!: string;
}

@ObjectType('MatterDepartment', {
  description: both(
    'A department of a matter, and who stands for it here.',
    '事项涉及部门及本地区对应机构。',
  ),
})
export class MatterDepartmentType {
  @Field(() => ID, { description: both('Its key in the definition.', '定义中的部门键。') })
  key!: string;
  @Field(() => BilingualTextType, { description: both('The kind of department.', '部门类别。') })
  name!: BilingualTextType;
  @Field(() => String, {
    nullable: true,
    description: both('Social credit code of the body of this region.', '本地区机构统一社会信用代码。'),
  })
  code?: string | null;
  @Field(() => BilingualTextType, {
    nullable: true,
    description: both('Name of the body of this region.', '本地区机构名称。'),
  })
  body?: BilingualTextType | null;
}

@ObjectType('MatterClocks', {
  description: both('Periods of a matter in working days.', '事项时限（工作日）。'),
})
export class MatterClocksType {
  @Field(() => Int, { description: both('To accept, refuse or tell what is missing.', '受理期限。') })
  acceptance!: number;
  @Field(() => Int, {
    description: both(
      'To decide; the joint period where items run together.',
      '办理期限；集成办为联合办理期限。',
    ),
  })
  decision!: number;
  @Field(() => Int, { description: both('By how much that may be extended.', '可延长的天数。') })
  extension!: number;
  @Field(() => Int, { nullable: true, description: both('What is promised instead.', '承诺期限。') })
  promised?: number | null;
  @Field(() => Int, { description: both('To deliver.', '送达期限。') })
  delivery!: number;
  @Field(() => Int, { description: both('To answer a bad rating.', '差评整改期限。') })
  rectification!: number;
}

@ObjectType('AcceptedEquivalent', {
  description: both('A licence of another region that is recognised.', '互认的其他地区证照。'),
})
export class AcceptedEquivalentType {
  @Field(() => Region, { description: both('Its region.', '地区。') })
  region!: Region;
  @Field(() => LicenceTypeCodeScalar, { description: both('Its type.', '证照类型代码。') })
  licenceType!: string;
}

@ObjectType('MatterMaterial', { description: both('A material of a matter.', '申请材料。') })
export class MatterMaterialType {
  @Field(() => ID, { description: both('Its id in the definition.', '定义中的材料编号。') })
  id!: string;
  @Field(() => BilingualTextType, { description: both('Its name.', '材料名称。') })
  name!: BilingualTextType;
  @Field(() => String, {
    description: both(
      'Either `required`, `optional` or `conditional` on what the form says.',
      '`required` 必要、`optional` 非必要或 `conditional` 视表单内容而定。',
    ),
  })
  need!: string;
  @Field(() => String, {
    description: both(
      'Who supplies it: `sharing`, `applicant`, `authority`, `third-party` or `earlier-item`.',
      '来源：`sharing` 共享获取、`applicant` 申请人提交、`authority` 部门自备、`third-party` 第三方、`earlier-item` 前序事项。',
    ),
  })
  suppliedBy!: string;
  @Field(() => [LicenceTypeCodeScalar], {
    description: both('Licence types of which one proves it.', '可用于证明的证照类型，任一即可。'),
  })
  proves!: string[];
  @Field(() => [AcceptedEquivalentType], {
    description: both('Equivalents of other regions.', '互认的其他地区证照。'),
  })
  accepts!: AcceptedEquivalentType[];
  @Field(() => String, {
    nullable: true,
    description: both('Dataset that proves it where it is no licence.', '非证照类的证明数据集。'),
  })
  dataset?: string | null;
  @Field(() => String, {
    description: both('Lowest level of trust that suffices, A to D.', '所需最低可信等级，A 至 D。'),
  })
  trust!: string;
  @Field(() => Int, {
    nullable: true,
    description: both(
      'Working days after which it must be there where it was pledged.',
      '容缺补齐期限（工作日）。',
    ),
  })
  pledgeDays?: number | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'What follows where it does not come: `revoke` or `rectify`; one pledge has one consequence.',
      '逾期未补交的后果：`revoke` 或 `rectify`；同一承诺的后果须一致。',
    ),
  })
  pledgeConsequence?: string | null;
}

@ObjectType('MatterItem', { description: both('A linked item of a bundle.', '关联事项。') })
export class MatterItemType {
  @Field(() => ID, { description: both('Its id in the definition.', '定义中的事项编号。') })
  id!: string;
  @Field(() => BilingualTextType, { description: both('Its name.', '名称。') })
  name!: BilingualTextType;
  @Field(() => String, { description: both('Its basic code.', '基本编码。') })
  basicCode!: string;
  @Field(() => ID, { description: both('Key of its department.', '部门键。') })
  department!: string;
  @Field(() => Boolean, { description: both('Whether it leads.', '是否牵头。') })
  lead!: boolean;
  @Field(() => Boolean, { description: both('Whether it may be left out.', '是否可选。') })
  optional!: boolean;
  @Field(() => [ID], { description: both('Items that come before it.', '前序事项。') })
  after!: string[];
  @Field(() => [ID], { description: both('Materials that it uses.', '所用材料。') })
  materials!: string[];
  @Field(() => Int, {
    description: both('Items of one wave run in parallel, from 1.', '并行批次，从 1 起；同批并行办理。'),
  })
  wave!: number;
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Licence that it issues.', '所颁发的证照类型。'),
  })
  outcome?: string | null;
  @Field(() => String, { nullable: true, description: both('Dataset that answers it.', '答复所用数据集。') })
  dataset?: string | null;
}

@ObjectType('Matter', {
  description: both('One version of a matter as this region handles it.', '本地区办理的事项（一个版本）。'),
})
export class MatterType {
  @Field(() => ID, { description: both('Its name, the same in all regions.', '事项标识，各地区一致。') })
  id!: string;
  @Field(() => Int, { description: both('Number of the version.', '版本号。') })
  version!: number;
  @Field(() => DigestScalar, { description: both('SHA-256 of the definition.', '定义的 SHA-256 摘要。') })
  digest!: string;
  @Field(() => CalendarDateScalar, {
    description: both('First day on which cases are received by it here.', '本地区启用日期。'),
  })
  from!: string;
  @Field(() => Boolean, { description: both('It is the version in force today.', '当前是否有效。') })
  current!: boolean;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Node from which it was adopted; null for the own ones.',
      '来源节点；本地区自有的为空。',
    ),
  })
  adoptedFrom?: string | null;
  @Field(() => BilingualTextType, { description: both('Its title.', '名称。') })
  title!: BilingualTextType;
  @Field(() => String, {
    description: both('Whom it is about: `firm` or `person`.', '服务对象：`firm` 法人或 `person` 自然人。'),
  })
  subject!: string;
  @Field(() => String, { description: both('Basic code that all regions share.', '基本编码，各地区一致。') })
  basicCode!: string;
  @Field(() => ItemCodeScalar, {
    nullable: true,
    description: both('Item code of this region.', '本地区实施编码。'),
  })
  itemCode?: string | null;
  @Field(() => ID, { description: both('Key of the department that decides.', '决定部门的键。') })
  authority!: string;
  @Field(() => [MatterDepartmentType], { description: both('Departments with a part in it.', '涉及部门。') })
  departments!: MatterDepartmentType[];
  @Field(() => [String], {
    description: both(
      'Channels: `hall`, `online`, `hotline`.',
      '渠道：`hall` 一门、`online` 一网、`hotline` 一线。',
    ),
  })
  channels!: string[];
  @Field(() => [String], {
    description: both(
      'Models across regions: `online`, `collected`, `joint`.',
      '跨域模式：`online` 全程网办、`collected` 异地代收代办、`joint` 多地联办。',
    ),
  })
  models!: string[];
  @Field(() => [String], {
    description: both(
      'Modes: `integrated`, `pledge`, `cross-region`, `no-application`.',
      '办理方式：`integrated` 集成办、`pledge` 容缺办、`cross-region` 跨域办、`no-application` 免申办。',
    ),
  })
  modes!: string[];
  @Field(() => MatterClocksType, { description: both('Its periods.', '时限。') })
  clocks!: MatterClocksType;
  @Field(() => [MatterMaterialType], { description: both('Its materials.', '材料。') })
  materials!: MatterMaterialType[];
  @Field(() => [MatterItemType], { description: both('Its linked items.', '关联事项。') })
  items!: MatterItemType[];
  @Field(() => BilingualTextType, { description: both('What comes of it.', '办理结果。') })
  outcome!: BilingualTextType;
  @Field(() => String, {
    description: both(
      'Kind of outcome; `report` is that of an information check.',
      '办理结果类型；`report` 为信息核查报告。',
    ),
  })
  outcomeKind!: string;
  @Field(() => [String], { description: both('Documents that it rests on.', '办理依据。') })
  legalBasis!: string[];
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Licence that is issued.', '颁发的证照类型。'),
  })
  outcomeLicence?: string | null;
  @Field(() => String, {
    description: both(
      'The form as JSON Schema 2020-12 with Chinese labels.',
      '表单，JSON Schema 2020-12，中文标签。',
    ),
  })
  formSchemaZh!: string;
  @Field(() => String, {
    description: both(
      'The form as JSON Schema 2020-12 with English labels.',
      '表单，JSON Schema 2020-12，英文标签。',
    ),
  })
  formSchemaEn!: string;
  @Field(() => [Int], {
    description: both('Numbers of all versions known, the newest first.', '已知版本号，新者在前。'),
  })
  versions!: number[];
}
