import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { logOrigin } from '#libs/audit-log';
import { wellKnownSample } from '#libs/licences';
import { openLogKey } from '../../apps/node/src/audit/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { barriers, barriersInBoth } from '../support/barriers.js';
import { ORGANISATIONS, startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { addAccount } from '../support/console-accounts.js';
import { settled } from '../support/console-pages.js';
import { giveAccounts, openConsolePage, shot, signIn, type Accounts } from '../support/console.js';
import { Departments } from '../support/departments.js';

jest.setTimeout(240_000);

const licence = wellKnownSample('110000');
/** Stands for what somebody writes who has much to say. */
const LONG_NAME = '市场主体登记与许可证照信息（含变更、备案、注销）'.repeat(7);
const DEAD = '0190aaaa-0000-7000-8000-000000000001';
const folder = mkdtempSync(join(tmpdir(), 'tongban-operator-'));
let departments: Departments;
let cluster: Cluster;
let node: TestNode;
let accounts: Accounts;
let second: { username: string; password: string };

const QUERY = `query($id: LicenceIdentifier!, $region: Region!, $context: LookupContextInput) {
  licence(identifier: $id, region: $region, context: $context) { status refusal { code } } }`;

async function lookUp(region: string): Promise<string> {
  const { data } = await ask(node, await accessToken(node), {
    query: QUERY,
    variables: { id: licence.identifier, region, context: CONTEXT },
  });
  return data.licence.status as string;
}

/** One answers, one fails until it is spared, one is never asked. */
async function askDepartments(): Promise<void> {
  const holder = { type: '001', code: wellKnownSample('120000').holderCode };
  for (const [dataset, times] of [
    ['registration', 1],
    ['tax', 100],
  ] as const)
    for (let n = 0; n < times; n += 1)
      await node.running.sources.find(dataset)?.records(holder, {
        items: departments.itemsOf(dataset),
        signal: new AbortController().signal,
        deadline: cluster.now() + 60_000,
        limit: 10,
      });
}

/** As the node says it of itself in the federation. */
const logVerifierKey = (): string =>
  openLogKey(join(node.dataDir, 'keys/log.pem'), logOrigin(node.entityId)).verifierKey;

beforeAll(async () => {
  departments = await Departments.open({
    registration: { records: 1 },
    tax: { mode: 'break' },
    vehicles: {},
  });
  cluster = await startCluster({
    own: {
      tianjin: {
        catalogue: { files: ['config/catalogue/evidence.yaml'] },
        sources: { files: [departments.mappingFile(folder)] },
      },
    },
    sections: {
      console: { enabled: true },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600 },
      messages: { pollSeconds: 3_600 },
      peers: { connectTimeoutMs: 1_000, connectAttempts: 1 },
    },
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
      tianjin: [
        sampleAgreement('tj-bj', ids.beijing, {
          licenceTypes: [licence.typeCode],
          organisations: [ORGANISATIONS.beijing.code],
        }),
        sampleAgreement('tj-old', ids.hebei, {
          licenceTypes: [],
          datasets: ['tax'],
          operations: ['records'],
          fields: ['owed'],
        }),
      ],
    }),
  });
  node = cluster.nodes.tianjin;
  expect(await lookUp('BEIJING')).toBe('NOT_FOUND');
  await cluster.nodes.hebei.stop();
  expect(await lookUp('HEBEI')).toBe('UNAVAILABLE');
  await node.running.transparency.round();
  await node.running.witnessing.round({ anyway: true });
  const { pool } = node.running.database;
  await pool.query(
    `INSERT INTO message_outbox (jti, peer, kind, subject, seq, body, state, made_at, attempts, last_code)
     VALUES ($1, $2, 'case.event', 'TJ-2026-000001', 1, '{}', 'dead', now(), 12, 'PEER_UNREACHABLE')`,
    [DEAD, cluster.nodes.hebei.entityId],
  );
  await pool.query(
    `INSERT INTO licence_import (id, state, source, format, encoding, actor, next_offset, next_line, hashed_bytes, sha256,
       rows_read, rows_staged, rows_rejected, rows_added, started_at, updated_at)
     VALUES (gen_random_uuid(), 'published', 'licences.csv', 'csv', 'gb18030', 'operator', 0, 1, 0, '', 1000, 998, 2, 998,
       now(), now())`,
  );
  await pool.query(
    `INSERT INTO licence_import_finding SELECT id, 7, 'rejected', 'LICENCE_FIELD_INVALID', 'number', '' FROM licence_import`,
  );
  await pool.query(
    `INSERT INTO licence_import (id, state, source, format, encoding, actor, next_offset, next_line, hashed_bytes, sha256,
       rows_read, rows_staged, rows_rejected, rows_added, started_at, updated_at)
     SELECT gen_random_uuid(), 'abandoned', 'old-' || n || '.csv', 'csv', 'utf-8', 'operator', 0, 1, 0, '', n, 0, 0, 0,
       now() - n * interval '1 day', now() FROM generate_series(1, 25) n`,
  );
  await askDepartments();
  accounts = await giveAccounts(node);
  second = await addAccount(node, {
    username: 'approving',
    name: '安全复核演示员',
    role: 'securityAdministrator',
  });
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
  await departments?.close();
  rmSync(folder, { recursive: true, force: true });
});

const menu = (page: Page, name: string): Promise<void> =>
  page.getByRole('link', { name, exact: true }).click();
const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

/** Notes of administration in the log, the newest first. */
async function administration(): Promise<string[]> {
  const { data } = await ask(node, await accessToken(node, 'sample-auditor'), {
    query: `{ auditEntries(filter: { kinds: [ADMINISTRATION] }) { edges { node { json } } } }`,
  });
  return (data.auditEntries.edges as { node: { json: string } }[]).map(
    ({ node: { json } }) => (JSON.parse(json) as { governance: { note: string } }).governance.note,
  );
}

describe('a system administrator', () => {
  it('sees a healthy and a stopped peer on the map, and the connection test says where each way ends', async () => {
    const { page, problems, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('systemAdministrator'));
    await page.getByRole('heading', { name: '联盟地图' }).waitFor();
    await page.getByRole('img', { name: /联盟关系图.*2 个其他节点/ }).waitFor();
    const beijing = page.getByRole('row').filter({ hasText: 'beijing' });
    const hebei = page.getByRole('row').filter({ hasText: 'hebei' });
    await beijing.getByText('正常').first().waitFor();
    await hebei.getByText('PEER_UNREACHABLE').first().waitFor();
    expect(await hebei.getByText('异常').count()).toBe(1);
    expect(await beijing.getByText(/中位 [\d,]+ 毫秒/).count()).toBe(1);
    await shot(page, 'operator-federation');

    await hebei.getByRole('link', { name: '测试连接' }).click();
    await page.getByRole('heading', { name: '连接测试' }).waitFor();
    await page.getByRole('button', { name: '开始测试' }).click();
    await page.getByText('中断于：TCP 连接').waitFor();
    await page.getByText('CONNECTION_REFUSED').waitFor();
    await page.getByText('未执行').first().waitFor();
    await shot(page, 'operator-connection-stopped');

    await menu(page, '联盟地图');
    await beijing.getByRole('link', { name: '测试连接' }).click();
    await page.getByRole('button', { name: '开始测试' }).click();
    await page.getByText('连接正常').waitFor();
    expect(await page.getByText('通过', { exact: true }).count()).toBe(8);
    await shot(page, 'operator-connection-healthy');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('The connection works').waitFor();
    await shot(page, 'operator-connection-en');
    expect(problems).toEqual([]);
    await close();
    expect((await administration()).slice(0, 2)).toEqual([
      'connection tested: works',
      'connection tested: tcp failed, CONNECTION_REFUSED',
    ]);
  });

  it('looks at log, keys, trust, imports and settings, and mends what was given up', async () => {
    const { page, problems, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('systemAdministrator'));
    await menu(page, '日志与见证');
    await page.getByText('初步确认').waitFor();
    await page.getByText(cluster.nodes.beijing.entityId.slice(8)).first().waitFor();
    await shot(page, 'operator-log');
    await menu(page, '密钥与证书');
    await page.getByText('节点互联 TLS（客户端）').waitFor();
    // Exchange, federation, credentials, access tokens, log, witness.
    expect(await page.getByText('使用中').count()).toBe(6);
    const keyOf = (use: string) => page.getByRole('row').filter({ hasText: use });
    await keyOf('审计日志检查点').getByText(logVerifierKey()).waitFor();
    await keyOf('审计日志检查点')
      .getByText(/请离线备份/)
      .waitFor();
    await keyOf('见证联署')
      .getByText(/\/witness\+[0-9a-f]{8}\+/)
      .waitFor();
    await keyOf('交换签名').getByText('tongban keys rotate exchange --config tianjin.yaml').waitFor();
    await keyOf('交换签名').getByRole('button', { name: '复制' }).waitFor();
    await shot(page, 'operator-keys');
    await menu(page, '信任库');
    await page.getByText('联盟信任锚').waitFor();
    await page.getByText('受信任').first().waitFor();
    await shot(page, 'operator-trust');
    await menu(page, '导入任务');
    await page.getByText('licences.csv', { exact: true }).waitFor();
    await page.getByText('LICENCE_FIELD_INVALID').waitFor();
    expect(await page.locator('main .ant-card, [role=main] .ant-card').count()).toBe(20);
    await page.getByRole('button', { name: '下一页' }).click();
    await page.getByText('old-25.csv').waitFor();
    await page.getByText('licences.csv', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '上一页' }).click();
    await page.getByText('licences.csv', { exact: true }).waitFor();
    await shot(page, 'operator-imports');

    await menu(page, '部门数据源');
    const sourceOf = (id: string) => page.getByRole('row').filter({ hasText: id });
    await sourceOf('registration').getByText('可用', { exact: true }).waitFor();
    await sourceOf('registration').getByText('已答复').waitFor();
    await sourceOf('registration').getByText('并发 64，排队 10,000').waitFor();
    await sourceOf('tax').getByText('不可用', { exact: true }).waitFor();
    await sourceOf('tax').getByText('试探恢复中').waitFor();
    await sourceOf('tax')
      .getByText(/SOURCE_[A-Z_]+/)
      .first()
      .waitFor();
    await sourceOf('vehicles').getByText('尚未查询').waitFor();
    await shot(page, 'operator-sources');

    await menu(page, '有效配置');
    await page.getByLabel('搜索配置项').fill('TONGBAN_DATABASE_URL');
    await page.getByText('已设置').waitFor();
    await page.getByLabel('搜索配置项').fill('peers.connect');
    await page.getByText('peers.connectTimeoutMs').waitFor();
    await shot(page, 'operator-settings');
    await page.getByLabel('搜索配置项').fill('');
    expect(await page.content()).not.toContain(new URL(node.database.url).password || 'postgres://');

    await menu(page, '待处理事务');
    const dead = page.getByRole('row').filter({ hasText: 'TJ-2026-000001' });
    await dead.getByText('待人工处理').waitFor();
    await shot(page, 'operator-work');
    await dead.getByRole('button', { name: '放弃' }).click();
    await page.getByLabel(/^理由/).fill('对方已另行处理');
    await shot(page, 'operator-work-drop');
    await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click();
    await page.getByText('没有待送达的消息').waitFor();
    expect(problems).toEqual([]);
    await close();
    expect((await administration())[0]).toBe(`message ${DEAD} drop: 对方已另行处理`);
  });

  it('pages through ten thousand messages that wait', async () => {
    const { pool } = node.running.database;
    const [count, dead] = [10_000, 60];
    await pool.query(
      `INSERT INTO message_outbox (jti, peer, kind, subject, seq, body, state, made_at, attempts, last_code, next_at)
       SELECT 'many-' || n, $1, 'case.event', 'HE-2026-' || lpad(n::text, 6, '0'), 1, '{}',
         CASE WHEN n > $2 - $3::int THEN 'dead' ELSE 'pending' END, timestamptz '2026-01-01Z' + n / 4 * interval '1 s', 3,
         'PEER_UNREACHABLE', 'infinity'
       FROM generate_series(1, $2::int) n`,
      [cluster.nodes.hebei.entityId, count, dead],
    );
    const { page, problems, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('systemAdministrator'));
    await menu(page, '待处理事务');
    const messages = page.locator('.ant-card').filter({ hasText: '节点消息' });
    const rows = messages.locator('tbody tr[data-row-key]');
    await messages.getByText('10,000', { exact: true }).waitFor();
    expect(await rows.count()).toBe(50);
    await messages.getByText('HE-2026-000001').waitFor();
    await messages.getByRole('button', { name: '下一页' }).click();
    await messages.getByText('HE-2026-000051').waitFor();
    expect(await messages.getByText('HE-2026-000050').count()).toBe(0);
    expect(await rows.count()).toBe(50);
    await shot(page, 'operator-work-many');
    await messages.getByText('待人工处理', { exact: true }).first().click();
    await messages.getByText('60', { exact: true }).waitFor();
    await messages.getByText('HE-2026-009941').waitFor();
    await messages.getByRole('button', { name: '下一页' }).click();
    await messages.getByText('HE-2026-010000').waitFor();
    expect(await rows.count()).toBe(10);
    expect(await messages.getByRole('button', { name: '下一页' }).isDisabled()).toBe(true);
    expect(problems).toEqual([]);
    await close();
    await pool.query(
      `UPDATE message_outbox SET state = 'dropped', settled_at = now() WHERE jti LIKE 'many-%'`,
    );
  });

  it('finds all of it on a narrow screen in the dark', async () => {
    const { page, problems, close } = await openConsolePage(node, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, accounts.credentials('systemAdministrator'));
    for (const [path, name] of [
      ['federation', '联盟地图'],
      ['log', '日志与见证'],
      ['keys', '密钥与证书'],
      ['trust', '信任库'],
      ['sources', '部门数据源'],
      ['imports', '导入任务'],
      ['settings', '有效配置'],
      ['work', '待处理事务'],
    ] as const) {
      await page.goto(`${node.publicUrl}/console/${path}`);
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await settled(page);
      await shot(page, `operator-narrow-${path}`);
      expect([path, await overflow(page)]).toEqual([path, expect.any(Number)]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
    await close();
  });
});

describe('two security administrators', () => {
  it('change an agreement with four eyes', async () => {
    const first = await openConsolePage(node);
    await first.page.emulateMedia({ reducedMotion: 'reduce' });
    await signIn(first.page, accounts.credentials('securityAdministrator'));
    await menu(first.page, '共享约定');
    const row = first.page.getByRole('row').filter({ hasText: 'tj-bj' });
    await row.getByRole('button', { name: '提出变更' }).click();
    const form = first.page.getByRole('dialog');
    await form.getByLabel('法律依据').fill('政务数据共享条例第十二条');
    await form.getByLabel('截止日期').fill('2030-06-30');
    await form.getByLabel('截止日期').press('Enter');
    await shot(first.page, 'operator-agreement-form');
    expect(await barriers(first.page)).toEqual([]);
    await form.getByRole('button', { name: '加入提案' }).click();
    const draft = first.page.getByRole('region', { name: '拟提交的变更' });
    await draft.getByText('政务数据共享条例第十二条').waitFor();
    await row.getByText('拟修改').waitFor();
    await draft.getByLabel(/变更理由/).fill('按年度评估缩短期限');
    await draft.getByRole('button', { name: '提交提案' }).click();
    await draft.waitFor({ state: 'detached' });
    await first.page.getByText('按年度评估缩短期限').waitFor();
    await first.page.getByText('2030-06-30').waitFor();
    await shot(first.page, 'operator-agreements');

    // Who proposes does not approve.
    await first.page.getByRole('button', { name: '批准' }).click();
    await first.page.getByRole('dialog').getByRole('button', { name: '批准' }).click();
    await first.page.getByText('SHARING_PROPOSAL_OWN').waitFor();
    await shot(first.page, 'operator-agreements-own');
    expect(first.problems).toEqual([]);
    await first.close();

    const other = await openConsolePage(node);
    await signIn(other.page, second);
    await menu(other.page, '共享约定');
    await other.page.getByText('按年度评估缩短期限').waitFor();
    await other.page.getByRole('button', { name: '批准' }).click();
    await other.page.getByLabel('审批意见').fill('同意');
    await other.page.getByRole('dialog').getByRole('button', { name: '批准' }).click();
    await other.page.getByText('第 2 版', { exact: true }).waitFor();
    await other.page.getByText('已批准').waitFor();
    await shot(other.page, 'operator-agreements-approved');
    expect(other.problems).toEqual([]);
    await other.close();
    const { agreements } = node.running.sharing.live.current();
    expect(agreements.find(({ id }) => id === 'tj-bj')?.validUntil).toBe('2030-06-30');
    expect((await administration()).filter((note) => note.startsWith('sharing:'))).toHaveLength(3);
  });

  it('take an entry, a list, an agreement and an entry of the responsibility list away, each in plain sight', async () => {
    const first = await openConsolePage(node);
    await signIn(first.page, accounts.credentials('securityAdministrator'));
    await menu(first.page, '共享约定');
    const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
    const form = first.page.getByRole('dialog');
    await rowOf(first.page, 'tj-bj').getByRole('button', { name: '提出变更' }).click();
    await form
      .locator('.ant-select', { has: first.page.getByLabel('可提供字段') })
      .getByTitle('证照编号')
      .locator('.ant-select-selection-item-remove')
      .click();
    await form.getByRole('button', { name: '删除整项“限定机构”' }).click();
    await form.getByRole('button', { name: '加入提案' }).click();
    await rowOf(first.page, 'tj-old').getByRole('button', { name: '删除' }).click();
    await rowOf(first.page, 'tj-old').getByText('拟删除').waitFor();
    await rowOf(first.page, 'everything').getByRole('button', { name: '提出变更' }).click();
    await form.getByRole('button', { name: '增加信息项' }).click();
    await form.getByText('尚未填写：可提供字段').waitFor();
    expect(await form.getByRole('button', { name: '加入提案' }).isDisabled()).toBe(true);
    await form.getByRole('button', { name: '删除信息项 2' }).click();
    await form.getByLabel('中文名称').fill(LONG_NAME);
    expect(await barriers(first.page)).toEqual([]);
    await shot(first.page, 'operator-list-entry-form');
    await form.getByRole('button', { name: '加入提案' }).click();
    await rowOf(first.page, 'dataset-tax').getByRole('button', { name: '删除' }).click();

    const draft = first.page.getByRole('region', { name: '拟提交的变更' });
    const change = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
    await draft.getByText('拟提交的变更（4 处）').waitFor();
    await change(first.page, '共享约定 tj-bj').getByText('整项删除，不再限定').waitFor();
    await change(first.page, '清单条目 everything').getByRole('button', { name: '撤销' }).click();
    await draft.getByText('拟提交的变更（3 处）').waitFor();
    await draft.getByLabel(/变更理由/).fill(`清理不再使用的约定。${LONG_NAME}`);
    expect(await barriersInBoth(first.page)).toEqual([]);
    await shot(first.page, 'operator-agreements-draft');
    await draft.getByRole('button', { name: '提交提案' }).click();
    await draft.waitFor({ state: 'detached' });
    await first.page.getByText('清理不再使用的约定').waitFor();
    expect(first.problems).toEqual([]);
    await first.close();

    const other = await openConsolePage(node);
    await signIn(other.page, second);
    await menu(other.page, '共享约定');
    const changed = change(other.page, '共享约定 tj-bj');
    await changed.getByText('证照编号', { exact: true }).waitFor();
    await changed.getByText('整项删除，不再限定').waitFor();
    await changed.getByText('扩大共享范围').waitFor();
    expect(await changed.locator('del').allInnerTexts()).toEqual(
      expect.arrayContaining(['证照编号', ORGANISATIONS.beijing.code]),
    );
    await change(other.page, '共享约定 tj-old')
      .getByText(/^整条约定删除/)
      .waitFor();
    await change(other.page, '清单条目 dataset-tax')
      .getByText(/^整条清单条目删除/)
      .waitFor();
    await shot(other.page, 'operator-agreements-removal');
    await other.page.setViewportSize({ width: 390, height: 844 });
    await other.page.locator('.ant-layout-sider').waitFor({ state: 'detached' });
    expect(await overflow(other.page)).toBeLessThanOrEqual(0);
    await shot(other.page, 'operator-narrow-agreements');
    await other.page.setViewportSize({ width: 1280, height: 900 });
    await other.page.getByRole('button', { name: '批准' }).click();
    const dialog = other.page.getByRole('dialog');
    await dialog.getByText('批准后将删除 2 处').waitFor();
    await dialog.getByText('tj-old').waitFor();
    await dialog.getByText('dataset-tax').waitFor();
    await shot(other.page, 'operator-agreements-removal-approve');
    await dialog.getByRole('button', { name: '批准' }).click();
    await other.page.getByText('第 3 版', { exact: true }).waitFor();
    await rowOf(other.page, 'tj-old').waitFor({ state: 'detached' });
    await other.page.getByText('其中删除 2 处').waitFor();
    expect(other.problems).toEqual([]);
    await other.close();
    const { agreements, responsibilityList } = node.running.sharing.live.current();
    expect(agreements.map(({ id }) => id)).not.toContain('tj-old');
    expect(responsibilityList.map(({ id }) => id)).toEqual(['everything']);
    const kept = agreements.find(({ id }) => id === 'tj-bj');
    expect(kept?.fields).not.toContain('number');
    expect(kept).not.toHaveProperty('organisations');
  });

  it('are told when somebody else was quicker', async () => {
    const first = await openConsolePage(node);
    await signIn(first.page, accounts.credentials('securityAdministrator'));
    await menu(first.page, '共享约定');
    const row = first.page.getByRole('row').filter({ hasText: 'tj-bj' });
    for (const why of ['先提出的', '后提出的']) {
      await row.getByRole('button', { name: '删除' }).click();
      await first.page.getByLabel(/变更理由/).fill(why);
      await first.page.getByRole('button', { name: '提交提案' }).click();
      await first.page.getByText(why, { exact: true }).waitFor();
    }
    await first.close();
    const other = await openConsolePage(node);
    await signIn(other.page, second);
    await menu(other.page, '共享约定');
    const card = (why: string) => other.page.locator('.ant-card').filter({ hasText: why });
    await card('先提出的').getByRole('button', { name: '批准' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: '批准' }).click();
    await card('后提出的').getByText('此提案依据第 3 版，现已有第 4 版').waitFor();
    expect(await card('后提出的').getByRole('button', { name: '批准' }).isDisabled()).toBe(true);
    await other.page.getByText('没有共享约定').waitFor();
    await other.close();
  });

  it('say from when on; until then the old version holds, and what is proposed rests on the new one', async () => {
    const first = await openConsolePage(node);
    await signIn(first.page, accounts.credentials('securityAdministrator'));
    await menu(first.page, '共享约定');
    const entry = (page: Page) => page.getByRole('row').filter({ hasText: 'everything' });
    await entry(first.page).getByRole('button', { name: '删除' }).click();
    await first.page.getByLabel(/变更理由/).fill('年底停止');
    await first.page.getByLabel('拟生效时间').fill('2036-12-31 23:59');
    await first.page.getByLabel('拟生效时间').press('Enter');
    await first.page.getByRole('button', { name: '提交提案' }).click();
    await first.page.getByText('拟于 2036-12-31 23:59:00 生效').waitFor();
    await first.close();
    const other = await openConsolePage(node);
    await signIn(other.page, second);
    await menu(other.page, '共享约定');
    const card = other.page.locator('.ant-card').filter({ hasText: '年底停止' });
    await card.getByRole('button', { name: '批准' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: '批准' }).click();
    await other.page.getByText('第 5 版将于 2036-12-31 23:59:00 生效').waitFor();
    await other.page.getByText('第 4 版', { exact: true }).waitFor();
    expect(await entry(other.page).getByRole('button', { name: '删除' }).isDisabled()).toBe(true);
    expect(other.problems).toEqual([]);
    await other.close();
  });
});

describe('others', () => {
  it('see no page of theirs, and the node tells and does nothing', async () => {
    const { page, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('windowClerk'));
    await page.getByRole('link', { name: '我的账号' }).waitFor();
    for (const name of ['联盟地图', '连接测试', '有效配置', '待处理事务'])
      expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);
    await page.goto(`${node.publicUrl}/console/settings`);
    await page.getByText('ROLE_NOT_ALLOWED').first().waitFor();
    await close();
  });

  it('cannot have this node knock elsewhere', async () => {
    const { errors } = await ask(node, await accessToken(node, 'sample-administrator'), {
      query: 'mutation { testConnection(peer: "https://169.254.169.254") { peer } }',
    });
    expect(errors?.[0]?.extensions.code).toBe('CONNECTION_PEER_UNKNOWN');
  });
});
