// `npm run console:weights`: what each page of the console weighs, and how soon it shows itself in a real browser. Fails
// where the first page weighs more than it may. `--write` puts the tables into README.md. Fonts are not counted: browsers
// fetch the pieces of them that a page's text needs, and most have one of their own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIMIT = 250_000;
const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist/apps/console');
const manifest = JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8'));
const sizes = new Map();

/** Bytes of a built file as it is sent. */
function sizeOf(file, suffix) {
  const path = `${file}${suffix}`;
  if (!sizes.has(path)) sizes.set(path, readFileSync(join(built, path)).length);
  return sizes.get(path);
}

/** Files that a chunk needs before it runs, without those that are there already. */
function filesOf(key, there = new Set(), seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return new Set();
  seen.add(key);
  const files = new Set([chunk.file, ...(chunk.css ?? [])].filter((file) => !there.has(file)));
  for (const needed of chunk.imports ?? []) for (const file of filesOf(needed, there, seen)) files.add(file);
  return files;
}

const weigh = (files) => ({
  gzip: [...files].reduce((sum, file) => sum + sizeOf(file, '.gz'), 0),
  brotli: [...files].reduce((sum, file) => sum + sizeOf(file, '.br'), 0),
});
const kilo = (bytes) => (bytes / 1000).toFixed(1);

const entry = filesOf('index.html');
const first = weigh(entry);
const frame = filesOf('src/shell/Shell.tsx', entry);
const framed = new Set([...entry, ...frame]);
const shell = weigh(framed);
const routes = Object.keys(manifest)
  .filter((key) => /^src\/[a-z]+\/.*Page\.tsx$/.test(key))
  .sort()
  .map((key) => {
    const own = weigh(filesOf(key, framed));
    return { page: key.replace(/^src\//, '').replace(/\.tsx$/, ''), own, total: shell.gzip + own.gzip };
  });
const later = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry && !/(Page|Shell)\.tsx$|\.css$/.test(key))
  .sort()
  .map((key) => ({
    page: key.replace(/^.*node_modules\/|^src\/|^\.\.\/\.\.\//, ''),
    own: weigh(filesOf(key, framed)),
  }));

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const weights = table(
  ['page', 'own gzip (kB)', 'own brotli (kB)', 'in all, gzip (kB)'],
  [
    ['first page (sign-in)', kilo(first.gzip), kilo(first.brotli), kilo(first.gzip)],
    [
      'frame, once signed in',
      kilo(shell.gzip - first.gzip),
      kilo(shell.brotli - first.brotli),
      kilo(shell.gzip),
    ],
    ...routes.map(({ page, own, total }) => [page, kilo(own.gzip), kilo(own.brotli), kilo(total)]),
    ...later.map(({ page, own }) => [`${page} (when asked for)`, kilo(own.gzip), kilo(own.brotli), '']),
  ],
);
console.log(`${weights}\n`);

const timings = measured();
if (timings) console.log(`${timings}\n`);
if (process.argv.includes('--write')) {
  const file = join(import.meta.dirname, 'README.md');
  const text = readFileSync(file, 'utf8');
  const place = /(<!-- weights -->)[\s\S]*(<!-- \/weights -->)/;
  if (!place.test(text)) throw new Error('README.md has no place for the tables');
  writeFileSync(file, text.replace(place, `$1\n\n${weights}\n\n${timings}\n\n$2`));
}
if (first.gzip > LIMIT) {
  console.error(`the first page weighs ${kilo(first.gzip)} kB, more than ${kilo(LIMIT)}`);
  process.exitCode = 1;
}

/** A table of what a browser saw, pages of a real node; medians of several visits. */
function measured() {
  const told = join(mkdtempSync(join(tmpdir(), 'tongban-timings-')), 'timings.json');
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const { status } = spawnSync(
    process.execPath,
    [...jest, '--selectProjects', 'timings', '--ci', '--forceExit', '--silent'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TIMINGS: told } },
  );
  if (status !== 0) throw new Error('the browser measured nothing');
  return table(
    [
      'page',
      'first paint with content (ms)',
      'largest paint (ms)',
      'rows there (ms)',
      'longest task (ms)',
      'a click answered (ms)',
    ],
    JSON.parse(readFileSync(told, 'utf8')).map((one) => [
      one.page,
      ...[one.fcp, one.lcp, one.ready, one.longestTask, one.interaction].map((ms) =>
        ms === null ? '—' : String(Math.round(ms)),
      ),
    ]),
  );
}
