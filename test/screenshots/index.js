/**
 * `npm run screenshots [-- FOLDER] [--role windowClerk]...`: three real regions with sample data, a real browser, and a picture
 * of every page of every role: in both languages, at 1280 and 390 pixels, light and dark, empty, waiting, refused, and with ten
 * thousand rows. Fails where a page is wider than its window, shows nothing where there is something, says what is not in its
 * language, has characters without glyphs, or makes the browser complain.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { role: { type: 'string', multiple: true } },
});
const [given] = positionals;
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'tongban-screenshots-')) : resolve(given);
mkdirSync(folder, { recursive: true });
const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  'screenshots',
  '--ci',
  '--forceExit',
  '--runInBand',
  ...(values.role === undefined ? [] : ['--testNamePattern', `a (${values.role.join('|')}) `]),
];
const run = spawn(process.execPath, jest, {
  cwd: resolve(import.meta.dirname, '../..'),
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: folder },
});
run.on('exit', (code) => {
  console.log(`${String(readdirSync(folder).length)} pictures in ${folder}`);
  process.exitCode = code ?? 1;
});
