import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';
import {
  AuditCallerKind,
  AuditCounterpartState,
  AuditDocumentVerdict,
  AuditEntryKind,
  AuditEntryOutcome,
  AuditProofState,
  LookupOperation,
} from './audit-enums.js';
import { Channel } from './enums.js';
import { PageInfoType } from './lookup.type.js';

@ObjectType('AuditCaller', { description: both('Who called.', '调用方。') })
export class AuditCallerType {
  @Field(() => AuditCallerKind, { description: both('Kind of caller.', '调用方类别。') })
  kind!: AuditCallerKind;
  @Field(() => String, { nullable: true, description: both('Entity id or client id.', '节点或系统标识。') })
  id?: string | null;
  @Field(() => String, { nullable: true, description: both('Code of the organisation.', '机构代码。') })
  organisationCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Name of the organisation.', '机构名称。') })
  organisationName?: string | null;
  @Field(() => String, { nullable: true, description: both('Role.', '角色。') })
  role?: string | null;
  @Field(() => Channel, { nullable: true, description: both('Channel of handling.', '办理渠道。') })
  channel?: Channel | null;
}

@ObjectType('AuditedDocument', {
  description: both('What was told of a licence’s document.', '查询时告知的证照文件验证结论。'),
})
export class AuditedDocumentType {
  @Field(() => DigestScalar, { description: both('SHA-256 of the document.', '文件 SHA-256 摘要。') })
  sha256!: string;
  @Field(() => AuditDocumentVerdict, { description: both('The conclusion.', '结论。') })
  indication!: AuditDocumentVerdict;
  @Field(() => String, {
    nullable: true,
    description: both('Reason in the words of ETSI EN 319 102-1.', '原因（ETSI EN 319 102-1 子结论）。'),
  })
  subIndication?: string | null;
  @Field(() => String, {
    description: both(
      'Signer and seal against the issuer: `match`, `mismatch` or `not-compared`.',
      '签章人与颁发机构比对：`match` 一致、`mismatch` 不一致、`not-compared` 未比对。',
    ),
  })
  issuer!: string;
  @Field(() => String, {
    description: both(
      'Who verified it: `provider` or `requester`.',
      '验证方：`provider` 提供方、`requester` 查询方。',
    ),
  })
  by!: string;
}

@ObjectType('AuditGovernance', {
  description: both('What was done to or with the log itself.', '对日志本身的操作。'),
})
export class AuditGovernanceType {
  @Field(() => String, { description: both('The action.', '操作。') })
  action!: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'What was looked for, canonical JSON; persons as commitments.',
      '检索条件（规范化 JSON），个人信息以承诺值代替。',
    ),
  })
  filter?: string | null;
  @Field(() => Int, { nullable: true, description: both('Rows shown, exported or changed.', '涉及行数。') })
  rows?: number | null;
  @Field(() => [ID], {
    description: both('Entries concerned, the first hundred.', '涉及的条目（最多一百条）。'),
  })
  entries!: string[];
  @Field(() => ID, { nullable: true, description: both('Finding concerned.', '涉及的审计发现。') })
  finding?: string | null;
  @Field(() => ID, { nullable: true, description: both('Review sample concerned.', '涉及的抽样。') })
  sample?: string | null;
  @Field(() => String, { nullable: true, description: both('What was noted.', '说明。') })
  note?: string | null;
}

@ObjectType('AuditedLookup', { description: both('One lookup of an entry.', '条目中的单项查询。') })
export class AuditedLookupType {
  @Field(() => LookupOperation, { description: both('Way of asking.', '查询方式。') })
  operation!: LookupOperation;
  @Field(() => String, { description: both('Region that was asked.', '被查询地区。') })
  region!: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Licence type, or `dataset:` and the code of a dataset.',
      '证照类型；数据集为 `dataset:` 加代码。',
    ),
  })
  licenceType?: string | null;
  @Field(() => [String], { description: both('Identifiers asked for or released.', '证照标识。') })
  identifiers!: string[];
  @Field(() => [String], { description: both('Fields asked for.', '请求的字段。') })
  fieldsAsked!: string[];
  @Field(() => [String], { description: both('Fields released.', '提供的字段。') })
  fieldsReleased!: string[];
  @Field(() => AuditEntryOutcome, { description: both('Outcome.', '结果。') })
  outcome!: AuditEntryOutcome;
  @Field(() => String, {
    nullable: true,
    description: both('Sharing rule that decided.', '适用的共享规则。'),
  })
  rule?: string | null;
  @Field(() => String, { nullable: true, description: both('Code of the refusal.', '拒绝原因代码。') })
  code?: string | null;
  @Field(() => [AuditedDocumentType], { description: both('Verdicts on documents.', '证照文件验证结论。') })
  documents!: AuditedDocumentType[];
}

@ObjectType('AuditPersonalValue', {
  description: both('A value behind a commitment of the entry.', '条目承诺值对应的原文。'),
})
export class AuditPersonalValueType {
  @Field(() => String, { description: both('Place in the entry.', '在条目中的位置。') })
  label!: string;
  @Field(() => String, { description: both('The value.', '原文。') })
  value!: string;
}

@ObjectType('AuditEntry', { description: both('One entry of the audit log.', '审计日志条目。') })
export class AuditEntryType {
  @Field(() => String, { description: both('Index in the log, from 0.', '日志序号，自 0 起。') })
  index!: string;
  @Field(() => ID, { description: both('Id of the entry.', '条目编号。') })
  id!: string;
  @Field(() => Boolean, {
    description: both(
      'The stored bytes are those that were hashed; false means that the database was tampered with.',
      '存储内容与哈希一致；为假表示数据库遭篡改。',
    ),
  })
  intact!: boolean;
  @Field(() => AuditEntryKind, { nullable: true, description: both('Kind.', '类别。') })
  kind?: AuditEntryKind | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Time of the entry, UTC.', '条目时间（UTC）。'),
  })
  at?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Time of the entry, China Standard Time.', '条目时间（北京时间）。'),
  })
  atLocal?: string | null;
  @Field(() => InstantScalar, { description: both('When it was appended.', '写入时间。') })
  appendedAt!: string;
  @Field(() => Int, { nullable: true, description: both('Milliseconds that it took.', '耗时（毫秒）。') })
  tookMs?: number | null;
  @Field(() => AuditCallerType, { nullable: true, description: both('Who called.', '调用方。') })
  caller?: AuditCallerType | null;
  @Field(() => String, { nullable: true, description: both('Node that was asked.', '对端节点。') })
  counterpart?: string | null;
  @Field(() => String, { nullable: true, description: both('Number of the case.', '办件编号。') })
  caseNumber?: string | null;
  @Field(() => String, { nullable: true, description: both('Code of the matter.', '事项编码。') })
  itemCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Name of the matter.', '事项名称。') })
  itemName?: string | null;
  @Field(() => String, { nullable: true, description: both('Legal basis.', '法律依据。') })
  legalBasis?: string | null;
  @Field(() => String, { nullable: true, description: both('Reason.', '事由。') })
  reason?: string | null;
  @Field(() => AuditEntryOutcome, { nullable: true, description: both('Outcome.', '结果。') })
  outcome?: AuditEntryOutcome | null;
  @Field(() => String, { nullable: true, description: both('Code of the refusal.', '拒绝原因代码。') })
  code?: string | null;
  @Field(() => [AuditedLookupType], { description: both('Its lookups.', '各项查询。') })
  lookups!: AuditedLookupType[];
  @Field(() => AuditGovernanceType, {
    nullable: true,
    description: both('What was done to or with the log itself.', '对日志本身的操作。'),
  })
  governance?: AuditGovernanceType | null;
  @Field(() => DigestScalar, { nullable: true, description: both('Digest of the request.', '请求摘要。') })
  requestDigest?: string | null;
  @Field(() => DigestScalar, { description: both('Leaf hash of the entry.', '条目叶哈希。') })
  leaf!: string;
  @Field(() => AuditProofState, { description: both('How far its proof has come.', '存证状态。') })
  proof!: AuditProofState;
  @Field(() => AuditCounterpartState, { description: both('State on the other side.', '对端状态。') })
  counterpartState!: AuditCounterpartState;
  @Field(() => [AuditPersonalValueType], {
    nullable: true,
    description: both(
      'Personal values, where they were asked for; those that were erased are left out.',
      '个人信息原文（仅在请求时返回；已删除的不返回）。',
    ),
  })
  personal?: AuditPersonalValueType[] | null;
  @Field(() => String, {
    description: both('The very bytes that are hashed, JSON.', '参与哈希的条目原文（JSON）。'),
  })
  json!: string;
}

@ObjectType('AuditTotal', { description: both('A number of entries.', '条目数。') })
export class AuditTotalType {
  @Field(() => Int, { description: both('The number.', '数量。') })
  count!: number;
  @Field(() => Boolean, {
    description: both('False where there are at least so many.', '是否精确；否则为下限。'),
  })
  exact!: boolean;
}

@ObjectType('AuditEntryEdge', { description: both('An entry of a page.', '分页条目。') })
export class AuditEntryEdgeType {
  @Field(() => String, { description: both('Cursor of the entry.', '游标。') })
  cursor!: string;
  @Field(() => AuditEntryType, { description: both('The entry.', '条目。') })
  node!: AuditEntryType;
}

@ObjectType('AuditEntryConnection', { description: both('A page of entries.', '条目分页。') })
export class AuditEntryConnectionType {
  @Field(() => [AuditEntryEdgeType], { description: both('Entries of the page.', '本页条目。') })
  edges!: AuditEntryEdgeType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
  @Field(() => AuditTotalType, {
    nullable: true,
    description: both('How many the filter finds, where it was asked for.', '总数（按需返回）。'),
  })
  total?: AuditTotalType | null;
  @Field(() => String, { description: both('Entries of the log at that time.', '检索时日志条目数。') })
  logSize!: string;
}

@ObjectType('AuditCount', { description: both('Entries with one value.', '单值统计。') })
export class AuditCountType {
  @Field(() => String, { nullable: true, description: both('The value.', '取值。') })
  key?: string | null;
  @Field(() => Int, { description: both('How many.', '数量。') })
  count!: number;
}

@ObjectType('AuditCounts', { description: both('Entries counted by one value.', '分项统计。') })
export class AuditCountsType {
  @Field(() => [AuditCountType], { description: both('The numbers.', '各项数量。') })
  counts!: AuditCountType[];
  @Field(() => Boolean, {
    description: both(
      'False where only the newest entries were counted, or not all values told.',
      '是否为全量统计。',
    ),
  })
  exact!: boolean;
}

@ObjectType('AuditGroup', { description: both('Entries that belong together.', '条目分组。') })
export class AuditGroupType {
  @Field(() => String, { nullable: true, description: both('Number of the case.', '办件编号。') })
  caseNumber?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Acting person: a name of the log’s own making that begins with `~`, or the identifier where it was asked for.',
      '经办人：以 `~` 开头的代号；请求原文时为人员标识。',
    ),
  })
  person?: string | null;
  @Field(() => InstantScalar, { description: both('First entry.', '首条时间。') })
  from!: string;
  @Field(() => InstantScalar, { description: both('Last entry.', '末条时间。') })
  until!: string;
  @Field(() => Int, { description: both('Number of entries.', '条目数。') })
  entries!: number;
  @Field(() => Int, { description: both('Of which denied.', '其中被拒绝数。') })
  denied!: number;
  @Field(() => Int, { description: both('Different cases.', '涉及办件数。') })
  cases!: number;
  @Field(() => String, { description: both('Lowest index.', '最小序号。') })
  firstIndex!: string;
  @Field(() => String, { description: both('Highest index.', '最大序号。') })
  lastIndex!: string;
}

@ObjectType('AuditGroups', { description: both('Groups, newest first.', '分组列表，由新到旧。') })
export class AuditGroupsType {
  @Field(() => [AuditGroupType], { description: both('The groups.', '各分组。') })
  groups!: AuditGroupType[];
  @Field(() => Boolean, {
    description: both('False where there is more than was looked at.', '是否为全量。'),
  })
  exact!: boolean;
}
