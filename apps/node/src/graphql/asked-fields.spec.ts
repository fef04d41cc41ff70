import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { execute, parse, validate, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { askedFields, verdictsAsked } from './asked-fields.js';
import { buildSchemaOptions, resolverClasses } from './schema.js';

const ID = '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9';
let schema: GraphQLSchema;

beforeAll(async () => {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  schema = await app.get(GraphQLSchemaFactory).create(resolverClasses, buildSchemaOptions);
  await app.close();
}, 30_000);

/** What the resolver of a root field would ask for, by the engine's own `info`. */
async function asked(
  text: string,
  variables: Record<string, unknown> = {},
  path: readonly string[] = ['licence'],
  read: (info: GraphQLResolveInfo) => string[] = (info) => askedFields(info, path),
): Promise<string[][]> {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const seen: string[][] = [];
  await execute({
    schema,
    document,
    variableValues: variables,
    fieldResolver: (_source, _args, _context, info: GraphQLResolveInfo) => {
      if (info.parentType.name !== 'Query') return null;
      seen.push(read(info));
      return {};
    },
  });
  return seen;
}

const one = (selection: string, more = ''): string =>
  `{ licence(identifier: "${ID}") { ${selection} } } ${more}`;

describe('the fields that an operation asks for', () => {
  it.each<[string, string, string[]]>([
    ['plain', one('licence { name holderName }'), ['name', 'holderName']],
    ['none of the licence', one('status refusal { code } withheld { field }'), []],
    ['not __typename', one('__typename licence { __typename name }'), ['name']],
    ['under an alias', one('l: licence { n: name }'), ['name']],
    ['twice', one('licence { name name } again: licence { name number }'), ['name', 'number']],
    ['in an inline fragment', one('... { licence { ... on Licence { name } } }'), ['name']],
    [
      'in fragments of fragments',
      one(
        '...A',
        'fragment A on LicenceLookup { licence { ...B } } fragment B on Licence { name ...C } fragment C on Licence { number }',
      ),
      ['name', 'number'],
    ],
    ['all attributes', one('licence { attributes { code } }'), ['attributes.*']],
    [
      'some attributes',
      one('licence { attributes(codes: ["KZ_A", "KZ_B"]) { value } }'),
      ['attributes.KZ_A', 'attributes.KZ_B'],
    ],
    ['no attributes', one('licence { attributes(codes: []) { value } }'), []],
    ['attributes by null', one('licence { attributes(codes: null) { value } }'), ['attributes.*']],
    [
      'attributes under two aliases',
      one('licence { a: attributes(codes: ["KZ_A"]) { value } b: attributes(codes: ["KZ_B"]) { value } }'),
      ['attributes.KZ_A', 'attributes.KZ_B'],
    ],
    ['not what is skipped', one('licence { name @skip(if: true) number @skip(if: false) }'), ['number']],
    [
      'not what is not included',
      one('licence { name @include(if: false) number @include(if: true) }'),
      ['number'],
    ],
    [
      'skipped wins over included',
      one('licence { name @include(if: true) @skip(if: true) number }'),
      ['number'],
    ],
    [
      'not below a skipped parent',
      one('licence @skip(if: true) { name } other: licence { number }'),
      ['number'],
    ],
    ['not in a skipped fragment', one('licence { ... @include(if: false) { name } number }'), ['number']],
    [
      'not in a skipped spread',
      one('licence { ...A @skip(if: true) number }', 'fragment A on Licence { name }'),
      ['number'],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await asked(text)).toEqual([expected]);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{ yes: true, codes: ['KZ_A'] }, ['name', 'attributes.KZ_A']],
    [{ yes: false, codes: null }, ['number', 'attributes.*']],
    [{ yes: false }, ['number', 'attributes.*']],
  ])('by variables %j', async (variables, expected) => {
    const text = `query($yes: Boolean!, $codes: [AttributeCode!]) { licence(identifier: "${ID}") {
      licence { name @include(if: $yes) number @skip(if: $yes) attributes(codes: $codes) { value } }
    } }`;
    expect(await asked(text, variables)).toEqual([expected]);
  });

  it('by the default of a variable', async () => {
    const text = `query($yes: Boolean = false) { licence(identifier: "${ID}") { licence { name @include(if: $yes) number } } }`;
    expect(await asked(text)).toEqual([['number']]);
    expect(await asked(text, { yes: true })).toEqual([['name', 'number']]);
  });

  it('of each root field by itself, and of pages below edges', async () => {
    const text = `{
      a: licence(identifier: "${ID}") { licence { name } }
      b: licence(identifier: "${ID}") { licence { number } }
    }`;
    expect(await asked(text)).toEqual([['name'], ['number']]);
    const page = `{ licencesByHolder(holder: {type: USCC, code: "x"}, region: BEIJING) {
      licences { edges { cursor node { name } } edges { node { number } } pageInfo { endCursor } }
    } }`;
    expect(await asked(page, {}, ['licences', 'edges', 'node'])).toEqual([['name', 'number']]);
  });
});

describe('the verdicts that an operation asks for', () => {
  const document = (selection: string): string =>
    `query($yes: Boolean = true, $no: Boolean = false) { licenceDocument(identifier: "${ID}") { status document { sha256 @include(if: $yes) size @skip(if: $no) ${selection} } } }`;

  it.each<[string, string, string[]]>([
    ['none', 'content', []],
    [
      'none that is left out',
      'verdict @include(if: $no) { issuer } providerVerdict @skip(if: $yes) { issuer }',
      [],
    ],
    ['the own one', 'verdict { issuer }', ['own']],
    ['the provider’s', 'providerVerdict { issuer }', ['provider']],
    ['both, to say whether they agree', 'verdictsAgree', ['own', 'provider']],
  ])('%s', async (_name, selection, expected) => {
    const variables = { yes: true, no: false };
    expect(await asked(document(selection), variables, [], verdictsAsked)).toEqual([expected]);
  });

  it('are no question about what stands in a verdict', async () => {
    const fields = 'name documentVerdict { indication seal { name } checks { name } }';
    expect(await asked(one(`licence { ${fields} }`))).toEqual([['name', 'documentVerdict']]);
  });
});
