import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';

export enum WitnessingState {
  OK = 'ok',
  LAGGING = 'lagging',
  STOPPED = 'stopped',
}

registerEnumType(WitnessingState, {
  name: 'WitnessingState',
  description: both('How far witnesses are behind.', '见证进度。'),
  valuesMap: {
    OK: { description: both('Confirmed in time.', '见证及时。') },
    LAGGING: { description: both('Late: an alert, the exchange goes on.', '见证滞后：告警，交换继续。') },
    STOPPED: { description: both('Too late: the exchange has stopped.', '见证滞后过久：交换已暂停。') },
  },
});

@ObjectType('LogWitnessError', {
  description: both('Why a witness did not cosign, the last time.', '见证方最近一次未联署的原因。'),
})
export class LogWitnessErrorType {
  @Field(() => String, { description: both('Code of the refusal.', '错误代码。') })
  code!: string;
  @Field(() => String, { description: both('In Chinese.', '中文说明。') })
  messageZh!: string;
  @Field(() => String, { description: both('In English.', '英文说明。') })
  messageEn!: string;
}

@ObjectType('LogWitness', {
  description: both('A region that confirms our audit log.', '见证本地区审计日志的地区。'),
})
export class LogWitnessType {
  @Field(() => String, { description: both('Entity id of its node.', '节点实体标识。') })
  entityId!: string;
  @Field(() => String, { description: both('Name on its cosignatures.', '联署所用名称。') })
  name!: string;
  @Field(() => String, {
    description: both('Entries of our log that it has confirmed, decimal.', '已见证的条目数（十进制）。'),
  })
  size!: string;
  @Field(() => String, {
    description: both(
      'Entries of the newest checkpoint that it has not confirmed, decimal.',
      '尚未见证的条目数（十进制）。',
    ),
  })
  behind!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it last confirmed; null for never.', '最近一次见证的时间，从未见证则为空。'),
  })
  confirmedAt?: string | null;
  @Field(() => Int, { description: both('Failures in a row.', '连续失败次数。') })
  failures!: number;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it last failed, until the next success.', '最近一次失败的时间，成功后清空。'),
  })
  failedAt?: string | null;
  @Field(() => LogWitnessErrorType, {
    nullable: true,
    description: both('Why, until the next success.', '失败原因，成功后清空。'),
  })
  lastError?: LogWitnessErrorType | null;
}

@ObjectType('LogWitnessing', {
  description: both('Where our audit log stands with its witnesses.', '本地区审计日志的见证情况。'),
})
export class LogWitnessingType {
  @Field(() => WitnessingState, { description: both('The verdict of the last round.', '最近一轮的结论。') })
  state!: WitnessingState;
  @Field(() => Boolean, {
    description: both('The exchange stops for want of witnesses.', '缺少见证时是否暂停交换。'),
  })
  required!: boolean;
  @Field(() => Int, {
    description: both('Cosignatures that make a checkpoint provisional.', '检查点视为初步确认所需的联署数。'),
  })
  provisionalNeeds!: number;
  @Field(() => Int, {
    description: both('Cosignatures that make it final.', '检查点视为最终确认所需的联署数。'),
  })
  finalNeeds!: number;
  @Field(() => String, {
    description: both('Entries of the newest checkpoint, decimal.', '最新检查点的条目数（十进制）。'),
  })
  latestSize!: string;
  @Field(() => String, {
    description: both('Entries that are provisional, decimal.', '已初步确认的条目数（十进制）。'),
  })
  provisionalSize!: string;
  @Field(() => String, {
    description: both('Entries that are final, decimal.', '已最终确认的条目数（十进制）。'),
  })
  finalSize!: string;
  @Field(() => Int, {
    description: both(
      'Age in seconds of the oldest entry that is not final.',
      '最早未获最终确认条目的滞后时间（秒）。',
    ),
  })
  lagSeconds!: number;
  @Field(() => [LogWitnessType], { description: both('Each witness.', '各见证方。') })
  witnesses!: LogWitnessType[];
}
