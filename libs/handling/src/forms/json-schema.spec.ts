import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readMatter } from '../matters/matter.js';
import { formSchema } from './form-schema.js';
import { jsonSchemaOf } from './json-schema.js';

const files = readdirSync('config/matters').filter((name) => name.endsWith('.yaml'));
const formOf = (file: string) => readMatter(parse(readFileSync(`config/matters/${file}`, 'utf8'))).form;

describe('a form as JSON Schema', () => {
  it.each(files)('%s has one label a field in either language, and nothing undefined', (file) => {
    const form = formOf(file);
    for (const language of ['zh', 'en'] as const) {
      const schema = jsonSchemaOf(form, language);
      expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
      expect(Object.keys(schema['properties'] as object)).toEqual(Object.keys(form.properties));
      expect(schema['additionalProperties']).toBe(false);
      for (const [name, field] of Object.entries(schema['properties'] as Record<string, { title: string }>))
        expect(field.title).toBe(form.properties[name]!.title[language]);
    }
  });

  it('closes rows as well, and names choices', () => {
    const title = { zh: '名', en: 'name' };
    const form = formSchema.parse({
      type: 'object',
      properties: {
        rows: {
          type: 'array',
          title,
          maxItems: 3,
          items: {
            type: 'object',
            title,
            properties: {
              kind: { type: 'string', title, enum: ['a', 'b'], enumTitles: { a: { zh: '甲', en: 'A' } } },
              on: { type: 'string', title, format: 'date' },
              code: { type: 'string', title, format: 'uscc' },
            },
            required: ['kind'],
          },
        },
      },
    });
    const { properties } = jsonSchemaOf(form, 'zh') as { properties: { rows: { items: object } } };
    expect(properties.rows.items).toMatchObject({
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: {
          oneOf: [
            { const: 'a', title: '甲' },
            { const: 'b', title: 'b' },
          ],
        },
        on: { format: 'date' },
        code: { format: 'tongban-uscc' },
      },
    });
  });
});
