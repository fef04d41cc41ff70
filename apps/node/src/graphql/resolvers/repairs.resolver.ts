import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import { UPKEEP } from '../../tokens.js';
import type { Upkeep } from '../../upkeep/index.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import {
  MESSAGE_STATES,
  toConnectionTest,
  toWaitingJobPage,
  toWaitingMessagePage,
} from '../present-upkeep.js';
import { RepairKind, WaitingState } from '../types/upkeep-enums.js';
import { ConnectionTestType, WaitingJobPageType, WaitingMessagePageType } from '../types/upkeep.type.js';
import { pageOf } from '../arguments.js';

const id = { type: () => ID, description: both('Its id.', '编号。') };
const state = {
  type: () => WaitingState,
  nullable: true,
  description: both('Only in this state.', '限定状态。'),
};
const first = {
  type: () => Int,
  defaultValue: 50,
  description: both('How many, 1 to 100.', '条数，1 至 100。'),
};
const after = { type: () => String, nullable: true, description: both('Cursor.', '游标。') };
const repair = { type: () => RepairKind, description: both('What to do.', '处理方式。') };
const reason = {
  type: () => String,
  description: both(
    'Why; up to 500 characters, no personal data. Logged.',
    '理由，至多 500 字，不得含个人信息；留痕。',
  ),
};

/** What waits for a person, its repair, and the test of the way to a peer; each act is logged. */
@Resolver()
export class RepairsResolver {
  constructor(@Inject(UPKEEP) private readonly upkeep: Pick<Upkeep, 'repairs' | 'connection'>) {}

  @Query(() => WaitingMessagePageType, {
    description: both('Messages that are not delivered, oldest first.', '待送达的节点消息，旧者在前。'),
  })
  @Allow(...DUTIES.system)
  async waitingMessages(
    @Args('state', state) of: WaitingState | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
  ): Promise<WaitingMessagePageType> {
    const wanted = of ? MESSAGE_STATES[of] : undefined;
    const page = pageOf(size, cursor);
    if (of && !wanted) return toWaitingMessagePage({ total: 0, messages: [], hasNextPage: false });
    return toWaitingMessagePage(
      await this.upkeep.repairs.messages({ ...page, ...(wanted ? { state: wanted } : {}) }),
    );
  }

  @Query(() => WaitingJobPageType, {
    description: both('Jobs that are not done, oldest first.', '未完成的后台任务，旧者在前。'),
  })
  @Allow(...DUTIES.system)
  async waitingJobs(
    @Args('state', state) of: WaitingState | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
  ): Promise<WaitingJobPageType> {
    return toWaitingJobPage(
      await this.upkeep.repairs.jobs({ ...pageOf(size, cursor), ...(of ? { state: of } : {}) }),
    );
  }

  @Mutation(() => Boolean, { description: both('Repairs a message. Logged.', '处理节点消息；留痕。') })
  @Allow(...DUTIES.system)
  async repairMessage(
    @Args('id', id) of: string,
    @Args('repair', repair) what: RepairKind,
    @Args('reason', reason) why: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.upkeep.repairs.message(clientOf(operation), of, what, why);
    return true;
  }

  @Mutation(() => Boolean, { description: both('Repairs a dead job. Logged.', '处理失败的后台任务；留痕。') })
  @Allow(...DUTIES.system)
  async repairJob(
    @Args('id', id) of: string,
    @Args('repair', repair) what: RepairKind,
    @Args('reason', reason) why: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.upkeep.repairs.job(clientOf(operation), of, what, why);
    return true;
  }

  @Mutation(() => ConnectionTestType, {
    description: both(
      'Goes the way to a node of the federation step by step. Logged.',
      '逐步测试到联盟节点的连接；留痕。',
    ),
  })
  @Allow(...DUTIES.trust)
  async testConnection(
    @Args('peer', {
      type: () => String,
      description: both('Entity identifier of the node.', '节点的实体标识。'),
    })
    peer: string,
    @Context() operation: OperationContext,
  ): Promise<ConnectionTestType> {
    return toConnectionTest(await this.upkeep.connection.test(clientOf(operation), peer));
  }
}

/** @throws Refusal ROLE_NOT_ALLOWED; the guard lets nobody else come so far */
function clientOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}
