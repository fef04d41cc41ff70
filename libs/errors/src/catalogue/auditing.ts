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
  AUDIT_EXPORT_INVALID: {
    status: 400,
    en: {
      message: 'The request for an export is not valid.',
      advice: 'Send JSON with format (csv, jsonl or bundle), filter and withPersonalValues.',
    },
    zh: {
      message: '导出请求有误。',
      advice: '请以 JSON 提交 format（csv、jsonl 或 bundle）、filter 和 withPersonalValues。',
    },
  },
  AUDIT_EXPORT_UNKNOWN: {
    status: 404,
    en: {
      message: 'There is no such export, or it is not yours.',
      advice: 'List your exports and use an id from there.',
    },
    zh: { message: '没有该导出任务，或非本人任务。', advice: '请从本人的导出任务列表中选取。' },
  },
  AUDIT_EXPORT_NOT_READY: {
    status: 409,
    en: { message: 'The export is not finished.', advice: 'Look at its state and fetch it when it is done.' },
    zh: { message: '导出尚未完成。', advice: '请查看任务状态，完成后再下载。' },
  },
  AUDIT_EXPORT_EXPIRED: {
    status: 410,
    en: { message: 'The export was kept for its time and is gone.', advice: 'Ask for it again.' },
    zh: { message: '导出文件已过保存期限并已删除。', advice: '请重新导出。' },
  },
  AUDIT_EXPORT_LIMIT: {
    status: 429,
    en: { message: 'Too many exports of yours are kept.', advice: 'Delete those that you have fetched.' },
    zh: { message: '本人保留的导出任务过多。', advice: '请删除已下载的任务。' },
  },
  AUDIT_SAMPLE_INVALID: {
    status: 400,
    en: {
      message: 'The review sample cannot be made like this.',
      advice:
        'Give either a percentage above 0 and up to 100, or a number from 1 to 1000, and a filter that finds no more than the limit.',
    },
    zh: {
      message: '抽样参数有误。',
      advice: '请填写 0 至 100 的百分比或 1 至 1000 的数量之一，且检索结果不得超过上限。',
    },
  },
  AUDIT_SAMPLE_UNKNOWN: {
    status: 404,
    en: { message: 'There is no such review sample.', advice: 'List the samples and use an id from there.' },
    zh: { message: '没有该抽样。', advice: '请从抽样列表中选取。' },
  },
  AUDIT_SAMPLE_TOO_EARLY: {
    status: 409,
    en: {
      message: 'No witnessed checkpoint covers the commitment of this sample yet, so nothing can be drawn.',
      advice: 'Wait until witnesses have confirmed the log, then draw.',
    },
    zh: {
      message: '尚无经见证的检查点覆盖本次抽样承诺，暂不能抽取。',
      advice: '请待见证方确认日志后再抽取。',
    },
  },
  AUDIT_SAMPLE_CHANGED: {
    status: 409,
    en: {
      message: 'The population is no longer the one that was committed to.',
      advice: 'Make a new sample; a person may have been erased meanwhile.',
    },
    zh: { message: '抽样总体与承诺不符。', advice: '请重新抽样；期间可能有个人信息被删除。' },
  },
  AUDIT_REVIEW_FOUR_EYES: {
    status: 403,
    en: { message: 'The second review is for somebody else.', advice: 'Ask another auditor.' },
    zh: { message: '复核须由另一名审计员办理。', advice: '请交由其他审计员复核。' },
  },
  AUDIT_REVIEW_DONE: {
    status: 409,
    en: { message: 'The item was reviewed twice already.', advice: 'Load the sample again.' },
    zh: { message: '该项已完成两次审核。', advice: '请重新加载抽样。' },
  },
  EVIDENCE_REQUEST_INVALID: {
    status: 400,
    en: {
      message: 'The request for evidence does not follow its schema.',
      advice: 'See libs/reconciliation/README.md.',
    },
    zh: { message: '存证请求不符合规定格式。', advice: '请参阅 libs/reconciliation/README.md。' },
  },
  EVIDENCE_UNKNOWN: {
    status: 404,
    en: {
      message: 'There is no evidence for you of such a lookup.',
      advice: 'Only the other node of a lookup is given its evidence; check the request digest.',
    },
    zh: { message: '没有可向您提供的存证。', advice: '只有该次查询的当事节点可以索取；请核对请求摘要。' },
  },
  EVIDENCE_REPLAYED: {
    status: 409,
    en: {
      message: 'This request for evidence was taken before.',
      advice: 'Sign a new one; a token is for one use.',
    },
    zh: { message: '该存证请求已被受理过。', advice: '请重新签发；每个令牌只能使用一次。' },
  },
  EVIDENCE_THROTTLED: {
    status: 429,
    retryable: true,
    en: { message: 'The node asks for evidence too fast.', advice: 'Wait a minute, then ask again.' },
    zh: { message: '索取存证过于频繁。', advice: '请一分钟后重试。' },
  },
  EVIDENCE_REFUSED: {
    status: 502,
    en: {
      message: 'The other node does not give its side of the evidence.',
      advice: 'The hint has the code of its refusal; ask its operator.',
    },
    zh: { message: '对方节点未提供存证。', advice: '提示中为其拒绝代码；请联系对方运维人员。' },
  },
  EVIDENCE_ANSWER_INVALID: {
    status: 502,
    en: {
      message: 'What the other node gave is no evidence of this lookup.',
      advice: 'The hint names what is wrong; ask its operator.',
    },
    zh: {
      message: '对方节点提供的存证不完整或并非所求。',
      advice: '提示中指明问题所在；请联系对方运维人员。',
    },
  },
  EVIDENCE_CONTRADICTS: {
    status: 502,
    en: {
      message: 'What the other node gave contradicts this side, so it was not put into the file.',
      advice: 'Ask for its file and check both together with tongban audit check.',
    },
    zh: {
      message: '对方节点提供的存证与本方记录矛盾，未予并入。',
      advice: '请向对方索取其存证文件，用 tongban audit check 与本方文件一并核验。',
    },
  },
  EVIDENCE_NOT_ASKED: {
    status: 409,
    en: {
      message: 'The other node was not asked for its side.',
      advice: 'Get the evidence from the running node (--token), or put its file in with --with.',
    },
    zh: {
      message: '尚未向对方节点索取存证。',
      advice: '请通过运行中的节点取得存证（--token），或用 --with 并入对方文件。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
