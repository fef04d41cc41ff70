import { defineCode } from './definition.js';
import { uscc } from './uscc.js';

/** 证照类型代码: which kind of licence, as defined by one authority. */
export interface LicenceTypeCode {
  /** 21 characters. */
  code: string;
  /** Unified social credit code of the defining authority. */
  authority: string;
  /** Three digits, unique within the authority. */
  sequence: string;
}

export const licenceTypeCode = defineCode<LicenceTypeCode>({
  maxLength: 21,
  form: {
    name: 'form',
    clause: 'GB/T 36904-2018',
    code: 'LICENCE_TYPE_CODE_MALFORMED',
    en: '18 characters of the defining authority and three digits',
    zh: '18 位定义机构代码加 3 位数字',
    holds: (text) => /^[0-9A-Z]{18}\d{3}$/.test(text),
  },
  rules: [
    {
      name: 'authority',
      clause: 'GB/T 36904-2018; GB 32100-2015',
      code: 'LICENCE_TYPE_CODE_AUTHORITY',
      en: 'the first 18 characters are a valid unified social credit code',
      zh: '前 18 位为有效的统一社会信用代码',
      holds: (text) => uscc.is(text.slice(0, 18)),
    },
  ],
  build: (text) => ({ code: text, authority: text.slice(0, 18), sequence: text.slice(18) }),
  format: (value) => value.code,
});
