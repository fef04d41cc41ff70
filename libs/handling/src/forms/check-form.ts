import { citizenNumber, division, holderCodeProblem, isDate, uscc } from '#libs/codes';
import type { ErrorCode } from '#libs/errors';
import type { Form, FormField, FormFormat } from './form-schema.js';

export type FormErrorCode = Extract<ErrorCode, `FORM_${string}`>;

/** One thing wrong with what was entered. The value itself is never repeated. */
export interface FormError {
  /** `administrators.0.name`; empty for the form as a whole. */
  path: string;
  code: FormErrorCode;
}

/** More than this many are not worth telling. */
const MAX_ERRORS = 100;

/**
 * Everything that is wrong with an applicant's entries, in the order of the form; empty where they may be filed.
 * Not checked: whether a code names somebody who exists, and what materials prove.
 */
export function checkForm(form: Form, entered: unknown): FormError[] {
  const errors: FormError[] = [];
  checkObject(form, entered, '', errors);
  return errors.slice(0, MAX_ERRORS);
}

type Shape = { properties: Record<string, FormField>; required: readonly string[] };

function checkObject(shape: Shape, entered: unknown, at: string, errors: FormError[]): void {
  if (typeof entered !== 'object' || entered === null || Array.isArray(entered)) {
    errors.push({ path: at, code: 'FORM_TYPE_WRONG' });
    return;
  }
  const values = entered as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    if (errors.length >= MAX_ERRORS) return;
    if (!Object.hasOwn(shape.properties, name))
      errors.push({ path: join(at, name.slice(0, 40)), code: 'FORM_FIELD_UNKNOWN' });
  }
  for (const [name, field] of Object.entries(shape.properties)) {
    if (errors.length >= MAX_ERRORS) return;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === null || value === '') {
      if (shape.required.includes(name)) errors.push({ path: join(at, name), code: 'FORM_FIELD_MISSING' });
    } else checkField(field, value, join(at, name), errors);
  }
}

const join = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

function checkField(field: FormField, value: unknown, at: string, errors: FormError[]): void {
  const wrong = (code: FormErrorCode) => errors.push({ path: at, code });
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') return void wrong('FORM_TYPE_WRONG');
      if (!value.isWellFormed() || /\p{Cc}/u.test(value.replaceAll('\n', '')))
        return void wrong('FORM_TYPE_WRONG');
      if (value.length < (field.minLength ?? 0) || value.length > field.maxLength)
        return void wrong('FORM_LENGTH_WRONG');
      if (field.enum && !field.enum.includes(value)) return void wrong('FORM_VALUE_NOT_OFFERED');
      if (field.format && !FORMATS[field.format](value)) return void wrong('FORM_FORMAT_WRONG');
      return;
    case 'number':
    case 'integer':
      if (typeof value !== 'number' || !Number.isFinite(value)) return void wrong('FORM_TYPE_WRONG');
      if (field.type === 'integer' && !Number.isSafeInteger(value)) return void wrong('FORM_TYPE_WRONG');
      if (value < (field.minimum ?? -Infinity) || value > (field.maximum ?? Infinity))
        return void wrong('FORM_RANGE_WRONG');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') wrong('FORM_TYPE_WRONG');
      return;
    case 'object':
      return checkObject(field, value, at, errors);
    case 'array':
      if (!Array.isArray(value)) return void wrong('FORM_TYPE_WRONG');
      if (value.length < (field.minItems ?? 0) || value.length > field.maxItems)
        return void wrong('FORM_LENGTH_WRONG');
      value.forEach((item: unknown, index) => {
        if (errors.length < MAX_ERRORS) checkField(field.items, item, `${at}.${String(index)}`, errors);
      });
  }
}

const HOLDER_KINDS = ['001', '111', '414', '516', '511'] as const;

const FORMATS: Readonly<Record<FormFormat, (text: string) => boolean>> = {
  date: isDate,
  uscc: (text) => uscc.is(text),
  'citizen-number': (text) => citizenNumber.is(text),
  'holder-code': (text) => HOLDER_KINDS.some((kind) => holderCodeProblem(kind, text) === undefined),
  division: (text) => division.is(text),
  phone: (text) => /^(\+?\d{1,3}[- ]?)?\d{5,15}$|^0\d{2,3}-\d{7,8}(-\d{1,6})?$/.test(text),
  email: (text) =>
    text.length <= 254 && /^[^\s@]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$/.test(text),
  postcode: (text) => /^\d{6}$/.test(text),
  // （2026）京01破1号: year in brackets of either width, court, kind, number (法〔2015〕137号).
  'court-case-number': (text) =>
    /^[（(](19|20)\d\d[）)]\p{Script=Han}\d{0,4}\p{Script=Han}{1,6}\d{1,6}号(之[一二三四五六七八九十]{1,3})?$/u.test(
      text,
    ),
};
