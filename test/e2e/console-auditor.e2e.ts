import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { wellKnownSample } from '#libs/licences';
import { writeAccountsFile, type Account } from '../../apps/node/src/callers/accounts/accounts-file.js';
import {
  asContent,
  FileDocumentStore,
  LicenceDocuments,
  seedSamples,
} from '../../apps/node/src/licences/index.js';
import { generateEntries } from '../bench/audit/generate.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { barriersInBoth } from '../support/barriers.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { settled } from '../support/console-pages.js';
import {
  giveAccounts,
  openConsolePage,
  shot,
  signIn,
  type Accounts,
  type ConsolePage,
} from '../support/console.js';
import { SealingPki } from '../support/sealing-pki.js';

jest.setTimeout(240_000);

const LONG_LOG = 10_000;
const licence = wellKnownSample('110000');
const folder = mkdtempSync(join(tmpdir(), 'tongban-trust-'));
let cluster: Cluster;
let token: string;
/** The log is long in Tianjin; Beijing holds the licence. */
let tianjin: TestNode;
let beijing: TestNode;

beforeAll(async () => {
  const pki = new SealingPki(Date.now());
  const trust = pki.writeTrust(folder);
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      console: { enabled: true },
      // Rounds are asked for; minutes for windows, so that sessions outlive the test.
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
      reconciliation: { windowSeconds: 60, settleSeconds: 120, pollSeconds: 3_600, retrySeconds: 60 },
      callers: { accessTokenSeconds: 3_600 },
      auditing: { followSeconds: 0.2 },
      verdicts: { waitMs: 25_000 },
      http: { operationTimeoutMs: 55_000 },
      peers: { timeoutMs: 50_000 },
    },
    own: { beijing: { documents: { trust: { folders: [trust] } } } },
    agreements: (ids) => {
      const { fields } = sampleAgreement('x', ids.tianjin, { licenceTypes: [licence.typeCode] });
      const licenceTypes = [licence.typeCode];
      return {
        beijing: [
          sampleAgreement('bj-tj', ids.tianjin, { licenceTypes, fields: [...fields, 'documentVerdict'] }),
        ],
      };
    },
  });
  ({ tianjin, beijing } = cluster.nodes);
  await generateEntries({ url: tianjin.database.url, count: LONG_LOG, node: tianjin.entityId });
  const { pool } = beijing.running.database;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(pool, documents, { region: '110000', seed: 1, count: 4 });
  const sealed = await pki.sealedBy({
    organisations: [licence.issuerCode, licence.issuerName],
    number: '11010000000001',
  });
  await new LicenceDocuments(pool, documents).attach(
    licence.identifier,
    asContent(sealed),
    'application/ofd',
    {
      by: 'test',
      at: new Date(cluster.now()),
    },
  );
  token = await accessToken(tianjin);
  await look();
  await look({ reason: '=HYPERLINK("http://x","y")' });
  // Somebody of Beijing asks at home, for which nobody has agreed to anything.
  await look({ caseNumber: `TJ-2026-${'9'.repeat(40)}` }, 'DENIED', beijing, await accessToken(beijing));
  for (const node of [beijing, tianjin]) {
    await node.running.transparency.round();
    await node.running.witnessing.round({ anyway: true });
  }
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function look(context: object = {}, status = 'FOUND', at = tianjin, as = token): Promise<void> {
  const { data, errors } = await ask(at, as, {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status licence { name documentVerdict { indication } } } }`,
    variables: { id: licence.identifier, context: { ...CONTEXT, ...context } },
  });
  expect([data?.licence.status, errors]).toEqual([status, undefined]);
}

/** Two people are auditors; they have the same password. */
async function giveTwoAuditors(node: TestNode): Promise<Accounts['credentials']> {
  const { credentials } = await giveAccounts(node);
  const file = join(node.dataDir, 'accounts.json');
  const { accounts } = JSON.parse(readFileSync(file, 'utf8')) as { accounts: Account[] };
  const auditor = accounts.find(({ role }) => role === 'auditor')!;
  const second = { ...auditor, id: 'second-auditor', username: 'reviewer', name: '复核演示员' };
  await writeAccountsFile(file, [...accounts, second]);
  return credentials;
}

const go = (page: Page, title: string): Promise<void> =>
  page.getByRole('menuitem', { name: title }).getByRole('link').click();

describe('an auditor with a long log', () => {
  let opened: ConsolePage;
  let page: Page;
  beforeAll(async () => {
    const { credentials } = await giveAccounts(tianjin);
    opened = await openConsolePage(tianjin);
    ({ page } = opened);
    await signIn(page, credentials('auditor'));
  });
  afterAll(() => opened?.close());
  const drawn = (): Promise<number> => page.locator('tbody tr.line').count();
  const shownUpTo = (row: number): string => `当前显示第 1 至 ${row.toLocaleString('en')} 条`;
  const rowsHeld = async (): Promise<number> =>
    Number(/至 ([\d,]+) 条/.exec(await page.getByText(/当前显示第/).innerText())?.[1]?.replaceAll(',', ''));

  it('scrolls through thousands of rows of which few are drawn, each with its place', async () => {
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    await page.getByText(shownUpTo(100)).waitFor();
    await shot(page, 'long-log');
    for (let held = 100; held < 1_000; held = await rowsHeld()) {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      await page.getByText(shownUpTo(held)).waitFor({ state: 'detached' });
      expect(await drawn()).toBeLessThan(120);
    }
    const last = page.locator('tbody tr.line').last();
    expect(Number(await last.getAttribute('aria-rowindex'))).toBeGreaterThan(900);
    expect(Number(await page.locator('table[aria-rowcount]').last().getAttribute('aria-rowcount'))).toBe(
      (await rowsHeld()) + 1,
    );
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('tr[aria-rowindex="2"]').waitFor();
  });

  it('is told of new entries, and sees them when asked', async () => {
    await page.getByText('实时更新中').waitFor();
    await look({ caseNumber: 'TJ-2026-000777' });
    // The intent and the outcome; what the auditor reads is no news.
    const news = page.getByRole('button', { name: '有 2 条新条目，点击查看' });
    await news.waitFor();
    expect(await page.getByText('TJ-2026-000777').count()).toBe(0);
    await shot(page, 'news');
    await news.click();
    await page.getByRole('cell', { name: 'TJ-2026-000777' }).first().waitFor();
    await news.waitFor({ state: 'detached' });
  });

  it('counts only what the filter finds as new, and shows emptiness in words', async () => {
    await page.getByLabel('办件编号').fill('TJ-2026-000888');
    await page.getByLabel('办件编号').press('Enter');
    await page.getByText('没有符合条件的条目').waitFor();
    await page.getByText('实时更新中').waitFor();
    await look({ caseNumber: 'TJ-2026-000001' });
    await look({ caseNumber: 'TJ-2026-000888' });
    await page.getByRole('button', { name: '有 2 条新条目，点击查看' }).click();
    await page.getByText('符合条件 2 条').waitFor();
    expect(opened.problems).toEqual([]);
  });
});

describe('an auditor of the node that answered', () => {
  let opened: ConsolePage;
  let page: Page;
  let credentials: Accounts['credentials'];
  beforeAll(async () => {
    credentials = await giveTwoAuditors(beijing);
    opened = await openConsolePage(beijing);
    ({ page } = opened);
    await signIn(page, credentials('auditor'));
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
  });
  afterAll(() => opened?.close());

  it('sees the case, the seal, and both logs of one lookup', async () => {
    const answers = page.getByRole('row').filter({ hasText: '应答' });
    await answers.filter({ hasText: CONTEXT.caseNumber }).first().getByRole('link').click();
    await page.getByText(`同一办件的条目：${CONTEXT.caseNumber}`).waitFor();
    await page.getByRole('button', { name: '重新验证并查看印章' }).click();
    await page.getByText('当前验证结论：通过').waitFor();
    const picture = page.getByRole('img', { name: `印章图片：${licence.issuerName}` });
    await picture.waitFor();
    await page.getByText('检查项').first().waitFor();
    expect(await page.evaluate<number>(`document.querySelector('.seal img').naturalWidth`)).toBeGreaterThan(
      0,
    );
    await page.getByRole('button', { name: '在本页逐步验证' }).click();
    await page.getByText('双方记录对照').first().waitFor({ timeout: 30_000 });
    const sides = page.locator('table.sides');
    await sides.getByRole('columnheader', { name: /查询方/ }).waitFor();
    await sides.getByRole('columnheader', { name: /提供方/ }).waitFor();
    expect(await sides.locator('tr.differs').count()).toBe(0);
    await shot(page, 'entry-sides');
  });

  it('sees who asks whom, and goes from a number to its entries', async () => {
    await go(page, '查询流向');
    await page.getByText('查询方 → 被查询地区 → 证照类型').waitFor();
    await page
      .getByRole('img', { name: /查询流向图/ })
      .locator('canvas')
      .waitFor();
    await page
      .getByRole('img', { name: /地区查询示意图/ })
      .getByText('天津市')
      .waitFor();
    await page.getByText('示意图，不代表行政区域界线').waitFor();
    await shot(page, 'flows');
    const row = page.getByRole('row').filter({ hasText: '天津市政务服务样例机构' });
    const count = row.getByRole('link');
    const shown = await count.innerText();
    await count.click();
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    await page.getByText(`符合条件 ${shown} 条`).waitFor();
  });

  it('compares with the other node at once, and sees that both logs agree', async () => {
    cluster.advance(200_000);
    await beijing.running.reconciliation.job.now();
    await look({ caseNumber: 'TJ-2026-000002' });
    cluster.advance(200_000);
    await go(page, '节点对账');
    await page.getByText('北京市 ⇄ 天津市').waitFor();
    await page.getByRole('button', { name: '立即对账' }).click();
    const card = page.locator('.ant-statistic').filter({ hasText: '一致' }).first();
    await card.filter({ hasText: /一致\s*[3-9]/ }).waitFor();
    await page.getByText('没有差异').waitFor();
    await page.getByRole('switch', { name: '只看有查询的时段' }).click();
    await page.getByRole('row').filter({ hasText: '相同' }).first().waitFor();
    await shot(page, 'reconciliation');
    await page.getByRole('button', { name: '全部重新对账' }).click();
    await page.getByText(/将重新比对全部/).waitFor();
    await shot(page, 'reconciliation-confirm');
    await page.locator('.ant-popconfirm').getByRole('button', { name: '全部重新对账' }).click();
    await page.getByText(/待对账/).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '查看' }).first().click();
    await page.getByRole('heading', { name: /审计条目/ }).waitFor();
    await page.locator('main, [role=main]').getByText('对账').first().waitFor();
  });

  it('exports what a filter finds, watches it come, and checks the file', async () => {
    await go(page, '审计日志');
    await page.getByLabel('办件编号').fill(CONTEXT.caseNumber);
    await page.getByLabel('办件编号').press('Enter');
    await page.waitForURL(/caseNumber=/);
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('radio', { name: /CSV/ }).waitFor();
    await shot(page, 'export-ask');
    await page.getByRole('button', { name: '开始导出' }).click();
    await page.getByRole('heading', { name: '数据导出' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载并核对摘要' }).click(),
    ]);
    await page.getByText('文件摘要与节点记录一致').waitFor();
    await shot(page, 'exports');
    const bytes = readFileSync(await download.path());
    const digest = createHash('sha256').update(bytes).digest('base64url');
    await page.getByText(digest).waitFor();
    // What a spreadsheet would take for a formula is text.
    expect(bytes.toString()).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('draws a sample that nobody picked, judges it, and cannot confirm the own verdict', async () => {
    await go(page, '抽样复核');
    await page.getByText('还没有抽样').waitFor();
    await page.getByRole('button', { name: '新建抽样' }).click();
    await page.getByLabel('抽取数量或比例').fill('2');
    await shot(page, 'sample-new');
    await page.getByRole('button', { name: '承诺总体' }).click();
    await page.getByText('承诺已写入日志').waitFor();
    await page.getByRole('button', { name: '抽取' }).click();
    await page.locator('.ant-message-error').waitFor();
    await beijing.running.transparency.round();
    await beijing.running.witnessing.round({ anyway: true });
    await page.getByRole('button', { name: '抽取' }).click();
    await page.getByRole('button', { name: '初审' }).first().click();
    await page.getByRole('radio', { name: '存疑' }).click();
    await page.getByLabel('说明', { exact: true }).fill('用途不清\n=1+1<script>');
    await shot(page, 'sample-judge');
    await page.getByRole('button', { name: '提交结论' }).click();
    await page.getByText('用途不清 =1+1<script>').waitFor();
    await page.getByRole('button', { name: '复核', exact: true }).first().click();
    await page.getByRole('button', { name: '提交结论' }).click();
    await page.getByText('AUDIT_REVIEW_FOUR_EYES').waitFor();
    await shot(page, 'sample-refused');
    await page.getByRole('button', { name: 'Close' }).or(page.locator('.ant-modal-close')).first().click();

    const second = await openConsolePage(beijing, { path: new URL(page.url()).pathname });
    await signIn(second.page, { ...credentials('auditor'), username: 'reviewer' });
    await second.page.getByRole('button', { name: '复核', exact: true }).first().click();
    await second.page.getByRole('button', { name: '提交结论' }).click();
    await second.page.getByText('复核 1/2').waitFor();
    await shot(second.page, 'sample-confirmed');
    expect(second.problems).toEqual([]);
    await second.close();
  });

  it('is seen by the other auditors: who of them looked at what', async () => {
    await go(page, '审计员留痕');
    await page.getByRole('row').filter({ hasText: '导出' }).first().waitFor();
    await page.getByText('查询流向').nth(1).waitFor();
    // In the head stands who is signed in.
    expect(await page.getByRole('main').getByText('审计演示员').count()).toBe(0);
    await shot(page, 'trail');
    await page.getByRole('button', { name: '显示姓名' }).click();
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByRole('cell', { name: '审计演示员' }).first().waitFor();
    await page.getByText('复核与处置').click();
    await page.getByRole('cell', { name: '复核演示员' }).first().waitFor();
    await shot(page, 'trail-names');
    // The address carries nobody.
    expect(page.url()).not.toContain('auditor');
    expect(opened.problems.filter((problem) => !problem.includes('404') && !problem.includes('409'))).toEqual(
      [],
    );
  });
});

describe('the same in English, on a narrow screen in the dark', () => {
  it('fits, is translated, and a screen reader finds its way', async () => {
    const { credentials } = await giveAccounts(beijing);
    const { page, problems, close } = await openConsolePage(beijing, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, credentials('auditor'));
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    const faults: unknown[] = [];
    for (const [path, title, ready] of [
      ['entries', 'Audit log', 'Following live'],
      ['flows', 'Who asks whom', 'In detail'],
      ['samples', 'Sample reviews', 'Committed'],
      ['reconciliation', 'Reconciliation', 'Missing here'],
      ['exports', 'Exports', 'No export yet'],
      ['trail', 'Auditors’ trail', 'Reads and exports'],
    ] as const) {
      await page.goto(`${beijing.publicUrl}/console/${path}`);
      await page.getByRole('heading', { name: title.replace('’', "'") }).waitFor();
      // Where rows are cards, the heads of the columns stand in the cells.
      const told = page.getByText(ready).or(page.locator(`[data-label="${ready}"]`));
      await told.filter({ visible: true }).first().waitFor();
      await settled(page);
      await shot(page, `${path}-en-narrow`);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (overflow > 0) faults.push([path, 'overflow', overflow]);
      const text = await page.locator('[role=main]').innerText();
      const untranslated = text.match(/undefined|\[object|\{\w+\}|[a-z]+\.[a-z]+[A-Z]\w*/g);
      if (untranslated) faults.push([path, untranslated]);
      faults.push(...(await barriersInBoth(page)).map((one) => [path, one]));
      await page.emulateMedia({ colorScheme: 'dark' });
    }
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });
});

describe('somebody of another role', () => {
  it('is told nothing at the addresses of these pages', async () => {
    const { credentials } = await giveAccounts(beijing);
    const { page, close } = await openConsolePage(beijing);
    await signIn(page, credentials('windowClerk'));
    for (const path of ['flows', 'exports', 'trail']) {
      await page.goto(`${beijing.publicUrl}/console/${path}`);
      await page.getByText('ROLE_NOT_ALLOWED').first().waitFor();
    }
    await close();
  });
});
