import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';

export enum SharingProposalState {
  PROPOSED = 'proposed',
  APPROVED = 'approved',
  REFUSED = 'refused',
  WITHDRAWN = 'withdrawn',
}

registerEnumType(SharingProposalState, {
  name: 'SharingProposalState',
  description: both('How far a proposal has come.', '提案状态。'),
  valuesMap: {
    PROPOSED: { description: both('Waits for another person.', '待他人审批。') },
    APPROVED: { description: both('Approved; a version was made of it.', '已批准，已生成版本。') },
    REFUSED: { description: both('Refused.', '已否决。') },
    WITHDRAWN: { description: both('Withdrawn by who proposed it.', '已由提出人撤回。') },
  },
});

@ObjectType('SharingVersion', {
  description: both(
    'One version of responsibility list and agreements, signed by the node and never changed.',
    '责任清单与共享约定的一个版本，由节点签名，不可更改。',
  ),
})
export class SharingVersionType {
  @Field(() => Int, { description: both('Number of the version.', '版本号。') })
  version!: number;
  @Field(() => Boolean, { description: both('It holds now.', '当前是否有效。') })
  standing!: boolean;
  @Field(() => DigestScalar, { description: both('SHA-256 of the content.', '内容的 SHA-256 摘要。') })
  digest!: string;
  @Field(() => InstantScalar, { description: both('From when on it holds.', '生效时间。') })
  effectiveAt!: string;
  @Field(() => InstantScalar, { description: both('When it was made.', '生成时间。') })
  madeAt!: string;
  @Field(() => ID, {
    nullable: true,
    description: both('The proposal; null for the import at first start.', '来源提案；首次导入时为空。'),
  })
  proposal?: string | null;
  @Field(() => String, {
    description: both(
      "Signature of the node, a JWS of typ `sharing-policy+jwt` over the content's digest.",
      '节点签名：对内容摘要的 JWS，typ 为 `sharing-policy+jwt`。',
    ),
  })
  signature!: string;
  @Field(() => String, {
    description: both('The content as canonical JSON (RFC 8785).', '内容，规范化 JSON（RFC 8785）。'),
  })
  content!: string;
}

@ObjectType('SharingChange', { description: both('One difference of a proposal.', '提案的一处变更。') })
export class SharingChangeType {
  @Field(() => String, {
    description: both('What is changed: agreement or list-entry.', '变更对象：共享约定或清单条目。'),
  })
  kind!: string;
  @Field(() => ID, { description: both('Its id.', '对象编号。') })
  id!: string;
  @Field(() => String, {
    description: both('How: added, removed or changed.', '变更方式：新增、删除或修改。'),
  })
  change!: string;
  @Field(() => [String], { description: both('Members that differ.', '发生变化的成员。') })
  members!: string[];
  @Field(() => Boolean, {
    description: both('More may be released after it than before.', '变更后是否可能扩大共享范围。'),
  })
  widens!: boolean;
  @Field(() => String, {
    nullable: true,
    description: both('What stands there, JSON.', '变更前内容（JSON）。'),
  })
  before?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('What would stand there, JSON.', '变更后内容（JSON）。'),
  })
  after?: string | null;
}

@ObjectType('UnlistedPromise', {
  description: both(
    'What an agreement names and the responsibility list does not offer; it is not released.',
    '约定已列、责任清单未提供的内容；不会共享。',
  ),
})
export class UnlistedPromiseType {
  @Field(() => ID, { description: both('The agreement.', '共享约定。') })
  agreement!: string;
  @Field(() => String, {
    description: both(
      'Licence type code, or `dataset:` and the code of a dataset.',
      '证照类型代码；数据集为 `dataset:` 加代码。',
    ),
  })
  licenceType!: string;
  @Field(() => String, { description: both('Way of asking.', '查询方式。') })
  operation!: string;
  @Field(() => [String], { description: both('The fields.', '字段。') })
  fields!: string[];
  @Field(() => String, { description: both('Why, as a code.', '原因码。') })
  code!: string;
}

@ObjectType('SharingProposal', {
  description: both(
    'A change that one person proposes and another decides.',
    '由一人提出、另一人审批的变更。',
  ),
})
export class SharingProposalType {
  @Field(() => ID, { description: both('Its id.', '提案编号。') })
  id!: string;
  @Field(() => SharingProposalState, { description: both('How far it has come.', '状态。') })
  state!: SharingProposalState;
  @Field(() => Int, { description: both('The version that it changes.', '所依据的版本号。') })
  basedOn!: number;
  @Field(() => DigestScalar, { description: both('SHA-256 of the content.', '内容的 SHA-256 摘要。') })
  digest!: string;
  @Field(() => String, { description: both('Why it is proposed.', '提出理由。') })
  note!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('From when on it shall hold; null for at once.', '拟生效时间；为空表示批准即生效。'),
  })
  effectiveAt?: string | null;
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
  @Field(() => Int, { nullable: true, description: both('The version made of it.', '生成的版本号。') })
  version?: number | null;
  @Field(() => [SharingChangeType], { description: both('What it changes.', '变更内容。') })
  changes!: SharingChangeType[];
  @Field(() => [UnlistedPromiseType], {
    description: both('Agreements that promise more than the list offers.', '超出责任清单的约定。'),
  })
  gaps!: UnlistedPromiseType[];
}

const texts = (english: string, chinese: string) => ({
  nullable: true,
  description: both(english, chinese),
});

@InputType('SharingChangesInput', {
  description: both('What a proposal changes of the newest version.', '对最新版本的变更。'),
})
export class SharingChangesInput {
  @Field(() => [String], texts('Agreements to set, each as JSON.', '新增或修改的共享约定，每条为 JSON。'))
  agreements?: string[] | null;
  @Field(() => [ID], texts('Agreements to remove.', '删除的共享约定。'))
  removeAgreements?: string[] | null;
  @Field(() => [String], texts('List entries to set, each as JSON.', '新增或修改的清单条目，每条为 JSON。'))
  listEntries?: string[] | null;
  @Field(() => [ID], texts('List entries to remove.', '删除的清单条目。'))
  removeListEntries?: string[] | null;
}
