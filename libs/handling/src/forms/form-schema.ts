import { z } from 'zod';
import { bilingualSchema, keySchema } from '../words.js';

/** What a text may have to be, checked by libs/codes; there are no patterns of one's own, which could be made to hang. */
export const formFormats = [
  'date',
  'uscc',
  'citizen-number',
  'holder-code',
  'division',
  'phone',
  'email',
  'postcode',
  'court-case-number',
] as const;
export type FormFormat = (typeof formFormats)[number];

const shown = {
  title: bilingualSchema.describe(
    'Label. (JSON Schema allows any annotation; this one is in two languages.)',
  ),
  description: bilingualSchema.optional(),
  sensitivity: z.enum(['public', 'internal', 'personal', 'sensitive']).default('internal'),
};

const textField = z.strictObject({
  type: z.literal('string'),
  ...shown,
  format: z.enum(formFormats).optional(),
  minLength: z.int().min(0).max(10_000).optional(),
  maxLength: z.int().min(1).max(10_000).default(500),
  enum: z.array(z.string().min(1).max(60)).min(1).max(100).optional(),
  enumTitles: z.record(z.string().max(60), bilingualSchema).optional(),
});
const numberField = z.strictObject({
  type: z.enum(['number', 'integer']),
  ...shown,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const yesNoField = z.strictObject({ type: z.literal('boolean'), ...shown });
const scalarField = z.discriminatedUnion('type', [textField, numberField, yesNoField]);

const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);

/** A row: an object of plain fields. */
const rowField = z.strictObject({
  type: z.literal('object'),
  ...shown,
  properties: z.record(fieldName, scalarField),
  required: z.array(fieldName).max(60).default([]),
});
const listField = z.strictObject({
  type: z.literal('array'),
  ...shown,
  items: z.union([scalarField, rowField]),
  minItems: z.int().min(0).max(1000).optional(),
  maxItems: z.int().min(1).max(1000).default(100),
});

export const formFieldSchema = z.union([scalarField, rowField, listField]);

/**
 * The form of a matter: a strict subset of JSON Schema 2020-12 (one object; strings, numbers, booleans; rows; lists of them)
 * with labels in two languages. What it does not name is refused, as under `additionalProperties: false`.
 */
export const formSchema = z.strictObject({
  type: z.literal('object'),
  properties: z.record(fieldName, formFieldSchema),
  required: z.array(fieldName).max(100).default([]),
  sections: z
    .array(
      z.strictObject({ id: keySchema, title: bilingualSchema, fields: z.array(fieldName).min(1).max(60) }),
    )
    .max(20)
    .optional(),
});
export type Form = z.infer<typeof formSchema>;
export type FormField = z.infer<typeof formFieldSchema>;

/** Names that a form requires, shows or sections without having them, as paths. */
export function formProblems(form: Form): string[] {
  const has = (name: string) => Object.hasOwn(form.properties, name);
  const rows = Object.entries(form.properties).flatMap(([name, field]) => {
    const row = field.type === 'array' && field.items.type === 'object' ? field.items : field;
    if (row.type !== 'object') return [];
    return row.required
      .filter((inner) => !Object.hasOwn(row.properties, inner))
      .map((inner) => `${name}.${inner}`);
  });
  const sections = (form.sections ?? []).flatMap(({ fields }) => fields);
  const missing = [...form.required, ...sections].filter((name) => !has(name));
  const twice = sections.filter((name, index) => sections.indexOf(name) !== index);
  return [...missing, ...rows, ...twice];
}
