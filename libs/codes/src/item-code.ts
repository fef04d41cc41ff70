import { defineCode } from './definition.js';
import { uscc } from './uscc.js';

/** 政务服务事项实施编码: one service item as one authority carries it out. */
export interface ItemCode {
  /** 31 characters, or 33 with the variant. */
  code: string;
  /** Unified social credit code of the authority. */
  authority: string;
  /** 1 national, 2 province, 3 prefecture, 4 county, 5 township, 6 village. */
  level: string;
  /** Twelve characters that all regions share for one item. */
  basic: string;
  /** Characters 3 and 4 of the basic code, see {@link itemTypes}. */
  type: string;
  /** Two characters of the business variant (业务办理项). */
  variant?: string;
}

/** Kinds of items by their two digits. Others occur and are not refused. */
export const itemTypes: Readonly<Record<string, { zh: string; en: string }>> = {
  '01': { zh: '行政许可', en: 'licence' },
  '02': { zh: '行政处罚', en: 'penalty' },
  '03': { zh: '行政强制', en: 'coercive measure' },
  '04': { zh: '行政征收', en: 'levy' },
  '05': { zh: '行政给付', en: 'payment' },
  '06': { zh: '行政检查', en: 'inspection' },
  '07': { zh: '行政确认', en: 'confirmation' },
  '08': { zh: '行政奖励', en: 'reward' },
  '09': { zh: '行政裁决', en: 'ruling' },
  '10': { zh: '其他行政权力', en: 'other administrative power' },
  '20': { zh: '公共服务', en: 'public service' },
};

const CLAUSE = 'GB/T 39554.1-2020';

export const itemCode = defineCode<ItemCode>({
  maxLength: 33,
  form: {
    name: 'form',
    clause: CLAUSE,
    code: 'ITEM_CODE_MALFORMED',
    en: 'authority (18), level (1), basic code (12) and perhaps a variant (2)',
    zh: '实施机构（18 位）、层级（1 位）、基本编码（12 位），可加业务办理项（2 位）',
    holds: (text) => /^[0-9A-Z]{18}\d[0-9A-Z]{12}([0-9A-Z]{2})?$/.test(text),
  },
  rules: [
    {
      name: 'authority',
      clause: `${CLAUSE}; GB 32100-2015`,
      code: 'ITEM_CODE_AUTHORITY',
      en: 'the first 18 characters are a valid unified social credit code',
      zh: '前 18 位为有效的统一社会信用代码',
      holds: (text) => uscc.is(text.slice(0, 18)),
    },
    {
      name: 'level',
      clause: CLAUSE,
      code: 'ITEM_CODE_LEVEL',
      en: 'the level is one of 1 to 6',
      zh: '行使层级为 1 至 6',
      holds: (text) => /[1-6]/.test(text.charAt(18)),
    },
  ],
  build: (text) => ({
    code: text,
    authority: text.slice(0, 18),
    level: text.charAt(18),
    basic: text.slice(19, 31),
    type: text.slice(21, 23),
    ...(text.length === 33 ? { variant: text.slice(31) } : {}),
  }),
  format: (value) => value.authority + value.level + value.basic + (value.variant ?? ''),
});
