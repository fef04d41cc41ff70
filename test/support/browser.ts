import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** The browser inside an npm package: nothing to install by hand. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await unpacked(),
    args: chromium.args,
    headless: true,
  });
}

/** The package unpacks into the one temporary folder of the machine, where another user's browser may lie already. */
async function unpacked(): Promise<string> {
  const before = process.env.TMPDIR;
  const own = join(tmpdir(), `tongban-browser-${userInfo().uid}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = own;
  try {
    return await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
