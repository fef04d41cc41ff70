import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Requests } from '../../requests/index.js';
import { REQUESTS } from '../../tokens.js';
import { asRegion, pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toSharingRequest, toSharingRequestPage } from '../present-requests.js';
import { contentOfRequest, partyOf, textOf } from '../request-arguments.js';
import { SharingRequestState, SharingRequestStep } from '../types/requests-enums.js';
import { SharingRequestInput } from '../types/requests-inputs.js';
import { SharingRequestPageType, SharingRequestType } from '../types/requests.type.js';

const id = { type: () => ID, description: both('Id of the request.', '申请编号。') };

/** Requests for data (数据共享申请). */
@Resolver()
export class RequestsResolver {
  constructor(@Inject(REQUESTS) private readonly requests: Requests) {}

  @Query(() => SharingRequestPageType, {
    description: both(
      'Requests: those of the own organisation; the security administrator sees all of this node.',
      '数据共享申请：本机构的；安全管理员可见本节点全部。',
    ),
  })
  @Allow(...DUTIES.requests)
  async sharingRequests(
    @Args('state', {
      type: () => SharingRequestState,
      nullable: true,
      description: both('Only in this state.', '限定状态。'),
    })
    state: SharingRequestState | undefined,
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
  ): Promise<SharingRequestPageType> {
    const query = { ...(state ? { state } : {}), overdue, ...pageOf(first, after) };
    return toSharingRequestPage(await this.requests.reading.list('request', query, partyOf(operation)));
  }

  @Query(() => SharingRequestType, {
    description: both('One request with its history.', '查看申请及办理过程。'),
  })
  @Allow(...DUTIES.requests)
  async sharingRequest(
    @Args('id', id) request: string,
    @Context() operation: OperationContext,
  ): Promise<SharingRequestType> {
    return toSharingRequest(await this.requests.reading.one('request', request, partyOf(operation)));
  }

  @Mutation(() => SharingRequestType, {
    description: both(
      'Requests data of a region; it goes to that region’s node by itself. Logged.',
      '向某地区提出数据共享申请，系统自动送达；留痕。',
    ),
  })
  @Allow(...DUTIES.requests)
  async submitSharingRequest(
    @Args('input', { type: () => SharingRequestInput, description: both('What is asked for.', '申请内容。') })
    input: SharingRequestInput,
    @Context() operation: OperationContext,
  ): Promise<SharingRequestType> {
    const { acting, reading, providerOf } = this.requests;
    const caller = partyOf(operation);
    const provider = await providerOf(asRegion(input.region));
    const content = contentOfRequest(input, caller);
    return toSharingRequest(await reading.shown(await acting.open('request', { provider, content }, caller)));
  }

  @Mutation(() => SharingRequestType, {
    description: both(
      'Takes a step; which, in which state and by whom is ruled. Logged.',
      '办理申请的一步；何种状态下由谁办理有规则限定，留痕。',
    ),
  })
  @Allow(...DUTIES.requests)
  async stepSharingRequest(
    @Args('id', id) request: string,
    @Args('step', { type: () => SharingRequestStep, description: both('The step.', '操作。') })
    action: SharingRequestStep,
    @Args('text', {
      type: () => String,
      nullable: true,
      description: both(
        'Reason, question or answer. No personal data.',
        '理由、问题或答复，不得含个人信息。',
      ),
    })
    text: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<SharingRequestType> {
    const { acting, reading } = this.requests;
    const step = { action, ...textOf(text) };
    return toSharingRequest(
      await reading.shown(await acting.step('request', request, step, partyOf(operation))),
    );
  }
}
