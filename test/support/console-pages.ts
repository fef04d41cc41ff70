import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** A page of the console, as apps/console/src/shell/pages.ts lists it. */
export interface ListedPage {
  path: string;
  title?: string;
  roles: readonly string[];
}

/** Every page of the console: what an area adds is among them. The pages themselves are not loaded. */
export async function consolePages(): Promise<readonly ListedPage[]> {
  // By name: the compiler of these files knows no JSX.
  const file = join(import.meta.dirname, '../../apps/console/src/shell/pages.ts');
  return ((await import(file)) as { pages: readonly ListedPage[] }).pages;
}

/** Those of a role, the ones reached by an address of their own first. */
export async function pagesOf(role: string): Promise<ListedPage[]> {
  const pages = (await consolePages()).filter(({ roles }) => roles.includes(role));
  return [
    ...pages.filter(({ path }) => !path.includes(':')),
    ...pages.filter(({ path }) => path.includes(':')),
  ];
}

/** Until the page stands, nothing of it waits for an answer, and its letters are there. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, .ant-alert').first().waitFor();
  const busy = page.locator('.ant-spin-spinning, .ant-skeleton-active, [role=main] [aria-busy=true]');
  while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  // A window that was made narrower is laid out with the next frame, and what answers to that with the one after.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))',
  );
}

/** Paths that a page leads to. */
export function linksTo(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('[role=main] a[href]')].map((link) => new URL(link.href).pathname)`,
  );
}
