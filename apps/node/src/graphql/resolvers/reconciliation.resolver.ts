import { Inject } from '@nestjs/common';
import { Args, Context, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Auditing } from '../../auditing/index.js';
import type { Reconciliation, ReconciliationQuery } from '../../reconciliation/index.js';
import { Refusal } from '#libs/errors';
import { AUDITING, RECONCILIATIONS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toFindingPage, toReconciliationPage, toReconciliationPair } from '../present-reconciliation.js';
import { InstantScalar } from '../scalars.js';
import {
  ReconciliationFindingPageType,
  ReconciliationPageType,
  ReconciliationPairType,
} from '../types/reconciliation.type.js';

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
  constructor(
    @Inject(RECONCILIATIONS) private readonly room: Pick<Reconciliation, 'reading' | 'hasten'>,
    @Inject(AUDITING) private readonly auditing: Auditing,
  ) {}

  @Query(() => [ReconciliationPairType], {
    description: both(
      'How this node’s log compares with that of each other node, all windows together. The read is logged.',
      '本节点与各节点的对账情况（全部时段合计）；查阅行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async reconciliationPairs(@Context() { caller }: OperationContext): Promise<ReconciliationPairType[]> {
    const pairs = await this.room.reading.pairs(caller);
    return pairs.map((pair) => toReconciliationPair(pair, this.auditing.regionOf(pair.peer)));
  }

  @Mutation(() => Int, {
    description: both(
      'Compares what is due now, and done windows of a span once more where one is given; says how many those are. Logged.',
      '立即对账；给定时段范围时对已完成的时段重新对账，并返回其数量；留痕。',
    ),
  })
  @Allow(...DUTIES.audit)
  async reconcileNow(
    @Args('peer', peer) of: string | undefined,
    @Args('from', from) begin: string | undefined,
    @Args('to', to) end: string | undefined,
    @Context() { caller }: OperationContext,
  ): Promise<number> {
    if (!begin !== !end) throw new Refusal('RECONCILIATION_SPAN_INVALID');
    const again = begin && end ? { from: Date.parse(begin), to: Date.parse(end) } : undefined;
    if (again && again.from >= again.to) throw new Refusal('RECONCILIATION_SPAN_INVALID');
    return this.room.hasten.now({ ...(of ? { peer: of } : {}), ...(again ? { again } : {}) }, caller);
  }

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
    return toReconciliationPage(
      await this.room.reading.windows(queryOf(of, begin, end, size, cursor), caller),
    );
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
    return toFindingPage(await this.room.reading.opened(queryOf(of, begin, end, size, cursor), caller));
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
