import type { ErrorEntry } from '../entry.js';

const malformed = (en: string, zh: string, shape: string, shapeZh: string): ErrorEntry => ({
  status: 400,
  en: { message: `The ${en} is malformed.`, advice: `Give ${shape}.` },
  zh: { message: `${zh}格式不正确。`, advice: `请填写${shapeZh}。` },
});

const wrongCheck = (en: string, zh: string): ErrorEntry => ({
  status: 400,
  en: {
    message: `The check character of the ${en} does not match.`,
    advice: 'Compare it with the original, character by character; one was probably mistyped.',
  },
  zh: { message: `${zh}校验码不符。`, advice: '请与原件逐位核对，可能有一位输入有误。' },
});

const unknownPart = (en: string, zh: string, part: string, partZh: string): ErrorEntry => ({
  status: 400,
  en: { message: `The ${en} names ${part}.`, advice: 'Compare it with the original.' },
  zh: { message: `${zh}中的${partZh}。`, advice: '请与原件核对。' },
});

const noDivision = ['a division that does not exist', '行政区划代码不存在'] as const;

/** Malformed and wrongly checked are different failures of an identifier, and each has its own code. */
export const codes = {
  CITIZEN_NUMBER_MALFORMED: malformed(
    'citizen number',
    '公民身份号码',
    '17 digits followed by a digit or X',
    '17 位数字加 1 位数字或 X',
  ),
  CITIZEN_NUMBER_DIVISION_UNKNOWN: unknownPart('citizen number', '公民身份号码', ...noDivision),
  CITIZEN_NUMBER_BIRTH_DATE: unknownPart(
    'citizen number',
    '公民身份号码',
    'a birth date that does not exist',
    '出生日期不存在',
  ),
  CITIZEN_NUMBER_CHECK_CHARACTER: wrongCheck('citizen number', '公民身份号码'),
  USCC_MALFORMED: malformed(
    'unified social credit code',
    '统一社会信用代码',
    '18 characters of 0-9 and A-Z without I, O, S, V and Z, of which 3 to 8 are digits',
    '18 位数字或大写字母（不含 I、O、S、V、Z），第 3 至 8 位为数字',
  ),
  USCC_DIVISION_UNKNOWN: unknownPart('unified social credit code', '统一社会信用代码', ...noDivision),
  USCC_ORGANISATION_CODE_CHECK: wrongCheck(
    'organisation code inside the unified social credit code',
    '统一社会信用代码中的组织机构代码',
  ),
  USCC_CHECK_CHARACTER: wrongCheck('unified social credit code', '统一社会信用代码'),
  ORGANISATION_CODE_MALFORMED: malformed(
    'organisation code',
    '组织机构代码',
    'eight characters of 0-9 and A-Z and a check character (0-9 or X)',
    '8 位数字或大写字母加 1 位校验码（0-9 或 X）',
  ),
  ORGANISATION_CODE_CHECK_CHARACTER: wrongCheck('organisation code', '组织机构代码'),
  LICENCE_IDENTIFIER_MALFORMED: malformed(
    'e-licence identifier',
    '电子证照标识',
    '1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>',
    '1.2.156.3005.2.<证照类型>.<颁发机构>.<流水号>.<版本号>.<校验位>',
  ),
  LICENCE_IDENTIFIER_TYPE: unknownPart(
    'e-licence identifier',
    '电子证照标识',
    'a licence type whose authority code is not valid',
    '证照类型定义机构代码无效',
  ),
  LICENCE_IDENTIFIER_ISSUER: unknownPart(
    'e-licence identifier',
    '电子证照标识',
    'an issuer whose code is not valid',
    '颁发机构代码无效',
  ),
  LICENCE_IDENTIFIER_CHECK_CHARACTER: wrongCheck('e-licence identifier', '电子证照标识'),
  LICENCE_TYPE_CODE_MALFORMED: malformed(
    'licence type code',
    '证照类型代码',
    'the 18 characters of the defining authority followed by three digits',
    '18 位定义机构代码加 3 位数字',
  ),
  LICENCE_TYPE_CODE_AUTHORITY: unknownPart(
    'licence type code',
    '证照类型代码',
    'a defining authority whose code is not valid',
    '定义机构代码无效',
  ),
  ITEM_CODE_MALFORMED: malformed(
    'item code',
    '政务服务事项编码',
    '31 characters, or 33 with a business variant',
    '31 位编码，含业务办理项时为 33 位',
  ),
  ITEM_CODE_AUTHORITY: unknownPart(
    'item code',
    '政务服务事项编码',
    'an authority whose code is not valid',
    '实施机构代码无效',
  ),
  ITEM_CODE_LEVEL: unknownPart(
    'item code',
    '政务服务事项编码',
    'a level that does not exist',
    '行使层级不存在',
  ),
  DIVISION_MALFORMED: malformed('division code', '行政区划代码', 'six digits', '6 位数字'),
  DIVISION_UNKNOWN: {
    status: 400,
    en: {
      message: 'The division code is not known.',
      advice: 'Give a code of GB/T 2260 in Beijing, Tianjin or Hebei.',
    },
    zh: { message: '行政区划代码不存在。', advice: '请填写 GB/T 2260 中京津冀的行政区划代码。' },
  },
  HOLDER_CODE_MALFORMED: malformed(
    'holder code',
    '持证主体代码',
    '1 to 64 visible characters',
    '1 至 64 个可见字符',
  ),
  HOLDER_TYPE_UNKNOWN: {
    status: 400,
    en: {
      message: 'The type of holder code is not known.',
      advice: 'Give 001, 111, 414, 516, 511, 099 or 999.',
    },
    zh: { message: '持证主体代码类型不存在。', advice: '请填写 001、111、414、516、511、099 或 999。' },
  },
} as const satisfies Record<string, ErrorEntry>;
