/* `npm run docs:config`: writes the reference page; with --check only compares, for CI. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationReference, undescribedKeys } from './reference.js';
import { nodeConfiguration } from './schema.js';

// Works from dist/ and from source alike: the folder that holds package.json is four or five levels up.
const here = dirname(fileURLToPath(import.meta.url));
const root = here.includes('/dist/') ? here.slice(0, here.lastIndexOf('/dist/')) : join(here, '../../../..');
const target = join(root, 'apps/node/docs/configuration.md');

const page = configurationReference(nodeConfiguration);
const bare = undescribedKeys(nodeConfiguration);
if (bare.length > 0) {
  process.stderr.write(`Keys without a description: ${bare.join(', ')}\n`);
  process.exitCode = 1;
}
if (process.argv.includes('--check')) {
  if (readOrEmpty(target) !== page) {
    process.stderr.write('apps/node/docs/configuration.md is stale: run `npm run docs:config`.\n');
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, page);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
