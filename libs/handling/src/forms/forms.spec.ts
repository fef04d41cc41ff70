import { checkForm } from './check-form.js';
import { formProblems, formSchema, type Form } from './form-schema.js';

const title = { zh: '名称', en: 'Name' };
const form: Form = formSchema.parse({
  type: 'object',
  required: ['debtor', 'code'],
  properties: {
    debtor: { type: 'string', title, maxLength: 20 },
    code: { type: 'string', title, format: 'uscc' },
    kind: { type: 'string', title, enum: ['liquidation', 'reorganisation'] },
    ruling: { type: 'string', title, format: 'court-case-number' },
    area: { type: 'integer', title, minimum: 1, maximum: 10 },
    agreed: { type: 'boolean', title },
    agents: {
      type: 'array',
      title,
      maxItems: 2,
      items: { type: 'object', title, required: ['name'], properties: { name: { type: 'string', title } } },
    },
  },
});
const good = { debtor: '样例公司', code: '11100000MB0143028R' };
const errorsOf = (entered: unknown) => checkForm(form, entered).map(({ path, code }) => `${path} ${code}`);

describe('what an applicant entered', () => {
  it.each<[string, unknown, string]>([
    ['not an object', 'text', ' FORM_TYPE_WRONG'],
    ['a list', [], ' FORM_TYPE_WRONG'],
    ['a field that the form does not have', { ...good, admin: true }, 'admin FORM_FIELD_UNKNOWN'],
    [
      'a member of the prototype',
      JSON.parse('{"__proto__":1,"debtor":"a","code":"11100000MB0143028R"}'),
      '__proto__ FORM_FIELD_UNKNOWN',
    ],
    ['nothing where something is due', { code: good.code, debtor: '' }, 'debtor FORM_FIELD_MISSING'],
    ['a wrong check character', { ...good, code: '11100000MB0143028A' }, 'code FORM_FORMAT_WRONG'],
    ['an object for a text', { ...good, debtor: {} }, 'debtor FORM_TYPE_WRONG'],
    ['a control character', { ...good, debtor: 'a\u0000b' }, 'debtor FORM_TYPE_WRONG'],
    ['half a surrogate pair', { ...good, debtor: '\ud800' }, 'debtor FORM_TYPE_WRONG'],
    ['a text that is too long', { ...good, debtor: 'x'.repeat(21) }, 'debtor FORM_LENGTH_WRONG'],
    ['a choice that is not offered', { ...good, kind: 'other' }, 'kind FORM_VALUE_NOT_OFFERED'],
    ['a case number of no court', { ...good, ruling: '2026-1' }, 'ruling FORM_FORMAT_WRONG'],
    ['a number as text', { ...good, area: '5' }, 'area FORM_TYPE_WRONG'],
    ['half a number', { ...good, area: 1.5 }, 'area FORM_TYPE_WRONG'],
    ['a number out of range', { ...good, area: 11 }, 'area FORM_RANGE_WRONG'],
    ['yes as a text', { ...good, agreed: 'true' }, 'agreed FORM_TYPE_WRONG'],
    [
      'too many rows',
      { ...good, agents: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
      'agents FORM_LENGTH_WRONG',
    ],
    ['a row without what it needs', { ...good, agents: [{}] }, 'agents.0.name FORM_FIELD_MISSING'],
  ])('is refused: %s', (_, entered, error) => expect(errorsOf(entered)).toEqual([error]));

  it('is taken where it is right', () =>
    expect(errorsOf({ ...good, ruling: '（2026）京01破12号', area: 3, agents: [{ name: '甲' }] })).toEqual(
      [],
    ));

  it('is told at most a hundred errors', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${String(i)}`, 1]));
    expect(checkForm(form, many)).toHaveLength(100);
  });
});

describe('a form', () => {
  it.each([
    ['a pattern of its own', { type: 'string', title, pattern: '(a+)+$' }],
    ['a reference', { $ref: '#/x' }],
    ['a type that is not offered', { type: 'null', title }],
    ['a label in one language', { type: 'string', title: '名称' }],
  ])('is refused with %s', (_, field) =>
    expect(formSchema.safeParse({ type: 'object', properties: { x: field } }).success).toBe(false),
  );

  it('is told what it names without having it', () => {
    const odd = { ...form, required: ['gone'], sections: [{ id: 'a', title, fields: ['debtor', 'debtor'] }] };
    expect(formProblems(odd)).toEqual(['gone', 'debtor']);
  });
});
