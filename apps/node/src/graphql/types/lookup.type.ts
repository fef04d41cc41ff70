import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar } from '../scalars.js';
import { CheckOutcome, LookupStatus, Region } from './enums.js';
import { LicenceDocumentType, LicenceType } from './licence.type.js';

@ObjectType('Refusal', {
  description: both('Why something was refused and what to do.', '未予办理的原因及处理办法。'),
})
export class RefusalType {
  @Field(() => String, { description: both('Code from the error list.', '错误码。') })
  code!: string;
  @Field(() => String, { description: both('What happened, in English.', '原因（英文）。') })
  message!: string;
  @Field(() => String, { description: both('What to do, in English.', '处理办法（英文）。') })
  advice!: string;
  @Field(() => String, { description: both('What happened, in Chinese.', '原因（中文）。') })
  messageZh!: string;
  @Field(() => String, { description: both('What to do, in Chinese.', '处理办法（中文）。') })
  adviceZh!: string;
  @Field(() => Boolean, { description: both('The same request may be sent again.', '可否原样重试。') })
  retryable!: boolean;
}

@ObjectType('WithheldField', {
  description: both('A field that was asked for and not released.', '请求但未返回的字段。'),
})
export class WithheldFieldType {
  @Field(() => String, { description: both('Name of the field.', '字段名。') })
  field!: string;
  @Field(() => String, { description: both('Why it was withheld.', '未返回的原因。') })
  reason!: string;
}

@ObjectType('VerificationCheck', { description: both('One check and its outcome.', '单项核查。') })
export class VerificationCheckType {
  @Field(() => String, { description: both('Name of the check.', '核查项名称。') })
  name!: string;
  @Field(() => CheckOutcome, { description: both('Its outcome.', '核查结果。') })
  outcome!: CheckOutcome;
  @Field(() => String, { nullable: true, description: both('Clause that demands it.', '依据条款。') })
  clause?: string | null;
}

@ObjectType('AnswerVerification', {
  description: both('How the answer of another region was verified.', '对其他地区应答的验证。'),
})
export class AnswerVerificationType {
  @Field(() => Boolean, { description: both('Every check passed.', '全部核查项通过。') })
  passed!: boolean;
  @Field(() => String, { description: both('Entity id of the node that signed.', '签名节点的实体标识。') })
  signer!: string;
  @Field(() => [VerificationCheckType], { description: both('The checks in order.', '核查项（按顺序）。') })
  checks!: VerificationCheckType[];
}

@ObjectType('Receipt', {
  description: both(
    'Promise of the answering node that the audit entry of this lookup is in its log.',
    '应答节点承诺：本次查询的审计记录已写入其日志。',
  ),
})
export class ReceiptType {
  @Field(() => String, { description: both('Origin of the log.', '日志来源标识。') })
  log!: string;
  @Field(() => DigestScalar, { description: both('Leaf hash of the entry.', '日志叶哈希。') })
  leaf!: string;
}

@ObjectType({ isAbstract: true })
export abstract class RegionalResult {
  @Field(() => Region, { description: both('The region asked.', '被查询地区。') })
  region!: Region;
  @Field(() => LookupStatus, { description: both('How the lookup ended.', '查询结果。') })
  status!: LookupStatus;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why nothing was released.', '未返回的原因。'),
  })
  refusal?: RefusalType | null;
  @Field(() => [WithheldFieldType], { description: both('Fields asked for and withheld.', '未返回的字段。') })
  withheld!: WithheldFieldType[];
  @Field(() => AnswerVerificationType, {
    nullable: true,
    description: both(
      'Verification of the signed answer; null where the own region answered.',
      '对签名应答的验证；本地区查询时为空。',
    ),
  })
  verification?: AnswerVerificationType | null;
  @Field(() => ReceiptType, {
    nullable: true,
    description: both(
      'Audit receipt of the answering region; null where the own region answered.',
      '应答地区的审计回执；本地区查询时为空。',
    ),
  })
  receipt?: ReceiptType | null;
  @Field(() => Float, { description: both('Time taken in milliseconds.', '耗时（毫秒）。') })
  tookMs!: number;
}

@ObjectType('LicenceLookup', {
  description: both('Result of a lookup of one licence.', '单个证照的查询结果。'),
})
export class LicenceLookupType extends RegionalResult {
  @Field(() => LicenceType, { nullable: true, description: both('The licence.', '证照。') })
  licence?: LicenceType | null;
}

@ObjectType('PageInfo', { description: both('Position in a list.', '分页信息。') })
export class PageInfoType {
  @Field(() => Boolean, { description: both('More follow.', '是否还有后续。') })
  hasNextPage!: boolean;
  @Field(() => String, { nullable: true, description: both('Cursor of the last item.', '末条游标。') })
  endCursor?: string | null;
}

@ObjectType('LicenceEdge', { description: both('A licence in a list.', '列表中的证照。') })
export class LicenceEdgeType {
  @Field(() => String, { description: both('Cursor of this item.', '本条游标。') })
  cursor!: string;
  @Field(() => LicenceType, { description: both('The licence.', '证照。') })
  node!: LicenceType;
}

@ObjectType('LicenceConnection', { description: both('A page of licences.', '证照分页列表。') })
export class LicenceConnectionType {
  @Field(() => [LicenceEdgeType], { description: both('Items of this page.', '本页条目。') })
  edges!: LicenceEdgeType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('HolderLookup', {
  description: both('Licences of a holder in one region.', '某地区内某主体的证照。'),
})
export class HolderLookupType extends RegionalResult {
  @Field(() => LicenceConnectionType, { nullable: true, description: both('The licences.', '证照列表。') })
  licences?: LicenceConnectionType | null;
}

@ObjectType('ClaimMatch', { description: both('Whether one given value matches.', '单个给定值是否一致。') })
export class ClaimMatchType {
  @Field(() => String, { description: both('Name of the field.', '字段名。') })
  field!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: both('Matches; null where it was not compared.', '是否一致；未比对时为空。'),
  })
  matches?: boolean | null;
}

@ObjectType('LicenceVerification', {
  description: both(
    '核验: yes or no per given field; nothing else is released.',
    '核验：逐项返回是否一致，不返回任何数据。',
  ),
})
export class LicenceVerificationType extends RegionalResult {
  @Field(() => [ClaimMatchType], {
    nullable: true,
    description: both('One line per given field.', '逐项比对结果。'),
  })
  matches?: ClaimMatchType[] | null;
}

@ObjectType('DocumentLookup', { description: both('The document of a licence.', '证照文件查询结果。') })
export class DocumentLookupType extends RegionalResult {
  @Field(() => LicenceDocumentType, { nullable: true, description: both('The document.', '文件。') })
  document?: LicenceDocumentType | null;
}

@ObjectType('RegionStatus', {
  description: both('A region of the exchange as this node sees it.', '本节点所见的交换地区状态。'),
})
export class RegionStatusType {
  @Field(() => Region, { description: both('The region.', '地区。') })
  region!: Region;
  @Field(() => String, { nullable: true, description: both('Entity id of its node.', '节点实体标识。') })
  entityId?: string | null;
  @Field(() => Boolean, { description: both('This is the answering node itself.', '是否为本节点。') })
  self!: boolean;
  @Field(() => Boolean, { description: both('A valid trust chain is at hand.', '信任链是否有效。') })
  trusted!: boolean;
  @Field(() => String, { nullable: true, description: both('State of the circuit breaker.', '熔断器状态。') })
  circuit?: string | null;
}

@ObjectType('LicenceTypeField', {
  description: both('A type-specific field in the catalogue.', '目录中的特有信息项。'),
})
export class LicenceTypeFieldType {
  @Field(() => String, { description: both('Code.', '代码。') })
  code!: string;
  @Field(() => String, { description: both('Name in Chinese.', '中文名称。') })
  labelZh!: string;
  @Field(() => String, { description: both('Name in English.', '英文名称。') })
  labelEn!: string;
  @Field(() => String, { description: both('Sensitivity class.', '敏感级别。') })
  sensitivity!: string;
}

@ObjectType('CatalogueEntry', { description: both('A licence type of the catalogue.', '证照类型目录条目。') })
export class CatalogueEntryType {
  @Field(() => String, { description: both('Licence type code.', '证照类型代码。') })
  typeCode!: string;
  @Field(() => String, { description: both('Name in Chinese.', '中文名称。') })
  nameZh!: string;
  @Field(() => String, { description: both('Name in English.', '英文名称。') })
  nameEn!: string;
  @Field(() => Int, { description: both('Number of type-specific fields.', '特有信息项数量。') })
  fieldCount!: number;
  @Field(() => [LicenceTypeFieldType], { description: both('Type-specific fields.', '特有信息项。') })
  fields!: LicenceTypeFieldType[];
}
