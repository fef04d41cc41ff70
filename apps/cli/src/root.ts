import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder: the nearest one above this file that holds package.json (from source and from dist/). */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The compiled entry points that `up` starts as processes of their own. */
export const NODE_MAIN = join(ROOT, 'dist/apps/node/src/main.js');
export const IDENTITY_MAIN = join(ROOT, 'dist/apps/identity/src/main.js');
export const DEPARTMENTS_MAIN = join(ROOT, 'dist/apps/departments/src/main.js');
export const ANCHOR_MAIN = join(ROOT, 'dist/apps/anchor/src/main.js');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no package.json above the program');
  return findRoot(parent);
}
