import { Inject } from '@nestjs/common';
import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { ReadReconciliations, ReconciliationQuery } from '../../reconciliation/index.js';
import { RECONCILIATIONS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toFindingPage, toReconciliationPage } from '../present-reconciliation.js';
import { InstantScalar } from '../scalars.js';
import { ReconciliationFindingPageType, ReconciliationPageType } from '../types/reconciliation.type.js';

const peer = {
  type: () => String,
  nullable: true,
  description: both('Entity id of one other node; all by default.', '对方节点的实体标识，默认全部。'),
};
const from = {
  type: () => InstantScalar,
  nullable: true,
  description: both('Windows that end after this instant.', '终点晚于该时刻的时段。'),
};
const to = {
  type: () => InstantScalar,
  nullable: true,
  description: both('Windows that begin before this instant.', '起点早于该时刻的时段。'),
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

@Resolver()
export class ReconciliationResolver {
  constructor(@Inject(RECONCILIATIONS) private readonly reading: ReadReconciliations) {}

  @Query(() => ReconciliationPageType, {
    description: both(
      'How this node’s log compares with those of other nodes, window by window.',
      '本节点日志与其他节点日志逐时段的对账结果。',
    ),
  })
  @Allow(...DUTIES.audit)
  async reconciliations(
    @Args('peer', peer) of: string | undefined,
    @Args('from', from) begin: string | undefined,
    @Args('to', to) end: string | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Context() { caller }: OperationContext,
  ): Promise<ReconciliationPageType> {
    return toReconciliationPage(await this.reading.windows(queryOf(of, begin, end, size, cursor), caller));
  }

  @Query(() => ReconciliationFindingPageType, {
    description: both(
      'What reconciliation has found, with the proofs of both sides.',
      '对账发现的差异及双方证据。',
    ),
  })
  @Allow(...DUTIES.audit)
  async reconciliationFindings(
    @Args('peer', peer) of: string | undefined,
    @Args('from', from) begin: string | undefined,
    @Args('to', to) end: string | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Context() { caller }: OperationContext,
  ): Promise<ReconciliationFindingPageType> {
    return toFindingPage(await this.reading.opened(queryOf(of, begin, end, size, cursor), caller));
  }
}

function queryOf(
  of: string | undefined | null,
  begin: string | undefined | null,
  end: string | undefined | null,
  size: number,
  cursor: string | undefined | null,
): ReconciliationQuery {
  return {
    ...(of ? { peer: of.slice(0, 256) } : {}),
    ...(begin ? { from: Date.parse(begin) } : {}),
    ...(end ? { to: Date.parse(end) } : {}),
    ...pageOf(size, cursor),
  };
}
