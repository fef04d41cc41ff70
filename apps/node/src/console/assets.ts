import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface Asset {
  type: string;
  body: Buffer;
  /** The same, compressed when it was built; absent where that gains nothing. */
  br?: Buffer;
  gzip?: Buffer;
}

export interface BuiltConsole {
  /** The page, with places for the nonce. */
  page: string;
  /** By name below `/console/assets/`; each name carries the hash of its content. */
  assets: ReadonlyMap<string, Asset>;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.graphql': 'text/plain; charset=utf-8',
};

// Compiled code lies beside what was built; code run from its source (tests) finds it in dist/.
const FOLDERS = [
  join(import.meta.dirname, '../../../console'),
  join(import.meta.dirname, '../../../../dist/apps/console'),
];

/**
 * Reads the built console into memory: nothing that a request names is ever a path.
 * @throws Error when it was not built
 */
export function readConsole(): BuiltConsole {
  const folder = FOLDERS.find(
    (path) => existsSync(join(path, 'index.html')) && existsSync(join(path, 'stamp')),
  );
  if (!folder) throw new Error('the console was not built: run npm run build');
  const names = readdirSync(join(folder, 'assets'));
  const assets = names
    .filter((name) => TYPES[extname(name)] !== undefined)
    .map((name): [string, Asset] => {
      const file = join(folder, 'assets', name);
      const packed = (suffix: string): Buffer | undefined =>
        names.includes(`${name}${suffix}`) ? readFileSync(`${file}${suffix}`) : undefined;
      const br = packed('.br');
      const gzip = packed('.gz');
      return [
        name,
        {
          type: TYPES[extname(name)] ?? '',
          body: readFileSync(file),
          ...(br ? { br } : {}),
          ...(gzip ? { gzip } : {}),
        },
      ];
    });
  return { page: readFileSync(join(folder, 'index.html'), 'utf8'), assets: new Map(assets) };
}

/** The best form that the browser takes (RFC 9110 §12.5.3); a weight of nought means no. */
export function chosenForm(asset: Asset, accepted: string | undefined): { body: Buffer; encoding?: string } {
  const takes = (name: string): boolean =>
    (accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => part.trim().split(';'))
      .some(([coding, ...rest]) => coding === name && !rest.some((one) => /^\s*q=0(\.0*)?\s*$/.test(one)));
  if (asset.br && takes('br')) return { body: asset.br, encoding: 'br' };
  if (asset.gzip && takes('gzip')) return { body: asset.gzip, encoding: 'gzip' };
  return { body: asset.body };
}

const MANIFESTS = [
  '../../../console/operations/manifest.json',
  '../../../../../apps/console/operations/manifest.json',
].map((path) => join(import.meta.dirname, path));

/** The console's operations by hash: they are registered, so that it works on nodes that take no free-form ones. */
export function consoleDocuments(): Record<string, string> {
  const file = MANIFESTS.find((path) => existsSync(path));
  if (file === undefined) throw new Error("the console's operations are missing: run npm run codegen");
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
