import type { ErrorEntry } from '../entry.js';

/** Refusals of what auditors ask for: search, exports, samples, findings. */
export const auditing = {
  AUDIT_FILTER_INVALID: {
    status: 400,
    en: {
      message: 'A member of the audit filter is not valid.',
      advice: 'Correct the member that the hint names.',
    },
    zh: { message: '审计检索条件有误。', advice: '请更正提示中指明的条件。' },
  },
  AUDIT_SEARCH_TOO_WIDE: {
    status: 422,
    en: {
      message: 'The search would read too much of the log and was given up.',
      advice: 'Narrow it by a period, a case, a person or an identifier.',
    },
    zh: { message: '检索范围过大，已终止。', advice: '请用时间段、办件编号、人员或证照标识缩小范围。' },
  },
  AUDIT_ENTRY_UNKNOWN: {
    status: 404,
    en: {
      message: 'The log has no such entry.',
      advice: 'Use the id of an entry as a search shows it.',
    },
    zh: { message: '日志中没有该条目。', advice: '请使用检索结果中的条目编号。' },
  },
  AUDIT_PERSON_MISSING: {
    status: 403,
    en: {
      message: 'This needs a signed-in person; a system may not do it for itself.',
      advice: 'Sign in as an auditor.',
    },
    zh: { message: '该操作须由登录人员本人办理，系统不得代办。', advice: '请以审计员身份登录。' },
  },
  SAVED_SEARCH_UNKNOWN: {
    status: 404,
    en: {
      message: 'There is no such saved search, or it is not yours to see.',
      advice: 'List the saved searches and use an id from there.',
    },
    zh: { message: '没有该检索方案，或无权查看。', advice: '请从检索方案列表中选取。' },
  },
  SAVED_SEARCH_NAME: {
    status: 409,
    en: {
      message: 'A search cannot be saved under this name.',
      advice: 'Give a name of 1 to 100 characters that none of your searches has.',
    },
    zh: { message: '检索方案名称不可用。', advice: '请使用 1 至 100 字且未与本人其他方案重复的名称。' },
  },
  AUDIT_NOTE_INVALID: {
    status: 400,
    en: {
      message: 'A note is wanted here, of 1 to 2000 characters without control characters.',
      advice: 'Say why, without personal data.',
    },
    zh: { message: '此处须填写说明（1 至 2000 字，不含控制字符）。', advice: '请说明理由，不得含个人信息。' },
  },
  SAVED_SEARCH_LIMIT: {
    status: 409,
    en: {
      message: 'No more searches can be saved.',
      advice: 'Delete one that is no longer needed.',
    },
    zh: { message: '检索方案数量已达上限。', advice: '请删除不再需要的方案。' },
  },
  FINDING_UNKNOWN: {
    status: 404,
    en: { message: 'There is no such finding.', advice: 'List the findings and use an id from there.' },
    zh: { message: '没有该审计发现。', advice: '请从审计发现列表中选取。' },
  },
  FINDING_STATE: {
    status: 409,
    en: {
      message: 'The finding cannot go from its present state to that one.',
      advice: 'Load the finding again; somebody else may have dealt with it.',
    },
    zh: { message: '该审计发现的当前状态不允许此操作。', advice: '请重新加载；可能已有他人处理。' },
  },
} as const satisfies Record<string, ErrorEntry>;
