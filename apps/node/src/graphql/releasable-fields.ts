import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { Refusal } from '#libs/errors';

export interface ReleasableFields {
  /** Name of the operation; several in one document are taken together. */
  name: string;
  /** Fields that an answer may carry, whatever the variables: names as in agreements, ordered. */
  fields: string[];
  /** Whether it compares values that are given with it (核验); nothing but yes or no is told of those. */
  verifies: boolean;
}

/**
 * What a registered operation can release at most, from its text and the schema alone: every field of `Licence` and of a
 * document that it selects by whatever path, alias or fragment; a condition counts as met unless it is written out as unmet.
 * @throws Refusal GRAPHQL_VALIDATION for a document that does not fit the schema
 */
export function releasableFields(text: string, schema: GraphQLSchema): ReleasableFields {
  const document = parse(text);
  const [problem] = validate(schema, document);
  if (problem) throw new Refusal('GRAPHQL_VALIDATION', { hint: problem.message.slice(0, 300) });
  const fields = new Set<string>();
  let verifies = false;
  let name = 'anonymous';
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: (node) => void (name = node.name?.value ?? name),
      Field: (node) => {
        if (isNever(node)) return false;
        const parent = types.getParentType()?.name;
        if (parent === 'Query' && node.name.value === 'verifyLicence') verifies = true;
        if (parent === 'Licence') licenceField(node).forEach((field) => fields.add(field));
        if (parent === 'LicenceDocument') fields.add(documentField(node));
        fields.delete('__typename');
        return undefined;
      },
      FragmentSpread: (node) => (isNever(node) ? false : undefined),
      InlineFragment: (node) => (isNever(node) ? false : undefined),
    }),
  );
  return { name, fields: [...fields].sort(), verifies };
}

function licenceField(node: FieldNode): string[] {
  const { value: name } = node.name;
  if (name !== 'attributes') return [name];
  const codes = node.arguments?.find((argument) => argument.name.value === 'codes')?.value;
  if (codes?.kind !== Kind.LIST || !codes.values.every((value) => value.kind === Kind.STRING))
    return ['attributes.*'];
  return codes.values.map((value) => `attributes.${value.value}`);
}

/** The document says who issued it in any case, so whatever is selected of it is the document. */
const documentField = ({ name }: FieldNode): string =>
  name.value === '__typename' ? name.value : /verdict/i.test(name.value) ? 'documentVerdict' : 'document';

/** Only a literal is certain: `@skip(if: true)`, `@include(if: false)`. */
function isNever({ directives }: Pick<FieldNode, 'directives'>): boolean {
  return (directives ?? []).some(({ name, arguments: given }) => {
    const value = given?.[0]?.value;
    return value?.kind === Kind.BOOLEAN && (name.value === 'skip' ? value.value : !value.value);
  });
}

/** Names of the types by which licence data leaves; a schema that renames one must not pass unnoticed. */
export function assertReleasingTypes(schema: GraphQLSchema): void {
  for (const name of ['Licence', 'LicenceDocument']) {
    const type = schema.getType(name);
    if (!type || !isObjectType(getNamedType(type)))
      throw new Refusal('INTERNAL', { details: { missingType: name } });
  }
}
