import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Rules of WCAG 2.2 A and AA, those that axe has switched off unless asked (size of targets) among them. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; html: string; any: { message: string }[] }[];
}

/** What axe finds on a page that keeps somebody from working with it: serious and critical faults, none excepted. */
export async function barriers(page: Page): Promise<string[]> {
  await page.mouse.move(0, 0); // what the pointer is over has other colours
  // What is about to open is half transparent.
  const moving = page.locator('[class*="ant-motion-"]');
  while ((await moving.count()) > 0) await moving.first().waitFor({ state: 'detached' });
  // By the browser's own protocol: pages forbid what evaluates texts.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(RULES)} })`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return (result.value as { violations: Violation[] }).violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, html, any }) =>
          `${id}: ${target.join(' ')} ${html.slice(0, 200)} ${any[0]?.message.slice(0, 200) ?? ''}`,
      ),
    );
}

/** {@link barriers} in light and in dark colours; leaves the page in light ones. */
export async function barriersInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-look=${colorScheme}]`).waitFor({ state: 'attached' });
    found.push(...(await barriers(page)).map((one) => `${colorScheme} ${one}`));
  }
  return found;
}
