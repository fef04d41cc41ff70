import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { PageInfoType } from './lookup.type.js';

export enum FindingStateEnum {
  OPEN = 'open',
  ACKNOWLEDGED = 'acknowledged',
  DISMISSED = 'dismissed',
  ESCALATED = 'escalated',
  RESOLVED = 'resolved',
}
registerEnumType(FindingStateEnum, {
  name: 'FindingState',
  description: both('Where a finding stands.', '审计发现状态。'),
  valuesMap: {
    OPEN: { description: both('Nobody has dealt with it.', '待处置。') },
    ACKNOWLEDGED: { description: both('Somebody is at it.', '已受理。') },
    DISMISSED: { description: both('Put away, with a reason.', '已排除并注明理由。') },
    ESCALATED: { description: both('Passed on to others.', '已上报。') },
    RESOLVED: { description: both('Dealt with.', '已办结。') },
  },
});

@ObjectType('AuditFindingDetail', { description: both('One fact of a finding.', '审计发现要素。') })
export class AuditFindingDetailType {
  @Field(() => String, { description: both('Its name.', '名称。') })
  name!: string;
  @Field(() => String, { description: both('Its value.', '取值。') })
  value!: string;
}

@ObjectType('AuditFinding', { description: both('What a rule has found.', '审计发现。') })
export class AuditFindingType {
  @Field(() => ID, { description: both('Id of the finding.', '编号。') })
  id!: string;
  @Field(() => String, { description: both('The rule.', '规则。') })
  rule!: string;
  @Field(() => FindingStateEnum, { description: both('Where it stands.', '状态。') })
  state!: FindingStateEnum;
  @Field(() => InstantScalar, { description: both('When it was opened.', '发现时间。') })
  openedAt!: string;
  @Field(() => InstantScalar, { description: both('When its state was set.', '状态变更时间。') })
  changedAt!: string;
  @Field(() => String, { nullable: true, description: both('What was noted at that.', '处置说明。') })
  note?: string | null;
  @Field(() => [ID], {
    description: both('Entries that show it, the first hundred.', '相关条目（最多一百条）。'),
  })
  entries!: string[];
  @Field(() => Int, { description: both('How often the rule found it.', '触发次数。') })
  occurrences!: number;
  @Field(() => [AuditFindingDetailType], {
    description: both('Facts, none of them personal.', '要素，不含个人信息。'),
  })
  detail!: AuditFindingDetailType[];
}

@ObjectType('AuditFindingWithProofs', {
  description: both('One finding and what it rests on.', '一项审计发现及其证据。'),
})
export class AuditFindingWithProofsType {
  @Field(() => AuditFindingType, { description: both('The finding.', '审计发现。') })
  finding!: AuditFindingType;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Of findings from comparing logs: both sides’ proofs as JSON (entries, tokens, inclusion proof, signed statements of the other node). They may name persons.',
      '对账类发现的双方证据（JSON）：条目、令牌、包含证明及对方的签名陈述；可能含个人信息。',
    ),
  })
  proofs?: string | null;
}

@ObjectType('AuditFindingPage', {
  description: both('A page of findings, newest first.', '审计发现分页，由新到旧。'),
})
export class AuditFindingPageType {
  @Field(() => [AuditFindingType], { description: both('The findings.', '本页审计发现。') })
  findings!: AuditFindingType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('SavedAuditSearch', { description: both('A search under a name.', '检索方案。') })
export class SavedAuditSearchType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => String, { description: both('Its name.', '名称。') })
  name!: string;
  @Field(() => Boolean, { description: both('All auditors see it.', '是否共享给全体审计员。') })
  shared!: boolean;
  @Field(() => Boolean, { description: both('It is your own.', '是否本人方案。') })
  own!: boolean;
  @Field(() => String, { description: both('The filter, JSON.', '检索条件（JSON）。') })
  filter!: string;
  @Field(() => InstantScalar, { description: both('When it was saved.', '保存时间。') })
  createdAt!: string;
}
