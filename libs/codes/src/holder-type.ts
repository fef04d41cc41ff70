import { citizenNumber } from './citizen-number.js';
import type { ErrorCode } from '#libs/errors';
import { defineCode } from './definition.js';
import { uscc } from './uscc.js';

/** 持证主体代码类型 [CZZTDMLX]: what kind of code names the holder of a licence. */
export interface HolderType {
  code: HolderTypeCode;
  zh: string;
  en: string;
  /** Whether a code of this type may name a natural person, and so is personal data. The two "other" types may. */
  person: boolean;
}

const holderTypeTable = {
  '001': { zh: '统一社会信用代码', en: 'unified social credit code', person: false },
  '111': { zh: '公民身份号码', en: 'citizen number', person: true },
  '414': { zh: '普通护照', en: 'passport', person: true },
  '516': { zh: '港澳居民来往内地通行证', en: 'mainland travel permit, Hong Kong and Macao', person: true },
  '511': { zh: '台湾居民来往大陆通行证', en: 'mainland travel permit, Taiwan', person: true },
  '099': { zh: '其他', en: 'other', person: true },
  '999': { zh: '其他', en: 'other', person: true },
} as const;

export type HolderTypeCode = keyof typeof holderTypeTable;
export const holderTypes: readonly HolderType[] = Object.entries(holderTypeTable).map(([code, rest]) => ({
  code: code as HolderTypeCode,
  ...rest,
}));

export const holderType = defineCode<HolderType>({
  maxLength: 3,
  form: {
    name: 'form',
    clause: 'GB/T 36903-2018',
    code: 'HOLDER_TYPE_UNKNOWN',
    en: 'one of the types in use',
    zh: '在用的持证主体代码类型',
    holds: (text) => holderTypes.some((type) => type.code === text),
  },
  rules: [],
  build: (text) => holderTypes.find((type) => type.code === text) as HolderType, // the form rule has just passed
  format: (value) => value.code,
});

/**
 * The rules of the code that a holder type announces: `holderCodeProblem("111", number)` gives the error code, or undefined.
 * Types without a checkable code accept 1 to 64 visible characters.
 */
export function holderCodeProblem(type: HolderTypeCode, code: string): ErrorCode | undefined {
  const definition = type === '001' ? uscc : type === '111' ? citizenNumber : undefined;
  if (!definition) return /^\P{C}{1,64}$/u.test(code) ? undefined : 'HOLDER_CODE_MALFORMED';
  return definition.problem(code);
}
