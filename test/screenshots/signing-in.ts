import type { Browser, Page } from 'playwright-core';
import { codeAt, stepOf } from '#libs/totp';
import { fromBase32 } from '../support/base32.js';
import { openConsolePage, shot } from '../support/console.js';
import { settled } from '../support/console-pages.js';
import type { ConsoleStage } from '../support/console-stage.js';
import { faultsOf } from './page-checks.js';

const LOOKS = [
  { name: 'wide', width: 1280, colorScheme: 'light' },
  { name: 'wide-dark', width: 1280, colorScheme: 'dark' },
  { name: 'narrow', width: 390, colorScheme: 'light' },
] as const;

/** What everybody passes who signs in, in one language: the console's door, the issuer's pages, the platform's. */
export async function signingIn(
  stage: ConsoleStage,
  browser: Browser,
  language: 'zh' | 'en',
): Promise<string[]> {
  const faults: string[] = [];
  const inWords = language === 'en' ? 'en' : 'zh-CN';
  const opened = await openConsolePage(stage.empty, { browser });
  const { page } = opened;
  page.setDefaultTimeout(20_000);
  const looks = async (name: string, at: Page = page): Promise<void> => {
    for (const { name: suffix, width, colorScheme } of LOOKS) {
      await at.setViewportSize({ width, height: 900 });
      await at.emulateMedia({ colorScheme });
      const picture = `${name}.${language}.${suffix}`;
      for (const fault of await faultsOf(at, inWords, new Set())) faults.push(`${picture}: ${fault}`);
      await shot(at, picture);
    }
  };
  if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
  await settled(page);
  await looks('nobody.door');
  await page.locator('main a[href*="/console/sign-in"]').first().click();
  const {
    username,
    password,
  } = // Who set up a second factor is asked for it from then on.
    stage.accounts.hebei.credentials(language === 'zh' ? 'integrator' : 'handler');
  const enter = async (
    secret: string,
    button = page.locator('form button[type=submit]').first(),
  ): Promise<void> => {
    await page.fill('input[name=username]', username);
    await page.fill('input[name=password]', secret);
    await button.click();
  };
  await page.locator('input[name=username]').waitFor();
  await looks('nobody.sign-in');
  await enter('wrong');
  await page.locator('[role=alert]').first().waitFor();
  await looks('nobody.sign-in-wrong');
  await enter(password);
  await page.waitForURL(/\/oidc\/interaction\/|\/console\/[a-z]/);
  if (page.url().includes('/oidc/')) {
    await looks('nobody.consent');
    await page.locator('form button[type=submit]').first().click();
  }
  await page.waitForURL(/\/console\/[a-z]/);
  if (language === 'zh') {
    // Once: afterwards the person has a second factor.
    await page.goto(`${stage.empty.publicUrl}/console/sign-in?to=%2Fconsole%2Faccount&lang=zh-CN&again=1`);
    await page.locator('input[name=password]').waitFor();
    await enter(password, page.locator('button[name=enrol]'));
    await page.locator('code').first().waitFor();
    await looks('nobody.second-factor');
    const secret = fromBase32((await page.locator('code').first().innerText()).replaceAll(' ', ''));
    await page.getByLabel('验证码').fill(codeAt(secret, stepOf(stage.cluster.now())));
    await page.locator('form button[type=submit]').first().click();
    await page.locator('.codes').waitFor();
    await looks('nobody.recovery-codes');
  }
  // A wrong password is answered 401, which the browser tells.
  const problems = opened.problems.filter((problem) => !problem.includes('401'));
  faults.push(...problems.map((problem) => `the browser says: ${problem.slice(0, 300)}`));

  // The identity platform's, where a holder agrees.
  await page.goto(`${stage.authorisation}?lang=${language}`);
  await page.locator('input[name=username]').waitFor();
  await looks('platform.sign-in');
  const { password: own = '' } = stage.identity.passwords.find((one) => one.username === 'citizen') ?? {};
  await page.fill('input[name=username]', 'citizen');
  await page.fill('input[name=password]', own);
  await page.locator('main form button').first().click();
  await page.locator('input[name=code]').waitFor();
  await looks('platform.code');
  if (language === 'zh') {
    // A code counts once.
    const [code = ''] = /\b\d{6}\b/.exec(await page.locator('main').innerText()) ?? [];
    await page.fill('input[name=code]', code);
    await page.locator('main form button').first().click();
    await page.locator('fieldset').first().waitFor();
    await looks('platform.request');
  }
  return faults;
}
