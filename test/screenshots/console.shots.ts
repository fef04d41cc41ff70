import { jest } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { CLIENT_ROLES, type ClientRole } from '../../apps/node/src/callers/index.js';
import { openConsolePage, shot, signIn } from '../support/console.js';
import { addressOf, pagesOf, settled, type ListedPage } from '../support/console-pages.js';
import { startConsoleStage, type ConsoleStage } from '../support/console-stage.js';
import { STEPS } from './steps.js';

jest.setTimeout(900_000);

/** Roles with an account of their own: systems do not sign in to the console. */
const ROLES = CLIENT_ROLES.filter((role) => role !== 'integrator');
const ROWS = 10_000;

const LOOKS = [
  { name: 'zh', language: 'zh-CN', width: 1280, colorScheme: 'light' },
  { name: 'zh-dark', language: 'zh-CN', width: 1280, colorScheme: 'dark' },
  { name: 'zh-narrow', language: 'zh-CN', width: 390, colorScheme: 'light' },
  { name: 'zh-narrow-dark', language: 'zh-CN', width: 390, colorScheme: 'dark' },
  { name: 'en', language: 'en', width: 1280, colorScheme: 'light' },
  { name: 'en-narrow', language: 'en', width: 390, colorScheme: 'light' },
] as const;

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await startConsoleStage({ rows: ROWS });
}, 300_000);
afterAll(async () => {
  await stage?.stop();
});

const nameOf = (role: string, { path }: ListedPage): string => `${role}.${path.replaceAll(/[/:]+/g, '-')}`;

async function look(page: Page, { language, width, colorScheme }: (typeof LOOKS)[number]): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await page.evaluate(`localStorage.setItem('tongban.language', '${language}')`);
}

/** What a layout that broke would show: something wider than the window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

const REFUSED = JSON.stringify({
  data: null,
  errors: [
    {
      message: 'x',
      extensions: {
        code: 'STORE_UNAVAILABLE',
        message: 'The store cannot be reached.',
        advice: 'Try again in a minute.',
        messageZh: '数据存储暂时不可用。',
        adviceZh: '请一分钟后重试。',
      },
    },
  ],
});
const refuse = (route: Route): Promise<void> =>
  route.fulfill({ contentType: 'application/graphql-response+json', body: REFUSED });

describe.each(ROLES)('the pages of a %s', (role: ClientRole) => {
  it('in both languages, wide and narrow, light and dark, and as they are in each state', async () => {
    const wide: string[] = [];
    const unseen: string[] = [];
    const { page, problems, close } = await openConsolePage(stage.node);
    await shot(page, 'sign-in.zh');
    await signIn(page, stage.accounts.beijing.credentials(role));
    for (const listed of await pagesOf(role)) {
      await look(page, LOOKS[0]);
      const address = await addressOf(page, stage.node.publicUrl, listed.path);
      if (address === undefined) {
        unseen.push(listed.path);
        continue;
      }
      const name = nameOf(role, listed);
      for (const one of LOOKS) {
        await look(page, one);
        await page.goto(address);
        await settled(page);
        await shot(page, `${name}.${one.name}`);
        if ((await overflow(page)) > 0) wide.push(`${name}.${one.name}`);
      }
      await look(page, LOOKS[0]);
      for (const step of STEPS[listed.path] ?? []) {
        await page.goto(address);
        await settled(page);
        await step.go(page, stage);
        await shot(page, `${name}.${step.name}`);
      }
      await page.route('**/graphql', refuse);
      await page.goto(address);
      await settled(page);
      await shot(page, `${name}.refused`);
      await page.unroute('**/graphql');
      await page.route('**/graphql', () => undefined); // never answered
      await page.goto(address);
      await page.locator('h1, .ant-spin, .ant-skeleton').first().waitFor();
      await shot(page, `${name}.waiting`);
      await page.unroute('**/graphql');
    }
    await close();
    if (unseen.length > 0) console.log(`${role}: nothing leads to ${unseen.join(', ')}`);
    expect(wide).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('where there is nothing yet', async () => {
    const { page, close } = await openConsolePage(stage.empty);
    await signIn(page, stage.accounts.hebei.credentials(role));
    for (const listed of await pagesOf(role)) {
      if (listed.path.includes(':')) continue;
      await page.goto(`${stage.empty.publicUrl}/console/${listed.path}`);
      await settled(page);
      await shot(page, `${nameOf(role, listed)}.empty`);
    }
    await close();
  });
});
