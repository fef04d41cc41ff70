import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** The browser inside an npm package: nothing to install by hand. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: unpacked(), args: chromium.args, headless: true });
}

/**
 * The package unpacks into the machine's temporary folder, where another user's browser may lie already. So it does in
 * a process whose temporary folder is this user's own: within the test runner the environment cannot be changed for it.
 */
function unpacked(): string {
  const own = join(tmpdir(), `tongban-browser-${userInfo().uid}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const print =
    'const { default: c } = await import("@sparticuz/chromium"); console.log(await c.executablePath());';
  return execFileSync(process.execPath, ['--input-type=module', '-e', print], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, TMPDIR: own },
    encoding: 'utf8',
  }).trim();
}
