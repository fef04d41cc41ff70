import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, DigestScalar, InstantScalar, ItemCodeScalar } from '../scalars.js';
import { BilingualTextType } from './matter.type.js';

export enum MatterAdoptionState {
  PROPOSED = 'proposed',
  APPROVED = 'approved',
  REFUSED = 'refused',
  WITHDRAWN = 'withdrawn',
}

registerEnumType(MatterAdoptionState, {
  name: 'MatterAdoptionState',
  description: both('How far a proposal to adopt a matter has come.', '事项采用提案状态。'),
  valuesMap: {
    PROPOSED: { description: both('Waits for another person.', '待他人审批。') },
    APPROVED: { description: both('Approved; it is in force from its day on.', '已批准，自启用日起有效。') },
    REFUSED: { description: both('Refused.', '已否决。') },
    WITHDRAWN: { description: both('Withdrawn by who proposed it.', '已由提出人撤回。') },
  },
});

@ObjectType('MatterChange', {
  description: both('One difference between two versions.', '两个版本之间的一处差异。'),
})
export class MatterChangeType {
  @Field(() => String, {
    description: both(
      'Where, by names and ids: `materials.lease.trust`.',
      '位置，如 `materials.lease.trust`。',
    ),
  })
  path!: string;
  @Field(() => String, {
    description: both(
      'How: `added`, `removed` or `changed`.',
      '方式：`added` 新增、`removed` 删除或 `changed` 修改。',
    ),
  })
  kind!: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'What stood there, as JSON, cut after 2,000 characters.',
      '原内容，JSON，至多 2000 字。',
    ),
  })
  before?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'What stands there, as JSON, cut after 2,000 characters.',
      '新内容，JSON，至多 2000 字。',
    ),
  })
  after?: string | null;
}

@ObjectType('MatterAdoption', {
  description: both('What this region needs before it can use a definition.', '本地区采用该定义的条件。'),
})
export class MatterAdoptionType {
  @Field(() => Boolean, { description: both('Whether it can be used as it is.', '是否可直接采用。') })
  ready!: boolean;
  @Field(() => ItemCodeScalar, {
    nullable: true,
    description: both('Item code that it would have here.', '本地区实施编码。'),
  })
  itemCode?: string | null;
  @Field(() => [ID], { description: both('Departments for which nobody stands here.', '未对应的部门。') })
  unmapped!: string[];
  @Field(() => [ID], {
    description: both('Departments mapped to a body of another region.', '对应到其他地区机构的部门。'),
  })
  elsewhere!: string[];
  @Field(() => [String], {
    description: both('Licence types that the catalogue lacks.', '证照目录中没有的类型。'),
  })
  unknownLicenceTypes!: string[];
}

@ObjectType({ isAbstract: true })
abstract class ComparedMatterType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => Int, { description: both('The version.', '版本号。') })
  version!: number;
  @Field(() => BilingualTextType, { description: both('Title of the matter.', '事项名称。') })
  title!: BilingualTextType;
  @Field(() => DigestScalar, { description: both('SHA-256 of the definition.', '定义的 SHA-256 摘要。') })
  digest!: string;
  @Field(() => String, { description: both('Node that signed it.', '签名节点。') })
  issuer!: string;
  @Field(() => MatterAdoptionType, { description: both('What is lacking here.', '采用条件。') })
  adoption!: MatterAdoptionType;
  @Field(() => Int, {
    nullable: true,
    description: both(
      'The version here that it would follow; null where the matter is new.',
      '本地区的上一版本；新事项为空。',
    ),
  })
  basedOn?: number | null;
  @Field(() => [MatterChangeType], {
    description: both('What differs from that version; at most 500.', '与该版本的差异，至多 500 处。'),
  })
  changes!: MatterChangeType[];
}

@ObjectType('MatterOffer', {
  description: both('A definition that another region offers.', '其他地区发布的事项定义。'),
})
export class MatterOfferType extends ComparedMatterType {
  @Field(() => InstantScalar, { description: both('When this node heard of it.', '本节点收到时间。') })
  heardAt!: string;
  @Field(() => Boolean, { description: both('Whether exactly this is held here.', '本地区是否已有该定义。') })
  held!: boolean;
  @Field(() => String, { description: both('The signed package.', '签名的事项包。') })
  package!: string;
}

@ObjectType('MatterAdoptionProposal', {
  description: both(
    'That a definition be adopted: one person proposes, another decides.',
    '事项采用提案：一人提出、另一人审批。',
  ),
})
export class MatterAdoptionProposalType extends ComparedMatterType {
  @Field(() => MatterAdoptionState, { description: both('How far it has come.', '状态。') })
  state!: MatterAdoptionState;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('First day asked for.', '拟启用日期。'),
  })
  from?: string | null;
  @Field(() => String, { description: both('Why it is proposed.', '提出理由。') })
  note!: string;
  @Field(() => String, { description: both('Who proposed it.', '提出人。') })
  proposedBy!: string;
  @Field(() => InstantScalar, { description: both('When.', '提出时间。') })
  proposedAt!: string;
  @Field(() => String, { nullable: true, description: both('Who decided it.', '审批人。') })
  decidedBy?: string | null;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was decided.', '审批时间。') })
  decidedAt?: string | null;
  @Field(() => String, { nullable: true, description: both('What was said of it.', '审批意见。') })
  decisionNote?: string | null;
}

@ObjectType('MatterOffering', {
  description: both('A matter that this region offers to another.', '本地区向其他地区发布的事项。'),
})
export class MatterOfferingType {
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => String, { description: both('Node that is offered it.', '接收节点。') })
  peer!: string;
  @Field(() => DigestScalar, { description: both('The version offered last.', '最近发布版本的摘要。') })
  digest!: string;
  @Field(() => InstantScalar, { description: both('Since when.', '开始发布时间。') })
  since!: string;
}

@InputType('MappedDepartmentInput', {
  description: both('A body of this region for a department.', '部门的本地区对应机构。'),
})
export class MappedDepartmentInput {
  @Field(() => ID, { description: both('Key of the department.', '部门键。') })
  key!: string;
  @Field(() => String, { description: both('Social credit code of the body.', '机构统一社会信用代码。') })
  code!: string;
  @Field(() => String, { description: both('Its name in Chinese.', '机构中文名称。') })
  nameZh!: string;
  @Field(() => String, { description: both('Its name in English.', '机构英文名称。') })
  nameEn!: string;
}

@InputType('MatterAdoptionInput', {
  description: both('What to adopt: an offer, or a package.', '采用内容：发布编号或事项包。'),
})
export class MatterAdoptionInput {
  @Field(() => ID, { nullable: true, description: both('Id of an offer.', '发布编号。') })
  offer?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('A signed package as it was handed over.', '线下交接的签名事项包。'),
  })
  package?: string | null;
  @Field(() => [MappedDepartmentInput], {
    nullable: true,
    description: both('Bodies for departments that nothing maps yet.', '尚未对应部门的本地区机构。'),
  })
  departments?: MappedDepartmentInput[] | null;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both(
      'First day here; that of the definition, if left out.',
      '本地区启用日期；不填则按定义。',
    ),
  })
  from?: string | null;
  @Field(() => String, { description: both('Why. No personal data.', '理由，不得含个人信息。') })
  note!: string;
}
