import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, InstantScalar } from '../scalars.js';
import {
  AppointmentKind,
  AppointmentState,
  CaseChannel,
  SessionOutcome,
  SessionPart,
} from './counter-enums.js';
import { Region } from './enums.js';
import { HolderInput } from './inputs.js';
import { PageInfoType } from './lookup.type.js';

@ObjectType('CaseClaim', { description: both('Who works on a case.', '办件认领情况。') })
export class CaseClaimType {
  @Field(() => String, { description: both('Name of the colleague.', '认领人姓名。') })
  name!: string;
  @Field(() => Boolean, { description: both('It is the caller.', '是否本人。') })
  mine!: boolean;
  @Field(() => InstantScalar, { description: both('Since when.', '认领时间。') })
  at!: string;
}

@ObjectType('ListedCase', {
  description: both('A case in a list; it names nobody.', '清单中的办件，不含个人信息。'),
})
export class ListedCaseType {
  @Field(() => ID, { description: both('Case number.', '办件编号。') })
  id!: string;
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => String, { description: both('Its state, as the case says it.', '状态，同办件。') })
  state!: string;
  @Field(() => Region, { description: both('Region of receipt.', '收件地。') })
  receipt!: Region;
  @Field(() => Region, { description: both('Region of decision.', '业务属地。') })
  decision!: Region;
  @Field(() => String, {
    description: both('Model: `online`, `collected` or `joint`.', '模式：`online`、`collected` 或 `joint`。'),
  })
  model!: string;
  @Field(() => CaseChannel, { description: both('How it came in.', '收件渠道。') })
  channel!: CaseChannel;
  @Field(() => String, {
    description: both(
      'Whose turn it is: `counter`, `authority`, `elsewhere`, `applicant` or `nobody`.',
      '待谁办理：`counter` 窗口、`authority` 本地部门、`elsewhere` 其他地区、`applicant` 申请人或 `nobody` 无。',
    ),
  })
  awaits!: string;
  @Field(() => String, { nullable: true, description: both('What was decided.', '办理结果。') })
  outcome?: string | null;
  @Field(() => InstantScalar, { description: both('When it was received.', '收件时间。') })
  receivedAt!: string;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('Last day of the period that ends first.', '最近到期日。'),
  })
  dueOn?: string | null;
  @Field(() => String, { nullable: true, description: both('Which period that is.', '该期限名称。') })
  dueClock?: string | null;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('Last day for what was pledged.', '容缺补齐截止日。'),
  })
  pledgeDue?: string | null;
  @Field(() => Int, { description: both('Periods that it has missed.', '累计超期次数。') })
  overdue!: number;
  @Field(() => Int, { nullable: true, description: both('Stars of its rating.', '好差评星级。') })
  stars?: number | null;
  @Field(() => CaseClaimType, {
    nullable: true,
    description: both('Who of the own body works on it.', '本机构认领人。'),
  })
  claim?: CaseClaimType | null;
}

@ObjectType('ListedCasePage', { description: both('A page of cases.', '办件分页。') })
export class ListedCasePageType {
  @Field(() => [ListedCaseType], { description: both('The cases.', '办件。') })
  nodes!: ListedCaseType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('CaseHandover', { description: both('A change of who works on a case.', '认领变动。') })
export class CaseHandoverType {
  @Field(() => String, {
    description: both(
      'What was done: `claim`, `release`, `hand-over` or `take-over`.',
      '操作：`claim` 认领、`release` 退回、`hand-over` 移交或 `take-over` 调整。',
    ),
  })
  step!: string;
  @Field(() => String, { description: both('Code of the body.', '机构代码。') })
  organisation!: string;
  @Field(() => String, { nullable: true, description: both('Who had it.', '原认领人。') })
  from?: string | null;
  @Field(() => String, { nullable: true, description: both('Who has it now.', '现认领人。') })
  to?: string | null;
  @Field(() => String, { nullable: true, description: both('Why.', '理由。') })
  reason?: string | null;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => ID, { description: both('Entry of this node’s audit log.', '本节点审计日志条目编号。') })
  entryId!: string;
}

@ObjectType('CaseFigures', {
  description: both('What became of the cases received in a span of time.', '某时段收件的办理统计。'),
})
export class CaseFiguresType {
  @Field(() => ID, { nullable: true, description: both('Matter, where asked for.', '事项。') })
  matter?: string | null;
  @Field(() => Region, {
    nullable: true,
    description: both('Region of receipt, where asked for.', '收件地。'),
  })
  receipt?: Region | null;
  @Field(() => Region, {
    nullable: true,
    description: both('Region of decision, where asked for.', '业务属地。'),
  })
  decision?: Region | null;
  @Field(() => CaseChannel, { nullable: true, description: both('Channel, where asked for.', '渠道。') })
  channel?: CaseChannel | null;
  @Field(() => String, { nullable: true, description: both('Model, where asked for.', '模式。') })
  model?: string | null;
  @Field(() => Int, { description: both('Received.', '收件数。') })
  received!: number;
  @Field(() => Int, { description: both('Still open.', '在办数。') })
  open!: number;
  @Field(() => Int, { description: both('Accepted.', '受理数。') })
  accepted!: number;
  @Field(() => Int, { description: both('Approved.', '办结通过数。') })
  approved!: number;
  @Field(() => Int, { description: both('Approved with a pledge.', '容缺通过数。') })
  approvedWithPledge!: number;
  @Field(() => Int, { description: both('Refused.', '不通过数。') })
  refused!: number;
  @Field(() => Int, { description: both('Not accepted.', '不予受理数。') })
  notAccepted!: number;
  @Field(() => Int, { description: both('Withdrawn.', '撤件数。') })
  withdrawn!: number;
  @Field(() => Int, { description: both('Delivered.', '送达数。') })
  delivered!: number;
  @Field(() => Int, { description: both('Missed a period at some time.', '曾超期数。') })
  everOverdue!: number;
  @Field(() => Int, { description: both('A running period has ended.', '当前超期数。') })
  overdueNow!: number;
  @Field(() => [Int], {
    description: both('Ratings of one, two, three, four and five stars.', '好差评一至五星数量。'),
  })
  stars!: number[];
  @Field(() => Float, { nullable: true, description: both('Mean of the stars.', '平均星级。') })
  meanStars?: number | null;
  @Field(() => Int, { description: both('Bad ratings not answered yet.', '差评待整改数。') })
  rectificationsOpen!: number;
  @Field(() => Float, {
    nullable: true,
    description: both('Median hours from acceptance to decision.', '受理至办结的时长中位数（小时）。'),
  })
  medianHours?: number | null;
}

@InputType('CaseSearchInput', {
  description: both('What is looked for; all of it holds.', '查询条件，须同时满足。'),
})
export class CaseSearchInput {
  @Field(() => String, {
    nullable: true,
    description: both('Beginning of the case number, at least 6 characters.', '办件编号前缀，至少 6 位。'),
  })
  number?: string | null;
  @Field(() => ID, { nullable: true, description: both('The matter.', '事项标识。') })
  matter?: string | null;
  @Field(() => [String], { nullable: true, description: both('States.', '状态。') })
  states?: string[] | null;
  @Field(() => Region, { nullable: true, description: both('Region of receipt.', '收件地。') })
  receipt?: Region | null;
  @Field(() => Region, { nullable: true, description: both('Region of decision.', '业务属地。') })
  decision?: Region | null;
  @Field(() => CaseChannel, { nullable: true, description: both('Channel.', '渠道。') })
  channel?: CaseChannel | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Received from this instant on.', '收件时间起。'),
  })
  from?: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Received before this instant.', '收件时间止。'),
  })
  until?: string | null;
  @Field(() => HolderInput, {
    nullable: true,
    description: both(
      'Applicant or delegate, of cases received in this region.',
      '申请人或代办人；限本地区收件。',
    ),
  })
  person?: HolderInput | null;
}

@InputType('ColleagueInput', { description: both('A colleague of the own body.', '本机构同事。') })
export class ColleagueInput {
  @Field(() => ID, { description: both('Id at the issuer of sign-ins.', '登录标识。') })
  id!: string;
  @Field(() => String, { description: both('Name.', '姓名。') })
  name!: string;
}

@InputType('SessionParticipantInput', { description: both('Somebody who took part.', '参加人。') })
export class SessionParticipantInput {
  @Field(() => SessionPart, { description: both('As what.', '参加身份。') })
  part!: SessionPart;
  @Field(() => Region, { description: both('From which region.', '所在地区。') })
  region!: Region;
  @Field(() => String, { description: both('Name.', '姓名。') })
  name!: string;
}

@ObjectType('SessionParticipant', { description: both('Somebody who took part.', '参加人。') })
export class SessionParticipantType {
  @Field(() => SessionPart, { description: both('As what.', '参加身份。') })
  part!: SessionPart;
  @Field(() => Region, { description: both('From which region.', '所在地区。') })
  region!: Region;
  @Field(() => String, { description: both('Name.', '姓名。') })
  name!: string;
}

@InputType('JointSessionInput', { description: both('Record of a joint session.', '联办会话记录。') })
export class JointSessionInput {
  @Field(() => InstantScalar, { description: both('When it began.', '开始时间。') })
  beganAt!: string;
  @Field(() => InstantScalar, { description: both('When it ended.', '结束时间。') })
  endedAt!: string;
  @Field(() => [SessionParticipantInput], {
    description: both('Who took part, 2 to 20.', '参加人，2 至 20 人。'),
  })
  participants!: SessionParticipantInput[];
  @Field(() => SessionOutcome, { description: both('What it came to.', '结果。') })
  outcome!: SessionOutcome;
  @Field(() => String, {
    description: both('What was done, up to 2,000 characters.', '办理情况，至多 2000 字。'),
  })
  summary!: string;
}

@ObjectType('JointSession', { description: both('Record of a joint session.', '联办会话记录。') })
export class JointSessionType {
  @Field(() => InstantScalar, { description: both('When it began.', '开始时间。') })
  beganAt!: string;
  @Field(() => InstantScalar, { description: both('When it ended.', '结束时间。') })
  endedAt!: string;
  @Field(() => [SessionParticipantType], { description: both('Who took part.', '参加人。') })
  participants!: SessionParticipantType[];
  @Field(() => SessionOutcome, { description: both('What it came to.', '结果。') })
  outcome!: SessionOutcome;
  @Field(() => String, { description: both('What was done.', '办理情况。') })
  summary!: string;
  @Field(() => String, { description: both('Who recorded it.', '记录人。') })
  recordedBy!: string;
  @Field(() => InstantScalar, { description: both('When it was recorded.', '记录时间。') })
  recordedAt!: string;
}

@ObjectType('Appointment', { description: both('An appointment at a counter.', '窗口预约。') })
export class AppointmentType {
  @Field(() => ID, { description: both('Its id.', '预约编号。') })
  id!: string;
  @Field(() => AppointmentKind, { description: both('What it is for.', '类型。') })
  kind!: AppointmentKind;
  @Field(() => AppointmentState, { description: both('How far it has come.', '状态。') })
  state!: AppointmentState;
  @Field(() => String, { description: both('Code of the body whose counter it is.', '窗口机构代码。') })
  organisation!: string;
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => ID, { nullable: true, description: both('The case, where there is one.', '办件编号。') })
  case?: string | null;
  @Field(() => [Region], { description: both('Regions that take part.', '参加地区。') })
  regions!: Region[];
  @Field(() => InstantScalar, { description: both('When it begins.', '开始时间。') })
  startsAt!: string;
  @Field(() => InstantScalar, { description: both('When it ends.', '结束时间。') })
  endsAt!: string;
  @Field(() => String, { nullable: true, description: both('Why it was cancelled.', '取消理由。') })
  reason?: string | null;
  @Field(() => JointSessionType, {
    nullable: true,
    description: both('Record of the joint session.', '联办会话记录。'),
  })
  session?: JointSessionType | null;
}

@ObjectType('AppointmentPage', { description: both('A page of appointments.', '预约分页。') })
export class AppointmentPageType {
  @Field(() => [AppointmentType], { description: both('The appointments.', '预约。') })
  nodes!: AppointmentType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@InputType('AppointmentInput', { description: both('What is booked.', '预约内容。') })
export class AppointmentInput {
  @Field(() => AppointmentKind, { description: both('What it is for.', '类型。') })
  kind!: AppointmentKind;
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => ID, { nullable: true, description: both('The case, where there is one.', '办件编号。') })
  case?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Code of the body; clerks book at their own.', '窗口机构代码；窗口人员仅限本机构。'),
  })
  organisation?: string | null;
  @Field(() => HolderInput, {
    nullable: true,
    description: both('For whom; holders book for themselves.', '为谁预约；持证主体本人无须填写。'),
  })
  person?: HolderInput | null;
  @Field(() => [Region], {
    nullable: true,
    description: both('Regions of a joint session.', '联办会话的参加地区。'),
  })
  regions?: Region[] | null;
  @Field(() => InstantScalar, { description: both('When it begins.', '开始时间。') })
  startsAt!: string;
}
