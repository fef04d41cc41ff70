import { join, resolve } from 'node:path';
import { ROOT } from '../root.js';

/** A process that `up` starts. */
export interface Place {
  /** `anchor`, `beijing`, ...: names the configuration file, the data folder and the database. */
  name: string;
  configFile: string;
  dataDir: string;
  logFile: string;
}

export interface NodePlace extends Place {
  /** Database name in the embedded or given PostgreSQL. */
  database: string;
}

/** Where everything of one run stands. Only what is below `dataDir` is ever deleted by `--fresh`. */
export interface Layout {
  dataDir: string;
  configDir: string;
  certsDir: string;
  /** The sample PKI for seals and signatures. */
  sealsDir: string;
  postgresHome: string;
  /** Which processes belong to the run; outlives a crash. */
  stateFile: string;
  anchor: Place;
  /** The sample identity platform. */
  identity: Place;
  /** The sample departments. */
  departments: Place;
  nodes: readonly NodePlace[];
}

/** The three regions of the demo, in the order in which they are listed. */
export const REGIONS = ['beijing', 'tianjin', 'hebei'] as const;

export function layoutOf(options: { dataDir?: string; configDir?: string } = {}): Layout {
  const dataDir = resolve(options.dataDir ?? join(ROOT, '.data'));
  const configDir = resolve(options.configDir ?? join(ROOT, 'config'));
  const place = (name: string): Place => ({
    name,
    configFile: join(configDir, `${name}.yaml`),
    dataDir: join(dataDir, name),
    logFile: join(dataDir, name, 'node.log'),
  });
  return {
    dataDir,
    configDir,
    // As the configuration files name it, relative to themselves.
    certsDir: join(configDir, '..', 'certs-sample'),
    sealsDir: join(configDir, '..', 'certs-sample', 'seals'),
    postgresHome: join(dataDir, 'postgres'),
    stateFile: join(dataDir, 'up.json'),
    anchor: place('anchor'),
    identity: place('identity'),
    departments: place('departments'),
    nodes: REGIONS.map((name) => ({ ...place(name), database: `tongban_${name}` })),
  };
}
