import { citizenNumber, division, holderCodeProblem, isDate, uscc } from '#libs/codes';
import type { Key } from '../i18n/index.js';
import type { Holder } from './holder.js';

/** One field of a matter's form: the subset of JSON Schema that the node writes (`libs/handling`). */
export interface FieldSchema {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';
  title: string;
  description?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  oneOf?: { const: string; title: string }[];
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  minItems?: number;
  maxItems?: number;
}

export interface FormSchema {
  properties: Record<string, FieldSchema>;
  required: string[];
  'x-sections'?: { id: string; title: string; fields: string[] }[];
}

export interface FieldProblem {
  key: Key;
  values?: Record<string, string | number>;
}

export const readSchema = (text: string): FormSchema => JSON.parse(text) as FormSchema;

/**
 * Fields under their headings; what no section names comes last. A definition is kept in canonical JSON, which sorts names:
 * of an author's order only lists are left, so required fields come as they are listed and the others after them.
 */
export function sectionsOf(schema: FormSchema): { id: string; title?: string; fields: string[] }[] {
  const sections = schema['x-sections'] ?? [];
  const named = new Set(sections.flatMap(({ fields }) => fields));
  const listed = [...new Set([...schema.required, ...Object.keys(schema.properties)])];
  const rest = listed.filter((field) => Object.hasOwn(schema.properties, field) && !named.has(field));
  return rest.length === 0 ? sections : [...sections, { id: 'rest', fields: rest }];
}

const HOLDER_KINDS = ['001', '111', '414', '516', '511'] as const;
const FORMATS: Record<string, (text: string) => boolean> = {
  date: isDate,
  email: (text) => /^[^\s@]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$/.test(text),
  'tongban-uscc': (text) => uscc.is(text),
  'tongban-citizen-number': (text) => citizenNumber.is(text),
  'tongban-holder-code': (text) => HOLDER_KINDS.some((kind) => holderCodeProblem(kind, text) === undefined),
  'tongban-division': (text) => division.is(text),
  'tongban-phone': (text) => /^(\+?\d{1,3}[- ]?)?\d{5,15}$|^0\d{2,3}-\d{7,8}(-\d{1,6})?$/.test(text),
  'tongban-postcode': (text) => /^\d{6}$/.test(text),
  'tongban-court-case-number': (text) =>
    /^[（(](19|20)\d\d[）)]\p{Script=Han}\d{0,4}\p{Script=Han}{1,6}\d{1,6}号/u.test(text),
};

/** What is wrong with one entry, told before it is sent; the node checks everything again. */
export function problemOf(field: FieldSchema, value: unknown, isRequired: boolean): FieldProblem | undefined {
  if (isBlank(value)) return isRequired ? { key: 'form.missing' } : undefined;
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Infinity, format } = field;
    if (value.length < minLength) return { key: 'form.tooShort', values: { count: minLength } };
    if (value.length > maxLength) return { key: 'form.tooLong', values: { count: maxLength } };
    if (format !== undefined && FORMATS[format]?.(value) === false) return { key: formatKey(format) };
  }
  if (typeof value === 'number') {
    if (field.type === 'integer' && !Number.isSafeInteger(value)) return { key: 'form.whole' };
    if (value < (field.minimum ?? -Infinity))
      return { key: 'form.tooSmall', values: { least: field.minimum ?? 0 } };
    if (value > (field.maximum ?? Infinity))
      return { key: 'form.tooLarge', values: { most: field.maximum ?? 0 } };
  }
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity } = field;
    if (value.length < minItems) return { key: 'form.tooFew', values: { count: minItems } };
    if (value.length > maxItems) return { key: 'form.tooMany', values: { count: maxItems } };
  }
  return undefined;
}

const formatKey = (format: string): Key => `form.format.${format.replace('tongban-', '')}` as Key;

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Entries as the node takes them: what was left blank is not among them. */
export function entered(values: unknown): unknown {
  if (Array.isArray(values)) return values.map(entered);
  if (typeof values === 'string') return values.trim();
  if (typeof values !== 'object' || values === null) return values;
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, entered(value)] as const)
      .filter(([, value]) => !isBlank(value) && !isEmptyRow(value)),
  );
}

const isEmptyRow = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** The number that identified the holder is not asked for again: it goes into the first field that takes such a number. */
export function prefilled({ properties }: FormSchema, { type, code }: Holder): Record<string, string> {
  const wanted =
    type === 'USCC'
      ? ['tongban-uscc', 'tongban-holder-code']
      : ['tongban-citizen-number', 'tongban-holder-code'];
  const found = Object.entries(properties).find(
    ([, { format }]) => format !== undefined && wanted.includes(format),
  );
  return found ? { [found[0]]: code } : {};
}
