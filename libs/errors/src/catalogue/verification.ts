import type { ErrorEntry } from '../entry.js';

const smaller = {
  en: 'Send the document without what it does not need, or verify it with `tongban verify`, which has no such bound.',
  zh: '请精简文件后重新提交，或使用不受此限制的 `tongban verify` 命令验证。',
};

/** Refusals of a node that verifies documents for others: what it could not take on, or did not finish. */
export const verification = {
  DOCUMENT_VERIFIER_BUSY: {
    status: 503,
    retryable: true,
    en: {
      message: 'The node has as many documents to verify as it may hold.',
      advice: 'Slow down and send the document again.',
    },
    zh: { message: '节点待验证的文件过多。', advice: '请放慢频率后重新提交文件。' },
  },
  DOCUMENT_UPLOADS_TOO_MANY: {
    status: 429,
    retryable: true,
    en: {
      message: 'This caller sends more documents than it may at once or in a minute.',
      advice: 'Send one document after the other, and again in a minute.',
    },
    zh: { message: '该调用方同时或每分钟提交的文件数超出上限。', advice: '请逐个提交，并在一分钟后重试。' },
  },
  DOCUMENT_TIME_LIMIT: {
    status: 422,
    en: { message: 'Verifying the document took longer than is allowed.', advice: smaller.en },
    zh: { message: '验证该文件超出时间上限。', advice: smaller.zh },
  },
  DOCUMENT_MEMORY_LIMIT: {
    status: 422,
    en: { message: 'Verifying the document took more memory than is allowed.', advice: smaller.en },
    zh: { message: '验证该文件超出内存上限。', advice: smaller.zh },
  },
  DOCUMENT_REPORT_TOO_LARGE: {
    status: 422,
    en: {
      message: 'The document has more signatures, files or checks than a report may tell.',
      advice: smaller.en,
    },
    zh: { message: '该文件的签名、文件或检查项过多，报告无法列出。', advice: smaller.zh },
  },
  DOCUMENT_UPLOAD_ABANDONED: {
    status: 400,
    en: {
      message: 'The caller went away before the document was verified.',
      advice: 'Send the document again and wait for the report.',
    },
    zh: { message: '调用方在验证完成前断开了连接。', advice: '请重新提交文件并等待报告。' },
  },
  DOCUMENT_EMPTY: {
    status: 400,
    en: {
      message: 'The request has no document.',
      advice: 'Send the bytes of the file as they are in the body of the request.',
    },
    zh: { message: '请求中没有文件。', advice: '请将文件原始字节作为请求体发送。' },
  },
  DOCUMENT_TIME_INVALID: {
    status: 400,
    en: {
      message: 'The time to judge for is not one.',
      advice: 'Give one `at`, in RFC 3339 with an offset, that is not in the future.',
    },
    zh: {
      message: '判定时点无效。',
      advice: '请以带时区的 RFC 3339 格式给出一个不晚于当前时间的 `at`。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
