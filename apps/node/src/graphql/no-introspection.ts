import { GraphQLError, type ValidationRule } from 'graphql';
import { Refusal } from '#libs/errors';

/** Refuses questions about the schema itself; `__typename` stays, because clients tell objects apart by it. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    const originalError = new Refusal('GRAPHQL_INTROSPECTION_OFF');
    context.reportError(new GraphQLError(originalError.message, { nodes: node, originalError }));
  },
});
