import type { ErrorEntry } from '../entry.js';

const entry = (en: string, enAdvice: string, zh: string, zhAdvice: string, status = 400): ErrorEntry => ({
  status,
  en: { message: en, advice: enAdvice },
  zh: { message: zh, advice: zhAdvice },
});

/** What can be wrong with a licence record, a change of its status, or a claim about it. */
export const licences = {
  LICENCE_NOT_A_RECORD: entry(
    'The licence is not a record of named fields.',
    'Give one object, or one row with a header.',
    '证照数据不是由字段组成的记录。',
    '请提供一个对象，或带表头的一行。',
  ),
  LICENCE_INVALID: entry(
    'The licence record has problems.',
    'Correct each field named and send the record again.',
    '证照数据存在问题。',
    '请按所列字段逐项更正后重新提交。',
  ),
  LICENCE_TYPE_UNKNOWN: entry(
    'The licence type is not in the catalogue of this node.',
    'Ask for `licenceTypes`, or have the type added to the catalogue.',
    '本节点的证照类型目录中没有该类型。',
    '请查询证照类型目录，或申请增加该类型。',
  ),
  LICENCE_FIELD_UNKNOWN: entry(
    'The field does not belong to this licence type.',
    'Remove the field, or compare its name with the catalogue.',
    '该字段不属于此证照类型。',
    '请删除该字段，或与目录中的字段名核对。',
  ),
  LICENCE_FIELD_REQUIRED: entry(
    'A required field is empty.',
    'Give the field a value.',
    '必填字段为空。',
    '请填写该字段。',
  ),
  LICENCE_FIELD_TYPE: entry(
    'The value is not a text.',
    'Give every value as a string.',
    '字段值不是文本。',
    '请以字符串形式填写。',
  ),
  LICENCE_FIELD_TOO_LONG: entry(
    'The value is longer than the field may be.',
    'Shorten it.',
    '字段值超过长度限制。',
    '请缩短内容。',
  ),
  LICENCE_FIELD_CHARACTERS: entry(
    'The value holds control characters or broken Unicode.',
    'Remove them.',
    '字段值含有控制字符或无效的 Unicode 字符。',
    '请删除这些字符。',
  ),
  LICENCE_DATE_INVALID: entry(
    'The date does not exist.',
    'Write dates as YYYY-MM-DD.',
    '日期不存在。',
    '请按 YYYY-MM-DD 填写日期。',
  ),
  LICENCE_INSTANT_INVALID: entry(
    'The instant does not exist.',
    'Write instants as YYYY-MM-DDTHH:MM:SSZ.',
    '时间不存在。',
    '请按 YYYY-MM-DDTHH:MM:SSZ 填写时间。',
  ),
  LICENCE_NUMBER_INVALID: entry(
    'The value is not a decimal number.',
    'Write it with digits and at most one decimal point.',
    '字段值不是十进制数。',
    '请用数字填写，最多一个小数点。',
  ),
  LICENCE_DATES_ORDER: entry(
    'The licence ends before it begins.',
    'Compare both dates with the original.',
    '有效期截止日期早于起始日期。',
    '请与原件核对两个日期。',
  ),
  LICENCE_IDENTIFIER_TYPE_MISMATCH: entry(
    'The identifier names another licence type than the record.',
    'Compare the identifier with the type code.',
    '证照标识中的类型与记录不一致。',
    '请核对证照标识与证照类型代码。',
  ),
  LICENCE_IDENTIFIER_ISSUER_MISMATCH: entry(
    'The identifier names another issuer than the record.',
    'Compare the identifier with the issuer code.',
    '证照标识中的颁发机构与记录不一致。',
    '请核对证照标识与颁发机构代码。',
  ),
  LICENCE_NUMBER_MISMATCH: entry(
    'The licence number of this type must be the code of its holder.',
    'Compare the number with the holder code.',
    '此类证照的号码应与持证主体代码一致。',
    '请核对证照号码与持证主体代码。',
  ),
  LICENCE_HOLDER_TYPE_NOT_ALLOWED: entry(
    'A licence of this type cannot be held by a holder of that type.',
    'Compare the type of holder with the catalogue.',
    '此类证照不能由该类持证主体持有。',
    '请与目录核对持证主体代码类型。',
  ),
  LICENCE_STATUS_UNKNOWN: entry(
    'The licence status is not known.',
    'Give 01 to 07, or 99.',
    '证照状态代码不存在。',
    '请填写 01 至 07 或 99。',
  ),
  LICENCE_STATUS_TRANSITION: entry(
    'A licence cannot go from its status to the one asked for.',
    'A licence that has ended stays ended; issue a new one.',
    '证照不能由当前状态变更为所请求的状态。',
    '已终止的证照不能恢复，请签发新证照。',
    409,
  ),
  VERIFY_FIELD_UNKNOWN: entry(
    'A claim names a field that licences of this type do not have.',
    'Ask for `licenceTypes` to see the fields.',
    '核验请求中的字段不属于此类证照。',
    '请查询证照类型目录中的字段。',
  ),
  VERIFY_CLAIMS_EMPTY: entry(
    'A verification needs at least one claim.',
    'Give the values that you want to have compared.',
    '核验请求至少需要一个待核验值。',
    '请填写需要比对的值。',
  ),
} as const satisfies Record<string, ErrorEntry>;
