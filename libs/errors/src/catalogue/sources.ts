import { entry, type ErrorEntry } from '../entry.js';

const later = (en: [string, string], zh: [string, string], status = 503): ErrorEntry => ({
  ...entry(status, en, zh),
  retryable: true,
});

/** Sources of departments (apps/node/src/sources): what stands in an answer that could not be had. */
export const sources = {
  SOURCE_MAPPING_INVALID: entry(
    500,
    ['A mapping of a source is not valid.', 'Correct the place that the hint names.'],
    ['部门数据源的映射文件有误。', '请更正提示所指之处。'],
  ),
  SOURCE_UNREACHABLE: later(
    ["The department's system cannot be reached.", 'Ask again later; the operator looks at the connection.'],
    ['无法连接部门系统。', '请稍后再查；运维人员须检查网络连接。'],
  ),
  SOURCE_TIMEOUT: later(
    ["The department's system did not answer in time.", 'Ask again later.'],
    ['部门系统未在时限内答复。', '请稍后再查。'],
    504,
  ),
  SOURCE_BUSY: later(
    ["Too many questions wait for the department's system.", 'Ask again in a moment.'],
    ['等待该部门系统答复的查询过多。', '请稍候再查。'],
  ),
  SOURCE_PAUSED: later(
    [
      "The department's system failed several times in a row and is being spared for a while.",
      'Ask again at the time that the answer names.',
    ],
    ['部门系统连续出错，暂停查询一段时间。', '请在答复所示时间之后再查。'],
  ),
  SOURCE_ASKED_TO_WAIT: later(
    ["The department's system asked to come back later.", 'Ask again at the time that the answer names.'],
    ['部门系统要求稍后再查。', '请在答复所示时间之后再查。'],
  ),
  SOURCE_FAILED: later(
    ["The department's system reported a fault.", 'Ask again later; the operator tells the department.'],
    ['部门系统报告故障。', '请稍后再查；运维人员须告知该部门。'],
    502,
  ),
  SOURCE_CREDENTIALS_REFUSED: entry(
    502,
    [
      "The department's system does not accept this node's credentials.",
      'The operator renews them with the department.',
    ],
    ['部门系统不接受本节点的凭据。', '请运维人员与该部门更新凭据。'],
  ),
  SOURCE_LOGIN_TOO_STRONG: entry(
    500,
    [
      "The node's login at the department's database may write there, so it is not used.",
      'The operator asks for a login that may only read what the mapping names.',
    ],
    ['本节点在部门数据库的账号具有写权限，已停用。', '请运维人员申请仅可读取映射所列对象的账号。'],
  ),
  SOURCE_SCHEMA_CHANGED: entry(
    502,
    [
      "The department's data no longer has what the mapping names.",
      'The operator compares the mapping with the department.',
    ],
    ['部门数据结构与映射不符。', '请运维人员与该部门核对映射。'],
  ),
  SOURCE_DATA_UNFIT: entry(
    502,
    [
      'The department gave a value that the mapping does not allow, so nothing of the answer is passed on.',
      'The operator compares codes and formats with the department.',
    ],
    ['部门返回的数据不符合映射约定，整份答复不予转交。', '请运维人员与该部门核对代码和格式。'],
  ),
  SOURCE_ANSWER_TOO_LARGE: entry(
    502,
    ['The department gave more than an answer may hold.', 'Ask for less.'],
    ['部门返回的数据超出上限。', '请缩小查询范围。'],
  ),
  SOURCE_ANSWER_MALFORMED: entry(
    502,
    [
      "The answer of the department's system cannot be read.",
      'The operator compares the mapping with the department.',
    ],
    ['无法读取部门系统的答复。', '请运维人员与该部门核对映射。'],
  ),
  SOURCE_ADDRESS_FORBIDDEN: entry(
    502,
    [
      "The name of the department's system leads to an address that is not allowed.",
      "The operator checks the name's resolution and the list of allowed addresses.",
    ],
    ['部门系统的域名解析到不允许的地址。', '请运维人员检查域名解析和地址许可清单。'],
  ),
  SOURCE_SUBJECT_UNFIT: entry(
    422,
    [
      'The department cannot be asked about a holder of this type, or the code is not valid.',
      'Check type and code of the holder.',
    ],
    ['该部门不能按此类主体查询，或主体代码有误。', '请核对主体类型和代码。'],
  ),
  SOURCE_ITEM_UNKNOWN: entry(
    422,
    ['The dataset has no such item.', 'Ask for items of the catalogue.'],
    ['数据集中没有该信息项。', '请按目录所列信息项查询。'],
  ),
  SOURCE_NO_DATA: later(
    ['The department has delivered no data yet.', 'Ask again after the next delivery.'],
    ['该部门尚未交付数据。', '请在下次交付之后再查。'],
  ),
  SOURCE_DATA_STALE: later(
    ['What the department delivered last is too old to be used.', 'Ask again after the next delivery.'],
    ['该部门最近一次交付的数据已超过可用期限。', '请在下次交付之后再查。'],
  ),
  SOURCE_STOPPED: later(
    ['The node is stopping.', 'Ask again once it runs.'],
    ['节点正在停止。', '请待其恢复运行后再查。'],
  ),
  SOURCE_FILE_UNREADABLE: entry(
    422,
    ['The delivered file cannot be read as the mapping says.', 'Check encoding, separator and quoting.'],
    ['交付文件无法按映射读取。', '请检查编码、分隔符和引号。'],
  ),
  SOURCE_FILE_DATE: entry(
    422,
    [
      'The date in the name of the delivered file does not exist or lies ahead.',
      'Deliver it under its own date.',
    ],
    ['交付文件名中的日期无效或晚于当前时间。', '请以数据实际日期命名后重新交付。'],
  ),
  SOURCE_FILE_CHECKSUM: entry(
    422,
    ['The delivered file does not have the checksum that came with it.', 'Deliver both files again.'],
    ['交付文件与随附校验值不符。', '请重新交付两个文件。'],
  ),
  SOURCE_FILE_HEADER: entry(
    422,
    ['The first line of the delivered file does not name the agreed columns.', 'Deliver the agreed columns.'],
    ['交付文件首行与约定的列不符。', '请按约定的列交付。'],
  ),
  SOURCE_FILE_ROWS: entry(
    422,
    ['Too many rows of the delivered file are faulty.', 'The report beside the file names rows and reasons.'],
    ['交付文件中错误行过多。', '报告文件已列明行号和原因。'],
  ),
  SOURCE_FILE_OLDER: entry(
    409,
    ['The delivered file is not newer than what is in use.', 'Deliver a newer state, or one once only.'],
    ['交付文件不比在用数据新。', '请交付更新的数据，同一数据只交付一次。'],
  ),
  SOURCE_FILE_TOO_LARGE: entry(
    413,
    ['The delivered file is larger than agreed.', 'Deliver fewer rows, or agree on a higher limit.'],
    ['交付文件超过约定大小。', '请减少行数或另行约定上限。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
