import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';

export enum WebhookKindWord {
  CASE = 'case',
  CHECK = 'check',
}
export enum WebhookDeliveryState {
  PENDING = 'pending',
  DELIVERED = 'delivered',
  DEAD = 'dead',
  DROPPED = 'dropped',
}
registerEnumType(WebhookKindWord, {
  name: 'WebhookKind',
  description: both('What a webhook is told of.', '回调通知的内容类别。'),
  valuesMap: {
    CASE: { description: both('Every event of a case.', '办件的每一事件。') },
    CHECK: { description: both('Each edition of a report.', '核查报告的每一版次。') },
  },
});
registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: both('How far a delivery has come.', '投递状态。'),
  valuesMap: {
    PENDING: { description: both('Is tried until it is heard.', '待送达。') },
    DELIVERED: { description: both('The receiver has heard it.', '已送达。') },
    DEAD: { description: both('Given up; waits for a person.', '多次失败，待人工处理。') },
    DROPPED: { description: both('Will not be told.', '已放弃。') },
  },
});

@ObjectType('Webhook', {
  description: both('A system of this region that is told of changes.', '接收变更通知的本地区系统。'),
})
export class WebhookType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => String, {
    description: both(
      'Code of the organisation; it is told of what that has a part in.',
      '机构代码；仅通知与该机构相关的变更。',
    ),
  })
  organisation!: string;
  @Field(() => String, { description: both('Its address.', '回调地址。') })
  url!: string;
  @Field(() => [WebhookKindWord], { description: both('What it is told of.', '通知类别。') })
  kinds!: WebhookKindWord[];
  @Field(() => InstantScalar, { description: both('Since when.', '设置时间。') })
  madeAt!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('Until when.', '停用时间。') })
  endedAt?: string | null;
}

@ObjectType('WebhookDelivery', { description: both('One thing that is to be told.', '单次投递。') })
export class WebhookDeliveryType {
  @Field(() => ID, { description: both('Its id, the `jti` of the token.', '投递编号，即令牌的 `jti`。') })
  id!: string;
  @Field(() => ID, { description: both('The webhook.', '所属回调。') })
  webhook!: string;
  @Field(() => WebhookKindWord, { description: both('What it is of.', '类别。') })
  kind!: WebhookKindWord;
  @Field(() => String, { description: both('Id of the case or check.', '办件或核查编号。') })
  subject!: string;
  @Field(() => WebhookDeliveryState, { description: both('How far it has come.', '状态。') })
  state!: WebhookDeliveryState;
  @Field(() => Int, { description: both('How often it was tried.', '尝试次数。') })
  attempts!: number;
  @Field(() => String, {
    nullable: true,
    description: both('Code of the last failure.', '最近一次失败的错误码。'),
  })
  lastCode?: string | null;
  @Field(() => InstantScalar, { description: both('Since when it waits.', '产生时间。') })
  madeAt!: string;
}

@ObjectType('WebhookDeliveryPage', { description: both('Deliveries, newest first.', '投递列表，新者在前。') })
export class WebhookDeliveryPageType {
  @Field(() => [WebhookDeliveryType], { description: both('Items of this page.', '本页条目。') })
  items!: WebhookDeliveryType[];
  @Field(() => Boolean, { description: both('More follow.', '是否还有后续。') })
  hasNextPage!: boolean;
}

@InputType('WebhookInput', { description: both('A webhook to be made.', '待设置的回调。') })
export class WebhookInput {
  @Field(() => String, { description: both('Code of the organisation.', '机构代码。') })
  organisation!: string;
  @Field(() => String, {
    description: both('Its address: https, of an allowed host.', '回调地址：https，且主机在允许列表内。'),
  })
  url!: string;
  @Field(() => [WebhookKindWord], { description: both('What it is told of.', '通知类别。') })
  kinds!: WebhookKindWord[];
}
