import { describe, expect, it } from '@jest/globals';
import { wellKnownSample } from '#libs/licences';
import {
  entered,
  prefilled,
  problemOf,
  sectionsOf,
  type FieldSchema,
  type FormSchema,
} from './form-schema.js';

const firm = wellKnownSample('110000').holderCode;
const text = (more: Partial<FieldSchema> = {}): FieldSchema => ({ type: 'string', title: '文字', ...more });

describe('an entry is told to be wrong', () => {
  it.each<[string, FieldSchema, unknown, boolean, string | undefined]>([
    ['that is missing', text(), ' '.trim(), true, 'form.missing'],
    ['not where it may be left out', text(), undefined, false, undefined],
    ['that is too long', text({ maxLength: 3 }), 'abcd', true, 'form.tooLong'],
    ['that is no date', text({ format: 'date' }), '2026-02-30', true, 'form.format.date'],
    [
      'whose check character is wrong',
      text({ format: 'tongban-uscc' }),
      '1'.repeat(18),
      true,
      'form.format.uscc',
    ],
    ['not where it is right', text({ format: 'tongban-uscc' }), firm, true, undefined],
    ['that is too large', { type: 'number', title: 'n', maximum: 30 }, 31, true, 'form.tooLarge'],
    ['that is no whole number', { type: 'integer', title: 'n' }, 1.5, true, 'form.whole'],
    ['that is an empty list', { type: 'array', title: 'n', minItems: 1 }, [], true, 'form.missing'],
    [
      'that names no case of a court',
      text({ format: 'tongban-court-case-number' }),
      '2026-1',
      true,
      'form.format.court-case-number',
    ],
  ])('%s', (_, field, value, required, key) => {
    expect(problemOf(field, value, required)?.key).toBe(key);
  });
});

it('what was left blank is not sent, in rows either', () => {
  expect(
    entered({ a: ' x ', b: '', c: null, d: [], e: { f: undefined }, g: [{ h: 1, i: '' }], j: false }),
  ).toEqual({ a: 'x', g: [{ h: 1 }], j: false });
});

it('the number of the holder goes into the first field for such numbers', () => {
  const schema: FormSchema = {
    properties: {
      name: text(),
      code: text({ format: 'tongban-uscc' }),
      other: text({ format: 'tongban-uscc' }),
    },
    required: ['other'],
  };
  expect(prefilled(schema, { type: 'USCC', code: firm })).toEqual({ code: firm });
  expect(prefilled(schema, { type: 'CITIZEN_NUMBER', code: '1' })).toEqual({});
  expect(sectionsOf({ ...schema, 'x-sections': [{ id: 'a', title: 'A', fields: ['code'] }] })).toEqual([
    { id: 'a', title: 'A', fields: ['code'] },
    { id: 'rest', fields: ['other', 'name'] },
  ]);
});
