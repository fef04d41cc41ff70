import { Field, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { AuditedDocumentType } from './audit-entry.type.js';
import { DocumentReportType } from './document.type.js';

@ObjectType('AuditFlow', { description: both('Who asked whom for what.', '谁向谁查询了什么。') })
export class AuditFlowType {
  @Field(() => String, {
    nullable: true,
    description: both('Entity id of the node that asked; null for this one.', '查询方节点；空为本节点。'),
  })
  askingNode?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Its region (GB/T 2260), where it is trusted now.', '查询方地区代码（当前受信任时）。'),
  })
  askingRegion?: string | null;
  @Field(() => String, { nullable: true, description: both('Code of the organisation.', '机构代码。') })
  organisationCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Its name.', '机构名称。') })
  organisationName?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Entity id of the node that was asked; null for this one.', '被查询节点；空为本节点。'),
  })
  answeringNode?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Its region (GB/T 2260), where it is trusted now.', '被查询地区代码（当前受信任时）。'),
  })
  answeringRegion?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Licence type, or `dataset:` and the code of a dataset.',
      '证照类型；数据集为 `dataset:` 加代码。',
    ),
  })
  licenceType?: string | null;
  @Field(() => Int, { description: both('How many lookups.', '查询次数。') })
  count!: number;
  @Field(() => Int, { description: both('Of which something was released.', '其中已提供的次数。') })
  granted!: number;
  @Field(() => Int, { description: both('Of which was refused.', '其中被拒绝的次数。') })
  denied!: number;
}

@ObjectType('AuditFlows', { description: both('Lookups counted by who asked whom.', '按查询双方统计。') })
export class AuditFlowsType {
  @Field(() => [AuditFlowType], {
    description: both('The pairs, the most frequent first.', '各组查询，多者在前。'),
  })
  flows!: AuditFlowType[];
  @Field(() => Boolean, {
    description: both(
      'False where only the newest entries were counted, or not all pairs told.',
      '是否为全量统计。',
    ),
  })
  exact!: boolean;
}

@ObjectType('AuditGrowth', { description: both('How far a list has grown.', '列表新增情况。') })
export class AuditGrowthType {
  @Field(() => String, { description: both('Entries of the log now.', '日志当前条目数。') })
  logSize!: string;
  @Field(() => Int, { description: both('New entries of the filter.', '符合条件的新增条目数。') })
  fresh!: number;
  @Field(() => Boolean, {
    description: both('False where there are at least so many.', '是否精确；否则为下限。'),
  })
  exact!: boolean;
}

@ObjectType('AuditEntryDocument', {
  description: both('A document that an entry names.', '条目所涉证照文件。'),
})
export class AuditEntryDocumentType {
  @Field(() => AuditedDocumentType, { description: both('What was told of it then.', '当时告知的结论。') })
  told!: AuditedDocumentType;
  @Field(() => DocumentReportType, {
    nullable: true,
    description: both(
      'What verifying it gives today; null where this node does not hold it, or it cannot be read.',
      '当前重新验证的结果；本节点未存该文件或无法读取时为空。',
    ),
  })
  today?: DocumentReportType | null;
  @Field(() => String, {
    nullable: true,
    description: both('Why it could not be verified today.', '当前无法验证的原因代码。'),
  })
  code?: string | null;
}
