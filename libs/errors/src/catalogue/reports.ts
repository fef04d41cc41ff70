import { entry } from '../entry.js';

/** Reports and documents that a node makes (libs/reports, room issuing). */
export const reports = {
  REPORT_INVALID: entry(
    422,
    ['A report is not of the form that is due.', 'Correct the member that is named.'],
    ['报告内容的格式有误。', '请更正所示内容。'],
  ),
} as const;
