import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { VerdictBy } from '../lookup/lookup.js';

/**
 * The names of the licence fields that an operation selects below `path`, in the words of the field registry:
 * `holderName`, `attributes.KZ_SCOPE`, or `attributes.*` where no codes are given. Fragments are followed,
 * `@skip` and `@include` honoured, so that nothing is decided, read or logged that was not asked for.
 */
export function askedFields(info: GraphQLResolveInfo, path: readonly string[]): string[] {
  const asked = new Set<string>();
  const root = getNamedType(info.returnType);
  if (isObjectType(root))
    for (const node of info.fieldNodes)
      if (node.selectionSet) walk(info, node.selectionSet, root, path, asked);
  return [...asked];
}

/** Whose verdicts on a document an operation selects; whether they agree needs both. */
export function verdictsAsked(info: GraphQLResolveInfo): VerdictBy[] {
  const asked = askedFields(info, ['document']);
  const both = asked.includes('verdictsAgree');
  return [
    ...(both || asked.includes('verdict') ? (['own'] as const) : []),
    ...(both || asked.includes('providerVerdict') ? (['provider'] as const) : []),
  ];
}

function walk(
  info: GraphQLResolveInfo,
  set: SelectionSetNode,
  type: GraphQLObjectType,
  path: readonly string[],
  asked: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(info, selection)) continue;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = info.fragments[selection.name.value];
      if (fragment) walk(info, fragment.selectionSet, type, path, asked);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      walk(info, selection.selectionSet, type, path, asked);
    } else {
      field(info, selection, type, path, asked);
    }
  }
}

function field(
  info: GraphQLResolveInfo,
  node: FieldNode,
  type: GraphQLObjectType,
  path: readonly string[],
  asked: Set<string>,
): void {
  const name = node.name.value;
  if (name.startsWith('__')) return;
  const [next, ...rest] = path;
  if (next === undefined) {
    if (name === 'attributes') attributes(info, node, type).forEach((code) => asked.add(code));
    else asked.add(name);
    return;
  }
  if (name !== next || !node.selectionSet) return;
  const definition = type.getFields()[name];
  const below = definition && getNamedType(definition.type);
  if (isObjectType(below)) walk(info, node.selectionSet, below, rest, asked);
}

function attributes(info: GraphQLResolveInfo, node: FieldNode, type: GraphQLObjectType): string[] {
  const definition = type.getFields()[node.name.value];
  const { codes } = definition
    ? getArgumentValues(definition, node, info.variableValues)
    : { codes: undefined };
  return Array.isArray(codes) ? codes.map((code) => `attributes.${String(code)}`) : ['attributes.*'];
}

/** Read by hand, because it is done for every field of every lookup. What is neither true nor false is not asked for. */
function isIncluded({ variableValues }: GraphQLResolveInfo, { directives }: SelectionNode): boolean {
  return !directives?.some(({ name, arguments: given }) => {
    const value = given?.[0]?.value;
    const flag =
      value?.kind === Kind.VARIABLE
        ? variableValues[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value;
    return (name.value === 'skip' && flag !== false) || (name.value === 'include' && flag !== true);
  });
}
