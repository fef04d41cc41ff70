import { entry } from '../entry.js';

/** Reports and documents that a node makes (libs/reports, room issuing). */
export const reports = {
  REPORT_INVALID: entry(
    422,
    ['A report is not of the form that is due.', 'Correct the member that is named.'],
    ['报告内容的格式有误。', '请更正所示内容。'],
  ),
  ISSUING_INCOMPLETE: entry(
    422,
    [
      'A document cannot be issued: a value that it needs is nowhere in the case.',
      "Have the form corrected, or name the result of the authority's own system.",
    ],
    ['缺少签发证照所需的内容，无法签发。', '请补正申请表，或填写本部门业务系统出具的结果。'],
  ),
  ISSUING_RECIPE_INVALID: entry(
    500,
    [
      'The file that says how licences are made of cases does not fit the matters.',
      'Mend the file at the place that is named and start the node again.',
    ],
    ['签发配置文件与事项定义不符。', '请按所示位置修改配置文件后重新启动节点。'],
  ),
  NOTICE_NOT_DUE: entry(
    404,
    [
      'There is no such notice in this case here.',
      'Ask when the step that it tells of has been taken in this region.',
    ],
    ['本地区的该办件没有这种文书。', '请在本地区办理相应环节后再获取。'],
  ),
  ISSUED_UNKNOWN: entry(
    404,
    ['This node issued no document with this code.', 'Compare the code with the one on the document.'],
    ['本节点没有出具过该验证码的文件。', '请核对文件上的验证码。'],
  ),
} as const;
