import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { WEBHOOKS } from '../../tokens.js';
import type { Delivery, Webhook, Webhooks } from '../../webhooks/index.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { administratorOf } from '../present-sharing.js';
import {
  WebhookDeliveryPageType,
  WebhookDeliveryState,
  WebhookInput,
  WebhookType,
  type WebhookDeliveryType,
  type WebhookKindWord,
} from '../types/webhook.type.js';

const id = { type: () => ID, description: both('Its id.', '编号。') };
const iso = (at: number): string => new Date(at).toISOString();

const toWebhook = ({ madeAt, endedAt, kinds, ...rest }: Webhook): WebhookType => ({
  ...rest,
  kinds: kinds as WebhookKindWord[],
  madeAt: iso(madeAt),
  endedAt: endedAt === undefined ? null : iso(endedAt),
});
const toDelivery = ({
  id: of,
  webhook,
  kind,
  subject,
  state,
  attempts,
  lastCode,
  madeAt,
}: Delivery): WebhookDeliveryType => ({
  id: of,
  webhook,
  kind: kind as WebhookKindWord,
  subject,
  state: state as WebhookDeliveryState,
  attempts,
  lastCode: lastCode ?? null,
  madeAt: iso(madeAt),
});

/** Which systems of this region are told of changes; for security administrators. */
@Resolver()
export class WebhooksResolver {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: Pick<Webhooks, 'keeping'>) {}

  @Query(() => [WebhookType], { description: both('Webhooks, newest first.', '回调列表，新者在前。') })
  @Allow(...DUTIES.security)
  async webhookList(
    @Args('ended', {
      type: () => Boolean,
      defaultValue: false,
      description: both('With those that have ended.', '包括已停用的。'),
    })
    ended: boolean,
  ): Promise<WebhookType[]> {
    return (await this.webhooks.keeping.list(ended)).map(toWebhook);
  }

  @Query(() => WebhookDeliveryPageType, {
    description: both('What was told, waits or was given up.', '投递记录。'),
  })
  @Allow(...DUTIES.security)
  async webhookDeliveries(
    @Args('webhook', { type: () => ID, nullable: true, description: both('Of one webhook.', '限定回调。') })
    webhook: string | undefined | null,
    @Args('state', {
      type: () => WebhookDeliveryState,
      nullable: true,
      description: both('In this state.', '限定状态。'),
    })
    state: WebhookDeliveryState | undefined | null,
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('How many, 1 to 100.', '条数，1 至 100。'),
    })
    first: number,
    @Args('after', {
      type: () => ID,
      nullable: true,
      description: both('Id of the last one of the page before.', '上一页末条编号。'),
    })
    after: string | undefined | null,
  ): Promise<WebhookDeliveryPageType> {
    const { items, hasNextPage } = await this.webhooks.keeping.deliveries({
      ...(webhook ? { webhook } : {}),
      ...(state ? { state } : {}),
      ...(after ? { after } : {}),
      first: pageOf(first, undefined).first,
    });
    return { items: items.map(toDelivery), hasNextPage };
  }

  @Mutation(() => WebhookType, { description: both('Makes a webhook.', '设置回调。') })
  @Allow(...DUTIES.security)
  async addWebhook(
    @Args('webhook', { type: () => WebhookInput, description: both('The webhook.', '回调。') })
    wish: WebhookInput,
    @Context() operation: OperationContext,
  ): Promise<WebhookType> {
    return toWebhook(await this.webhooks.keeping.add(wish, administratorOf(operation)));
  }

  @Mutation(() => Boolean, {
    description: both('Ends a webhook; what waits for it is dropped.', '停用回调；未送达的不再投递。'),
  })
  @Allow(...DUTIES.security)
  async endWebhook(@Args('id', id) of: string, @Context() operation: OperationContext): Promise<boolean> {
    await this.webhooks.keeping.end(of, administratorOf(operation));
    return true;
  }

  @Mutation(() => Boolean, { description: both('Tries a dead delivery again.', '重新投递失败的通知。') })
  @Allow(...DUTIES.security)
  async retryWebhookDelivery(
    @Args('id', id) of: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.webhooks.keeping.retry(of, administratorOf(operation));
    return true;
  }

  @Mutation(() => Boolean, { description: both('Gives a dead delivery up.', '放弃失败的通知。') })
  @Allow(...DUTIES.security)
  async dropWebhookDelivery(
    @Args('id', id) of: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.webhooks.keeping.drop(of, administratorOf(operation));
    return true;
  }
}
