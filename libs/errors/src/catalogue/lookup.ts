import type { ErrorEntry } from '../entry.js';

const denied = (en: string, enAdvice: string, zh: string, zhAdvice: string): ErrorEntry => ({
  status: 403,
  en: { message: en, advice: enAdvice },
  zh: { message: zh, advice: zhAdvice },
});

/**
 * Why a lookup was denied or a field withheld. The advice never says which purpose or operation would have been
 * accepted: that would teach a caller what to claim.
 */
export const lookup = {
  DOCUMENT_VERDICT_PENDING: {
    status: 503,
    retryable: true,
    en: {
      message: "The licence's document is still being verified; nothing is known of its seal yet.",
      advice: 'Ask again in a moment; the verification goes on.',
    },
    zh: { message: '证照文件正在核验，签章尚无结论。', advice: '核验仍在进行，请稍后再次查询。' },
  },
  LOOKUP_TIMEOUT: {
    status: 504,
    retryable: true,
    en: {
      message: 'The lookup did not come to an answer in time.',
      advice: 'Ask again later, or allow more time.',
    },
    zh: { message: '查询未在规定时间内完成。', advice: '请稍后重试，或延长等待时间。' },
  },
  RECORD_QUESTION_INVALID: {
    status: 400,
    en: {
      message: 'The question to a dataset is malformed or asks for too much.',
      advice: 'Correct what the hint names; split what is too large.',
    },
    zh: { message: '对数据集的查询条件格式不正确或超出上限。', advice: '请按提示更正；超量请分批查询。' },
  },
  DATASET_NOT_CONNECTED: {
    status: 404,
    en: {
      message: 'No department of this region has connected the dataset.',
      advice: 'Ask the applicant for a document, or another region.',
    },
    zh: { message: '本地区尚无部门接入该数据集。', advice: '请由申请人提供材料，或查询其他地区。' },
  },
  DEPARTMENT_REFUSED: denied(
    'The department refused to answer; its reason stands beside.',
    'Turn to the department with its reason.',
    '部门不予答复，理由见附。',
    '请就所附理由与该部门联系。',
  ),
  DEPARTMENT_NOT_AVAILABLE: {
    status: 503,
    retryable: true,
    en: {
      message: "The department's system gave no answer.",
      advice: 'Ask again later; where it is known, the time stands beside.',
    },
    zh: { message: '部门系统暂未答复。', advice: '请稍后再查；已知可答复时间见附。' },
  },
  DEPARTMENT_ANSWER_UNFIT: {
    status: 502,
    en: {
      message: "The department's system answered with something that cannot be told.",
      advice: 'Tell the operator of this node; the request is not at fault.',
    },
    zh: { message: '部门系统的答复内容无法提供。', advice: '请告知本节点运维人员；并非请求有误。' },
  },
  NO_AGREEMENT: denied(
    'No sharing agreement covers this caller.',
    'Conclude an agreement on the data-sharing responsibility list with the provider first.',
    '没有适用于该请求方的共享约定。',
    '请先与数据提供方按数据共享责任清单达成约定。',
  ),
  AGREEMENT_NOT_IN_FORCE: denied(
    'The sharing agreement has not begun or has ended.',
    'Ask the provider to renew the agreement.',
    '共享约定尚未生效或已到期。',
    '请联系数据提供方续签约定。',
  ),
  LICENCE_TYPE_NOT_AGREED: denied(
    'The sharing agreement does not cover licences of this type.',
    'Have the licence type added to the agreement, or ask the applicant for the document.',
    '共享约定不包含该类证照。',
    '请申请将该证照类型纳入约定，或请申请人提供材料。',
  ),
  DATASET_NOT_AGREED: denied(
    'The sharing agreement does not cover this dataset.',
    'Have the dataset added to the agreement, or ask the applicant for a document.',
    '共享约定不包含该数据集。',
    '请申请将该数据集纳入约定，或请申请人提供材料。',
  ),
  OPERATION_NOT_AGREED: denied(
    'The sharing agreement does not cover this way of asking.',
    'Use an operation that the agreement names; verification is often enough.',
    '共享约定不包含该查询方式。',
    '请使用约定中的查询方式；多数情形下核验即可满足需要。',
  ),
  PURPOSE_NOT_AGREED: denied(
    'The sharing agreement does not cover this purpose.',
    'Give the item code of the matter that is being handled, or have the purpose added to the agreement.',
    '共享约定不包含该用途。',
    '请填写实际办理事项的编码，或申请将该用途纳入约定。',
  ),
  HOLDER_AUTHORISATION_REQUIRED: denied(
    'The sharing agreement demands an authorisation by the holder.',
    'Obtain the authorisation of the holder and name it in the lookup context.',
    '共享约定要求持证主体授权。',
    '请取得持证主体授权，并在查询上下文中注明。',
  ),
  FIELD_NOT_AGREED: denied(
    'The sharing agreement does not cover the field.',
    'Ask only for the fields that the matter needs, or have the field added to the agreement.',
    '共享约定不包含该字段。',
    '请仅查询办理事项所需字段，或申请将该字段纳入约定。',
  ),
} as const satisfies Record<string, ErrorEntry>;
