import { join } from 'node:path';
import { loadConfig } from '../../../node/src/config/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import { layoutOf } from '../up/layout.js';
import { Integrator } from './client.js';
import { SAMPLE_CLIENT } from './sample.js';

export interface RegionOptions {
  /** `beijing`, `tianjin` or `hebei`: at whose node to sign in. */
  at: string;
  configDir?: string;
  dataDir?: string;
  client?: string;
  key?: string;
}

/** Where `up` and `init` leave the private key of a client of a node. */
export function clientKeyFile(nodeDataDir: string, client: string): string {
  return join(nodeDataDir, 'clients', `${client}.key.json`);
}

/** Where a node finds the public keys of a client, as its configuration names it. */
export function clientJwksFile(nodeDataDir: string, client: string): string {
  return join(nodeDataDir, 'clients', `${client}.jwks.json`);
}

/**
 * A bearer client of one region's node, from the configuration of that node.
 * @throws CliFailure (usage) for an unknown region, (configuration) where the node has an issuer outside.
 */
export function integratorAt(options: RegionOptions): Integrator {
  const layout = layoutOf(options);
  const place = layout.nodes.find(({ name }) => name === options.at);
  if (!place) {
    const names = layout.nodes.map(({ name }) => name).join(', ');
    throw new CliFailure(ExitCode.usage, `--at ${options.at}: there is ${names}`);
  }
  const { config } = loadConfig(place.configFile, { TONGBAN_DATA_DIR: place.dataDir });
  const clientId = options.client ?? SAMPLE_CLIENT;
  return new Integrator({
    issuer: config.callers.issuer.url,
    endpoint: config.callers.audience,
    clientId,
    keyFile: options.key ?? clientKeyFile(place.dataDir, clientId),
    scope: config.callers.requiredScope,
  });
}
