import type { ErrorEntry } from '../entry.js';

export const calendar = {
  HOLIDAY_NOTICE_INVALID: {
    status: 500,
    en: {
      message: 'A notice of holidays is not usable.',
      advice: 'Compare the file with the notice of the State Council: dates, overlaps, worked weekends.',
    },
    zh: { message: '节假日安排数据有误。', advice: '请与国务院办公厅通知核对日期、重叠及调休上班日。' },
  },
} as const satisfies Record<string, ErrorEntry>;
