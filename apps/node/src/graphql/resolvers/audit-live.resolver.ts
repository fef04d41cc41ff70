import { Inject } from '@nestjs/common';
import { Args, Context, ID, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { Auditing, Growth } from '../../auditing/index.js';
import { Allow, DUTIES } from '../../callers/index.js';
import { Refusal } from '#libs/errors';
import { AUDITING } from '../../tokens.js';
import { auditorOf, filterOf } from '../audit-arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toAuditFlows, toEntryDocument } from '../present-audit-flow.js';
import { AuditEntryDocumentType, AuditFlowsType, AuditGrowthType } from '../types/audit-flow.type.js';
import { AuditFilterInput } from '../types/audit-inputs.js';

const filter = {
  type: () => AuditFilterInput,
  nullable: true,
  description: both('What to look for; everything by default.', '检索条件，默认全部。'),
};

/** Who asks whom, what the seals look like, and that there is news. */
@Resolver()
export class AuditLiveResolver {
  constructor(@Inject(AUDITING) private readonly auditing: Auditing) {}

  @Query(() => AuditFlowsType, {
    description: both(
      'Lookups counted by who asked whom for what. The read is logged.',
      '按查询方、被查询方和证照类型统计；统计行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async auditFlows(
    @Args('filter', filter) wanted: AuditFilterInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<AuditFlowsType> {
    const { reads, regionOf } = this.auditing;
    return toAuditFlows(await reads.flows(auditorOf(operation), filterOf(wanted)), regionOf);
  }

  @Query(() => [AuditEntryDocumentType], {
    description: both(
      'The documents that an entry names, verified today, with the pictures of their seals. The read is logged.',
      '条目所涉证照文件的当前验证结果及印章图片；查看行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async auditEntrySeals(
    @Args('id', { type: () => ID, description: both('Id of the entry.', '条目编号。') }) id: string,
    @Context() operation: OperationContext,
  ): Promise<AuditEntryDocumentType[]> {
    return (await this.auditing.seals.of(auditorOf(operation), id)).map(toEntryDocument);
  }

  @Subscription(() => AuditGrowthType, {
    description: both(
      'How many entries of a filter are new, at each change. That one follows is logged.',
      '符合条件的新增条目数，变更时推送；订阅行为将被记录。',
    ),
    resolve: (growth: Growth) => growth,
  })
  @Allow(...DUTIES.audit)
  async auditGrowth(
    @Args('filter', filter) wanted: AuditFilterInput | undefined,
    @Args('since', {
      type: () => String,
      description: both('Entries before this index are known already.', '此序号之前的条目已知。'),
    })
    since: string,
    @Context() operation: OperationContext,
  ): Promise<AsyncIterableIterator<unknown>> {
    if (!/^(0|[1-9]\d{0,17})$/.test(since)) throw new Refusal('AUDIT_FILTER_INVALID', { hint: 'since' });
    return this.auditing.growth.follow(auditorOf(operation), filterOf(wanted), BigInt(since));
  }
}
