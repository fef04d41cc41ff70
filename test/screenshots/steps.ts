import type { Page } from 'playwright-core';
import { CONTEXT } from '../support/ask.js';
import type { ConsoleStage } from '../support/console-stage.js';

/** What there is to see on a page beyond its first sight: a name, and what a person does to see it. */
export interface Step {
  name: string;
  go(page: Page, stage: ConsoleStage): Promise<void>;
}

/**
 * By path, as pages.ts has it. A page needs none to be among the pictures: it is opened by its address, and one about
 * something by the first link that leads to it.
 */
export const STEPS: Readonly<Record<string, readonly Step[]>> = {
  'entries/:id': [
    {
      name: 'verified',
      async go(page) {
        await page.locator('.ant-card').filter({ hasText: '证明' }).getByRole('button').first().click();
        await page.getByText(/\d+ 项核验通过/).waitFor({ timeout: 30_000 });
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
