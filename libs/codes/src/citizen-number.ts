import { isDate } from './calendar.js';
import { defineCode } from './definition.js';
import { divisionExists } from './divisions.js';

/** 公民身份号码, the number on a resident identity card. Personal data: never put it into a log. */
export interface CitizenNumber {
  /** 18 characters, X in upper case. */
  number: string;
  /** GB/T 2260 code of the place of first registration, as of the day it was given. */
  division: string;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  /** Three digits; odd for men, even for women. */
  sequence: string;
  sex: 'male' | 'female';
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';
const CLAUSE = 'GB 11643-1999';

/** Check character for the first 17 digits (ISO 7064 MOD 11-2 as GB 11643 tables it). */
export function citizenNumberCheckCharacter(body: string): string {
  let sum = 0;
  WEIGHTS.forEach((weight, i) => (sum += (body.charCodeAt(i) - 48) * weight));
  return CHECKS.charAt(sum % 11);
}

const birthDate = (text: string) => `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;

export const citizenNumber = defineCode<CitizenNumber>({
  maxLength: 18,
  // The standard writes X; keyboards and older systems give x for the same character.
  normalise: (text) => (text.endsWith('x') ? `${text.slice(0, -1)}X` : text),
  form: {
    name: 'form',
    clause: CLAUSE,
    code: 'CITIZEN_NUMBER_MALFORMED',
    en: '17 digits and a digit or X',
    zh: '17 位数字加 1 位数字或 X',
    holds: (text) => /^\d{17}[\dX]$/.test(text),
  },
  rules: [
    {
      name: 'division',
      clause: `${CLAUSE}; GB/T 2260`,
      code: 'CITIZEN_NUMBER_DIVISION_UNKNOWN',
      en: 'the first six digits name a division, existing or withdrawn',
      zh: '前 6 位为现行或曾用的行政区划代码',
      holds: (text) => divisionExists(text.slice(0, 6)),
    },
    {
      name: 'birth-date',
      clause: CLAUSE,
      code: 'CITIZEN_NUMBER_BIRTH_DATE',
      en: 'digits 7 to 14 are a date that exists',
      zh: '第 7 至 14 位为存在的日期',
      holds: (text) => isDate(birthDate(text)),
    },
    {
      name: 'check-character',
      clause: `${CLAUSE}; ISO 7064 MOD 11-2`,
      code: 'CITIZEN_NUMBER_CHECK_CHARACTER',
      en: 'the last character follows from the other 17',
      zh: '末位校验码与前 17 位相符',
      holds: (text) => citizenNumberCheckCharacter(text) === text.charAt(17),
    },
  ],
  build: (text) => ({
    number: text,
    division: text.slice(0, 6),
    birthDate: birthDate(text),
    sequence: text.slice(14, 17),
    sex: Number(text.charAt(16)) % 2 === 1 ? 'male' : 'female',
  }),
  format: (value) => value.number,
});
