import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';
import { Font, subsetFont } from '#libs/typesetting';

const PACKAGED = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';

/** Given by the package for scraping: a browser of a test holds the rules that an attack has to get past. */
const DISARMED = '--disable-web-security';

/** The package's way: one process for all, which ends with the first context that is closed. */
const ONE_PROCESS = ['--single-process', '--no-zygote'];

/**
 * The browser inside an npm package: nothing to install by hand.
 * @param options.processes one for each page: they draw side by side, and contexts come and go
 */
export async function launchBrowser({ processes = false } = {}): Promise<Browser> {
  const launch = (): Promise<Browser> =>
    playwright.launch({
      executablePath: unpacked(),
      args: chromium.args.filter((arg) => arg !== DISARMED && !(processes && ONE_PROCESS.includes(arg))),
      headless: true,
      env: { ...(process.env as Record<string, string>), FONTCONFIG_FILE: fonts() },
    });
  // With processes of its own it now and then falls over as it starts, and comes up when it is asked again.
  return processes ? launch().catch(launch) : launch();
}

/** The packages' fonts alone: a page looks the same on every machine, whatever is installed there. */
function fonts(): string {
  const file = join(own(), 'fonts.conf');
  writeFileSync(
    file,
    `<fontconfig>
  <dir>${own()}/fonts</dir><dir>${packaged()}</dir>
  <cachedir>${own()}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>`,
  );
  return file;
}

/**
 * The packaged font, mended: as it comes, some of its holes run the wrong way and are filled, so that 回 is a black box
 * on every page without a font of its own (signing in, the identity platform).
 */
function packaged(): string {
  const folder = join(own(), 'mended-fonts');
  const file = join(folder, 'zcool-xiaowei.ttf');
  if (existsSync(file)) return folder;
  mkdirSync(folder, { recursive: true });
  const font = new Font(readFileSync(createRequire(import.meta.url).resolve(PACKAGED)), { rewind: true });
  const characters = Array.from({ length: 0xffff - 0x20 }, (_, n) => String.fromCodePoint(n + 0x20));
  const written = `${file}.${String(process.pid)}`;
  writeFileSync(
    written,
    subsetFont(
      font,
      characters.filter((character) => font.has(character)),
    ).bytes,
  );
  renameSync(written, file);
  return folder;
}

function own(): string {
  const folder = join(tmpdir(), `tongban-browser-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * The package unpacks into the machine's temporary folder, where another user's browser may lie already. So it does in
 * a process whose temporary folder is this user's own: within the test runner the environment cannot be changed for it.
 */
function unpacked(): string {
  const print =
    'const { default: c } = await import("@sparticuz/chromium"); console.log(await c.executablePath());';
  return execFileSync(process.execPath, ['--input-type=module', '-e', print], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, TMPDIR: own() },
    encoding: 'utf8',
  }).trim();
}
