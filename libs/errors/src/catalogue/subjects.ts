import type { ErrorEntry } from '../entry.js';

/** The view of persons and firms on who looked at their data. */
export const subjects = {
  SUBJECT_READS_THROTTLED: {
    status: 429,
    retryable: true,
    en: {
      message: 'The records were read too often within a minute.',
      advice: 'Wait a minute, then go on.',
    },
    zh: { message: '一分钟内查看次数过多。', advice: '请一分钟后继续。' },
  },
} as const satisfies Record<string, ErrorEntry>;
