import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { peerDocuments } from '../lookup/peer-documents.js';
import { assertReleasingTypes, releasableFields } from './releasable-fields.js';

const schema = buildSchema(readFileSync('apps/node/schema.graphql', 'utf8'));
const of = (selection: string, more = '', variables = '') =>
  releasableFields(
    `query Q${variables} { licence(identifier: "1.2.156.3005.2.1", region: BEIJING) { status licence ${selection} } } ${more}`.replace(
      'identifier: "1.2.156.3005.2.1"',
      'identifier: "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9"',
    ),
    schema,
  ).fields;

describe('what an operation can release', () => {
  it.each<[string, string, string, string, string[]]>([
    ['fields', '{ name status }', '', '', ['name', 'status']],
    ['under other names', '{ name: holderCode x: number }', '', '', ['holderCode', 'number']],
    [
      'by fragments within fragments',
      '{ ...A }',
      'fragment A on Licence { name ...B } fragment B on Licence { number }',
      '',
      ['name', 'number'],
    ],
    ['by inline fragments', '{ ... { ... on Licence { sealedBy } } }', '', '', ['sealedBy']],
    [
      'on a condition',
      '{ name @include(if: $a) number @skip(if: $a) }',
      '',
      '($a: Boolean!)',
      ['name', 'number'],
    ],
    ['never', '{ name number @skip(if: true) ... @include(if: false) { holderName } }', '', '', ['name']],
    [
      'some attributes',
      '{ attributes(codes: ["KZ_A", "KZ_B"]) { value } }',
      '',
      '',
      ['attributes.KZ_A', 'attributes.KZ_B'],
    ],
    ['any attributes', '{ attributes { value } }', '', '', ['attributes.*']],
    [
      'attributes by variable',
      '{ attributes(codes: $c) { value } }',
      '',
      '($c: [AttributeCode!])',
      ['attributes.*'],
    ],
    ['a verdict', '{ documentVerdict { signer } }', '', '', ['documentVerdict']],
    ['nothing', '{ __typename }', '', '', []],
  ])('%s', (_, selection, fragments, variables, fields) =>
    expect(of(selection, fragments, variables)).toEqual(fields),
  );

  it('by every way to a licence, and the file', () => {
    const fieldsOf = (operation: keyof typeof peerDocuments) =>
      releasableFields(peerDocuments[operation].text, schema);
    expect(fieldsOf('byHolder').fields).toEqual(fieldsOf('byIdentifier').fields);
    expect(fieldsOf('byIdentifier').fields).toHaveLength(18);
    expect(fieldsOf('document').fields).toEqual(['document', 'documentVerdict']);
    expect(fieldsOf('verify')).toMatchObject({ fields: [], verifies: true });
  });

  it('is not asked of what does not fit the schema', () =>
    expect(() => of('{ nothing }')).toThrow(expect.objectContaining({ code: 'GRAPHQL_VALIDATION' })));

  it('knows the types by which data leaves', () => {
    expect(() => assertReleasingTypes(schema)).not.toThrow();
    expect(() => assertReleasingTypes(buildSchema('type Query { a: Int }'))).toThrow();
  });
});
