import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { resolvePaths } from '../../../node/src/config/paths.js';
import { readYaml } from '../../../node/src/config/read-yaml.js';
import type { NodePlace } from './layout.js';

/**
 * The region's configuration without the demo's exception from the second factor, beside its data: what a node does that is told
 * nothing. The original was read before and holds.
 */
export function withSecondFactor<P extends NodePlace>(place: P): P {
  const folders = { config: dirname(place.configFile), data: place.dataDir };
  const value = resolvePaths(readYaml(readFileSync(place.configFile)).value, folders, () => undefined) as {
    callers: { secondFactor?: unknown };
  };
  delete value.callers.secondFactor;
  mkdirSync(place.dataDir, { recursive: true });
  const configFile = join(place.dataDir, 'node.yaml');
  writeFileSync(configFile, stringify(value));
  return { ...place, configFile };
}
