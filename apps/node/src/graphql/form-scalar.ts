import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { both } from './describe.js';

const MAX_DEPTH = 6;
const MAX_VALUES = 10_000;

/** What an applicant filled in, as a JSON object; what may stand in it is said by the form of the matter. */
export const CaseFormScalar = new GraphQLScalarType<
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>
>({
  name: 'CaseForm',
  description: both(
    'What an applicant filled in: a JSON object as the form of the matter says.',
    '申请表内容：符合事项表单定义的 JSON 对象。',
  ),
  serialize: (value) => value as Readonly<Record<string, unknown>>,
  parseValue: (value) => asForm(value),
  parseLiteral: (node, variables) => asForm(valueOf(node, variables ?? {}, 0)),
});

function asForm(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GraphQLError('CaseForm must be an object.');
  let seen = 0;
  const walk = (one: unknown, depth: number): void => {
    seen += 1;
    if (depth > MAX_DEPTH || seen > MAX_VALUES)
      throw new GraphQLError('CaseForm is too deep or has too many values.');
    if (typeof one === 'object' && one !== null)
      for (const inner of Object.values(one)) walk(inner, depth + 1);
  };
  walk(value, 0);
  return value as Readonly<Record<string, unknown>>;
}

function valueOf(node: ValueNode, variables: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new GraphQLError('CaseForm is too deep.', { nodes: node });
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map(({ name, value }) => [name.value, valueOf(value, variables, depth + 1)]),
      );
    case Kind.LIST:
      return node.values.map((value) => valueOf(value, variables, depth + 1));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables[node.name.value];
    default:
      return node.value;
  }
}
