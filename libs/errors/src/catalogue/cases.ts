import { entry } from '../entry.js';

/** Cases as a node keeps them (apps/node/src/cases); what may be done with one stands in `handling.ts`. */
export const cases = {
  CASE_UNKNOWN: entry(
    404,
    ['There is no such case, or it is not yours to see.', 'Check the case number.'],
    ['没有该办件，或您无权查看。', '请核对办件编号。'],
  ),
  CASE_DRAFT_OVER: entry(
    409,
    ['The draft was received already, or its time is over.', 'Look for the case, or draft it again.'],
    ['该草稿已收件或已过期。', '请查询办件或重新登记。'],
  ),
  CASE_INPUT_INVALID: entry(
    422,
    ['What was entered for the step is not complete or not valid.', 'Correct the member that is named.'],
    ['所填办理内容不完整或不符合要求。', '请更正所示内容。'],
  ),
  CASE_FORM_INVALID: entry(
    422,
    ['The form has errors.', 'Correct the fields that are named.'],
    ['表单填写有误。', '请更正所示字段。'],
  ),
  CASE_ROLE_NOT_YOURS: entry(
    403,
    ['You may not act in this role in the case.', 'Act in a role that your account or client has.'],
    ['您不能以该角色办理此办件。', '请以本账号或系统被授予的角色办理。'],
  ),
  CASE_MATERIAL_ABSENT: entry(
    409,
    ['A file that the step names is not held for the case.', 'Upload or fetch it for this case first.'],
    ['该步骤所引用的材料文件不在本办件中。', '请先为本办件上传或获取该材料。'],
  ),
  CASE_STEP_KEY_REUSED: entry(
    409,
    ['The key was used for another step of the case.', 'Take a new key for each step.'],
    ['该幂等键已用于本办件的其他步骤。', '请为每一步骤使用新的幂等键。'],
  ),
  CASE_EVENT_AHEAD: {
    ...entry(
      409,
      [
        'An event is dated further ahead than clocks may differ.',
        'It is sent again by itself; check the clock.',
      ],
      ['办件记录的时间超前于允许的时钟偏差。', '系统将自动重发；请检查时钟。'],
    ),
    retryable: true,
  },
  CASE_OPENING_ABSENT: {
    ...entry(
      409,
      ['The event that opens the case has not arrived yet.', 'It is sent again by itself.'],
      ['办件的收件记录尚未到达。', '系统将自动重发。'],
    ),
    retryable: true,
  },
  CASE_EVENT_KEY_UNKNOWN: {
    ...entry(
      409,
      ['The key that signed an event is not known here.', 'It is sent again by itself.'],
      ['未知的办件记录签名密钥。', '系统将自动重发。'],
    ),
    retryable: true,
  },
  CASE_SENDER_NOT_PARTY: entry(
    403,
    ['The node that sent the event takes no part in the case.', 'Events of a case are told by its parties.'],
    ['发送节点不是该办件的参与方。', '办件记录应由参与地区发送。'],
  ),
  CASE_CONTENT_DISAGREES: entry(
    422,
    [
      'What came with an event is not what its digest names.',
      'Have the region that acted send the case again.',
    ],
    ['随办件记录送达的内容与其摘要不符。', '请办理地区重新发送该办件。'],
  ),
  CASE_APPLICANT_DISAGREES: entry(
    422,
    [
      'The applicant told with the case is not the one that it refers to.',
      'Have the region of receipt send the case again.',
    ],
    ['随办件送达的申请人与办件所指不一致。', '请收件地重新发送该办件。'],
  ),
} as const;
