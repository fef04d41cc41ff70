// Builds the package @tongban/client into libs/client/dist: bundled ESM, types, package.json. `npm run build:client`.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '../..');
const dist = join(here, 'dist');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'operations'), { recursive: true });

const { metafile } = await build({
  entryPoints: [join(here, 'src/index.ts'), join(here, 'src/peer.ts')],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  conditions: ['tongban-source'],
  external: ['node:*', ...Object.keys(own.dependencies)],
  sourcemap: true,
  metafile: true,
  logLevel: 'error',
});

execFileSync(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(here, 'tsconfig.types.json')],
    ...['--outDir', join(dist, 'types')],
  ],
  { stdio: 'inherit' },
);

// Exactly what the bundle imports is what a reader of the package has to install.
const used = new Set(
  Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((one) => one.external && !one.path.startsWith('node:'))
    .map((one) =>
      one.path
        .split('/')
        .slice(0, one.path.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
);
const entry = (name) => ({ types: `./types/libs/client/src/${name}.d.ts`, default: `./${name}.js` });
writeFileSync(
  join(dist, 'package.json'),
  `${JSON.stringify(
    {
      name: '@tongban/client',
      version: own.version,
      description: 'Client of Tongban exchange nodes: typed lookups of e-licences across regions',
      license: own.license,
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20.19' },
      exports: {
        '.': entry('index'),
        './peer': entry('peer'),
        './operations/manifest.json': './operations/manifest.json',
      },
      // The declarations of the libraries inside name one another by these.
      imports: { '#libs/*': { types: './types/libs/*/src/index.d.ts' } },
      dependencies: Object.fromEntries([...used].sort().map((name) => [name, `^${own.dependencies[name]}`])),
    },
    null,
    2,
  )}\n`,
);
copyFileSync(join(here, 'README.md'), join(dist, 'README.md'));
copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
copyFileSync(join(here, 'operations/manifest.json'), join(dist, 'operations/manifest.json'));
