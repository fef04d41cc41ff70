import type { ErrorEntry } from '../entry.js';

/** Refusals that any room may need: defects, overload, shutdown, configuration. */
export const operation = {
  INTERNAL: {
    status: 500,
    retryable: true,
    en: {
      message: 'The node met a defect of its own and gave no answer.',
      advice: 'Try again later; if it stays, give the request id to the operator of this node.',
    },
    zh: {
      message: '节点内部错误，未作应答。',
      advice: '请稍后重试；如仍失败，请将请求编号告知节点运维人员。',
    },
  },
  SHUTTING_DOWN: {
    status: 503,
    retryable: true,
    en: {
      message: 'The node is shutting down and takes no new requests.',
      advice: 'Send the request again in a minute.',
    },
    zh: { message: '节点正在停机，不再接收新请求。', advice: '请一分钟后重新发送。' },
  },
  OVERLOADED: {
    status: 503,
    retryable: true,
    en: {
      message: 'The node has more work waiting than it may hold.',
      advice: 'Slow down and send the request again.',
    },
    zh: { message: '节点待处理的请求过多。', advice: '请放慢频率后重新发送。' },
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryable: true,
    en: {
      message: 'The lookup could not be written to the audit log, so it was not answered.',
      advice: 'Send the request again; nothing was released.',
    },
    zh: { message: '本次查询无法写入审计日志，因此未作应答。', advice: '请重新发送；未释放任何数据。' },
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    en: { message: 'The node cannot reach its database.', advice: 'Send the request again in a minute.' },
    zh: { message: '节点暂时无法访问数据库。', advice: '请一分钟后重新发送。' },
  },
  CONFIG_INVALID: {
    status: 500,
    en: {
      message: 'The configuration is not valid.',
      advice: 'Run `tongban config check FILE`; it names each wrong key.',
    },
    zh: { message: '配置无效。', advice: '请运行 `tongban config check FILE`，它会列出每个有误的配置项。' },
  },
} as const satisfies Record<string, ErrorEntry>;
