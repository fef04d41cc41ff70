import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { verifyArchive } from '#libs/archive';
import { ensureSealingKeys } from '../../apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../apps/cli/src/certs/seals/seal-pki.js';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { openSealing, sealingConfig } from '../../apps/node/src/sealing/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { barriers } from '../support/barriers.js';
import { ORGANISATIONS, type Cluster } from '../support/cluster.js';
import {
  AGENT,
  bytesOf,
  choose,
  FIRM,
  overflowOf,
  pdfFile,
  startCounters,
  take,
  type Counters,
} from '../support/console-counter.js';
import { plainPdf } from '../support/plain-pdf.js';
import { shot, type ConsolePage } from '../support/console.js';
import { Departments, type Temper } from '../support/departments.js';

jest.setTimeout(240_000);

const COURT = { code: '11110000TB90000160', name: '样例市中级人民法院' };
/** Stands for what somebody enters who means harm; it has to come out as text. */
const MARKUP = '<img src=x onerror=alert(1)>餐饮（样例）有限公司，名称很长很长很长很长很长很长很长';
const folder = mkdtempSync(join(tmpdir(), 'tongban-clerk-'));
const at = (name: string): string => join(folder, name);
const keysIn = (name: string) => ({
  signature: {
    pkcs12File: at(`${name}/s.p12`),
    passphraseFile: at(`${name}/passphrase`),
    chainFile: at(`${name}/authority.crt`),
  },
});
let letAnswer = (): void => undefined;
const DEPARTMENTS: Record<string, Temper> = {
  registration: { delayMs: 20, records: 1 },
  vehicles: { delayMs: 400, records: 3 },
  'real-estate': { delayMs: 900 },
  housing: { mode: 'break' },
  'customs-status': { mode: 'refuse' },
  'social-insurance': { until: new Promise<void>((go) => (letAnswer = go)) },
  'medical-insurance': { mode: 'nothing' },
  'housing-fund': { records: 1 },
  tax: { mode: 'away', retryAfter: 3_600 },
};

let counters: Counters;
let cluster: Cluster;
let departments: Departments;

beforeAll(async () => {
  const pki = SealPki.open(at('pki'));
  for (const [name, organisation] of [
    ['node', ORGANISATIONS.beijing],
    ['court', COURT],
  ] as const)
    await ensureSealingKeys(sealingConfig.parse(keysIn(name)), { pki, region: '110000', organisation });
  departments = await Departments.open(DEPARTMENTS);
  const trust = readdirSync(at('pki/trust')).map((name) => at(`pki/trust/${name}`));
  const ending = (suffix: string) => trust.filter((name) => name.endsWith(suffix));
  const datasets = Object.keys(DEPARTMENTS);
  counters = await startCounters({
    sections: {
      documents: {
        threads: 1,
        trust: { files: ending('trust.json'), certificates: ending('.crt'), crls: ending('.crl') },
      },
    },
    own: {
      beijing: {
        sealing: keysIn('node'),
        sources: { files: [departments.mappingFile(at('beijing'), { deadlineMs: 60_000 })] },
        checks: { sample: true, graceSeconds: 1 },
      },
    },
    alsoAgreed: [
      sampleAgreement('own', '*', {
        licenceTypes: [],
        datasets,
        operations: ['records'],
        purposes: ['basic:002099002000'],
        fields: datasets.flatMap((dataset) => departments.itemsOf(dataset)),
      }),
    ],
  });
  cluster = counters.cluster;
}, 180_000);
afterAll(async () => {
  await counters?.stop();
  await departments?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function sealed(title: string): Promise<Buffer> {
  const sealer = openSealing(sealingConfig.parse(keysIn('court')), {
    organisation: COURT,
    environment: {},
    clock: Date.now,
    onFault: () => undefined,
  });
  return Buffer.from(await sealer.sealPdf(plainPdf(title), { reason: title }));
}

/** Of the log in Tianjin, where a pledge of a case was filed. */
async function pledgeEntry(id: string): Promise<unknown> {
  const { database } = cluster.nodes.tianjin.running;
  const { rows } = await database.pool.query<{ entry: string }>(
    `SELECT entry FROM case_event WHERE case_id = $1 AND kind = 'pledge'`,
    [id],
  );
  return (await new AuditReader(database.auditorPool).byId(rows[0]?.entry ?? ''))?.entry;
}

describe('a clerk in Tianjin', () => {
  let number: string;
  let clerk: ConsolePage;

  it('receives a case for Beijing, with what sharing gives', async () => {
    clerk = await counters.signedIn('tianjin', 'windowClerk');
    const { page } = clerk;
    await page.getByRole('heading', { name: '新办件' }).waitFor();
    await page.getByText('信用修复').waitFor();
    await shot(page, 'new-case-matters');
    await page.getByLabel('查找事项').fill('信用修复');
    await page.getByLabel('查找事项').press('Enter');

    // The field has the focus: a scanner types into whatever has it, and ends with Enter.
    const holder = page.locator('#holder');
    await page.locator('#holder:focus').waitFor();
    await page.keyboard.type(`${FIRM.holderCode.slice(0, -1)}${FIRM.holderCode.endsWith('A') ? 'B' : 'A'}`);
    await page.keyboard.press('Enter');
    await page.getByText('号码不符合校验规则').waitFor();
    await shot(page, 'new-case-wrong-number');
    await holder.fill(`https://licence.example/?uniscid=${FIRM.holderCode}`);
    await page.keyboard.press('Enter');

    const code = page.getByLabel('统一社会信用代码');
    await page.getByText('申请表').waitFor();
    expect(await code.inputValue()).toBe(FIRM.holderCode);
    await page.getByRole('button', { name: /全部获取/ }).click();
    await page.getByText('北京市 · 已获取').waitFor();
    await page.getByText('核验通过').first().waitFor();
    // The agent is another person than the applicant.
    const identity = page.getByRole('listitem').filter({ hasText: '经办人身份证明' });
    await page.locator('.ant-btn-loading').first().waitFor({ state: 'detached' });
    await identity.getByRole('button', { name: '获取他人材料' }).click();
    await page.getByRole('dialog').locator('#holder').fill(AGENT.holderCode);
    await page.getByRole('dialog').locator('#holder').press('Enter');
    await identity.getByText('核验通过').waitFor();
    // No source had the proof: the applicant may be asked for it.
    const proof = page.getByRole('listitem').filter({ hasText: '履行行政处罚义务的证明' });
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      proof.getByRole('button', { name: '上传（已核原件）' }).click(),
    ]);
    await chooser.setFiles(pdfFile('缴款凭证'));
    await proof.getByText('B 级', { exact: true }).waitFor();
    await page.getByLabel('选择文件：信用修复承诺书').setInputFiles(pdfFile('承诺书'));

    await page.getByLabel('企业名称').fill(MARKUP);
    await page.getByLabel('失信信息编号').fill('CF-2026-1');
    await choose(page, '修复类型', '行政处罚');
    await page.getByLabel('纠正情况').fill('已履行');
    await page.getByLabel('经办人姓名').fill('样例经办人');
    await page.getByLabel('经办人联系电话').fill('138');
    await page.keyboard.press('Control+Enter');
    await page.getByText('电话号码格式不正确').waitFor();
    await shot(page, 'new-case-form');
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('经办人联系电话').fill('13800000000');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: '收件凭证' }).first().waitFor();
    await page.getByRole('img', { name: '办件编号二维码' }).waitFor();
    await shot(page, 'receipt');
    number = new URL(page.url()).pathname.split('/').at(-2) ?? '';
    expect(number).toMatch(/^12\d{4}-\d{8}-/);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: '打印凭证' }).isVisible()).toBe(false);
    await shot(page, 'receipt-print');
    await page.emulateMedia({ media: 'screen' });
  });

  it('hands it over, and Beijing accepts, reviews and decides it in the browser', async () => {
    const { page } = clerk;
    await page.getByRole('link', { name: '查看办件' }).click();
    await page.getByText(MARKUP).waitFor();
    await shot(page, 'case');
    await take(page, '移交业务属地');
    await counters.deliver();

    const handler = await counters.signedIn('beijing', 'handler');
    await handler.page.getByRole('heading', { name: '我的办件' }).waitFor();
    await handler.page.getByText('待认领').click();
    await handler.page.getByRole('link', { name: number }).click();
    await take(handler.page, '告知补正', async (dialog) => {
      await dialog.getByLabel('需补正的内容').fill('请写明纠正日期');
    });
    await counters.deliver();

    // The clerk sees it in the list of corrections, and corrects the form.
    await page.getByRole('link', { name: '我的办件' }).click();
    await page.getByTitle('待补正', { exact: true }).click();
    await page.getByRole('link', { name: number }).click();
    await page.getByText('请写明纠正日期').waitFor();
    await shot(page, 'case-correction');
    await take(page, '补正', async (dialog) => {
      await dialog.getByText('更正申请表').click();
      await dialog.getByLabel('纠正情况').fill('2026-11-01 已履行');
    });
    await page.getByText('2026-11-01 已履行').waitFor();
    await counters.deliver();
    await handler.page.reload();
    await handler.page.getByText('2026-11-01 已履行').waitFor();
    for (const step of ['受理', '开始审查']) await take(handler.page, step);
    await take(handler.page, '关联事项答复', async (dialog) => {
      await choose(handler.page, '关联事项', '行政处罚信息修复');
      await choose(handler.page, '答复', '通过');
      await shot(dialog.page(), 'case-step');
    });
    await shot(handler.page, 'case-handler');
    expect(handler.problems).toEqual([]);

    const approver = await counters.signedIn('beijing', 'approver');
    await approver.page.goto(`${cluster.nodes.beijing.publicUrl}/console/cases/${number}`);
    await take(approver.page, '办结通过', async (dialog) => {
      await dialog.getByLabel('选择文件').setInputFiles(pdfFile('信用修复决定'));
    });
    await approver.page.getByText('结果文件').waitFor();
    expect(approver.problems).toEqual([]);
    await counters.deliver();
  });

  it('delivers what was decided, and takes the archive home', async () => {
    const { page, problems } = clerk;
    await page.getByRole('link', { name: '我的办件' }).click();
    await page.getByRole('row').filter({ hasText: number }).getByText('办结通过').waitFor();
    await shot(page, 'cases');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: number }).click();
    await take(page, '送达');
    await page.getByText('已送达').first().waitFor();
    for (const name of ['tianjin', 'beijing'] as const)
      await cluster.nodes[name].running.transparency.round();
    const [archive] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '归档包' }).click(),
    ]);
    const anchors = [
      JSON.parse(readFileSync(join(cluster.anchor.directory, 'published/trust-anchor.json'), 'utf8')),
    ];
    const report = await verifyArchive(await bytesOf(archive), { anchors });
    expect(report.facts.view?.state).toBe('delivered');
    await shot(page, 'case-delivered');
    expect(await barriers(page)).toEqual([]);
    expect(problems).toEqual([]);
    // Nothing personal in addresses or in what the browser keeps.
    const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage, history.state])');
    for (const secret of [FIRM.holderCode, AGENT.holderCode, '13800000000']) {
      expect(kept).not.toContain(secret);
      expect(clerk.requested.filter((url) => url.includes(secret))).toEqual([]);
    }
  });

  it('works in English on a narrow screen in the dark, and pledges what is missing', async () => {
    const { page, problems } = await counters.signedIn('tianjin', 'windowClerk', 390);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'New case' }).waitFor();
    await shot(page, 'narrow-matters');
    await page.getByLabel('Find a matter').fill('restaurant');
    await page.getByLabel('Find a matter').press('Enter');
    await page.locator('#holder').fill(FIRM.holderCode);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Fetch all/ }).click();
    await page.getByText('Beijing · Found').waitFor();
    await page.getByLabel('Firm', { exact: true }).fill('Sample');
    await page.getByLabel('Shop').fill('Sample');
    await page.getByLabel('District').fill('110105');
    await page.getByLabel('Address').fill('Sample road 1');
    await page.getByLabel('Area, square metres').fill('80');
    const owned = page.locator('.ant-form-item', { hasText: 'Premises owned' });
    await owned.getByRole('radio', { name: 'No' }).check();
    await choose(page, 'Form of business', 'snack bar');
    await choose(page, 'Items of business', 'hot food');
    await page.keyboard.press('Escape');
    await page.getByLabel('Food safety manager').fill('Sample');
    await page.getByRole('checkbox', { name: /layout of equipment/ }).check();
    expect(await page.getByRole('checkbox', { name: /health certificates/ }).isDisabled()).toBe(true);
    // Not even by the key is it received with a pledge that nobody has signed.
    await page.getByText('Attach the pledge that the applicant signed').waitFor();
    await page.keyboard.press('Control+Enter');
    expect(await page.getByRole('button', { name: 'Receive with materials missing' }).isDisabled()).toBe(
      true,
    );
    await page.getByLabel('Upload the signed pledge').setInputFiles(pdfFile('pledge'));
    await shot(page, 'narrow-form');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Receive with materials missing' }).click();
    await page.getByRole('heading', { name: 'Receipt' }).first().waitFor();
    await page.getByText(/layout of equipment and flow of work, until/).waitFor();
    await shot(page, 'narrow-receipt');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole('link', { name: 'Open the case' }).click();
    await page.getByText('What you may do').waitFor();
    // Who filed it stands in the case and in the log, by person; what was signed can be read.
    await page.getByText(/Offered · .* · filed by: Counter clerk/).waitFor();
    const [signed] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Signed pledge' }).click(),
    ]);
    expect(Buffer.from(await bytesOf(signed)).equals(plainPdf('pledge'))).toBe(true);
    expect(await pledgeEntry(new URL(page.url()).pathname.split('/').at(-1) ?? '')).toMatchObject({
      kind: 'case',
      outcome: 'granted',
      caller: { kind: 'client', id: 'console', role: 'windowClerk', person: expect.any(String) },
      case: { step: 'pledge' },
    });
    await shot(page, 'narrow-case');
    expect(await barriers(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.goto(`${cluster.nodes.tianjin.publicUrl}/console/cases`);
    await page.getByRole('heading', { name: 'My cases' }).waitFor();
    await page.getByText('All online').or(page.getByRole('row')).first().waitFor();
    await shot(page, 'narrow-cases');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
  });
});

describe('a clerk in Beijing', () => {
  it('has a firm checked, from the form to the sealed report', async () => {
    const { page, problems } = await counters.signedIn('beijing', 'windowClerk');
    await page.getByRole('link', { name: '信息核查' }).click();
    await page.getByText('还没有核查').waitFor();
    await shot(page, 'checks-empty');
    await page.getByRole('link', { name: '新核查' }).click();
    await page.getByLabel('查找事项').fill('破产');
    await page.getByLabel('查找事项').press('Enter');
    await page.getByLabel('统一社会信用代码').fill(FIRM.holderCode);
    await page.getByLabel('企业名称').fill('样例债务人有限公司');
    await page.getByLabel('办件编号或案号').fill('PC-2026-000001');
    await page
      .getByLabel('选择文件：受理破产（强制清算）申请裁定书')
      .setInputFiles(pdfFile('裁定书', await sealed('受理破产申请裁定书')));
    await page
      .getByLabel('选择文件：指定管理人（清算组）决定书')
      .setInputFiles(pdfFile('决定书', await sealed('指定管理人决定书')));
    await page.getByLabel('选择文件：授权委托书').setInputFiles(pdfFile('授权委托书'));
    await page.getByText('签章有效').nth(1).waitFor();
    await page.getByText('无法判定').waitFor();
    await shot(page, 'check-form');
    await page.getByRole('button', { name: '开始核查' }).click();

    // Source by source, as they answer.
    await page.getByText('查询中…').first().waitFor();
    await page.getByText('有登记信息').first().waitFor();
    await shot(page, 'check-asking');
    letAnswer();
    await page.getByText('已出报告，待补充').waitFor();
    for (const said of ['有登记信息', '未查到', '该企业信息依法不予共享', '暂不可用'])
      await page.getByText(said).first().waitFor();
    await page
      .getByText(/预计 .* 前答复/)
      .first()
      .waitFor();
    await shot(page, 'check-reported');
    expect(await barriers(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '签章 PDF' }).click(),
    ]);
    const verdict = await cluster.nodes.beijing.running.documents.verifications.verify(
      Buffer.from(await bytesOf(download)),
    );
    expect(verdict.indication).toBe('TOTAL_PASSED');

    // One that was broken works again: its answer joins a second edition.
    departments.tempers = { ...departments.tempers, housing: {} };
    // A source that was asked within the last half minute is left in peace.
    cluster.advance(31_000);
    await page.getByRole('button', { name: /再次查询未答复来源/ }).click();
    await page.getByText('核查报告第 2 版').waitFor();
    await page.getByText('本版新增： 房屋登记交易信息').waitFor();
    await page.getByText('已被替代').waitFor();
    await shot(page, 'check-second-edition');
    for (const name of ['JSON 数据', '证据包']) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).first().click(),
      ]);
      expect((await bytesOf(file)).length).toBeGreaterThan(1_000);
    }
    expect(problems).toEqual([]);
  });
});
