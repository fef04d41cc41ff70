import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

/** The values are those of libs/handling. */
export enum CaseStepKind {
  RECEIVE = 'receive',
  HAND_OVER = 'hand-over',
  ASK_CORRECTION = 'ask-correction',
  CORRECT = 'correct',
  ACCEPT = 'accept',
  NOT_ACCEPT = 'not-accept',
  BEGIN_REVIEW = 'begin-review',
  BEGIN_SPECIAL = 'begin-special',
  END_SPECIAL = 'end-special',
  EXTEND = 'extend',
  APPROVE = 'approve',
  APPROVE_WITH_PLEDGE = 'approve-with-pledge',
  REFUSE = 'refuse',
  WITHDRAW = 'withdraw',
  DELIVER = 'deliver',
  SIGN_FOR = 'sign-for',
  RATE = 'rate',
  REVOKE = 'revoke',
  ADD_MATERIALS = 'add-materials',
  PLEDGE = 'pledge',
  FULFIL_PLEDGE = 'fulfil-pledge',
  BEGIN_ITEM = 'begin-item',
  ANSWER_ITEM = 'answer-item',
  NAME_DELEGATE = 'name-delegate',
  END_DELEGATE = 'end-delegate',
  ANSWER_RATING = 'answer-rating',
  URGE = 'urge',
  OVERDUE = 'overdue',
  POST = 'post',
}

export enum CaseStateKind {
  RECEIVED = 'received',
  CORRECTION_ASKED = 'correction-asked',
  ACCEPTED = 'accepted',
  NOT_ACCEPTED = 'not-accepted',
  UNDER_REVIEW = 'under-review',
  SPECIAL_PROCEDURE = 'special-procedure',
  APPROVED = 'approved',
  APPROVED_WITH_PLEDGE = 'approved-with-pledge',
  REFUSED = 'refused',
  WITHDRAWN = 'withdrawn',
  DELIVERED = 'delivered',
  SIGNED_FOR = 'signed-for',
  RATED = 'rated',
  REVOKED = 'revoked',
}

export enum CaseRoleKind {
  APPLICANT = 'applicant',
  DELEGATE = 'delegate',
  WINDOW = 'window',
  HANDLER = 'handler',
  APPROVER = 'approver',
  SUPERVISOR = 'supervisor',
  NODE = 'node',
}

export enum CaseModel {
  ONLINE = 'online',
  COLLECTED = 'collected',
  JOINT = 'joint',
}

export enum CaseMode {
  INTEGRATED = 'integrated',
  PLEDGE = 'pledge',
  CROSS_REGION = 'cross-region',
  NO_APPLICATION = 'no-application',
}

export enum CaseMaterialOrigin {
  LOOKUP = 'lookup',
  UPLOAD = 'upload',
  REUSE = 'reuse',
  AUTHORITY = 'authority',
  PLEDGE = 'pledge',
}

export enum CaseMaterialVerdict {
  PASSED = 'passed',
  FAILED = 'failed',
  UNDECIDED = 'undecided',
}

export enum CaseClockKind {
  ACCEPTANCE = 'acceptance',
  DECISION = 'decision',
  PROMISED = 'promised',
  DELIVERY = 'delivery',
  PLEDGE = 'pledge',
  RECTIFICATION = 'rectification',
}

registerEnumType(CaseStepKind, {
  name: 'CaseStepKind',
  description: both('What may be done with a case.', '办件可进行的操作。'),
  valuesMap: {
    RECEIVE: { description: both('Receive.', '收件。') },
    HAND_OVER: { description: both('Hand over to the deciding region.', '移交业务属地。') },
    ASK_CORRECTION: { description: both('Tell once what is missing.', '一次性告知补正。') },
    CORRECT: { description: both('Supply what was missing.', '补正。') },
    ACCEPT: { description: both('Accept.', '受理。') },
    NOT_ACCEPT: { description: both('Refuse to accept.', '不予受理。') },
    BEGIN_REVIEW: { description: both('Begin the review.', '开始审查。') },
    BEGIN_SPECIAL: { description: both('Begin a special procedure.', '启动特别程序。') },
    END_SPECIAL: { description: both('End the special procedure.', '结束特别程序。') },
    EXTEND: { description: both('Extend the period.', '延长办理期限。') },
    APPROVE: { description: both('Approve.', '办结通过。') },
    APPROVE_WITH_PLEDGE: { description: both('Approve with a pledge.', '容缺通过。') },
    REFUSE: { description: both('Refuse.', '不通过。') },
    WITHDRAW: { description: both('Withdraw.', '撤件。') },
    DELIVER: { description: both('Deliver.', '送达。') },
    SIGN_FOR: { description: both('Sign for.', '签收。') },
    RATE: { description: both('Rate.', '好差评。') },
    REVOKE: { description: both('Revoke the decision.', '撤销决定。') },
    ADD_MATERIALS: { description: both('Add materials.', '增加材料。') },
    PLEDGE: { description: both('Pledge to supply later.', '容缺承诺。') },
    FULFIL_PLEDGE: { description: both('Supply what was pledged.', '补齐容缺材料。') },
    BEGIN_ITEM: { description: both('Begin an item.', '关联事项开始办理。') },
    ANSWER_ITEM: { description: both('Answer an item.', '关联事项答复。') },
    NAME_DELEGATE: { description: both('Name a delegate.', '委托帮办代办。') },
    END_DELEGATE: { description: both('End a delegation.', '终止委托。') },
    ANSWER_RATING: { description: both('Answer a bad rating.', '差评整改。') },
    URGE: { description: both('Urge.', '催办。') },
    OVERDUE: { description: both('Note that a period is over.', '超期。') },
    POST: { description: both('Post (by mail or as a notice).', '寄出或公示。') },
  },
});
registerEnumType(CaseStateKind, {
  name: 'CaseStateKind',
  description: both('State of a case.', '办件状态。'),
  valuesMap: {
    RECEIVED: { description: both('Received.', '收件。') },
    CORRECTION_ASKED: { description: both('Correction asked.', '补正。') },
    ACCEPTED: { description: both('Accepted.', '受理。') },
    NOT_ACCEPTED: { description: both('Not accepted.', '不予受理。') },
    UNDER_REVIEW: { description: both('Under review.', '审查。') },
    SPECIAL_PROCEDURE: { description: both('Special procedure.', '特别程序。') },
    APPROVED: { description: both('Approved.', '办结通过。') },
    APPROVED_WITH_PLEDGE: { description: both('Approved with a pledge.', '容缺通过。') },
    REFUSED: { description: both('Refused.', '不通过。') },
    WITHDRAWN: { description: both('Withdrawn.', '撤件。') },
    DELIVERED: { description: both('Delivered.', '送达。') },
    SIGNED_FOR: { description: both('Signed for.', '签收。') },
    RATED: { description: both('Rated.', '已评价。') },
    REVOKED: { description: both('Decision revoked.', '撤销决定。') },
  },
});
registerEnumType(CaseRoleKind, {
  name: 'CaseRoleKind',
  description: both('Who takes a step.', '办理角色。'),
  valuesMap: {
    APPLICANT: { description: both('Applicant.', '申请人。') },
    DELEGATE: { description: both('Delegate.', '帮办代办人。') },
    WINDOW: { description: both('Counter clerk.', '窗口人员。') },
    HANDLER: { description: both('Handler.', '承办人。') },
    APPROVER: { description: both('Approver.', '审批人。') },
    SUPERVISOR: { description: both('Supervisor.', '督办人。') },
    NODE: { description: both('The node itself.', '系统。') },
  },
});
registerEnumType(CaseModel, {
  name: 'CaseModel',
  description: both('How regions share the handling.', '跨区域办理模式。'),
  valuesMap: {
    ONLINE: { description: both('Handled online by the deciding region.', '全程网办。') },
    COLLECTED: { description: both('Collected by a counter elsewhere.', '异地代收代办。') },
    JOINT: { description: both('Handled jointly by several regions.', '多地联办。') },
  },
});
registerEnumType(CaseMode, {
  name: 'CaseMode',
  description: both('Mode of handling.', '办理方式。'),
  valuesMap: {
    INTEGRATED: { description: both('Bundle of linked items.', '集成办。') },
    PLEDGE: { description: both('Acceptance against a pledge.', '容缺办。') },
    CROSS_REGION: { description: both('Across regions.', '跨域办。') },
    NO_APPLICATION: { description: both('Granted without an application.', '免申办。') },
  },
});
registerEnumType(CaseMaterialOrigin, {
  name: 'CaseMaterialOrigin',
  description: both('Where a material comes from.', '材料来源。'),
  valuesMap: {
    LOOKUP: { description: both('Fetched by lookup.', '共享获取。') },
    UPLOAD: { description: both('Uploaded.', '上传。') },
    REUSE: { description: both('Taken over from another case.', '复用。') },
    AUTHORITY: { description: both('Supplied by the authority.', '部门自有。') },
    PLEDGE: { description: both('Replaced by a pledge.', '承诺。') },
  },
});
registerEnumType(CaseMaterialVerdict, {
  name: 'CaseMaterialVerdict',
  description: both('What was found of a material.', '材料核验结论。'),
  valuesMap: {
    PASSED: { description: both('Passed.', '通过。') },
    FAILED: { description: both('Failed.', '未通过。') },
    UNDECIDED: { description: both('Undecided.', '未能判定。') },
  },
});
registerEnumType(CaseClockKind, {
  name: 'CaseClockKind',
  description: both('A period of a case.', '办件期限。'),
  valuesMap: {
    ACCEPTANCE: { description: both('To accept.', '受理期限。') },
    DECISION: { description: both('To decide.', '办理期限。') },
    PROMISED: { description: both('As promised.', '承诺期限。') },
    DELIVERY: { description: both('To deliver.', '送达期限。') },
    PLEDGE: { description: both('To supply what was pledged.', '容缺补齐期限。') },
    RECTIFICATION: { description: both('To rectify.', '整改期限。') },
  },
});
