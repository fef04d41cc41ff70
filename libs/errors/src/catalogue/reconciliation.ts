import type { ErrorEntry } from '../entry.js';

/** Two nodes compare their logs (libs/reconciliation). */
export const reconciliation = {
  RECONCILIATION_MESSAGE_INVALID: {
    status: 400,
    en: {
      message: 'The reconciliation message does not follow its schema.',
      advice: 'See libs/reconciliation/README.md; the hint names the member.',
    },
    zh: {
      message: '对账消息不符合规定格式。',
      advice: '请参阅 libs/reconciliation/README.md；提示中已指明字段。',
    },
  },
  RECONCILIATION_NOT_SETTLED: {
    status: 409,
    retryable: true,
    en: {
      message: 'The window is not over, or entries of it may still be written.',
      advice: 'Ask again later; the settling time of a node is in its configuration.',
    },
    zh: { message: '该时段尚未结束或仍可能有条目写入。', advice: '请稍后重试；静置时间见节点配置。' },
  },
  RECONCILIATION_PEER_UNKNOWN: {
    status: 404,
    en: {
      message: 'This node compares its log with no such node.',
      advice: 'Choose one of the nodes that reconciliationPairs lists.',
    },
    zh: { message: '本节点未与该节点对账。', advice: '请从 reconciliationPairs 所列节点中选择。' },
  },
  RECONCILIATION_SPAN_INVALID: {
    status: 400,
    en: {
      message: 'The span to compare once more is none.',
      advice: 'Give both its beginning and its end, the beginning before the end.',
    },
    zh: { message: '重新对账的时段范围无效。', advice: '请同时填写起止时间，且起始时间早于截止时间。' },
  },
  RECONCILIATION_TOO_LARGE: {
    status: 413,
    en: {
      message: 'The window holds more lookups than one reconciliation may.',
      advice: 'Configure shorter windows, or ask for a shorter one.',
    },
    zh: { message: '该时段内的查询数量超出单次对账上限。', advice: '请缩短对账时段。' },
  },
  RECONCILIATION_REPLAYED: {
    status: 409,
    en: {
      message: 'This reconciliation message was taken before.',
      advice: 'Sign a new message; a token is for one use.',
    },
    zh: { message: '该对账消息已被受理过。', advice: '请重新签发消息；每个令牌只能使用一次。' },
  },
  RECONCILIATION_THROTTLED: {
    status: 429,
    retryable: true,
    en: {
      message: 'The node sends reconciliation messages too fast.',
      advice: 'Wait a minute, then go on with the next page.',
    },
    zh: { message: '对账消息发送过于频繁。', advice: '请一分钟后继续。' },
  },
  RECONCILIATION_REFUSED: {
    status: 502,
    en: {
      message: 'The other node refuses to reconcile.',
      advice: 'Ask its operator why; the code of its refusal is in the hint. A finding was opened.',
    },
    zh: { message: '对方节点拒绝对账。', advice: '请联系对方运维人员；提示中为其拒绝代码，系统已生成线索。' },
  },
  RECONCILIATION_INCONSISTENT: {
    status: 502,
    en: {
      message: 'The other node contradicts what it has signed.',
      advice:
        'Its pages do not make up its summary, or it answers for another question. A finding was opened.',
    },
    zh: {
      message: '对方节点的答复与其签名摘要矛盾。',
      advice: '分页内容与摘要不符，或答非所问；系统已生成线索。',
    },
  },
  RECONCILIATION_RANGE_INVALID: {
    status: 400,
    en: {
      message: 'The range of reconciliation windows is not valid.',
      advice: 'Give a beginning before the end, both in the past, and at most 1,000 windows.',
    },
    zh: { message: '对账时间范围无效。', advice: '起点须早于终点，且均已过去，最多 1000 个时段。' },
  },
} as const satisfies Record<string, ErrorEntry>;
