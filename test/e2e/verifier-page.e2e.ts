import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { EvidenceBundle } from '#libs/evidence';
import { launchBrowser } from '../support/browser.js';
import { makeEvidence } from '../support/evidence.js';

const SLOW = 90_000;
const PAGE = join(import.meta.dirname, '../../dist/libs/evidence/verifier/verifier.html');

/** The page as somebody gets it: one file, opened from a disk, in a browser without a network. */
describe('the verifier page', () => {
  let browser: Browser;
  let folder: string;
  let bundle: EvidenceBundle;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongban-verifier-'));
    const made = await makeEvidence();
    ({ bundle } = made);
    writeFileSync(file('evidence.json'), JSON.stringify(bundle));
    writeFileSync(file('trust-anchor.json'), JSON.stringify(made.anchors[0]));
    browser = await launchBrowser();
  }, SLOW);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  }, SLOW);

  async function open(): Promise<{ page: Page; problems: string[]; requested: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, offline: true });
    const page = await context.newPage();
    const [problems, requested]: [string[], string[]] = [[], []];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(pathToFileURL(PAGE).href);
    return { page, problems, requested };
  }

  it(
    'checks a bundle, asks for the anchor, and then finds it whole; Chinese first, English by a button',
    async () => {
      const { page, problems, requested } = await open();
      await page.setInputFiles('#bundle', file('evidence.json'));
      await page.waitForSelector('.verdict.partial');
      expect(await page.textContent('.verdict h2')).toBe('未发现问题，但证据不完整');
      expect(await page.getAttribute('[data-check="anchor"]', 'class')).toBe('not-checked');

      await page.setInputFiles('#anchor', file('trust-anchor.json'));
      await page.waitForSelector('.verdict.whole');
      expect(await page.$$('.checks .failed, .checks .not-checked')).toEqual([]);
      expect(await page.textContent('dl')).toContain('TJ-2026-000001');
      expect(await page.$$('svg.tree')).toHaveLength(3);
      expect(await page.textContent('figcaption')).toContain('最终');

      await page.click('header button');
      expect(await page.textContent('.verdict h2')).toBe('The evidence is whole and holds');
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      const shot = process.env['VERIFIER_SHOT'];
      if (shot) {
        await page.click('header button');
        await page.screenshot({ path: shot, fullPage: true });
      }
      expect(problems).toEqual([]);
      expect(requested.filter((url) => !url.startsWith('file:'))).toEqual([]);
    },
    SLOW,
  );

  it(
    'names what was tampered with, and shows texts of the file as texts',
    async () => {
      const spoiled = structuredClone(bundle);
      const [entry] = spoiled.sides[1]!.entries;
      entry!.bytes = Buffer.from(
        Buffer.from(entry!.bytes, 'base64')
          .toString()
          .replace('办理企业变更', '<img src=x onerror=alert(1)>'),
      ).toString('base64');
      spoiled.made.by = '<script>alert(1)</script>';
      writeFileSync(file('spoiled.json'), JSON.stringify(spoiled));
      const { page, problems } = await open();
      await page.setInputFiles('#bundle', file('spoiled.json'));
      await page.waitForSelector('.verdict.failed');
      expect(await page.getAttribute('[data-check="inclusion"].failed', 'class')).toBe('failed');
      expect(await page.$$('main img, main script')).toEqual([]);
      expect(await page.textContent('dl')).toContain('<script>alert(1)</script>');

      writeFileSync(file('none.json'), '{"format":"tongban-evidence/9"}');
      await page.setInputFiles('#bundle', file('none.json'));
      await page.waitForSelector('.problem');
      expect(await page.textContent('.problem')).toContain('EVIDENCE_MALFORMED');
      expect(problems).toEqual([]);
    },
    SLOW,
  );

  it('allows itself its own script and nothing else', () => {
    const html = readFileSync(PAGE, 'utf8');
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none'$/,
    );
    expect(html.match(/<(?:script|link|img|iframe)\b[^>]*(?:src|href)=/)).toBeNull();
  });
});
