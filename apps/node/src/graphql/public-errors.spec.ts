import { GraphQLError } from 'graphql';
import { Refusal } from '#libs/errors';
import { publicError } from './public-errors.js';

const SECRET = '110101199003077758';
const reported: unknown[] = [];
const of = (error: unknown) => publicError(error, 'r', (thrown) => void reported.push(thrown));
const coded = (message: string, originalError?: Error) =>
  of(new GraphQLError(message, originalError ? { originalError } : {}));

beforeEach(() => void reported.splice(0));

describe('an error as a caller sees it', () => {
  it.each<[string, string, string]>([
    [
      `Variable "$id" got invalid value "${SECRET}"; Expected type "LicenceIdentifier".`,
      'GRAPHQL_VARIABLES',
      '$id',
    ],
    ['Variable "$id" of required type "Int!" was not provided.', 'GRAPHQL_VARIABLES', '$id'],
    ['Variable "$id" of non-null type "Int!" must not be null.', 'GRAPHQL_VARIABLES', '$id'],
    [
      'Variable "$id" of type "Int" used in position expecting type "String!".',
      'GRAPHQL_VALIDATION',
      'position',
    ],
    ['Variable "$id" is not defined.', 'GRAPHQL_VALIDATION', 'not defined'],
    [`Expected value of type "[Int!]", found "${SECRET}".`, 'GRAPHQL_VALIDATION', '[Int!]'],
    [`Int cannot represent non-integer value: "${SECRET}"`, 'GRAPHQL_VALIDATION', 'schema'],
    [`Value "A${SECRET}" does not exist in "Region" enum.`, 'GRAPHQL_VALIDATION', 'schema'],
    [`Argument "id" has invalid value "${SECRET}".`, 'GRAPHQL_VALIDATION', 'schema'],
    ['Cannot query field "a" on type "Query".', 'GRAPHQL_VALIDATION', '"a"'],
    ['Unknown directive "@a".', 'GRAPHQL_VALIDATION', '@a'],
    [`Something new about ${SECRET}`, 'GRAPHQL_VALIDATION', 'schema'],
  ])('%s', (message, code, part) => {
    const told = coded(message);
    expect(told.extensions.code).toBe(code);
    expect(told.message).toContain(part);
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(reported).toEqual([]);
  });

  it('is the refusal of a scalar or a resolver, however it was wrapped', () => {
    const refusal = new Refusal('ITEM_CODE_MALFORMED', { details: { given: SECRET } });
    const once = new GraphQLError(`Variable "$a" got invalid value "${SECRET}"`, { originalError: refusal });
    const twice = new GraphQLError(SECRET, { originalError: once, path: ['licence'] });
    for (const error of [refusal, once, twice])
      expect(of(error)).toMatchObject({ message: refusal.message, extensions: refusal.toPublic() });
    expect(of(twice).path).toEqual(['licence']);
    expect(JSON.stringify(of(twice))).not.toContain(SECRET);
  });

  it('keeps the fault of a scalar a fault of the request', () => {
    const told = coded('Variable "$a" got invalid value 1; x', new GraphQLError('Digest must be a string.'));
    expect(told.extensions.code).toBe('GRAPHQL_VARIABLES');
  });

  it.each<[string, unknown]>([
    ['a defect', new Error(SECRET)],
    ['a defect in a resolver', new GraphQLError(SECRET, { originalError: new TypeError(SECRET) })],
    ['what is no error at all', SECRET],
    ['nothing', undefined],
  ])('%s is INTERNAL, and the operator is told', (_name, error) => {
    const told = of(error);
    expect(told.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(reported).toHaveLength(1);
    expect(reported[0]).not.toBeInstanceOf(GraphQLError);
  });
});
