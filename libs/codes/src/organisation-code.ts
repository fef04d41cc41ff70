import { defineCode } from './definition.js';

/** 组织机构代码, nine characters; stands inside every unified social credit code. */
export interface OrganisationCode {
  code: string;
}

const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const CLAUSE = 'GB 11714-1997';

/** Check character for the first eight characters. */
export function organisationCodeCheckCharacter(body: string): string {
  let sum = 0;
  WEIGHTS.forEach((weight, i) => {
    const c = body.charCodeAt(i);
    sum += (c < 65 ? c - 48 : c - 55) * weight;
  });
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

export const organisationCode = defineCode<OrganisationCode>({
  maxLength: 10,
  // Printed with a hyphen before the check character, stored without.
  normalise: (text) => (text.charAt(8) === '-' ? text.slice(0, 8) + text.slice(9) : text),
  form: {
    name: 'form',
    clause: CLAUSE,
    code: 'ORGANISATION_CODE_MALFORMED',
    en: 'eight characters and a check character',
    zh: '8 位数字或大写字母加 1 位校验码',
    holds: (text) => /^[0-9A-Z]{8}[0-9X]$/.test(text),
  },
  rules: [
    {
      name: 'check-character',
      clause: CLAUSE,
      code: 'ORGANISATION_CODE_CHECK_CHARACTER',
      en: 'the last character follows from the other eight',
      zh: '末位校验码与前 8 位相符',
      holds: (text) => organisationCodeCheckCharacter(text) === text.charAt(8),
    },
  ],
  build: (text) => ({ code: text }),
  format: (value) => value.code,
});
