import type { Page } from 'playwright-core';
import { wellKnownSample } from '#libs/licences';
import { CONTEXT } from '../support/ask.js';
import type { ConsoleStage } from '../support/console-stage.js';

/** What there is to see on a page beyond its first sight: a name, and what a person does to see it. */
export interface Step {
  name: string;
  /** Whose step it is, where not everybody's who has the page. */
  roles?: readonly string[];
  go(page: Page, stage: ConsoleStage): Promise<void>;
}

/** The dialog or drawer that a button opens. */
const opens = (name: string, button: string): Step => ({
  name,
  async go(page) {
    // A button's picture is part of its name, before the words.
    await page
      .getByRole('main')
      .getByRole('button', { name: new RegExp(`${button}$`) })
      .first()
      .click();
    await page.getByRole('dialog').last().waitFor();
  },
});

/**
 * By path, as pages.ts has it. A page needs none to be among the pictures: it is opened by its address, and one about
 * something by the first link that leads to it.
 */
export const STEPS: Readonly<Record<string, readonly Step[]>> = {
  'cases/new': [
    {
      name: 'drafted',
      async go(page) {
        await page.getByLabel('查找事项').fill('餐饮');
        await page.getByLabel('查找事项').press('Enter');
        await page.locator('#holder').fill(wellKnownSample('110000').holderCode);
        await page.locator('#holder').press('Enter');
        await page.getByText('申请表').waitFor();
      },
    },
  ],
  cases: [
    {
      name: 'overdue',
      async go(page) {
        await page.getByText('已超期', { exact: true }).click();
        await page.locator('tbody .ant-tag-red').first().waitFor();
      },
    },
  ],
  'cases/:id': [{ ...opens('ask-correction', '告知补正'), roles: ['windowClerk', 'handler'] }],
  'checks/new': [
    {
      name: 'form',
      async go(page) {
        await page.getByLabel('查找事项').fill('破产');
        await page.getByLabel('查找事项').press('Enter');
        await page.getByLabel('企业名称').waitFor();
      },
    },
  ],
  findings: [opens('triage', '解决')],
  entries: [
    {
      name: 'scrolled',
      async go(page) {
        for (let turn = 0; turn < 3; turn += 1) {
          await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
          await page.waitForTimeout(300);
        }
      },
    },
    {
      name: 'none-found',
      async go(page) {
        await page.getByLabel('办件编号').fill('TJ-0000-000000');
        await page.getByLabel('办件编号').press('Enter');
        await page.getByText('没有符合条件的条目').waitFor();
      },
    },
    opens('export', '导出'),
  ],
  'entries/:id': [
    {
      name: 'verified',
      async go(page) {
        await page.getByRole('button', { name: '在本页逐步验证' }).click();
        await page.getByText(/\d+ 项核验通过/).waitFor({ timeout: 30_000 });
      },
    },
    {
      name: 'seals',
      async go(page) {
        await page.getByRole('button', { name: '重新验证并查看印章' }).click();
        await page.getByText('当前验证结论').waitFor({ timeout: 30_000 });
      },
    },
  ],
  samples: [opens('new', '新建抽样')],
  'samples/:id': [opens('judge', '初审')],
  agreements: [
    opens('form', '提出变更'),
    opens('refuse', '否决'),
    {
      name: 'removal',
      async go(page) {
        await page.getByRole('button', { name: '删除' }).first().click();
        await page.getByRole('region', { name: '拟提交的变更' }).waitFor();
      },
    },
  ],
  connection: [
    {
      name: 'tested',
      async go(page) {
        await page.goto(new URL('federation', page.url()).href);
        await page.getByRole('link', { name: '测试连接' }).first().click();
        await page.getByRole('button', { name: '开始测试' }).click();
        await page
          .getByText(/连接正常|中断于/)
          .first()
          .waitFor({ timeout: 30_000 });
      },
    },
  ],
  work: [opens('give-up', '放弃')],
  explain: [
    {
      name: 'explained',
      async go(page, { refusedRequest }) {
        await page.getByLabel('请求编号').fill(refusedRequest);
        await page.getByRole('button', { name: '诊断' }).click();
        await page.getByRole('region', { name: '本节点记载' }).waitFor();
      },
    },
  ],
  authorise: [
    {
      name: 'code-and-preview',
      async go(page, { code }) {
        const buffer = code;
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer });
        await page.getByText('该码指向').waitFor();
        await page.getByLabel('证照类型').fill('身份证');
        await page.getByLabel('证照类型').press('Enter');
        await page.getByLabel('事项编码').fill(CONTEXT.itemCode);
        await page.getByRole('button', { name: '查看' }).click();
        await page.getByText('须经您同意').waitFor();
      },
    },
  ],
  'my-access': [
    {
      name: 'verified',
      async go(page) {
        await page.getByText('日志证明').first().click();
        await page.getByRole('button', { name: '在本页验证' }).first().click();
        await page.getByText(/条目 [\d,]+ 在有 [\d,]+ 个条目的日志中/).waitFor();
      },
    },
  ],
  'my-objections': [
    {
      name: 'form',
      async go(page) {
        await page.getByRole('button', { name: '提出校核' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
  ],
};
