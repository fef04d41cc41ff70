import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  parse,
  typeFromAST,
  type GraphQLInputType,
} from 'graphql';
import { wellKnownSample } from '#libs/licences';

const ROOT = join(import.meta.dirname, '../..');

/** A registered operation of the console, with variables of the right shape. */
export interface Question {
  id: string;
  name: string;
  /** Root field. */
  field: string;
  variables: Record<string, unknown>;
}

/** Such as the scalars take: of what they refuse nobody would ask for whom it is. */
const VALUES: Record<string, unknown> = {
  String: 'x',
  Int: 1,
  Float: 1,
  Boolean: false,
  ID: '00000000-0000-4000-8000-000000000000',
  Instant: '2026-11-01T00:00:00.000Z',
  CalendarDate: '2026-11-01',
  LicenceIdentifier: wellKnownSample('110000').identifier,
  LicenceTypeCode: wellKnownSample('110000').typeCode,
  ItemCode: '11120000TB9000024Y2000131001000',
  Digest: 'A'.repeat(43),
  DatasetCode: 'bankruptcy',
  CaseForm: {},
};

function valueOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return [valueOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
        .map((field) => [field.name, valueOf(field.type)]),
    );
  const { name } = getNamedType(type);
  if (!Object.hasOwn(VALUES, name)) throw new Error(`no value of ${name} to ask with`);
  return VALUES[name];
}

/** Every operation that the console registers, asked as somebody would who knows the schema. */
export function consoleQuestions(): Question[] {
  const schema = buildSchema(readFileSync(join(ROOT, 'apps/node/schema.graphql'), 'utf8'));
  const manifest = JSON.parse(
    readFileSync(join(ROOT, 'apps/console/operations/manifest.json'), 'utf8'),
  ) as Record<string, string>;
  return Object.entries(manifest).flatMap(([id, text]) => {
    const [operation] = parse(text).definitions;
    if (
      operation?.kind !== Kind.OPERATION_DEFINITION ||
      operation.operation === OperationTypeNode.SUBSCRIPTION
    )
      return [];
    const [root] = operation.selectionSet.selections;
    if (root?.kind !== Kind.FIELD) throw new Error(`${id} has no root field`);
    const variables = Object.fromEntries(
      (operation.variableDefinitions ?? [])
        .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
        .map(({ variable, type }) => [
          variable.name.value,
          valueOf(typeFromAST(schema, type as never) as unknown as GraphQLInputType),
        ]),
    );
    return [{ id, name: operation.name?.value ?? '', field: root.name.value, variables }];
  });
}
