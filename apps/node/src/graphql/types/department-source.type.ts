import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { RefusalType } from './lookup.type.js';

export enum DepartmentSourceState {
  CLOSED = 'closed',
  HALF_OPEN = 'half-open',
  OPEN = 'open',
  STOPPED = 'stopped',
}

registerEnumType(DepartmentSourceState, {
  name: 'DepartmentSourceState',
  description: both('State of the circuit breaker.', '熔断状态。'),
  valuesMap: {
    CLOSED: { description: both('It is asked.', '正常查询。') },
    HALF_OPEN: { description: both('One question may try again.', '试探查询。') },
    OPEN: { description: both('It is spared for a while after failures.', '连续出错，暂停查询。') },
    STOPPED: { description: both('The node is stopping.', '节点正在停止。') },
  },
});

export enum DepartmentSourceKind {
  POSTGRESQL = 'postgresql',
  MYSQL = 'mysql',
  HTTP = 'http',
  CSV = 'csv',
}

registerEnumType(DepartmentSourceKind, {
  name: 'DepartmentSourceKind',
  description: both('How a department is asked.', '对接方式。'),
  valuesMap: {
    POSTGRESQL: { description: both('A PostgreSQL database.', 'PostgreSQL 数据库。') },
    MYSQL: { description: both('A MySQL or MariaDB database.', 'MySQL 或 MariaDB 数据库。') },
    HTTP: { description: both('An HTTP service.', 'HTTP 接口。') },
    CSV: { description: both('A folder for deliveries.', '文件交付目录。') },
  },
});

@ObjectType('DepartmentSourceLimits', {
  description: both('How much a source is asked at most.', '对数据源查询的限度。'),
})
export class DepartmentSourceLimitsType {
  @Field(() => Int, { description: both('Time for one question, milliseconds.', '单次查询时限（毫秒）。') })
  deadlineMs!: number;
  @Field(() => Int, { description: both('Questions at one time.', '并发查询数。') })
  concurrency!: number;
  @Field(() => Int, { description: both('Questions that may wait.', '排队查询数。') })
  queue!: number;
  @Field(() => Int, { description: both('Records of one answer.', '单次应答记录数。') })
  maxRecords!: number;
  @Field(() => Int, { description: both('Failures in a row that pause it.', '连续失败几次后暂停。') })
  pauseAfter!: number;
  @Field(() => Int, { description: both('First pause, milliseconds.', '首次暂停时长（毫秒）。') })
  pauseMs!: number;
  @Field(() => Int, { description: both('Longest pause, milliseconds.', '最长暂停时长（毫秒）。') })
  longestPauseMs!: number;
  @Field(() => Int, {
    nullable: true,
    description: both('How old delivered data may be, hours.', '交付数据允许的时效（小时）。'),
  })
  maxAgeHours!: number | null;
}

@ObjectType('DepartmentSourceOutcome', {
  description: both('How often questions ended in one way since the start.', '启动以来某种结果的次数。'),
})
export class DepartmentSourceOutcomeType {
  @Field(() => String, {
    description: both(
      'Either `answered`, `nothing-found`, `refused`, `not-available`, `judged`, or an error code.',
      '`answered` 已答复、`nothing-found` 未查到、`refused` 拒绝、`not-available` 暂不可用、`judged` 已判定，或错误代码。',
    ),
  })
  outcome!: string;
  @Field(() => Int, { description: both('Times.', '次数。') })
  times!: number;
}

@ObjectType('DepartmentSource', {
  description: both(
    "How one department's source is doing; nothing about anybody.",
    '部门数据源的运行情况，不含任何主体信息。',
  ),
})
export class DepartmentSourceType {
  @Field(() => String, { description: both('Name in the mapping.', '映射文件中的标识。') })
  id!: string;
  @Field(() => DepartmentSourceKind, { description: both('How it is asked.', '对接方式。') })
  kind!: DepartmentSourceKind;
  @Field(() => String, { description: both('Dataset that it answers for.', '对应的数据集。') })
  dataset!: string;
  @Field(() => String, { description: both('Code of the department.', '部门代码。') })
  departmentCode!: string;
  @Field(() => String, { description: both('Its name in Chinese.', '部门中文名称。') })
  departmentZh!: string;
  @Field(() => String, { description: both('Its name in English.', '部门英文名称。') })
  departmentEn!: string;
  @Field(() => DepartmentSourceState, { description: both('State.', '状态。') })
  state!: DepartmentSourceState;
  @Field(() => InstantScalar, {
    description: both('Last change between working and not.', '最近一次状态变化的时间。'),
  })
  since!: string;
  @Field(() => Int, { description: both('Failures in a row.', '连续失败次数。') })
  failuresInRow!: number;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it last answered.', '最近一次应答时间。'),
  })
  lastAnswerAt!: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('The department asked to be left alone until then.', '部门要求在此之前暂停查询。'),
  })
  heldUntil!: string | null;
  @Field(() => Int, { description: both('Questions under way.', '进行中的查询数。') })
  inside!: number;
  @Field(() => Int, { description: both('Questions that wait.', '等待中的查询数。') })
  waiting!: number;
  @Field(() => Int, {
    nullable: true,
    description: both('Median of the last answers, milliseconds.', '近期应答耗时中位数（毫秒）。'),
  })
  medianMs!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: both(
      '95th percentile of the last answers, milliseconds.',
      '近期应答耗时第 95 百分位（毫秒）。',
    ),
  })
  p95Ms!: number | null;
  @Field(() => String, {
    nullable: true,
    description: both('Code of the last failure.', '最近一次失败的代码。'),
  })
  lastFault!: string | null;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('The last failure in words.', '最近一次失败的说明。'),
  })
  refusal!: RefusalType | null;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was.', '最近一次失败时间。') })
  lastFaultAt!: string | null;
  @Field(() => DepartmentSourceLimitsType, {
    description: both('How much it is asked at most.', '查询限度。'),
  })
  limits!: DepartmentSourceLimitsType;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('State of delivered data.', '交付数据的时点。'),
  })
  asOf!: string | null;
  @Field(() => [DepartmentSourceOutcomeType], {
    description: both('Outcomes since the start.', '启动以来的结果统计。'),
  })
  outcomes!: DepartmentSourceOutcomeType[];
}
