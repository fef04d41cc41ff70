import { Field, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar, ItemCodeScalar } from '../scalars.js';
import { Channel, Region } from './enums.js';
import { PageInfoType, ReceiptType } from './lookup.type.js';

@ObjectType('AccessInclusionProof', {
  description: both(
    'RFC 6962 inclusion proof of the entry in a signed checkpoint of the log.',
    '审计条目在已签名检查点中的包含证明（RFC 6962）。',
  ),
})
export class AccessInclusionProofType {
  @Field(() => String, { description: both('Entries that the tree covers.', '树所含条目数。') })
  size!: string;
  @Field(() => [DigestScalar], { description: both('Hashes, lowest level first.', '证明路径，自底向上。') })
  hashes!: string[];
  @Field(() => String, {
    description: both('The checkpoint, a C2SP signed note.', '检查点（C2SP 签名文本）。'),
  })
  checkpoint!: string;
}

@ObjectType('AccessProof', { description: both('Where the log holds it.', '日志中的位置及证明。') })
export class AccessProofType {
  @Field(() => String, { description: both('Identifier of the entry.', '审计条目标识。') })
  entryId!: string;
  @Field(() => String, { description: both('Index of the entry.', '审计条目序号。') })
  index!: string;
  @Field(() => ReceiptType, { description: both('Log and leaf hash.', '日志与叶哈希。') })
  receipt!: ReceiptType;
  @Field(() => AccessInclusionProofType, {
    nullable: true,
    description: both(
      'The inclusion proof; null until a checkpoint covers the entry.',
      '包含证明；尚无检查点覆盖该条目时为空。',
    ),
  })
  inclusion?: AccessInclusionProofType | null;
}

@ObjectType('AccessedLookup', {
  description: both('One lookup about you and how it ended.', '一次有关您的查询及其结果。'),
})
export class AccessedLookupType {
  @Field(() => String, { description: both('Kind of lookup.', '查询方式。') })
  operation!: string;
  @Field(() => Region, { nullable: true, description: both('Region that was asked.', '被查询地区。') })
  region?: Region | null;
  @Field(() => String, { nullable: true, description: both('Licence type.', '证照类型。') })
  licenceType?: string | null;
  @Field(() => [String], { description: both('E-licence identifiers.', '电子证照标识。') })
  identifiers!: string[];
  @Field(() => [String], { description: both('Fields that were asked for.', '请求的字段。') })
  fieldsAsked!: string[];
  @Field(() => [String], { description: both('Fields that were released.', '返回的字段。') })
  fieldsReleased!: string[];
  @Field(() => String, {
    description: both(
      'One of `granted`, `reduced`, `denied`, `not-found`, `failed`.',
      '结果：`granted` 返回、`reduced` 部分返回、`denied` 拒绝、`not-found` 未查到、`failed` 失败。',
    ),
  })
  outcome!: string;
}

@ObjectType('AccessRecord', {
  description: both(
    'Who looked at your data, when, from where, for what and on what basis.',
    '谁在何时、何地、因何事项、依据何规定查询了您的数据。',
  ),
})
export class AccessRecordType {
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => String, { nullable: true, description: both('Code of the organisation.', '查询单位代码。') })
  organisationCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Name of the organisation.', '查询单位名称。') })
  organisationName?: string | null;
  @Field(() => Region, { nullable: true, description: both('Region that asked.', '发起查询的地区。') })
  askingRegion?: Region | null;
  @Field(() => String, { nullable: true, description: both('Role of the acting person.', '经办人角色。') })
  role?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Name of the clerk, where this node shows it.', '经办人姓名（本节点公开时）。'),
  })
  clerk?: string | null;
  @Field(() => Channel, { nullable: true, description: both('Where the matter is handled.', '办理渠道。') })
  channel?: Channel | null;
  @Field(() => ItemCodeScalar, { nullable: true, description: both('Code of the matter.', '事项编码。') })
  itemCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Name of the matter.', '事项名称。') })
  itemName?: string | null;
  @Field(() => String, { nullable: true, description: both('Reason of use.', '使用事由。') })
  reason?: string | null;
  @Field(() => String, { nullable: true, description: both('Legal basis.', '法律依据。') })
  legalBasis?: string | null;
  @Field(() => [AccessedLookupType], {
    description: both('What of it concerns you.', '其中与您有关的查询。'),
  })
  lookups!: AccessedLookupType[];
  @Field(() => AccessProofType, { description: both('Proof that it is in the log.', '日志证明。') })
  proof!: AccessProofType;
}

@ObjectType('WithheldAccesses', {
  description: both(
    'Lookups of a month that the law lets be shown later; counted once the month is over.',
    '某月依法延迟告知的查询数量，月末后统计。',
  ),
})
export class WithheldAccessesType {
  @Field(() => String, { description: both('Month, `YYYY-MM`.', '月份，`YYYY-MM`。') })
  month!: string;
  @Field(() => Int, { description: both('How many.', '数量。') })
  count!: number;
}

@ObjectType('AccessRecordPage', {
  description: both('Records of this region’s log, newest first.', '本地区日志中的查询记录，最新在前。'),
})
export class AccessRecordPageType {
  @Field(() => [AccessRecordType], { description: both('The records.', '查询记录。') })
  records!: AccessRecordType[];
  @Field(() => PageInfoType, { description: both('Where to go on.', '翻页信息。') })
  pageInfo!: PageInfoType;
  @Field(() => [WithheldAccessesType], { description: both('What is withheld.', '依法延迟告知的数量。') })
  withheld!: WithheldAccessesType[];
  @Field(() => [String], {
    description: both(
      'Provisions under which this region may withhold lookups, whether or not it does.',
      '本地区可据以延迟告知的规定（不表示实际存在）。',
    ),
  })
  withheldUnder!: string[];
}
