import { Field, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { PageInfoType } from './lookup.type.js';

@ObjectType('ReconciliationCounts', {
  description: both(
    'How the lookups of a window compare; "here" is this node’s log, "there" the other’s.',
    '一个时段内查询的比对结果；“本方”指本节点日志，“对方”指另一节点日志。',
  ),
})
export class ReconciliationCountsType {
  @Field(() => Int, { description: both('The same in both logs.', '双方一致。') })
  matched!: number;
  @Field(() => Int, { description: both('The same, but in another window.', '一致，但落在其他时段。') })
  late!: number;
  @Field(() => Int, { description: both('The other has it, this log lacks it.', '对方有而本方缺失。') })
  missingHere!: number;
  @Field(() => Int, { description: both('This log has it, the other lacks it.', '本方有而对方缺失。') })
  missingThere!: number;
  @Field(() => Int, { description: both('Both have it, and it differs.', '双方都有但内容不一致。') })
  altered!: number;
  @Field(() => Int, { description: both('Asked, and never arrived.', '已发出但未送达。') })
  undelivered!: number;
  @Field(() => Int, {
    description: both(
      'Answered, and the answer was not believed or lost.',
      '已应答，但应答丢失或未通过验证。',
    ),
  })
  unconfirmed!: number;
  @Field(() => Int, { description: both('An intent that has no outcome.', '只有意向、没有结果。') })
  open!: number;
}

@ObjectType('Reconciliation', {
  description: both('One window compared with one other node.', '与某节点就一个时段的对账。'),
})
export class ReconciliationType {
  @Field(() => String, { description: both('Entity id of the other node.', '对方节点的实体标识。') })
  peer!: string;
  @Field(() => InstantScalar, { description: both('Beginning of the window.', '时段起点。') })
  from!: string;
  @Field(() => InstantScalar, { description: both('End of the window, exclusive.', '时段终点（不含）。') })
  to!: string;
  @Field(() => String, {
    description: both(
      'Either `due`, `recording` or `done`.',
      '`due` 待办、`recording` 记录中或 `done` 已完成。',
    ),
  })
  state!: string;
  @Field(() => Int, { description: both('Attempts that failed in a row.', '连续失败次数。') })
  attempts!: number;
  @Field(() => String, {
    nullable: true,
    description: both('Why the last attempt failed.', '最近一次失败的原因。'),
  })
  lastCode?: string | null;
  @Field(() => ReconciliationCountsType, { nullable: true, description: both('The result.', '比对结果。') })
  counts?: ReconciliationCountsType | null;
  @Field(() => String, { nullable: true, description: both('Digest of this node’s sets.', '本方集合摘要。') })
  ours?: string | null;
  @Field(() => String, { nullable: true, description: both('Digest of the other’s sets.', '对方集合摘要。') })
  theirs?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Identifier of the log entry with the result.', '记载结果的审计条目标识。'),
  })
  entryId?: string | null;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was done.', '完成时刻。') })
  doneAt?: string | null;
}

@ObjectType('ReconciliationPair', {
  description: both('How all windows with one other node compare.', '与某节点全部时段的对账情况。'),
})
export class ReconciliationPairType {
  @Field(() => String, { description: both('Entity id of the other node.', '对方节点的实体标识。') })
  peer!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Its region (GB/T 2260), where it is trusted now.', '对方地区代码（当前受信任时）。'),
  })
  region?: string | null;
  @Field(() => InstantScalar, { description: both('Compared from here on.', '对账起始时间。') })
  since!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('End of the newest window that is done.', '最近完成时段的终点。'),
  })
  until?: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When a window was last done.', '最近一次完成时刻。'),
  })
  doneAt?: string | null;
  @Field(() => Int, { description: both('Windows in all.', '时段总数。') })
  windows!: number;
  @Field(() => Int, { description: both('Windows that are not done.', '未完成的时段数。') })
  due!: number;
  @Field(() => Int, { description: both('Attempts in a row that failed.', '连续失败次数。') })
  attempts!: number;
  @Field(() => String, {
    nullable: true,
    description: both('Why the last one failed.', '最近一次失败的原因。'),
  })
  lastCode?: string | null;
  @Field(() => ReconciliationCountsType, { description: both('The results together.', '结果合计。') })
  counts!: ReconciliationCountsType;
}

@ObjectType('ReconciliationFinding', {
  description: both(
    'A difference between two logs, with both sides’ proofs.',
    '两方日志的一处差异及双方证据。',
  ),
})
export class ReconciliationFindingType {
  @Field(() => String, { description: both('Identifier of the finding.', '线索标识。') })
  id!: string;
  @Field(() => String, { description: both('Entity id of the other node.', '对方节点的实体标识。') })
  peer!: string;
  @Field(() => String, {
    description: both(
      'One of `missing-here`, `missing-there`, `altered`, `refused`, `inconsistent`, `too-many`, `not-included`, `log-inconsistent`, `log-unavailable`.',
      '类别：本方缺失、对方缺失、内容不一致、对方拒绝、对方自相矛盾、差异过多、回执条目未入对方日志、对方日志前后不一、对方日志无法读取。',
    ),
  })
  class!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Digest of the request token concerned.', '所涉请求令牌的摘要。'),
  })
  request?: string | null;
  @Field(() => InstantScalar, { description: both('Beginning of the window.', '时段起点。') })
  from!: string;
  @Field(() => InstantScalar, { description: both('End of the window, exclusive.', '时段终点（不含）。') })
  to!: string;
  @Field(() => String, {
    description: both(
      'The proofs as JSON: entries, tokens, inclusion proof, signed statements of the other node.',
      '证据（JSON）：条目、令牌、包含证明及对方的签名陈述。',
    ),
  })
  proofs!: string;
  @Field(() => String, {
    description: both('Identifier of the log entry that opened it.', '生成该线索的审计条目标识。'),
  })
  entryId!: string;
  @Field(() => InstantScalar, { description: both('When it was opened.', '生成时刻。') })
  openedAt!: string;
}

@ObjectType('ReconciliationPage', { description: both('Windows, newest first.', '时段列表，最新在前。') })
export class ReconciliationPageType {
  @Field(() => [ReconciliationType], { description: both('The windows.', '时段。') })
  nodes!: ReconciliationType[];
  @Field(() => PageInfoType, { description: both('Where to go on.', '翻页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('ReconciliationFindingPage', {
  description: both('Findings, newest first.', '线索列表，最新在前。'),
})
export class ReconciliationFindingPageType {
  @Field(() => [ReconciliationFindingType], { description: both('The findings.', '线索。') })
  nodes!: ReconciliationFindingType[];
  @Field(() => PageInfoType, { description: both('Where to go on.', '翻页信息。') })
  pageInfo!: PageInfoType;
}
