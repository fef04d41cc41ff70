// Bundles the GraphiQL page into dist/. `--if-stale` does nothing where the bundle fits its inputs: it takes longer
// than the rest of the build, and its inputs hardly ever change.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');
const page = join(import.meta.dirname, 'page');
const out = join(root, 'dist/apps/node/src/graphiql/page');
const read = (path) => readFileSync(path, 'utf8');

const inputs = createHash('sha256');
for (const file of ['page/main.js', 'page/page.css', 'bundle.mjs'])
  inputs.update(read(join(import.meta.dirname, file)));
for (const name of ['graphiql', '@graphiql/react', 'graphql', 'react', 'react-dom'])
  inputs.update(`${name}@${JSON.parse(read(join(root, 'node_modules', name, 'package.json'))).version}`);
const stamp = inputs.digest('hex');
const stampFile = join(out, 'stamp');

function isFresh() {
  try {
    return read(stampFile) === stamp;
  } catch {
    return false;
  }
}

if (!process.argv.includes('--if-stale') || !isFresh()) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(page, 'main.js')],
    outfile: join(out, 'graphiql.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff': 'dataurl', '.woff2': 'dataurl' },
    legalComments: 'eof',
    logLevel: 'error',
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(stampFile, stamp);
}
