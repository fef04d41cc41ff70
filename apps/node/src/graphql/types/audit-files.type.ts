import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';

export enum ReviewVerdict {
  REVIEWED = 'reviewed',
  QUESTIONED = 'questioned',
  ESCALATED = 'escalated',
}
registerEnumType(ReviewVerdict, {
  name: 'ReviewVerdict',
  description: both('Verdict on a sampled entry.', '抽样复核结论。'),
  valuesMap: {
    REVIEWED: { description: both('Nothing to object to.', '无异议。') },
    QUESTIONED: { description: both('Questions are open.', '存疑。') },
    ESCALATED: { description: both('Passed on to others.', '上报。') },
  },
});

@ObjectType('AuditExport', { description: both('An export of entries.', '导出任务。') })
export class AuditExportType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => String, { description: both('Format: csv, jsonl or bundle.', '格式：csv、jsonl 或 bundle。') })
  format!: string;
  @Field(() => String, {
    description: both(
      'State: waiting, running, done, failed or expired.',
      '状态：等待、进行中、完成、失败或过期。',
    ),
  })
  state!: string;
  @Field(() => String, { nullable: true, description: both('Code of what went wrong.', '失败原因代码。') })
  code?: string | null;
  @Field(() => Float, { description: both('Rows written.', '已写入行数。') })
  rowsDone!: number;
  @Field(() => Float, {
    nullable: true,
    description: both('Rows in all, where known.', '总行数（已知时）。'),
  })
  rowsTotal?: number | null;
  @Field(() => Float, { nullable: true, description: both('Bytes of the finished file.', '文件字节数。') })
  bytes?: number | null;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both('SHA-256 of the finished file.', '文件摘要。'),
  })
  sha256?: string | null;
  @Field(() => Boolean, { description: both('Personal values are in it.', '是否含个人信息原文。') })
  withPersonalValues!: boolean;
  @Field(() => InstantScalar, { description: both('When it was asked for.', '申请时间。') })
  createdAt!: string;
  @Field(() => InstantScalar, { description: both('When it will be deleted.', '删除时间。') })
  expiresAt!: string;
}

@ObjectType('AuditSampleItem', { description: both('A sampled entry.', '抽样条目。') })
export class AuditSampleItemType {
  @Field(() => Int, { description: both('Place in the sample, from 1.', '抽样序号。') })
  place!: number;
  @Field(() => String, { description: both('Index of the entry.', '条目序号。') })
  index!: string;
  @Field(() => ID, { description: both('Id of the entry.', '条目编号。') })
  entry!: string;
  @Field(() => ReviewVerdict, { nullable: true, description: both('First verdict.', '初审结论。') })
  verdict?: ReviewVerdict | null;
  @Field(() => String, { nullable: true, description: both('Its note.', '初审说明。') })
  note?: string | null;
  @Field(() => ReviewVerdict, {
    nullable: true,
    description: both('Verdict of another auditor.', '复核结论。'),
  })
  secondVerdict?: ReviewVerdict | null;
  @Field(() => String, { nullable: true, description: both('Its note.', '复核说明。') })
  secondNote?: string | null;
}

@ObjectType('AuditSample', { description: both('A review sample.', '复核抽样。') })
export class AuditSampleType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => String, { description: both('State: committed or drawn.', '状态：已承诺或已抽取。') })
  state!: string;
  @Field(() => Int, { description: both('Entries that it is drawn from.', '总体数量。') })
  population!: number;
  @Field(() => DigestScalar, { description: both('Digest of their indexes.', '总体序号摘要。') })
  populationDigest!: string;
  @Field(() => Int, { description: both('Entries wanted.', '抽取数量。') })
  wanted!: number;
  @Field(() => String, { description: both('Size of the log at the commitment.', '承诺时日志条目数。') })
  treeSize!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Size of the checkpoint that gave the seed.', '种子检查点大小。'),
  })
  seedSize?: string | null;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both('Its root, the seed.', '种子（检查点根）。'),
  })
  seedRoot?: string | null;
  @Field(() => InstantScalar, { description: both('When it was committed to.', '承诺时间。') })
  createdAt!: string;
  @Field(() => [AuditSampleItemType], { description: both('What was drawn.', '抽样条目。') })
  items!: AuditSampleItemType[];
}
