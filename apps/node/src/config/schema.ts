import { z } from 'zod';
import { exchangeConfig } from '../exchange/exchange.config.js';
import { graphqlConfig } from '../graphql/graphql.config.js';
import { httpConfig } from '../http/http.config.js';
import { licencesConfig } from '../licences/licences.config.js';
import { logConfig } from './log.config.js';
import { nodeConfig } from './node.config.js';

/**
 * A node's whole configuration: one section per module, each schema owned by its module. One YAML file per region.
 * Unknown keys are refused everywhere; the page apps/node/docs/configuration.md is generated from here.
 */
export const nodeConfiguration = z.strictObject({
  node: nodeConfig.describe('Who this node is.'),
  http: httpConfig.describe('The two listeners.'),
  exchange: exchangeConfig.prefault({}).describe('How the node speaks the signed exchange.'),
  graphql: graphqlConfig
    .prefault({})
    .describe('What an operation may cost and what the schema tells of itself.'),
  licences: licencesConfig.prefault({}).describe('Licence store, documents and bulk import.'),
  log: logConfig.prefault({}).describe("The operator's log."),
});

/** Deep-frozen after {@link loadConfig}. */
export type NodeConfiguration = z.infer<typeof nodeConfiguration>;
