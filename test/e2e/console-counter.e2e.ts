import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers } from '../support/barriers.js';
import {
  AGENT,
  choose,
  FIRM,
  Keyboard,
  overflowOf,
  pdfFile,
  startCounters,
  take,
  type Counters,
} from '../support/console-counter.js';
import { shot, type ConsolePage } from '../support/console.js';

jest.setTimeout(240_000);

let counters: Counters;
let clerk: ConsolePage;
let handler: ConsolePage;

beforeAll(async () => {
  counters = await startCounters({ fronted: ['beijing'] });
  clerk = await counters.signedIn('tianjin', 'windowClerk');
  handler = await counters.signedIn('beijing', 'handler');
}, 180_000);
afterAll(() => counters?.stop());

const url = (region: 'tianjin' | 'beijing', path: string): string =>
  `${counters.cluster.nodes[region].publicUrl}/console/${path}`;
const numberOf = (page: Page): string =>
  /\d{6}-\d{8}-[0-9A-Z]+/.exec(new URL(page.url()).pathname)?.[0] ?? 'none';
const materialIn = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

/** From the list of matters to the page with form and materials. */
async function drafted(page: Page, holder = FIRM.holderCode): Promise<void> {
  await page.goto(url('tianjin', 'cases/new'));
  await page.getByLabel('查找事项').fill('信用修复');
  await page.getByLabel('查找事项').press('Enter');
  await page.locator('#holder').fill(holder);
  await page.locator('#holder').press('Enter');
  await page.getByText('申请表').waitFor();
}

async function fillForm(page: Page): Promise<void> {
  await page.getByLabel('企业名称').fill('样例有限公司');
  await page.getByLabel('失信信息编号').fill('CF-2026-2');
  await choose(page, '修复类型', '行政处罚');
  await page.getByLabel('纠正情况').fill('已履行');
  await page.getByLabel('经办人姓名').fill('样例经办人');
  await page.getByLabel('经办人联系电话').fill('13800000000');
}

async function received(page: Page): Promise<string> {
  await page.getByRole('button', { name: /收件$/ }).click();
  await page.getByRole('img', { name: '办件编号二维码' }).waitFor();
  return numberOf(page);
}

describe('a counter without a mouse', () => {
  it('receives a case with all its materials, in so many keys', async () => {
    const { page } = clerk;
    const keyboard = new Keyboard(page);
    await page.goto(url('tianjin', 'cases/new'));
    await page.locator('[aria-label=查找事项]:focus').waitFor();
    await keyboard.type('信用');
    await keyboard.press('Enter');
    await page.locator('#holder:focus').waitFor();
    await keyboard.scan(`https://licence.example/?uniscid=${FIRM.holderCode}`);

    // The form has the focus; sources are asked while it is filled in.
    await page.locator('#firmName:focus').waitFor();
    await page.getByRole('button', { name: /全部获取/ }).waitFor();
    await keyboard.press('F2');
    await keyboard.type('样例有限公司');
    for (const entry of ['', 'CF-2026-1']) {
      await keyboard.press('Tab');
      if (entry) await keyboard.type(entry);
    }
    await keyboard.press('Tab');
    await keyboard.type('行政处罚');
    await page.locator('.ant-select-item-option-active', { hasText: '行政处罚' }).waitFor();
    await keyboard.press('Enter');
    await page.locator('.ant-select-open').waitFor({ state: 'detached' });
    for (const [field, entry] of [
      ['纠正情况', '已履行'],
      ['经办人姓名', '样例经办人'],
      ['经办人联系电话', '13800000000'],
    ] as const) {
      await keyboard.tabTo(page.getByLabel(field));
      await keyboard.type(entry);
    }
    const identity = materialIn(page, '经办人身份证明');
    const proof = materialIn(page, '履行行政处罚义务的证明');
    await materialIn(page, '营业执照').getByText('核验通过').waitFor();
    await proof.getByRole('button', { name: '上传（已核原件）' }).waitFor();
    await page.locator('.ant-btn-loading').first().waitFor({ state: 'detached' });

    await keyboard.tabTo(identity.getByRole('button', { name: '获取他人材料' }));
    await keyboard.press('Enter');
    await page.locator('[role=dialog] #holder:focus').waitFor();
    await keyboard.scan(AGENT.holderCode);
    await identity.getByText('核验通过').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keyboard.hand(proof.getByRole('button', { name: '上传（已核原件）' }), pdfFile('缴款凭证'));
    await proof.getByText('B 级', { exact: true }).waitFor();
    const pledge = materialIn(page, '信用修复承诺书');
    await keyboard.hand(pledge.getByRole('button', { name: '上传', exact: true }), pdfFile('承诺书'));
    await keyboard.press('Control+Enter');
    await page.getByRole('img', { name: '办件编号二维码' }).waitFor();
    await page.locator('button:focus', { hasText: '打印凭证' }).waitFor();
    await page.getByText('营业执照、经办人身份证明、履行行政处罚义务的证明、信用修复承诺书').waitFor();
    expect(await page.getByText('尚缺材料').count()).toBe(0);
    // No click. Entries are fields that are typed in, keys all others that are pressed, most of them Tab.
    expect({ ...keyboard.done, clicks: 0 }).toEqual({ entries: 7, scans: 2, files: 2, keys: 29, clicks: 0 });
    expect(clerk.problems).toEqual([]);
  });
});

describe('a later case of the same applicant', () => {
  let earlier: string;
  let later: string;

  it('takes over what sharing gave for the earlier one, and what was brought for it', async () => {
    const { page } = clerk;
    earlier = numberOf(page);
    await drafted(page);
    for (const [name, level] of [
      ['营业执照', 'A 级'],
      ['履行行政处罚义务的证明', 'B 级'],
    ] as const) {
      const material = materialIn(page, name);
      await material.getByRole('button', { name: '复用', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('来源办件编号').fill(earlier);
      // The same material of the other case is proposed.
      await dialog.locator('.ant-select', { hasText: name }).waitFor();
      await shot(page, 'take-over');
      await dialog.getByRole('button', { name: '复用该材料' }).click();
      await material.getByText(`复用自 ${earlier}`).waitFor();
      await material.getByText(level, { exact: true }).waitFor();
      await material.getByText('核验通过').waitFor();
    }
    await shot(page, 'taken-over');
    await fillForm(page);
    later = await received(page);
    await page.getByText('营业执照、履行行政处罚义务的证明').waitFor();
  });

  it('but not what was another’s, nor from a case that is none', async () => {
    const { page } = clerk;
    await drafted(page);
    const material = materialIn(page, '经办人身份证明');
    await material.getByRole('button', { name: '复用', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByLabel('来源办件编号')
      .fill(`${earlier.slice(0, -1)}${earlier.endsWith('0') ? '1' : '0'}`);
    await dialog.getByText('CASE_UNKNOWN').waitFor();
    await dialog.getByLabel('来源办件编号').fill(earlier);
    await dialog.locator('.ant-select', { hasText: '经办人身份证明' }).waitFor();
    await dialog.getByRole('button', { name: '复用该材料' }).click();
    // It is of the agent, and the case is of the firm.
    await dialog.getByText('MATERIAL_REUSE_OTHER_HOLDER').waitFor();
    await shot(page, 'take-over-refused');
    await page.keyboard.press('Escape');
    expect(clerk.problems).toEqual([]);
  });

  it('is corrected with another material, asked for in Beijing by name and answered at the counter', async () => {
    const { page } = clerk;
    await page.goto(url('tianjin', `cases/${later}`));
    await take(page, '移交业务属地');
    await counters.deliver();
    await handler.page.goto(url('beijing', `cases/${later}`));
    await take(handler.page, '告知补正', async (dialog) => {
      await dialog.getByLabel('需补正的内容').fill('缴款凭证日期不清');
      await choose(handler.page, '涉及材料', '履行行政处罚义务的证明');
    });
    await handler.page.getByText('已一次性告知补正，待申请人补正').waitFor();
    await counters.deliver();

    await page.goto(url('tianjin', 'cases?list=CORRECTIONS'));
    await page.getByRole('link', { name: later }).click();
    await page.getByText('缴款凭证日期不清').waitFor();
    await page.getByText('涉及：履行行政处罚义务的证明').waitFor();
    const proof = materialIn(page, '不低于').filter({ hasText: '履行行政处罚义务的证明' });
    await proof.getByText('需补正').waitFor();
    // Sharing comes first here as well; the source has none.
    await proof.getByRole('button', { name: '获取', exact: true }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      proof.getByRole('button', { name: '上传（已核原件）' }).click(),
    ]);
    await chooser.setFiles(pdfFile('清晰的缴款凭证'));
    await proof.locator('.ant-tag', { hasText: '上传' }).waitFor();
    await shot(page, 'correction');
    expect(await barriers(page)).toEqual([]);
    await take(page, '补正', async (dialog) => {
      // What came since it was asked for is chosen already.
      expect(await dialog.getByRole('checkbox', { name: '履行行政处罚义务的证明' }).isChecked()).toBe(true);
      expect(await dialog.getByRole('checkbox', { name: '营业执照' }).isChecked()).toBe(false);
      await shot(page, 'correction-dialog');
    });
    await page.getByText(/补正材料已于 .* 提交/).waitFor();
    await page.getByText('需补正').waitFor({ state: 'detached' });
    await counters.deliver();
    await handler.page.reload();
    await handler.page.getByText(/补正材料已于 .* 提交/).waitFor();
    await page.goto(url('tianjin', 'cases?list=CORRECTIONS'));
    await page.getByText('没有待办的办件').waitFor();
  });

  it('that both regions act on shows in words what took no effect, its code small beside', async () => {
    const { page } = clerk;
    await page.goto(url('tianjin', `cases/${later}`));
    const { front } = counters.cluster.nodes.beijing;
    front?.raw((socket) => socket.destroy());
    await take(page, '撤件');
    // Beijing has not heard of it, and what it decides comes first.
    await take(handler.page, '不予受理', async (dialog) => {
      await dialog.getByLabel('理由').fill('材料不全');
    });
    front?.honest();
    await counters.deliver();
    await handler.page.reload();
    const { page: shown } = handler;
    await shown.getByText('天津市的“撤件”未生效').waitFor();
    await shown.getByText('另一地区已同时办理').or(shown.getByText('不能进行该操作')).first().waitFor();
    expect(await shown.locator('.ant-alert .code').first().innerText()).toMatch(/^CASE_[A-Z_]+$/);
    // Of the history no code is left without its word.
    await shown.getByText('不予受理').first().waitFor();
    const history = shown.locator('.ant-timeline');
    expect(await history.innerText()).not.toMatch(/\b(RECEIVE|HAND_OVER|ASK_CORRECTION|CORRECT|WITHDRAW)\b/);
    await shot(shown, 'set-aside');
    expect(await barriers(shown)).toEqual([]);
    await shown.getByRole('button', { name: 'English' }).click();
    await shown.getByText('“Withdraw” of Tianjin took no effect').waitFor();
    await shot(shown, 'set-aside-english');
    await shown.getByRole('button', { name: '中文' }).click();
    expect(handler.problems).toEqual([]);
  });
});

describe('a delegate', () => {
  let number: string;

  it('is named at receipt, with the authorisation, and stands on the printed receipt', async () => {
    const { page } = clerk;
    await drafted(page);
    await fillForm(page);
    await page.getByRole('switch', { name: '由代理人代办' }).click();
    await page.getByLabel('代理人证件号码').fill('11010519491231002Y');
    await page.getByRole('button', { name: /收件$/ }).click();
    await page.getByText('号码不符合校验规则').waitFor();
    await page.getByLabel('代理人证件号码').fill(AGENT.holderCode);
    // Nobody acts for another without a paper that says so.
    await page.getByText('必填').waitFor();
    await page.getByLabel('选择文件：授权文件').setInputFiles(pdfFile('授权委托书'));
    await page.getByLabel('授权截止日').fill('2020-01-01');
    await shot(page, 'delegate-form');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: /收件$/ }).click();
    await page.getByText('委托截止日已过').waitFor();
    await page.getByText('CASE_DELEGATE_OVER').waitFor();
    await page.getByLabel('授权截止日').fill('2099-12-31');
    number = await received(page);
    const told = `帮办代办人、居民身份证，尾号 ${AGENT.holderCode.slice(-4)}、授权至 2099-12-31`;
    await page.getByText(told).waitFor();
    await page.getByText('代理人（签字）').waitFor();
    await page.emulateMedia({ media: 'print' });
    await shot(page, 'delegate-receipt');
    await page.emulateMedia({ media: 'screen' });
    expect(await page.content()).not.toContain(AGENT.holderCode);
    await page.getByRole('link', { name: '查看办件' }).click();
    await page.getByText(told).waitFor();
    const [authorisation] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '授权文件' }).click(),
    ]);
    expect(authorisation.suggestedFilename()).toContain(number);
  });

  it('is seen in Beijing, ended and named again at the counter', async () => {
    const { page } = clerk;
    await counters.deliver();
    await handler.page.goto(url('beijing', `cases/${number}`));
    await handler.page.getByText('帮办代办人、授权至 2099-12-31').waitFor();
    await take(page, '终止委托', (dialog) => dialog.getByLabel('代理人证件号码').fill(AGENT.holderCode));
    await page.getByText('授权至 2099-12-31').waitFor({ state: 'detached' });
    await take(page, '委托代办', async (dialog) => {
      await dialog.getByLabel('代理人证件号码').fill(AGENT.holderCode);
      await choose(page, '代办身份', '监护人');
      await dialog.getByLabel('选择文件：授权文件').setInputFiles(pdfFile('监护证明'));
    });
    await page.getByText(`监护人、居民身份证，尾号 ${AGENT.holderCode.slice(-4)}、授权至办件结束`).waitFor();
    await shot(page, 'delegate-case');
    expect(clerk.problems).toEqual([]);
  });
});

describe('when the last day is over', () => {
  it('a case is in the list of what is overdue, and says so on a narrow screen', async () => {
    const { page } = clerk;
    await drafted(page);
    await fillForm(page);
    const id = await received(page);
    await page.goto(url('tianjin', 'cases?list=OVERDUE'));
    await page.getByText('没有待办的办件').waitFor();
    // Sign-in follows the clock of the machine, so the day comes to the case and not the clock to the day.
    await counters.cluster.nodes.tianjin.running.database.pool.query(
      `UPDATE counter_case SET due_on = '2026-01-05' WHERE id = $1`,
      [id],
    );
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(url('tianjin', 'cases'));
    await page.getByText('已超期', { exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: id });
    await row.getByText('2026-01-05').waitFor();
    await row.getByText('受理期限').waitFor();
    await row.locator('.ant-tag', { hasText: '超期' }).waitFor();
    await shot(page, 'overdue');
    expect(await barriers(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await row.getByRole('link', { name: id }).click();
    await page.getByText('可进行的操作').waitFor();
    expect(clerk.problems).toEqual([]);
  });
});
