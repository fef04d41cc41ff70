import type { HandlingModel } from '../matters/matter.js';
import type { Bilingual } from '../words.js';
import type { CasePart, CaseRole, CaseState } from './states.js';

/** A step of a case: who may take it, from where, to where. What else it needs stands in `needs/`. */
export interface Step extends Bilingual {
  from: readonly CaseState[];
  /** Absent where the state stays as it is. */
  to?: CaseState;
  by: readonly CasePart[];
  roles: readonly CaseRole[];
  /** Models in which the step exists; all where absent. */
  models?: readonly HandlingModel[];
}

const APPLICANT = ['applicant', 'delegate', 'window'] as const;
const OPEN = ['received', 'correction-asked', 'accepted', 'under-review', 'special-procedure'] as const;
const DECIDED = ['approved', 'approved-with-pledge', 'delivered', 'signed-for', 'rated'] as const;
const UNDECIDED_AFTER_ACCEPTANCE = ['accepted', 'under-review', 'special-procedure'] as const;

/**
 * The machine of a case. `receive` opens it; every other step is listed with the states that it may be taken from.
 * A step that a region takes is checked against this table by both regions, from the same signed event.
 */
export const caseSteps = {
  receive: {
    zh: '收件',
    en: 'receive',
    from: [],
    to: 'received',
    by: ['receipt'],
    roles: [...APPLICANT, 'node'],
  },
  'hand-over': {
    zh: '移交业务属地',
    en: 'hand over to the deciding region',
    from: ['received'],
    by: ['receipt'],
    roles: ['window'],
    models: ['collected'],
  },
  'ask-correction': {
    zh: '一次性告知补正',
    en: 'tell once what is missing',
    from: ['received'],
    to: 'correction-asked',
    by: ['decision', 'receipt'],
    roles: ['window', 'handler'],
  },
  correct: {
    zh: '补正',
    en: 'supply what was missing',
    from: ['correction-asked'],
    to: 'received',
    by: ['receipt', 'decision'],
    roles: APPLICANT,
  },
  accept: {
    zh: '受理',
    en: 'accept',
    from: ['received'],
    to: 'accepted',
    by: ['decision', 'receipt'],
    roles: ['window', 'handler', 'node'],
  },
  'not-accept': {
    zh: '不予受理',
    en: 'refuse to accept',
    from: ['received', 'correction-asked'],
    to: 'not-accepted',
    by: ['decision'],
    roles: ['handler', 'approver'],
  },
  'begin-review': {
    zh: '开始审查',
    en: 'begin the review',
    from: ['accepted'],
    to: 'under-review',
    by: ['decision'],
    roles: ['handler', 'approver', 'node'],
  },
  'begin-special': {
    zh: '启动特别程序',
    en: 'begin a special procedure',
    from: ['under-review'],
    to: 'special-procedure',
    by: ['decision'],
    roles: ['handler', 'approver'],
  },
  'end-special': {
    zh: '结束特别程序',
    en: 'end the special procedure',
    from: ['special-procedure'],
    to: 'under-review',
    by: ['decision'],
    roles: ['handler', 'approver'],
  },
  extend: {
    zh: '延长办理期限',
    en: 'extend the period',
    from: ['accepted', 'under-review'],
    by: ['decision'],
    roles: ['approver'],
  },
  approve: {
    zh: '办结通过',
    en: 'approve',
    from: ['under-review'],
    to: 'approved',
    by: ['decision'],
    roles: ['approver', 'node'],
  },
  'approve-with-pledge': {
    zh: '容缺通过',
    en: 'approve with a pledge',
    from: ['under-review'],
    to: 'approved-with-pledge',
    by: ['decision'],
    roles: ['approver'],
  },
  refuse: {
    zh: '不通过',
    en: 'refuse',
    from: ['under-review'],
    to: 'refused',
    by: ['decision'],
    roles: ['approver'],
  },
  withdraw: {
    zh: '撤件',
    en: 'withdraw',
    from: OPEN,
    to: 'withdrawn',
    by: ['receipt', 'decision'],
    roles: APPLICANT,
  },
  deliver: {
    zh: '送达',
    en: 'deliver',
    from: ['approved', 'approved-with-pledge', 'refused'],
    to: 'delivered',
    by: ['decision', 'receipt'],
    roles: ['window', 'handler', 'node'],
  },
  'sign-for': {
    zh: '签收',
    en: 'sign for',
    from: ['delivered'],
    to: 'signed-for',
    by: ['receipt', 'decision'],
    roles: APPLICANT,
  },
  rate: {
    zh: '好差评',
    en: 'rate',
    from: ['delivered', 'signed-for', 'not-accepted', 'withdrawn'],
    to: 'rated',
    by: ['receipt', 'decision'],
    roles: ['applicant', 'delegate'],
  },
  revoke: {
    zh: '撤销决定',
    en: 'revoke the decision',
    from: ['approved-with-pledge', 'delivered', 'signed-for', 'rated'],
    to: 'revoked',
    by: ['decision'],
    roles: ['approver'],
  },
  'add-materials': {
    zh: '增加材料',
    en: 'add materials',
    from: OPEN,
    by: ['receipt', 'decision', 'supporting'],
    roles: [...APPLICANT, 'handler', 'node'],
  },
  pledge: {
    zh: '容缺承诺',
    en: 'pledge to supply later',
    from: ['received', 'correction-asked', 'accepted', 'under-review'],
    by: ['receipt', 'decision'],
    // Whoever files it, what counts is the pledge that the applicant has signed.
    roles: APPLICANT,
  },
  'fulfil-pledge': {
    zh: '补齐容缺材料',
    en: 'supply what was pledged',
    from: [...UNDECIDED_AFTER_ACCEPTANCE, ...DECIDED],
    by: ['receipt', 'decision'],
    roles: APPLICANT,
  },
  'begin-item': {
    zh: '关联事项开始办理',
    en: 'begin an item',
    from: UNDECIDED_AFTER_ACCEPTANCE,
    by: ['receipt', 'decision', 'supporting'],
    roles: ['handler', 'node'],
  },
  'answer-item': {
    zh: '关联事项答复',
    en: 'answer an item',
    from: [...UNDECIDED_AFTER_ACCEPTANCE, ...DECIDED],
    by: ['receipt', 'decision', 'supporting'],
    roles: ['handler', 'approver', 'node'],
  },
  'name-delegate': {
    zh: '委托帮办代办',
    en: 'name a delegate',
    from: OPEN,
    by: ['receipt', 'decision'],
    roles: ['applicant', 'window'],
  },
  'end-delegate': {
    zh: '终止委托',
    en: 'end a delegation',
    from: [...OPEN, ...DECIDED, 'refused', 'not-accepted', 'withdrawn'],
    by: ['receipt', 'decision'],
    roles: ['applicant', 'window'],
  },
  'answer-rating': {
    zh: '差评整改',
    en: 'answer a bad rating',
    from: ['rated', 'revoked'],
    by: ['receipt', 'decision'],
    roles: ['handler', 'window', 'supervisor'],
  },
  urge: {
    zh: '催办',
    en: 'urge',
    from: [...OPEN, 'approved', 'approved-with-pledge', 'refused'],
    by: ['receipt', 'decision', 'supporting'],
    roles: [...APPLICANT, 'supervisor', 'node'],
  },
  overdue: {
    zh: '超期',
    en: 'note that a period is over',
    from: [...OPEN, 'approved', 'approved-with-pledge', 'refused', 'delivered', 'signed-for', 'rated'],
    by: ['receipt', 'decision'],
    roles: ['node', 'supervisor'],
  },
  post: {
    zh: '寄出或公示',
    en: 'post (by mail or as a notice)',
    from: [...UNDECIDED_AFTER_ACCEPTANCE, 'approved', 'approved-with-pledge', 'refused', 'delivered'],
    by: ['receipt', 'decision'],
    roles: ['window', 'handler', 'node'],
  },
} as const satisfies Record<string, Step>;

export type StepKind = keyof typeof caseSteps;
export const stepKinds = Object.keys(caseSteps) as StepKind[];
export const stepOf = (kind: StepKind): Step => caseSteps[kind];

/** Steps that decide the case; a withdrawal that came before one of them wins over it. */
export const DECISIONS: readonly StepKind[] = ['approve', 'approve-with-pledge', 'refuse'];
