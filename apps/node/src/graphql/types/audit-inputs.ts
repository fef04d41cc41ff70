import { Field, ID, InputType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';
import {
  AuditCallerKind,
  AuditDocumentVerdict,
  AuditEntryKind,
  AuditEntryOutcome,
  LookupOperation,
} from './audit-enums.js';
import { Channel } from './enums.js';

/** The members of `auditing/search/filter.ts`, which checks them. */
@InputType('AuditFilterInput', {
  description: both(
    'What an auditor looks for; all members must hold, of lists any one value.',
    '审计检索条件；各条件须同时满足，列表满足其一即可。',
  ),
})
export class AuditFilterInput {
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Not before this time of the entry.', '起始时间（含）。'),
  })
  from?: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Before this time of the entry.', '截止时间（不含）。'),
  })
  to?: string;
  @Field(() => String, { nullable: true, description: both('First index.', '起始序号（含）。') })
  fromIndex?: string;
  @Field(() => String, { nullable: true, description: both('Beyond the last index.', '截止序号（不含）。') })
  toIndex?: string;
  @Field(() => [AuditEntryKind], { nullable: true, description: both('Kinds of entries.', '条目类别。') })
  kinds?: AuditEntryKind[];
  @Field(() => [AuditEntryOutcome], { nullable: true, description: both('Outcomes.', '处理结果。') })
  outcomes?: AuditEntryOutcome[];
  @Field(() => [String], { nullable: true, description: both('Codes of refusals.', '拒绝原因代码。') })
  codes?: string[];
  @Field(() => ID, { nullable: true, description: both('Id of the entry.', '条目编号。') })
  id?: string;
  @Field(() => AuditCallerKind, { nullable: true, description: both('Kind of caller.', '调用方类别。') })
  callerKind?: AuditCallerKind;
  @Field(() => String, {
    nullable: true,
    description: both('Entity id of the calling node, or client id.', '调用方节点或系统标识。'),
  })
  caller?: string;
  @Field(() => String, { nullable: true, description: both('Code of the organisation.', '机构代码。') })
  organisation?: string;
  @Field(() => String, { nullable: true, description: both('Role of the caller.', '调用方角色。') })
  role?: string;
  @Field(() => Channel, { nullable: true, description: both('Channel of handling.', '办理渠道。') })
  channel?: Channel;
  @Field(() => String, {
    nullable: true,
    description: both('Identifier of the acting person.', '经办人标识。'),
  })
  person?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Holder: `type:code`, or the code alone.', '持证主体：`类型:代码` 或仅代码。'),
  })
  subject?: string;
  @Field(() => String, { nullable: true, description: both('Licence number.', '证照编号。') })
  licenceNumber?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Entity id of the node that was asked.', '对端节点标识。'),
  })
  counterpart?: string;
  @Field(() => String, { nullable: true, description: both('Number of the case.', '办件编号。') })
  caseNumber?: string;
  @Field(() => String, { nullable: true, description: both('Code of the matter.', '事项编码。') })
  itemCode?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Text contained in the legal basis.', '法律依据包含的文字。'),
  })
  legalBasis?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Text contained in the reason.', '事由包含的文字。'),
  })
  reason?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Hash of the operation, `sha256:...`.', '操作文本摘要，`sha256:...`。'),
  })
  document?: string;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both('Digest of the request token.', '请求令牌摘要。'),
  })
  requestDigest?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Identifier of the request token.', '请求令牌编号（jti）。'),
  })
  jti?: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Licence type, or `dataset:` and the code of a dataset.',
      '证照类型；数据集为 `dataset:` 加代码。',
    ),
  })
  licenceType?: string;
  @Field(() => String, {
    nullable: true,
    description: both('E-licence identifier, asked for or released.', '电子证照标识。'),
  })
  identifier?: string;
  @Field(() => LookupOperation, { nullable: true, description: both('Way of asking.', '查询方式。') })
  operation?: LookupOperation;
  @Field(() => String, {
    nullable: true,
    description: both('Region that was asked, GB/T 2260.', '被查询地区代码。'),
  })
  region?: string;
  @Field(() => String, { nullable: true, description: both('Field that was asked for.', '请求的字段。') })
  fieldAsked?: string;
  @Field(() => String, { nullable: true, description: both('Field that was released.', '提供的字段。') })
  fieldReleased?: string;
  @Field(() => String, {
    nullable: true,
    description: both('Sharing rule that decided.', '适用的共享规则。'),
  })
  rule?: string;
  @Field(() => AuditDocumentVerdict, {
    nullable: true,
    description: both('Verdict on a document.', '证照文件验证结论。'),
  })
  verdict?: AuditDocumentVerdict;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both('SHA-256 of a licence’s document.', '证照文件摘要。'),
  })
  documentDigest?: string;
  @Field(() => String, { nullable: true, description: both('What was done with the log.', '对日志的操作。') })
  action?: string;
  @Field(() => ID, { nullable: true, description: both('Entries about this finding.', '相关审计发现编号。') })
  finding?: string;
  @Field(() => ID, {
    nullable: true,
    description: both('Entries about this review sample.', '相关抽样编号。'),
  })
  sample?: string;
}
