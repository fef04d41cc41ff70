import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

/** The values are those of the room of counters. */
export enum CaseTaskList {
  OWN = 'own',
  QUEUE = 'queue',
  DUE_SOON = 'due-soon',
  OVERDUE = 'overdue',
  CORRECTIONS = 'corrections',
  PLEDGES = 'pledges',
  RECTIFICATIONS = 'rectifications',
}
registerEnumType(CaseTaskList, {
  name: 'CaseTaskList',
  description: both('Lists of what is to be done.', '待办清单。'),
  valuesMap: {
    OWN: { description: both('What the caller has claimed.', '本人认领。') },
    QUEUE: { description: both('What waits for the own body and nobody has claimed.', '本机构待认领。') },
    DUE_SOON: { description: both('A period ends within three working days.', '三个工作日内到期。') },
    OVERDUE: { description: both('A period has ended.', '已超期。') },
    CORRECTIONS: { description: both('Waits for the applicant to correct.', '待申请人补正。') },
    PLEDGES: { description: both('Material was pledged and has not come.', '容缺待补。') },
    RECTIFICATIONS: { description: both('A bad rating has not been answered.', '差评待整改。') },
  },
});

export enum CaseDimension {
  MATTER = 'matter',
  RECEIPT = 'receipt',
  DECISION = 'decision',
  CHANNEL = 'channel',
  MODEL = 'model',
}
registerEnumType(CaseDimension, {
  name: 'CaseDimension',
  description: both('What figures are told apart by.', '统计维度。'),
  valuesMap: {
    MATTER: { description: both('Matter.', '事项。') },
    RECEIPT: { description: both('Region of receipt.', '收件地。') },
    DECISION: { description: both('Region of decision.', '业务属地。') },
    CHANNEL: { description: both('Channel.', '渠道。') },
    MODEL: { description: both('Model across regions.', '跨域模式。') },
  },
});

export enum CaseChannel {
  HALL = 'hall',
  ONLINE = 'online',
  HOTLINE = 'hotline',
  AUTOMATIC = 'automatic',
}
registerEnumType(CaseChannel, {
  name: 'CaseChannel',
  description: both('How a case came in.', '收件渠道。'),
  valuesMap: {
    HALL: { description: both('At a hall.', '一门（大厅）。') },
    ONLINE: { description: both('On the platform.', '一网（平台）。') },
    HOTLINE: { description: both('Over the 12345 hotline.', '一线（12345 热线）。') },
    AUTOMATIC: { description: both('Without an application.', '免申办。') },
  },
});

export enum AppointmentKind {
  VISIT = 'visit',
  JOINT_SESSION = 'joint-session',
}
registerEnumType(AppointmentKind, {
  name: 'AppointmentKind',
  description: both('What an appointment is for.', '预约类型。'),
  valuesMap: {
    VISIT: { description: both('A visit to the counter.', '到窗口办理。') },
    JOINT_SESSION: { description: both('A joint session of counters over video.', '远程视频联办。') },
  },
});

export enum AppointmentState {
  BOOKED = 'booked',
  CANCELLED = 'cancelled',
  KEPT = 'kept',
  MISSED = 'missed',
}
registerEnumType(AppointmentState, {
  name: 'AppointmentState',
  description: both('How far an appointment has come.', '预约状态。'),
  valuesMap: {
    BOOKED: { description: both('To come.', '已预约。') },
    CANCELLED: { description: both('Cancelled.', '已取消。') },
    KEPT: { description: both('The person came.', '已赴约。') },
    MISSED: { description: both('The person did not come.', '未赴约。') },
  },
});

export enum SessionOutcome {
  SETTLED = 'settled',
  TO_CONTINUE = 'to-continue',
  BROKEN_OFF = 'broken-off',
}
registerEnumType(SessionOutcome, {
  name: 'SessionOutcome',
  description: both('What a joint session came to.', '联办会话结果。'),
  valuesMap: {
    SETTLED: { description: both('What was to be done was done.', '已办妥。') },
    TO_CONTINUE: { description: both('It goes on another time.', '待继续。') },
    BROKEN_OFF: { description: both('It was broken off.', '中断。') },
  },
});

export enum SessionPart {
  APPLICANT = 'applicant',
  COUNTER = 'counter',
  AUTHORITY = 'authority',
  OTHER = 'other',
}
registerEnumType(SessionPart, {
  name: 'SessionPart',
  description: both('As what somebody took part.', '参加身份。'),
  valuesMap: {
    APPLICANT: { description: both('The applicant or a delegate.', '申请人或代办人。') },
    COUNTER: { description: both('Counter of receipt.', '收件窗口。') },
    AUTHORITY: { description: both('The deciding authority.', '决定机关。') },
    OTHER: { description: both('Somebody else.', '其他。') },
  },
});
