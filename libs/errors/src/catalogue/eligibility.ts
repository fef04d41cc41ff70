import { entry, type ErrorEntry } from '../entry.js';

/** 免申办: batches of candidates (apps/node/src/eligibility). */
export const eligibility = {
  ELIGIBILITY_RUN_UNKNOWN: entry(
    404,
    ['There is no such batch of your organisation.', 'List the batches of your organisation.'],
    ['本机构没有该批次。', '请查看本机构的批次列表。'],
  ),
  ELIGIBILITY_NOT_OFFERED: entry(
    409,
    ['The matter is not granted without an application.', 'Choose a matter with this mode and a condition.'],
    ['该事项不支持免申办。', '请选择支持免申办且定义了条件的事项。'],
  ),
  ELIGIBILITY_NOT_YOURS: entry(
    403,
    [
      'Your organisation has no part in this matter.',
      'The authority of the matter or of one of its items begins the batch.',
    ],
    ['本机构不承办该事项。', '请由该事项或其关联事项的承办机构发起。'],
  ),
  ELIGIBILITY_INPUT_INVALID: entry(
    422,
    ['The batch is not described as is due.', 'Correct the member that is named.'],
    ['批次的设置有误。', '请更正所示内容。'],
  ),
  ELIGIBILITY_SOURCE_ELSEWHERE: entry(
    422,
    [
      'Licences of other regions are not judged in batches.',
      'Ask the other region for a dataset, or leave its licences out.',
    ],
    ['不支持批量核验其他地区的证照。', '请改用对方地区的数据集，或不含其证照。'],
  ),
  ELIGIBILITY_FORM_INCOMPLETE: entry(
    422,
    [
      'Fields of the form would be missing in every case.',
      'Give each required field a value or an attribute of the candidates.',
    ],
    ['表单必填项没有取值来源。', '请为每个必填项给定取值或对应的候选人属性。'],
  ),
  ELIGIBILITY_TOO_MANY: {
    ...entry(
      429,
      ['Your organisation has too many unfinished batches.', 'Finish or cancel one of them.'],
      ['本机构未完成的批次过多。', '请先完成或取消其中的批次。'],
    ),
    retryable: true,
  },
  ELIGIBILITY_STEP_NOT_ALLOWED: entry(
    409,
    ['The batch cannot do this as it stands.', 'Look at its state and choose a step that fits.'],
    ['批次当前状态不能进行该操作。', '请查看批次状态后选择相应操作。'],
  ),
  ELIGIBILITY_APPROVAL_NEEDS_ANOTHER: entry(
    403,
    ['A second person has to approve.', 'Have somebody sign in who did not begin the batch.'],
    ['须由另一人审批。', '请由非发起人登录后审批。'],
  ),
  ELIGIBILITY_UPLOAD_RUNNING: {
    ...entry(
      409,
      ['Another file is being taken in for this batch.', 'Wait until it is in.'],
      ['该批次正在导入另一文件。', '请等待导入完成。'],
    ),
    retryable: true,
  },
  ELIGIBILITY_COLUMNS_INVALID: entry(
    422,
    [
      'The columns of the file are not those that are needed.',
      'Give `code`, and the attributes that the batch needs and no others.',
    ],
    ['文件列与所需不符。', '请提供 code 列及批次所需的属性列，不得含其他列。'],
  ),
  ELIGIBILITY_ROWS_INVALID: entry(
    422,
    ['Lines of the file name nobody.', 'Correct the lines, or begin the batch so that they are left out.'],
    ['文件中有无效的行。', '请更正，或在发起批次时选择跳过无效行。'],
  ),
  ELIGIBILITY_NO_CANDIDATES: entry(
    422,
    ['There is no candidate.', 'Give at least one.'],
    ['没有候选人。', '请至少提供一名候选人。'],
  ),
  ELIGIBILITY_TOO_MANY_CANDIDATES: entry(
    413,
    ['There are too many candidates.', 'Begin several batches.'],
    ['候选人过多。', '请分批发起。'],
  ),
  ELIGIBILITY_FILE_TOO_LARGE: entry(
    413,
    ['The file of candidates is too large.', 'Begin several batches.'],
    ['候选人文件过大。', '请分批发起。'],
  ),
  ELIGIBILITY_MATTER_GONE: entry(
    409,
    [
      'The definition that the batch judges by is not known any more.',
      'Bring the version of the matter back, then have the batch go on.',
    ],
    ['批次所依据的事项版本已不存在。', '请恢复该事项版本后继续。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
