import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { wellKnownSample } from '#libs/licences';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { addAccount } from '../support/console-accounts.js';
import { giveAccounts, openConsolePage, shot, signIn, type Accounts } from '../support/console.js';

jest.setTimeout(240_000);

const licence = wellKnownSample('110000');
const DEAD = '0190aaaa-0000-7000-8000-000000000001';
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

beforeAll(async () => {
  cluster = await startCluster({
    sections: {
      console: { enabled: true },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600 },
      messages: { pollSeconds: 3_600 },
      peers: { connectTimeoutMs: 1_000, connectAttempts: 1 },
    },
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
      tianjin: [sampleAgreement('tj-bj', ids.beijing, { licenceTypes: [licence.typeCode] })],
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
  accounts = await giveAccounts(node);
  second = await addAccount(node, {
    username: 'approving',
    name: '安全复核演示员',
    role: 'securityAdministrator',
  });
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
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
    await hebei.getByText('PEER_UNREACHABLE').waitFor();
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
    expect(await page.getByText('使用中').count()).toBe(3);
    await shot(page, 'operator-keys');
    await menu(page, '信任库');
    await page.getByText('联盟信任锚').waitFor();
    await page.getByText('受信任').first().waitFor();
    await shot(page, 'operator-trust');
    await menu(page, '导入任务');
    await page.getByText('licences.csv').waitFor();
    await page.getByText('LICENCE_FIELD_INVALID').waitFor();
    await shot(page, 'operator-imports');

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

  it('finds all of it on a narrow screen in the dark', async () => {
    const { page, problems, close } = await openConsolePage(node, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, accounts.credentials('systemAdministrator'));
    for (const [path, name] of [
      ['federation', '联盟地图'],
      ['log', '日志与见证'],
      ['keys', '密钥与证书'],
      ['trust', '信任库'],
      ['imports', '导入任务'],
      ['settings', '有效配置'],
      ['work', '待处理事务'],
    ] as const) {
      await page.goto(`${node.publicUrl}/console/${path}`);
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await page.locator('.ant-spin-spinning').waitFor({ state: 'detached' });
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
    await form.getByLabel(/变更理由/).fill('按年度评估缩短期限');
    await shot(first.page, 'operator-agreement-form');
    await form.getByRole('button', { name: '提交提案' }).click();
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
