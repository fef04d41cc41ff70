/**
 * Something to tell about a line of an import file.
 *
 * - `rejected`: the line was not taken in.
 * - `superseded`: a later line of the file has the same identifier; the last one counts.
 * - `reported`: taken in, but something about it is wrong that its issuer should know (a wrong check character).
 */
export interface Finding {
  line: number;
  outcome: FindingOutcome;
  /** Stable, SCREAMING_SNAKE. */
  code: string;
  /** Column or member, empty where the whole line is meant. */
  field: string;
  /** For people, both languages. Never repeats a value of the line: it may be personal. */
  message: string;
}
export type FindingOutcome = 'rejected' | 'superseded' | 'reported';

/** Reasons that the reading itself finds; those of the content come from libs/licences. */
export const LINE_PROBLEMS = {
  TOO_LONG: '记录超过长度上限 / longer than the limit',
  QUOTE_NOT_CLOSED: '引号未闭合，或字段内有换行 / a quote is not closed, or a line break inside a field',
  QUOTE_IN_FIELD: '字段内含未转义的引号 / a quote inside an unquoted field',
  TEXT_AFTER_QUOTE: '引号后有多余字符 / text after a closing quote',
  ENCODING: '编码错误 / not in the encoding of the file',
  FORBIDDEN_CHARACTER: '含 NUL 或无效字符 / contains NUL or half a character',
  COLUMN_COUNT: '列数与表头不符 / not as many fields as the header names',
  NOT_JSON: '不是 JSON 对象 / not a JSON object',
} as const;
export type LineProblem = keyof typeof LINE_PROBLEMS;
