import type { Bilingual } from '../words.js';

export interface StateDescription extends Bilingual {
  /** The case may rest here for good. A final state may still be left: a refusal can be rated, a pledge can fall due. */
  final: boolean;
}

const state = (zh: string, en: string, final = false): StateDescription => ({ zh, en, final });

/** States of a case (办件). `initial` is before anything was received and is never stored. */
export const caseStates = {
  received: state('收件', 'Received'),
  'correction-asked': state('补正', 'Correction asked'),
  accepted: state('受理', 'Accepted'),
  'not-accepted': state('不予受理', 'Not accepted', true),
  'under-review': state('审查', 'Under review'),
  'special-procedure': state('特别程序', 'Special procedure'),
  approved: state('办结通过', 'Approved'),
  'approved-with-pledge': state('容缺通过', 'Approved with a pledge'),
  refused: state('不通过', 'Refused'),
  withdrawn: state('撤件', 'Withdrawn', true),
  delivered: state('送达', 'Delivered'),
  'signed-for': state('签收', 'Signed for', true),
  rated: state('已评价', 'Rated', true),
  revoked: state('撤销决定', 'Decision revoked', true),
} as const satisfies Record<string, StateDescription>;

export type CaseState = keyof typeof caseStates;
export const stateNames = Object.keys(caseStates) as CaseState[];

/** Whoever acts. A node acts by itself only where the law lets time decide. */
export const caseRoles = {
  applicant: { zh: '申请人', en: 'applicant' },
  delegate: { zh: '帮办代办人', en: 'delegate' },
  window: { zh: '窗口人员', en: 'counter clerk' },
  handler: { zh: '承办人', en: 'handler' },
  approver: { zh: '审批人', en: 'approver' },
  supervisor: { zh: '督办人', en: 'supervisor' },
  node: { zh: '系统', en: 'the node itself' },
} as const satisfies Record<string, Bilingual>;
export type CaseRole = keyof typeof caseRoles;
export const roleNames = Object.keys(caseRoles) as CaseRole[];

/** What a region is in a case: 收件地, 业务属地, 协同地. One region may be several. */
export const caseParts = {
  receipt: { zh: '收件地', en: 'region of receipt' },
  decision: { zh: '业务属地', en: 'region of decision' },
  supporting: { zh: '协同办理地', en: 'supporting region' },
} as const satisfies Record<string, Bilingual>;
export type CasePart = keyof typeof caseParts;
