import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Refusal } from '#libs/errors';
import type { GraphqlConfig } from './graphql.config.js';

export type GraphqlLimits = GraphqlConfig['limits'];

/** Cost of a lookup at the root, against 1 for any other field. */
const LOOKUP_COST = 50;
/** Page size that is assumed where `first` is a variable: the largest that the schema allows. */
const LARGEST_PAGE = 100;

interface Weight {
  depth: number;
  cost: number;
  /** Fields directly in this selection set, fragments expanded. */
  fields: number;
}

/**
 * Refuses a document that asks for too much, before it is validated or executed.
 * Fragments are weighed once each and reused, so a document of doubling fragments costs time linear in its length.
 *
 * Not checked here: the number of lexical tokens (the parser's own limit) and the size of the body (HTTP).
 * @throws Refusal GRAPHQL_TOO_DEEP | GRAPHQL_TOO_MANY_ALIASES | GRAPHQL_TOO_MANY_DIRECTIVES |
 *   GRAPHQL_TOO_MANY_ROOT_FIELDS | GRAPHQL_TOO_COSTLY | GRAPHQL_FRAGMENT_CYCLE
 */
export function assertWithinLimits(document: DocumentNode, limits: GraphqlLimits): void {
  const { aliases, directives } = countAliasesAndDirectives(document);
  if (aliases > limits.aliases)
    throw new Refusal('GRAPHQL_TOO_MANY_ALIASES', { hint: `limit ${limits.aliases}` });
  if (directives > limits.directives)
    throw new Refusal('GRAPHQL_TOO_MANY_DIRECTIVES', { hint: `limit ${limits.directives}` });

  const scales = new Scales(document);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const weight = scales.operation(operation);
    if (weight.fields > limits.rootFields)
      throw new Refusal('GRAPHQL_TOO_MANY_ROOT_FIELDS', { hint: `limit ${limits.rootFields}` });
    if (weight.depth > limits.depth) throw new Refusal('GRAPHQL_TOO_DEEP', { hint: `limit ${limits.depth}` });
    if (weight.cost > limits.cost) throw new Refusal('GRAPHQL_TOO_COSTLY', { hint: `limit ${limits.cost}` });
  }
}

/** Walks every node once, whatever its kind; a document is already bounded in tokens, so in nodes. */
function countAliasesAndDirectives(document: DocumentNode): { aliases: number; directives: number } {
  const count = { aliases: 0, directives: 0 };
  const pending: unknown[] = [document];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) pending.push(...(node as unknown[]));
    else if (typeof node === 'object' && node !== null && 'kind' in node) {
      if (node.kind === Kind.FIELD && (node as FieldNode).alias) count.aliases++;
      if (node.kind === Kind.DIRECTIVE) count.directives++;
      for (const [member, value] of Object.entries(node)) if (member !== 'loc') pending.push(value);
    }
  }
  return count;
}

class Scales {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly weighed = new Map<string, Weight>();
  private readonly underWay = new Set<string>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  operation(operation: OperationDefinitionNode): Weight {
    return this.selectionSet(operation.selectionSet, true);
  }

  private selectionSet(set: SelectionSetNode, atRoot: boolean): Weight {
    const total: Weight = { depth: 1, cost: 0, fields: 0 };
    const add = (weight: Weight): void => {
      total.depth = Math.max(total.depth, weight.depth);
      total.cost += weight.cost;
      total.fields += weight.fields;
    };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) add(this.field(selection, atRoot));
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        add(this.selectionSet(selection.selectionSet, atRoot));
      else add(this.fragment(selection.name.value, atRoot));
    }
    return total;
  }

  private field(field: FieldNode, atRoot: boolean): Weight {
    const below = field.selectionSet ? this.selectionSet(field.selectionSet, false) : { depth: 0, cost: 0 };
    const own =
      atRoot &&
      /^(licence|licences|verify|audit|records|judge)[A-Z]?/.test(field.name.value) &&
      field.arguments?.length
        ? LOOKUP_COST
        : 1;
    const repeats = pageSize(field) * regionCount(field);
    const cost = own * regionCount(field) + below.cost * repeats;
    // Tools ask for types nested in types; validation bounds the recursion there (MaxIntrospectionDepthRule).
    const depth = atRoot && /^__(schema|type)$/.test(field.name.value) ? 1 : below.depth + 1;
    return { depth, cost, fields: 1 };
  }

  private fragment(name: string, atRoot: boolean): Weight {
    const known = this.weighed.get(`${atRoot} ${name}`);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return { depth: 1, cost: 0, fields: 0 }; // validation will name it
    if (this.underWay.has(name)) throw new Refusal('GRAPHQL_FRAGMENT_CYCLE');
    this.underWay.add(name);
    const weight = this.selectionSet(fragment.selectionSet, atRoot);
    this.underWay.delete(name);
    this.weighed.set(`${atRoot} ${name}`, weight);
    return weight;
  }
}

function pageSize(field: FieldNode): number {
  const first = field.arguments?.find((argument) => argument.name.value === 'first');
  if (!first) return 1;
  // A page is weighed at a tenth: its fields come from one read.
  const size = first.value.kind === Kind.INT ? Number(first.value.value) : LARGEST_PAGE;
  return Math.max(1, Math.ceil(Math.min(size, LARGEST_PAGE) / 10));
}

function regionCount(field: FieldNode): number {
  const regions = field.arguments?.find((argument) => argument.name.value === 'regions');
  if (!regions) return 1;
  return regions.value.kind === Kind.LIST ? Math.max(1, regions.value.values.length) : 3;
}
