import { defineCode } from './definition.js';
import { divisionExists } from './divisions.js';
import { organisationCodeCheckCharacter } from './organisation-code.js';

/** 统一社会信用代码, the unified social credit code of a firm, department or other body. */
export interface Uscc {
  /** 18 characters. */
  code: string;
  /** First character: the department that registers (1 编制, 5 民政, 9 市场监管, ...). */
  registrar: string;
  /** Second character: the kind of body within that department. */
  category: string;
  /** GB/T 2260 code of the registering authority; `100000` for a national one. */
  division: string;
  /** GB 11714 code inside, nine characters. */
  organisationCode: string;
}

/** I, O, S, V and Z are left out because they are misread. */
export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const CLAUSE = 'GB 32100-2015';
const FORM = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{8}[0-9X][0-9A-HJ-NP-RTUWXY]$/;
const VALUES = Array.from({ length: 91 }, (_, c) =>
  Math.max(0, usccAlphabet.indexOf(String.fromCharCode(c))),
);

/** Check character for the first 17 characters (ISO 7064 MOD 31-3 as GB 32100 writes it). */
export function usccCheckCharacter(body: string): string {
  let sum = 0;
  WEIGHTS.forEach((weight, i) => (sum += (VALUES[body.charCodeAt(i)] ?? 0) * weight));
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** A department of the centre carries 100000, which is no division of GB/T 2260. */
const registeredSomewhere = (code: string) => code.startsWith('10') || divisionExists(code);

export const uscc = defineCode<Uscc>({
  maxLength: 18,
  form: {
    name: 'form',
    clause: CLAUSE,
    code: 'USCC_MALFORMED',
    en: '18 characters, 3 to 8 digits, without I, O, S, V and Z',
    zh: '18 位，第 3 至 8 位为数字，不含 I、O、S、V、Z',
    holds: (text) => FORM.test(text),
  },
  rules: [
    {
      name: 'division',
      clause: `${CLAUSE}; GB/T 2260`,
      code: 'USCC_DIVISION_UNKNOWN',
      en: 'characters 3 to 8 name a division or the centre',
      zh: '第 3 至 8 位为行政区划代码或中央代码',
      holds: (text) => registeredSomewhere(text.slice(2, 8)),
    },
    {
      name: 'organisation-code',
      clause: `${CLAUSE}; GB 11714-1997`,
      code: 'USCC_ORGANISATION_CODE_CHECK',
      en: 'characters 9 to 17 are an organisation code with its own check character',
      zh: '第 9 至 17 位组织机构代码校验码相符',
      holds: (text) => organisationCodeCheckCharacter(text.slice(8, 16)) === text.charAt(16),
    },
    {
      name: 'check-character',
      clause: CLAUSE,
      code: 'USCC_CHECK_CHARACTER',
      en: 'the last character follows from the other 17',
      zh: '末位校验码与前 17 位相符',
      holds: (text) => usccCheckCharacter(text) === text.charAt(17),
    },
  ],
  build: (text) => ({
    code: text,
    registrar: text.charAt(0),
    category: text.charAt(1),
    division: text.slice(2, 8),
    organisationCode: text.slice(8, 17),
  }),
  format: (value) => value.code,
});
