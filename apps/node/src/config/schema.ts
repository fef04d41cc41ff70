import { z } from 'zod';
import { logConfig } from './log.config.js';
import { nodeConfig } from './node.config.js';

/**
 * A node's whole configuration: one section per module, each schema owned by its module. One YAML file per region.
 * Unknown keys are refused everywhere; the page apps/node/docs/configuration.md is generated from here.
 */
export const nodeConfiguration = z.strictObject({
  node: nodeConfig.describe('Who this node is.'),
  log: logConfig.prefault({}).describe("The operator's log."),
});

/** Deep-frozen after {@link loadConfig}. */
export type NodeConfiguration = z.infer<typeof nodeConfiguration>;
