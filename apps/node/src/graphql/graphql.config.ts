import { z } from 'zod';

/** What one GraphQL operation may cost, who may write free-form ones, and what the schema tells of itself. */
export const graphqlConfig = z.strictObject({
  introspection: z
    .boolean()
    .default(false)
    .describe(
      'Answer introspection queries of identified callers. Off in production: the SDL is checked in.',
    ),
  freeForm: z
    .boolean()
    .default(false)
    .describe(
      'Accept operations that are not registered, from integrators of the own region only. Peers never.',
    ),
  graphiql: z
    .boolean()
    .default(false)
    .describe('Serve the GraphiQL page under /graphiql on the public listener.'),
  documents: z
    .array(z.string())
    .default([])
    .describe(
      'Files with further trusted documents: JSON objects from `sha256:<hex>` to the text of one operation.',
    ),
  peerDocuments: z
    .array(z.string())
    .default([])
    .describe(
      'As `documents`, for operations that peers may send beside those of the exchange. What each can release is computed at start; what an agreement does not name of it is withheld.',
    ),
  limits: z
    .strictObject({
      tokens: z.int().min(10).default(1000).describe('Lexical tokens in a document.'),
      depth: z.int().min(2).default(10).describe('Nesting of selection sets, fragments expanded.'),
      aliases: z.int().min(0).default(10).describe('Aliased fields in a document, `__typename` included.'),
      rootFields: z.int().min(1).default(10).describe('Fields selected at the root, fragments expanded.'),
      directives: z.int().min(0).default(60).describe('Directives in a document.'),
      cost: z
        .int()
        .min(1)
        .default(2000)
        .describe('Cost of an operation: 1 a field, 50 a lookup, lists multiply.'),
      variablesDepth: z.int().min(1).default(8).describe('Nesting of the JSON request body.'),
    })
    .prefault({})
    .describe('Bounds on one operation.'),
});

export type GraphqlConfig = z.infer<typeof graphqlConfig>;
