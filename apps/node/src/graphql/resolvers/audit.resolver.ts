import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { Inject } from '@nestjs/common';
import type { Auditing } from '../../auditing/index.js';
import { Allow, DUTIES } from '../../callers/index.js';
import { AUDITING } from '../../tokens.js';
import { auditorOf, filterOf, searchOf } from '../audit-arguments.js';
import { toAuditCounts, toAuditEntry, toAuditGroups, toAuditPage } from '../audit-present.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { AuditCountKey, AuditEntryOrder, AuditGrouping } from '../types/audit-enums.js';
import {
  AuditCountsType,
  AuditEntryConnectionType,
  AuditEntryType,
  AuditGroupsType,
} from '../types/audit-entry.type.js';
import { AuditFilterInput } from '../types/audit-inputs.js';

const filter = {
  type: () => AuditFilterInput,
  nullable: true,
  description: both('What to look for; everything by default.', '检索条件，默认全部。'),
};
const inClear = {
  type: () => Boolean,
  defaultValue: false,
  description: both(
    'Show personal values; that they were seen is logged.',
    '是否显示个人信息原文；显示行为将被记录。',
  ),
};
const first = {
  type: () => Int,
  defaultValue: 20,
  description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
};
const after = {
  type: () => String,
  nullable: true,
  description: both('Cursor to go on from.', '起始游标。'),
};

/** What auditors read; every read is an entry of the log itself. */
@Resolver()
export class AuditResolver {
  constructor(@Inject(AUDITING) private readonly auditing: Auditing) {}

  @Query(() => AuditEntryConnectionType, {
    description: both('Entries of the audit log. The read is logged.', '检索审计日志；检索行为将被记录。'),
  })
  @Allow(...DUTIES.audit)
  async auditEntries(
    @Args('filter', filter) wanted: AuditFilterInput | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Args('order', {
      type: () => AuditEntryOrder,
      defaultValue: AuditEntryOrder.NEWEST,
      description: both('Order of the entries.', '排序。'),
    })
    order: AuditEntryOrder,
    @Args('withTotal', {
      type: () => Boolean,
      defaultValue: true,
      description: both('Count what the filter finds.', '是否返回总数。'),
    })
    withTotal: boolean,
    @Args('withPersonalValues', inClear) withPersonalValues: boolean,
    @Context() operation: OperationContext,
  ): Promise<AuditEntryConnectionType> {
    const request = { ...searchOf(wanted, size, cursor), order, withTotal, withPersonalValues };
    return toAuditPage(await this.auditing.reads.search(auditorOf(operation), request));
  }

  @Query(() => AuditEntryType, {
    description: both('One entry by its id. The read is logged.', '按编号查看条目；查看行为将被记录。'),
  })
  @Allow(...DUTIES.audit)
  async auditEntry(
    @Args('id', { type: () => ID, description: both('Id of the entry.', '条目编号。') }) id: string,
    @Args('withPersonalValues', inClear) withPersonalValues: boolean,
    @Context() operation: OperationContext,
  ): Promise<AuditEntryType> {
    return toAuditEntry(await this.auditing.reads.entry(auditorOf(operation), id, withPersonalValues));
  }

  @Query(() => AuditCountsType, {
    description: both('Entries counted by one value. The read is logged.', '分项统计；统计行为将被记录。'),
  })
  @Allow(...DUTIES.audit)
  async auditCounts(
    @Args('filter', filter) wanted: AuditFilterInput | undefined,
    @Args('by', { type: () => AuditCountKey, description: both('What to count by.', '统计维度。') })
    by: AuditCountKey,
    @Args('withPersonalValues', inClear) withPersonalValues: boolean,
    @Context() operation: OperationContext,
  ): Promise<AuditCountsType> {
    return toAuditCounts(
      await this.auditing.reads.counted(auditorOf(operation), filterOf(wanted), by, withPersonalValues),
    );
  }

  @Query(() => AuditGroupsType, {
    description: both(
      'Entries put together by case, person or session. The read is logged.',
      '按办件、人员或会话分组；查阅行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async auditGroups(
    @Args('filter', filter) wanted: AuditFilterInput | undefined,
    @Args('by', { type: () => AuditGrouping, description: both('What to group by.', '分组方式。') })
    by: AuditGrouping,
    @Args('withPersonalValues', inClear) withPersonalValues: boolean,
    @Context() operation: OperationContext,
  ): Promise<AuditGroupsType> {
    return toAuditGroups(
      await this.auditing.reads.groups(auditorOf(operation), filterOf(wanted), by, withPersonalValues),
    );
  }
}
