import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CLIENT_ROLES, type ClientRole } from '../../apps/node/src/callers/index.js';
import { codeAt, stepOf } from '#libs/totp';
import { barriers, barriersInBoth } from '../support/barriers.js';
import { openConsolePage, shot, signIn } from '../support/console.js';
import { pagesOf, settled } from '../support/console-pages.js';
import { startConsoleStage, type ConsoleStage } from '../support/console-stage.js';
import { subjectsOf } from '../support/console-stage/subjects.js';
import { fromBase32 } from '../support/base32.js';

jest.setTimeout(240_000);

/** Approvers and supervisors have the pages of handlers; security administrators sign in with two factors, see below. */
const ROLES = CLIENT_ROLES.filter(
  (role) => !['approver', 'supervisor', 'securityAdministrator'].includes(role),
);

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await startConsoleStage({ secondFactor: ['securityAdministrator'] });
}, 180_000);
afterAll(async () => {
  await stage?.stop();
});

/** What is wrong with any page of a role that has signed in: barriers in light and in dark, wider than a telephone. */
async function faultsOf(page: Page, role: ClientRole): Promise<string[]> {
  const found: string[] = [];
  const subjects = subjectsOf(stage, role);
  for (const { path } of await pagesOf(role)) {
    const shown = path.includes(':') ? (subjects[path]?.[0]?.path ?? '') : path;
    if (shown === '') {
      // Of a check that another body began. Of anything else the stage would have to have something.
      expect([role, path]).toEqual(['handler', 'checks/:id']);
      continue;
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${stage.node.publicUrl}/console/${shown}`);
    await settled(page);
    found.push(...(await barriersInBoth(page)).map((one) => `${path} ${one}`));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('.ant-layout-sider').waitFor({ state: 'detached' });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (wide > 0) found.push(`${path} is ${String(wide)} pixels wider than a telephone`);
  }
  return found;
}

describe('a role that needs a second factor', () => {
  it('sets it up at its first sign-in, on pages that axe finds nothing on, and is asked for it after', async () => {
    const { page, context, close } = await openConsolePage(stage.node, { width: 390 });
    const { username, password } = stage.accounts.beijing.credentials('securityAdministrator');
    const withPassword = async (): Promise<void> => {
      await page.getByRole('link', { name: '登录' }).click();
      await page.fill('input[name=username]', username);
      await page.fill('input[name=password]', password);
      await page.getByRole('button', { name: '登录', exact: true }).click();
    };
    await withPassword();
    await page.getByRole('heading', { name: '设置动态验证码' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await shot(page, 'second-factor-enrol');
    const secret = fromBase32((await page.locator('code').innerText()).replaceAll(' ', ''));
    await page.getByLabel('验证码').fill(codeAt(secret, stepOf(stage.cluster.now())));
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByRole('heading', { name: '请保存恢复码' }).waitFor();
    const [recovery = '', another = ''] = await page.locator('.codes code').allInnerTexts();
    expect(await barriers(page)).toEqual([]);
    await shot(page, 'second-factor-recovery');
    await page.getByRole('button', { name: '我已保存' }).click();
    await page.locator('form button[type=submit]').first().click(); // consent
    await page.waitForURL(/\/console\/[a-z]/);
    await page.goto(`${stage.node.publicUrl}/console/account`);
    await page.getByText('密码和第二因素').waitFor();
    expect(await faultsOf(page, 'securityAdministrator')).toEqual([]);

    await context.clearCookies();
    await page.goto(`${stage.node.publicUrl}/console/`);
    await withPassword();
    await page.getByRole('heading', { name: '动态验证码' }).waitFor();
    await page.getByLabel('验证码').fill('000000');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByText('动态验证码不正确或已使用过').waitFor();
    expect(await barriers(page)).toEqual([]);
    await shot(page, 'second-factor-code');
    await page.getByLabel('验证码').fill(recovery);
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByRole('button', { name: '同意' }).click();
    await page.waitForURL(/\/console\/[a-z]/);

    await page.goto(`${stage.node.publicUrl}/console/account`);
    await page.getByRole('link', { name: '管理通行密钥与动态验证码' }).click();
    await page.fill('input[name=username]', username);
    await page.fill('input[name=password]', password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByLabel('验证码').fill(another);
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByRole('heading', { name: '管理第二因素' }).waitFor();
    await page.getByText('通行密钥只能用于域名').waitFor();
    expect(await barriers(page)).toEqual([]);
    await shot(page, 'second-factor-manage');
    await page.getByRole('button', { name: '完成' }).click();
    await page.waitForURL(/\/console\/account/);
    await close();
  });
});

describe.each(ROLES)('the pages of a %s', (role) => {
  it('have nothing serious that axe finds, nor anything wider than a telephone', async () => {
    const { page, problems, close } = await openConsolePage(stage.node);
    await settled(page);
    const found = (await barriersInBoth(page)).map((one) => `sign-in ${one}`);
    await signIn(page, stage.accounts.beijing.credentials(role));
    found.push(...(await faultsOf(page, role)));
    await close();
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
  });
});
