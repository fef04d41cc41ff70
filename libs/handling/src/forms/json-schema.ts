import type { Form, FormField, FormFormat } from './form-schema.js';

export type FormLanguage = 'zh' | 'en';

/** What JSON Schema knows of our formats; the others are named as ours, which a validator may ignore. */
const FORMATS: Readonly<Record<FormFormat, string>> = {
  date: 'date',
  email: 'email',
  uscc: 'tongban-uscc',
  'citizen-number': 'tongban-citizen-number',
  'holder-code': 'tongban-holder-code',
  division: 'tongban-division',
  phone: 'tongban-phone',
  postcode: 'tongban-postcode',
  'court-case-number': 'tongban-court-case-number',
};

/**
 * A form as a JSON Schema (2020-12) for one language, for programs that draw or check forms. It says no more than
 * `checkForm` checks; what it cannot say (check characters) is a format of our own, which leaves the check to the node.
 * `x-sections` and `x-sensitivity` are annotations.
 */
export function jsonSchemaOf(form: Form, language: FormLanguage): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...objectOf(form.properties, form.required, language),
    ...(form.sections
      ? {
          'x-sections': form.sections.map(({ id, title, fields }) => ({
            id,
            title: title[language],
            fields,
          })),
        }
      : {}),
  };
}

function objectOf(
  properties: Record<string, FormField>,
  required: readonly string[],
  language: FormLanguage,
): Record<string, unknown> {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, fieldOf(field, language)]),
    ),
    required: [...required],
    additionalProperties: false,
  };
}

function fieldOf(field: FormField, language: FormLanguage): Record<string, unknown> {
  const shown = {
    title: field.title[language],
    ...(field.description ? { description: field.description[language] } : {}),
    'x-sensitivity': field.sensitivity,
  };
  switch (field.type) {
    case 'string':
      return {
        type: 'string',
        ...shown,
        ...(field.format ? { format: FORMATS[field.format] } : {}),
        ...(field.minLength === undefined ? {} : { minLength: field.minLength }),
        maxLength: field.maxLength,
        ...(field.enum ? choicesOf(field.enum, field.enumTitles ?? {}, language) : {}),
      };
    case 'number':
    case 'integer':
      return {
        type: field.type,
        ...shown,
        ...(field.minimum === undefined ? {} : { minimum: field.minimum }),
        ...(field.maximum === undefined ? {} : { maximum: field.maximum }),
      };
    case 'boolean':
      return { type: 'boolean', ...shown };
    case 'object':
      return { ...objectOf(field.properties, field.required, language), ...shown };
    case 'array':
      return {
        type: 'array',
        ...shown,
        items: fieldOf(field.items, language),
        ...(field.minItems === undefined ? {} : { minItems: field.minItems }),
        maxItems: field.maxItems,
      };
  }
}

/** Each choice with its title, as form builders expect it. */
function choicesOf(
  values: readonly string[],
  titles: Readonly<Record<string, Record<FormLanguage, string>>>,
  language: FormLanguage,
): Record<string, unknown> {
  return {
    oneOf: values.map((value) => ({
      const: value,
      title: Object.hasOwn(titles, value) ? titles[value]?.[language] : value,
    })),
  };
}
