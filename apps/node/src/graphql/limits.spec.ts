import { parse } from 'graphql';
import { Refusal } from '#libs/errors';
import { cpuTime } from '../../../../test/support/cpu-time.js';
import { graphqlConfig } from './graphql.config.js';
import { assertWithinLimits } from './limits.js';
import { PreparedOperations } from './prepared-operations.js';

const { limits } = graphqlConfig.parse({});
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};
const nested = (depth: number): string => `{ a ${'{ a '.repeat(depth - 1)}${'}'.repeat(depth)}`;
const doubling = (levels: number): string =>
  `{ ...F0 } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${levels} on Query { a }`;

describe('limits of one document', () => {
  it.each([
    ['depth beyond the limit', nested(limits.depth + 1), 'GRAPHQL_TOO_DEEP'],
    ['the depth of an introspection, which validation bounds', `{ __schema ${nested(20)} }`, 'accepted'],
    ['a field below of such a name', `{ a { __schema ${nested(20)} } }`, 'GRAPHQL_TOO_DEEP'],
    [
      'the cost of an introspection that doubles',
      `{ __schema { types { ...F0 } } } ${Array.from({ length: 12 }, (_, i) => `fragment F${i} on __Type { ofType { ...F${i + 1} } fields { type { ...F${i + 1} } } }`).join(' ')} fragment F12 on __Type { name }`,
      'GRAPHQL_TOO_COSTLY',
    ],
    ['depth at the limit', nested(limits.depth), 'accepted'],
    [
      'depth hidden in fragments',
      `{ ...F } fragment F on Query ${nested(limits.depth + 1)}`,
      'GRAPHQL_TOO_DEEP',
    ],
    [
      'aliases of fields',
      `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: regions`).join(' ')} }`,
      'GRAPHQL_TOO_MANY_ALIASES',
    ],
    [
      'aliases of __typename',
      `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      'GRAPHQL_TOO_MANY_ALIASES',
    ],
    [
      'aliases in an unused fragment',
      `{ a } fragment F on Query { ${Array.from({ length: 11 }, (_, i) => `a${i}: a`).join(' ')} }`,
      'GRAPHQL_TOO_MANY_ALIASES',
    ],
    ['root fields', `{ ${'a '.repeat(limits.rootFields + 1)} }`, 'GRAPHQL_TOO_MANY_ROOT_FIELDS'],
    [
      'directives',
      `{ a ${'@skip(if: false) '.repeat(limits.directives + 1)} }`,
      'GRAPHQL_TOO_MANY_DIRECTIVES',
    ],
    ['a fragment that spreads itself', '{ ...F } fragment F on Query { ...F }', 'GRAPHQL_FRAGMENT_CYCLE'],
    [
      'fragments that spread each other',
      '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }',
      'GRAPHQL_FRAGMENT_CYCLE',
    ],
    [
      'the cost of a page asked of three regions',
      '{ licencesAcrossRegions(regions: $r, first: $n) { licences { edges { node { a b c d e f g h i j k l m n o p q r s t u v w x y z } } } } }',
      'accepted',
    ],
    [
      'the cost of many lookups',
      `{ ${Array.from({ length: 9 }, (_, i) => `licence(identifier: "${i}") { a }`).join(' ')} b(first: 100) { c { d { ${'e '.repeat(200)} } } } }`,
      'GRAPHQL_TOO_COSTLY',
    ],
  ])('%s', (_name, document, expected) => {
    expect(codeOf(() => assertWithinLimits(parse(document), limits))).toBe(expected);
  });

  it('weighs doubling fragments in linear time', () => {
    const started = cpuTime();
    expect(codeOf(() => assertWithinLimits(parse(doubling(60)), { ...limits, rootFields: 10 }))).toBe(
      'GRAPHQL_TOO_MANY_ROOT_FIELDS',
    );
    expect(cpuTime() - started).toBeLessThan(1000);
  });
});

describe('prepared operations', () => {
  const operations = new PreparedOperations(limits);

  it.each([
    ['broken syntax', '{', undefined, 'GRAPHQL_SYNTAX'],
    ['too many tokens', `{ ${'a '.repeat(limits.tokens)} }`, undefined, 'GRAPHQL_TOO_MANY_TOKENS'],
    ['two operations without a name', 'query A { a } query B { a }', undefined, 'GRAPHQL_OPERATION_NAME'],
    ['a name that is not there', 'query A { a }', 'B', 'GRAPHQL_OPERATION_NAME'],
    ['no operation at all', 'fragment F on Query { a }', undefined, 'GRAPHQL_OPERATION_NAME'],
  ])('refuses %s, again from memory', (_name, source, operationName, expected) => {
    expect(codeOf(() => operations.prepare(source, operationName))).toBe(expected);
    expect(codeOf(() => operations.prepare(source, operationName))).toBe(expected);
  });

  it('names the operation that was chosen and the digest of the text', () => {
    const prepared = operations.prepare('query A { a } query B { b }', 'B');
    expect(prepared.name).toBe('B');
    expect(prepared.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
