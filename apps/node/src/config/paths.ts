import { isAbsolute, join, resolve } from 'node:path';
import type { Report } from './problem.js';

const DATA_DIR = '${dataDir}';

/**
 * Which values are paths is decided by how they are written, so that a module's schema need not say it:
 * - `./x` and `../x` stand relative to the configuration file's folder,
 * - `${dataDir}` and `${dataDir}/x` stand below the node's data directory,
 * - an absolute path and every other text stay as they are.
 * No other `${...}` exists: one in a value is reported, not left for somebody to trip over.
 */
export function resolvePaths(
  value: unknown,
  folders: { config: string; data: string | undefined },
  report: Report,
  at: PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') return resolveOne(value, folders, report, at);
  if (Array.isArray(value)) {
    return value.map((item, index) => resolvePaths(item, folders, report, [...at, index]));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolvePaths(item, folders, report, [...at, key])]),
    );
  }
  return value;
}

function resolveOne(
  value: string,
  folders: { config: string; data: string | undefined },
  report: Report,
  at: PropertyKey[],
): string {
  if (value === '.' || value === '..' || value.startsWith('./') || value.startsWith('../')) {
    return resolve(folders.config, value);
  }
  if (value === DATA_DIR || value.startsWith(`${DATA_DIR}/`)) {
    if (!folders.data || !isAbsolute(folders.data)) {
      report(at, 'needs the data directory: set TONGBAN_DATA_DIR');
      return value;
    }
    const target = join(folders.data, value.slice(DATA_DIR.length));
    if (target !== folders.data && !target.startsWith(`${folders.data}/`)) {
      report(at, 'leads out of the data directory');
    }
    return target;
  }
  if (value.includes('${')) {
    report(at, 'only ${dataDir} at the beginning of a value is replaced');
  }
  return value;
}
