import type { ErrorEntry } from '../entry.js';

/** Refusals about the bytes of the audit log; those about writing it are AUDIT_UNAVAILABLE and OVERLOADED. */
export const audit = {
  NOT_CANONICAL: {
    status: 500,
    en: {
      message: 'The value cannot be written as canonical JSON.',
      advice: 'Use finite numbers, well-formed strings, arrays and plain objects only.',
    },
    zh: {
      message: '该值无法写成规范 JSON。',
      advice: '仅可使用有限数值、合法字符串、数组和普通对象。',
    },
  },
  AUDIT_ENTRY_INVALID: {
    status: 500,
    en: {
      message: 'The audit entry does not follow its schema.',
      advice: 'See libs/audit-log/README.md; the hint names the member.',
    },
    zh: {
      message: '审计条目不符合规定格式。',
      advice: '请参阅 libs/audit-log/README.md；提示中已指明字段。',
    },
  },
  RECEIPT_INVALID: {
    status: 422,
    en: {
      message: 'The audit receipt is not valid.',
      advice: 'Pass on the receipt exactly as the answering node gave it.',
    },
    zh: { message: '审计回执无效。', advice: '请原样使用应答节点给出的回执。' },
  },
} as const satisfies Record<string, ErrorEntry>;
