import type { Package } from '../package/index.js';
import { resolveLocation } from '../package/index.js';

/**
 * The file that a location names. Some writers leave out the leading `/` of a path from the root, so what is not found
 * beside the file that names it is looked for there.
 * @throws Refusal PACKAGE_PATH_ESCAPE
 */
export function locate(files: Package, location: string, from: string): string {
  const beside = resolveLocation(location, from);
  if (files.has(beside)) return beside;
  const fromRoot = resolveLocation(location, '');
  return files.has(fromRoot) ? fromRoot : beside;
}
