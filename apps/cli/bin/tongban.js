#!/usr/bin/env node
// Plain JavaScript for whatever Node the host has: builds dist/ where it is absent or older than the sources, then
// goes on under the Node that npm installed (node_modules/node), which the rest of the program needs.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const main = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');
const modules = join(root, 'node_modules');
const WANTED_MAJOR = 24;

if (!existsSync(modules)) fail('node_modules is missing: run `npm ci` first.', 4);
if (isStale()) build();
if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) {
  // Halves a cold start. In the project, not in the common temporary folder: compiled code must be one's own.
  module.enableCompileCache?.(join(modules, '.cache', 'tongban'));
  await import(pathToFileURL(main).href);
} else reexecute();

/** True where a source is newer than what was made of it. A deleted source leaves a harmless file behind. */
function isStale() {
  return ['apps', 'libs'].some((folder) => staleBelow(folder));
}

function staleBelow(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && staleBelow(path)) return true;
    } else if (/\.ts$/.test(entry.name) && !/\.(spec|d)\.ts$/.test(entry.name)) {
      const made = statSync(join(root, 'dist', path.replace(/\.ts$/, '.js')), { throwIfNoEntry: false });
      if (!made || made.mtimeMs < statSync(join(root, path)).mtimeMs) return true;
    }
  }
  return false;
}

function build() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const made = spawnSync('sh', ['-c', scripts.build], {
    cwd: root,
    env: { ...process.env, PATH: join(modules, '.bin') + delimiter + process.env.PATH },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (made.status !== 0) {
    if (existsSync(main)) process.stderr.write('tongban: the build failed; going on with the last one.\n');
    else fail('the build failed.', 70);
  }
}

function reexecute() {
  const node = join(modules, 'node', 'bin', 'node');
  if (!existsSync(node)) fail(`Node ${WANTED_MAJOR} is missing: run \`npm ci\` without --ignore-scripts.`, 4);
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // At a terminal the child hears Ctrl-C twice, from it and from here; it takes two so close together for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message, 4));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code);
  });
}

function fail(message, code) {
  process.stderr.write(`tongban: ${message}\n`);
  process.exit(code);
}
