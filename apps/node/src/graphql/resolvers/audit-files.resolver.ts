import { Inject } from '@nestjs/common';
import { Args, Context, Float, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Auditing } from '../../auditing/index.js';
import { Allow, DUTIES } from '../../callers/index.js';
import { AUDITING } from '../../tokens.js';
import { auditorOf, filterOf } from '../audit-arguments.js';
import { toExport, toSample } from '../audit-work-present.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { AuditExportType, AuditSampleType, ReviewVerdict } from '../types/audit-files.type.js';
import { AuditFilterInput } from '../types/audit-inputs.js';

const id = { type: () => ID, description: both('Its id.', '编号。') };

/** Progress of exports, and review samples. */
@Resolver()
export class AuditFilesResolver {
  constructor(@Inject(AUDITING) private readonly auditing: Auditing) {}

  @Query(() => AuditExportType, {
    description: both('An own export and its progress.', '查看本人导出任务进度。'),
  })
  @Allow(...DUTIES.audit)
  async auditExport(
    @Args('id', id) job: string,
    @Context() operation: OperationContext,
  ): Promise<AuditExportType> {
    return toExport(await this.auditing.exports.get(auditorOf(operation), job));
  }

  @Query(() => [AuditExportType], {
    description: both('Own exports, newest first.', '本人导出任务，由新到旧。'),
  })
  @Allow(...DUTIES.audit)
  async auditExports(@Context() operation: OperationContext): Promise<AuditExportType[]> {
    return (await this.auditing.exports.list(auditorOf(operation))).map(toExport);
  }

  @Mutation(() => AuditExportType, {
    description: both(
      'Asks for an export of entries, as POST /audit/exports does. Logged.',
      '申请导出条目（同 POST /audit/exports）；留痕。',
    ),
  })
  @Allow(...DUTIES.audit)
  async createAuditExport(
    @Args('format', {
      type: () => String,
      description: both('Format: csv, jsonl or bundle.', '格式：csv、jsonl 或 bundle。'),
    })
    format: string,
    @Args('filter', {
      type: () => AuditFilterInput,
      nullable: true,
      description: both('What to export; everything by default.', '导出条件，默认全部。'),
    })
    filter: AuditFilterInput | undefined,
    @Args('withPersonalValues', {
      type: () => Boolean,
      defaultValue: false,
      description: both('With personal values in clear.', '是否含个人信息原文。'),
    })
    withPersonalValues: boolean,
    @Context() operation: OperationContext,
  ): Promise<AuditExportType> {
    const wanted = { format, filter: filterOf(filter), withPersonalValues };
    return toExport(await this.auditing.exports.create(auditorOf(operation), wanted));
  }

  @Mutation(() => Boolean, {
    description: both('Deletes an own export and its file. Logged.', '删除本人导出任务及文件；留痕。'),
  })
  @Allow(...DUTIES.audit)
  async deleteAuditExport(
    @Args('id', id) job: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.auditing.exports.remove(auditorOf(operation), job);
    return true;
  }

  @Query(() => [AuditSampleType], {
    description: both('Review samples, without their items.', '复核抽样列表（不含条目）。'),
  })
  @Allow(...DUTIES.audit)
  async auditSamples(@Context() operation: OperationContext): Promise<AuditSampleType[]> {
    return (await this.auditing.samples.list(auditorOf(operation))).map(toSample);
  }

  @Query(() => AuditSampleType, { description: both('A review sample with its items.', '复核抽样及条目。') })
  @Allow(...DUTIES.audit)
  async auditSample(
    @Args('id', id) sample: string,
    @Context() operation: OperationContext,
  ): Promise<AuditSampleType> {
    return toSample(await this.auditing.samples.show(auditorOf(operation), sample));
  }

  @Mutation(() => AuditSampleType, {
    description: both(
      'Commits to a population, from which a later root draws. A signed-in person only; logged.',
      '承诺抽样总体，由其后的检查点根决定抽取；须由登录人员办理并留痕。',
    ),
  })
  @Allow(...DUTIES.audit)
  async createAuditSample(
    @Args('filter', { type: () => AuditFilterInput, description: both('The population.', '抽样总体条件。') })
    filter: AuditFilterInput,
    @Args('percent', {
      type: () => Float,
      nullable: true,
      description: both('Percentage to draw.', '抽取百分比。'),
    })
    percent: number | undefined,
    @Args('count', { type: () => Int, nullable: true, description: both('Or a number.', '或抽取数量。') })
    count: number | undefined,
    @Context() operation: OperationContext,
  ): Promise<AuditSampleType> {
    const size = { percent: percent ?? undefined, count: count ?? undefined };
    return toSample(await this.auditing.samples.commit(auditorOf(operation), filterOf(filter), size));
  }

  @Mutation(() => AuditSampleType, {
    description: both('Draws, once a witnessed checkpoint gives the seed.', '待检查点经见证后抽取。'),
  })
  @Allow(...DUTIES.audit)
  async drawAuditSample(
    @Args('id', id) sample: string,
    @Context() operation: OperationContext,
  ): Promise<AuditSampleType> {
    return toSample(await this.auditing.samples.draw(auditorOf(operation), sample));
  }

  @Mutation(() => AuditSampleType, {
    description: both(
      'A verdict on one item; the second one is another auditor’s. Logged.',
      '对抽样条目作出结论；复核须由另一名审计员办理，均留痕。',
    ),
  })
  @Allow(...DUTIES.audit)
  async reviewAuditSampleItem(
    @Args('sample', { type: () => ID, description: both('The sample.', '抽样编号。') }) sample: string,
    @Args('place', { type: () => Int, description: both('Place in the sample.', '抽样序号。') })
    place: number,
    @Args('verdict', { type: () => ReviewVerdict, description: both('The verdict.', '结论。') })
    verdict: ReviewVerdict,
    @Args('note', {
      type: () => String,
      nullable: true,
      description: both(
        'Why; wanted unless it is reviewed. No personal data.',
        '说明；存疑或上报时必填，不得含个人信息。',
      ),
    })
    note: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<AuditSampleType> {
    const auditor = auditorOf(operation);
    return toSample(await this.auditing.samples.review(auditor, sample, place, verdict, note ?? undefined));
  }
}
