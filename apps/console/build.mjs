// Builds the console into dist/apps/console and packs each file. `--if-stale` does nothing where what was built fits its
// inputs: sources, operations, the versions of what goes in.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const root = join(here, '../..');
const out = join(root, 'dist/apps/console');
const stampFile = join(out, 'stamp');
const LIBRARIES = ['evidence', 'audit-log', 'federation', 'exchange', 'jws', 'pki', 'codes', 'errors'];
const PACKAGES = [
  'antd',
  '@ant-design/icons',
  'react',
  'react-dom',
  'react-router',
  'echarts',
  'dayjs',
  'qr',
  'vite',
];

function* filesIn(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesIn(path);
    else if (!name.endsWith('.spec.ts')) yield path;
  }
}

function stampOfInputs() {
  const hash = createHash('sha256');
  for (const folder of [join(here), ...LIBRARIES.map((name) => join(root, 'libs', name, 'src'))])
    for (const file of filesIn(folder)) hash.update(file.slice(root.length)).update(readFileSync(file));
  hash.update(readFileSync(join(root, 'apps/node/schema.graphql')));
  for (const name of PACKAGES)
    hash.update(
      `${name}@${JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version}`,
    );
  return hash.digest('hex');
}

const stamp = stampOfInputs();
const isFresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (!process.argv.includes('--if-stale') || !isFresh) {
  const { build } = await import('vite');
  await build({ configFile: join(here, 'vite.config.ts') });
  const assets = join(out, 'assets');
  for (const name of readdirSync(assets)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const bytes = readFileSync(join(assets, name));
    writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, { params }));
  }
  writeFileSync(stampFile, stamp);
}
