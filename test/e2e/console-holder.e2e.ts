import { jest } from '@jest/globals';
import { encodeQR } from 'qr';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { freePorts, startCluster, type Cluster } from '../support/cluster.js';
import { giveAccounts, openConsolePage, shot, signIn, type Accounts } from '../support/console.js';
import { PLATFORM_MARK, startIdentity, type TestIdentity } from '../support/identity.js';
import { issuedToken } from '../support/issued-token.js';

jest.setTimeout(240_000);

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
const MARKUP = '<img src=x onerror=alert(1)>';
const LONG = `${MARKUP}${'很长的事由'.repeat(20)}`;

let cluster: Cluster;
let identity: TestIdentity;
let accounts: Accounts;
let counter: string;

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  cluster = await startCluster({
    regions: ['beijing', 'hebei'],
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-he', ids.hebei, {
          licenceTypes: [card.typeCode],
          fields: ['name', 'holderName'],
        }),
        sampleAgreement('bj-he-consent', ids.hebei, {
          licenceTypes: [card.typeCode],
          fields: ['name', 'holderName', 'validUntil'],
          requiresHolderAuthorisation: true,
        }),
      ],
    }),
    sections: (anchorId) => ({
      console: { enabled: true },
      authorisations: {
        requiredTrustMarks: [`${anchorId}/${PLATFORM_MARK}`],
        platform: `https://127.0.0.1:${String(port)}`,
        refreshSeconds: 1,
      },
    }),
  });
  const { beijing, hebei } = cluster.nodes;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
  identity = await startIdentity(cluster, { port });
  await identity.server.refresh();
  counter = await accessToken(hebei);
  for (const reason of [CONTEXT.reason, LONG]) {
    const { data } = await ask(hebei, counter, {
      query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, context: $context) { status licence { name holderName validUntil } } }`,
      variables: { id: card.identifier, context: { ...CONTEXT, reason } },
    });
    expect(data.licence.status).toBe('REDUCED');
  }
  await beijing.running.transparency.round();
  accounts = await giveAccounts(beijing, {
    citizen: { type: card.holderType, code: card.holderCode, name: card.holderName },
    firm: { type: firm.holderType, code: firm.holderCode, name: firm.holderName },
  });
}, 180_000);
afterAll(async () => {
  await identity?.stop();
  await cluster?.stop();
});

/** A request of a counter in Hebei, as the holder gets it: a picture. */
async function requestAtCounter(): Promise<{ id: string; url: string; picture: Buffer }> {
  const { data } = await ask(cluster.nodes.hebei, counter, {
    query: `mutation($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
      requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { id url } }`,
    variables: {
      licences: [{ typeCode: card.typeCode, fields: ['name', 'holderName', 'validUntil'] }],
      context: CONTEXT,
    },
  });
  const { id, url } = data.requestHolderAuthorisation;
  return { id, url, picture: Buffer.from(encodeQR(url, 'gif', { scale: 6 })) };
}
async function stateOf(id: string): Promise<string> {
  cluster.advance(1_100); // the node asks the platform once a second at most
  const { data } = await ask(cluster.nodes.hebei, counter, {
    query: 'query($id: ID!) { holderAuthorisation(id: $id) { state } }',
    variables: { id },
  });
  return data.holderAuthorisation.state;
}

describe('a holder at the console', () => {
  it('reads the code of a counter, sees what would be told, and confirms at the platform', async () => {
    const { id, url, picture } = await requestAtCounter();
    const { page, problems, close } = await openConsolePage(cluster.nodes.beijing);
    await signIn(page, accounts.credentials('holder'));
    await page.getByRole('heading', { name: '授权确认' }).waitFor();

    // A code that leads elsewhere is told to be one, and is no link.
    await page.getByLabel('二维码内容').fill('https://evil.example/a/AAAAAAAAAAAAAAAAAAAAAA');
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('AUTHORISATION_CODE_UNKNOWN').waitFor();
    expect(await page.getByRole('link', { name: '前往确认' }).count()).toBe(0);
    await shot(page, 'authorise-refused');

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer: picture });
    await page.getByText('该码指向 样例身份认证平台').waitFor();
    expect(await page.getByLabel('二维码内容').inputValue()).toBe(url);

    await page.getByLabel('请求信息的地区').click();
    await page.getByTitle('河北').click();
    await page.getByLabel('证照类型').fill('身份证');
    await page.getByLabel('证照类型').press('Enter');
    await page.getByLabel('事项编码').fill(CONTEXT.itemCode);
    await page.getByRole('button', { name: '查看' }).click();
    const told = page.getByRole('row').filter({ hasText: '须经您同意' });
    await told.getByText('有效期').first().waitFor();
    expect(await page.getByRole('row').filter({ hasText: '不会提供' }).innerText()).toContain('住址');
    await shot(page, 'authorise');

    await page.getByRole('link', { name: '前往确认' }).click();
    await page.waitForURL(`${identity.entityId}/**`);
    const { password = '' } = identity.passwords.find(({ username }) => username === 'citizen') ?? {};
    await page.fill('input[name=username]', 'citizen');
    await page.fill('input[name=password]', password);
    await page.locator('main form button').first().click();
    await page.waitForURL(/\/sign-in\/code/);
    const [code = ''] = /\b\d{6}\b/.exec(await page.locator('main').innerText()) ?? [];
    await page.fill('input[name=code]', code);
    await page.locator('main form button').first().click();
    await page.getByText('需您授权').first().waitFor();
    await shot(page, 'platform');
    await page.getByRole('button', { name: '同意授权' }).click();
    await page.getByText('您已同意授权').waitFor();
    expect(await stateOf(id)).toBe('GRANTED');
    expect(problems.filter((problem) => !problem.includes('favicon'))).toEqual([]);
    await close();
  });

  it('sees who looked, verifies the proof, objects, and follows the objection to its answer', async () => {
    const { page, problems, close } = await openConsolePage(cluster.nodes.beijing, {
      path: '/console/my-access',
    });
    await signIn(page, accounts.credentials('holder'));
    await page.getByRole('heading', { name: '谁查过我的数据' }).waitFor();
    await page.getByText(`事由：${MARKUP}`).waitFor(); // as text
    await page.getByText('日志证明').first().click();
    await page.getByRole('button', { name: '在本页验证' }).first().click();
    await page.getByText(/条目 \d+ 在有 \d+ 个条目的日志中/).waitFor();
    await shot(page, 'my-access');

    await page.getByRole('link', { name: '对此提出校核' }).first().click();
    await page.waitForURL(/my-objections$/); // nothing of the licence stands in the address
    expect(await page.getByLabel('证照标识').inputValue()).toBe(card.identifier);
    await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await page.getByText('请填写').first().waitFor();
    await page.getByLabel('字段').fill('holderName');
    await page.getByLabel('存在的问题').fill(`姓名有误 ${MARKUP}`);
    await page.getByLabel('应更正为（可不填）').fill('正确的姓名');
    await shot(page, 'my-objections-form');
    await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await page.getByText('待答复').nth(1).waitFor();
    await shot(page, 'my-objections');

    const { rows } = await cluster.nodes.beijing.running.database.pool.query<{ id: string }>(
      'SELECT id FROM sharing_matter',
    );
    const security = await issuedToken(cluster.nodes.beijing, cluster.now(), {
      role: 'securityAdministrator',
      person_id: 'p-2',
      person_name: '样例',
    });
    const { errors } = await ask(cluster.nodes.beijing, security, {
      query: `mutation($id: ID!) { answerDataObjection(id: $id, answer: CORRECT, text: "已按户籍信息更正") { state } }`,
      variables: { id: rows[0]?.id },
    });
    expect(errors).toBeUndefined();
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('已按户籍信息更正').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Objections' }).waitFor();
    await shot(page, 'my-objections-en');
    expect(problems).toEqual([]);
    await close();
  });

  it('does the same on a telephone in the dark, and is shown no page of staff', async () => {
    const { page, problems, close } = await openConsolePage(cluster.nodes.beijing, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, accounts.credentials('holder'));
    for (const [path, heading] of [
      ['authorise', '授权确认'],
      ['my-access', '谁查过我的数据'],
      ['my-objections', '数据校核'],
    ]) {
      await page.goto(`${cluster.nodes.beijing.publicUrl}/console/${path ?? ''}`);
      await page.getByRole('heading', { name: heading ?? '' }).waitFor();
      await page.locator('.stack[aria-busy=true]').waitFor({ state: 'detached' });
      await shot(page, `narrow-dark-${path ?? ''}`);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
    await page.goto(`${cluster.nodes.beijing.publicUrl}/console/entries`);
    await page.getByText('ROLE_NOT_ALLOWED').first().waitFor();
    await close();
  });
});
