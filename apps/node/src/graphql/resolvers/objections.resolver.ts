import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Requests } from '../../requests/index.js';
import { REQUESTS } from '../../tokens.js';
import { pageOf, regionFor } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toDataObjection, toDataObjectionPage } from '../present-requests.js';
import { contentOfObjection, partyOf, textOf } from '../request-arguments.js';
import { DataObjectionAnswer, DataObjectionState } from '../types/requests-enums.js';
import { DataObjectionInput } from '../types/requests-inputs.js';
import { DataObjectionPageType, DataObjectionType } from '../types/requests.type.js';

const id = { type: () => ID, description: both('Id of the objection.', '校核申请编号。') };

/** Objections to data (数据校核). */
@Resolver()
export class ObjectionsResolver {
  constructor(@Inject(REQUESTS) private readonly requests: Requests) {}

  @Query(() => DataObjectionPageType, {
    description: both(
      'Objections: a holder sees the own ones, others those of their organisation, the security administrator all.',
      '校核申请：持证主体可见本人的，其他人员可见本机构的，安全管理员可见全部。',
    ),
  })
  @Allow(...DUTIES.objections)
  async dataObjections(
    @Args('state', {
      type: () => DataObjectionState,
      nullable: true,
      description: both('Only in this state.', '限定状态。'),
    })
    state: DataObjectionState | undefined,
    @Args('overdue', {
      type: () => Boolean,
      defaultValue: false,
      description: both('Only those whose period has ended.', '仅显示超期的。'),
    })
    overdue: boolean,
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
    })
    first: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: both('Cursor to go on from.', '起始游标。'),
    })
    after: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<DataObjectionPageType> {
    const query = { ...(state ? { state } : {}), overdue, ...pageOf(first, after) };
    return toDataObjectionPage(await this.requests.reading.list('objection', query, partyOf(operation)));
  }

  @Query(() => DataObjectionType, { description: both('One objection.', '查看校核申请。') })
  @Allow(...DUTIES.objections)
  async dataObjection(
    @Args('id', id) objection: string,
    @Context() operation: OperationContext,
  ): Promise<DataObjectionType> {
    return toDataObjection(await this.requests.reading.one('objection', objection, partyOf(operation)));
  }

  @Mutation(() => DataObjectionType, {
    description: both(
      'Objects to a field of a licence; it goes to the region that provides it. Logged.',
      '对证照字段提出校核申请，系统送达提供地区；留痕。',
    ),
  })
  @Allow(...DUTIES.raiseObjection)
  async raiseDataObjection(
    @Args('input', { type: () => DataObjectionInput, description: both('What is wrong.', '校核申请内容。') })
    input: DataObjectionInput,
    @Context() operation: OperationContext,
  ): Promise<DataObjectionType> {
    const { acting, reading, providerOf } = this.requests;
    const caller = partyOf(operation);
    const provider = await providerOf(regionFor(input.identifier, input.region));
    const content = contentOfObjection(input, caller);
    return toDataObjection(
      await reading.shown(await acting.open('objection', { provider, content }, caller)),
    );
  }

  @Mutation(() => DataObjectionType, {
    description: both(
      'Answers an objection for the provider, once. Logged.',
      '提供方答复校核申请（一次）；留痕。',
    ),
  })
  @Allow(...DUTIES.answerObjection)
  async answerDataObjection(
    @Args('id', id) objection: string,
    @Args('answer', { type: () => DataObjectionAnswer, description: both('The answer.', '答复。') })
    action: DataObjectionAnswer,
    @Args('text', {
      type: () => String,
      description: both('What was done, or why nothing was.', '更正情况或不予更正的理由。'),
    })
    text: string,
    @Context() operation: OperationContext,
  ): Promise<DataObjectionType> {
    const { acting, reading } = this.requests;
    const step = { action, ...textOf(text) };
    return toDataObjection(
      await reading.shown(await acting.step('objection', objection, step, partyOf(operation))),
    );
  }
}
