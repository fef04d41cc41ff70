import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { RefusalType } from './lookup.type.js';
import { RequestPlace } from './upkeep-enums.js';

@ObjectType('RequestEntry', {
  description: both('What one side’s log says of a lookup.', '一方日志对该次查询的记载。'),
})
export class EntryType {
  @Field(() => ID, { description: both('Entry of the log.', '日志条目编号。') })
  id!: string;
  @Field(() => String, { description: both('Whose log.', '所属节点。') })
  node!: string;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => String, { description: both('Outcome.', '结果。') })
  outcome!: string;
  @Field(() => RefusalType, { nullable: true, description: both('Why it was refused.', '拒绝原因。') })
  refusal!: RefusalType | null;
  @Field(() => String, {
    nullable: true,
    description: both('The sharing rule that decided.', '作出决定的共享规则。'),
  })
  rule!: string | null;
  @Field(() => [String], { description: both('Fields that were asked for.', '请求的字段。') })
  fieldsAsked!: string[];
  @Field(() => [String], { description: both('Fields that were released.', '提供的字段。') })
  fieldsReleased!: string[];
  @Field(() => Int, { description: both('Milliseconds.', '耗时（毫秒）。') })
  tookMs!: number;
  @Field(() => Boolean, { description: both('A signed checkpoint covers it.', '已有签名检查点覆盖。') })
  proven!: boolean;
}

@ObjectType('ExplainedLookup', {
  description: both('One lookup of a request, on both sides.', '请求中的一次查询（双方）。'),
})
export class ExplainedLookupType {
  @Field(() => String, { description: both('Region that was asked.', '被查询地区。') })
  region!: string;
  @Field(() => String, { nullable: true, description: both('Node that was asked.', '被查询节点。') })
  counterpart!: string | null;
  @Field(() => RequestPlace, { description: both('Where it came to its end.', '终止于何处。') })
  place!: RequestPlace;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why; null where it was answered.', '原因；已答复时为空。'),
  })
  refusal!: RefusalType | null;
  @Field(() => EntryType, { nullable: true, description: both('What our log says.', '本节点日志。') })
  here!: EntryType | null;
  @Field(() => EntryType, {
    nullable: true,
    description: both('What the other node’s log says.', '对方节点日志。'),
  })
  there!: EntryType | null;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why the other side’s account is not here.', '未取得对方记载的原因。'),
  })
  thereMissing!: RefusalType | null;
}

@ObjectType('RequestExplanation', { description: both('Why a request failed.', '请求失败原因。') })
export class RequestExplanationType {
  @Field(() => ID, { description: both('Id of the request.', '请求编号。') })
  id!: string;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => String, { nullable: true, description: both('Name of the operation.', '操作名称。') })
  operation!: string | null;
  @Field(() => String, { description: both('System that made it.', '发起系统。') })
  client!: string;
  @Field(() => [RefusalType], { description: both('Each reason once.', '各项原因。') })
  refusals!: RefusalType[];
  @Field(() => [ExplainedLookupType], { description: both('Its lookups.', '各次查询。') })
  lookups!: ExplainedLookupType[];
}
