import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  generateSampleAccounts,
  writeAccountsFile,
  type ClientRole,
  type SampleHolders,
} from '../../apps/node/src/callers/index.js';
import { launchBrowser } from './browser.js';
import { ORGANISATIONS, type TestNode } from './cluster.js';

export interface Accounts {
  /** Of the account that has the role. */
  credentials: (role: ClientRole) => { username: string; password: string };
}

/**
 * Sample accounts of every role at a node; of holders too, where it is said who they are (the citizen comes first).
 * @param department whose the people are who decide cases; of the same organisation unless said
 */
export async function giveAccounts(
  node: TestNode,
  holders?: SampleHolders,
  organisation = ORGANISATIONS[node.name],
  department?: { code: string; name: string },
): Promise<Accounts> {
  const samples = await generateSampleAccounts({
    organisation,
    ...(holders ? { holders } : {}),
    ...(department ? { department } : {}),
  });
  await writeAccountsFile(join(node.dataDir, 'accounts.json'), samples.accounts);
  return {
    credentials: (role) => {
      const found = samples.passwords.find((one) => one.role === role);
      if (!found) throw new Error(`no sample account is ${role}`);
      return found;
    },
  };
}

export interface ConsolePage {
  page: Page;
  context: BrowserContext;
  close: () => Promise<void>;
  /** What the browser complained of: policy violations, errors, warnings of libraries. */
  problems: string[];
  /** Addresses that were asked for. */
  requested: string[];
}

export interface ConsolePageOptions {
  width?: number;
  height?: number;
  path?: string;
  /** One that others use too, which stays open. */
  browser?: Browser;
  /** Of somebody who has signed in. */
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/**
 * In a browser of its own unless one is given: the packaged one runs in a single process, which does not outlive a
 * context that is closed.
 */
export async function openConsolePage(
  node: TestNode,
  { width = 1280, height = 900, path = '/console/', browser: shared, storageState }: ConsolePageOptions = {},
): Promise<ConsolePage> {
  const browser = shared ?? (await launchBrowser());
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...(storageState ? { storageState } : {}),
    ignoreHTTPSErrors: true, // the identity platform's certificate is one of the cluster's own authority
  });
  // A browser in one process, beside real nodes, on a machine that may be busy.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const problems: string[] = [];
  const requested: string[] = [];
  page.on('console', (message) => {
    // The first question whether somebody is signed in is answered 401, which the browser tells.
    const isExpected = message.text().includes('401') && message.location().url.endsWith('/console/session');
    if (['error', 'warning'].includes(message.type()) && !isExpected) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(`${node.publicUrl}${path}`);
  return { page, context, problems, requested, close: () => browser.close() };
}

/** The session's cookie, as a request carries it. */
export async function sessionCookie({ context }: Pick<ConsolePage, 'context'>): Promise<string> {
  const session = (await context.cookies()).find(({ name }) => name.endsWith('tongban-session'));
  return `${session?.name ?? ''}=${session?.value ?? ''}`;
}

export async function signIn(
  page: Page,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.getByRole('link', { name: '登录' }).click();
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.locator('form button[type=submit]').first().click();
  // The issuer asks once whether the console may act for the person.
  await page.waitForURL(/\/(console\/|oidc\/interaction\/)/);
  if (page.url().includes('/oidc/interaction/'))
    await page.locator('form button[type=submit]').first().click();
  await page.waitForURL(/\/console\/[a-z]/);
}

/** The whole page as `$SCREENSHOTS/<name>.png`, where that folder is asked for. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
