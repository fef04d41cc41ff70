import { jest } from '@jest/globals';
import { wellKnownSample } from '#libs/licences';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { barriers, barriersInBoth } from '../support/barriers.js';
import { ORGANISATIONS, startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { addAccount } from '../support/console-accounts.js';
import { giveAccounts, openConsolePage, shot, signIn, type Accounts } from '../support/console.js';

jest.setTimeout(240_000);

const licence = wellKnownSample('110000');
let cluster: Cluster;
let node: TestNode;
let accounts: Accounts;
let stranger: { username: string; password: string };
/** Ids of requests: refused by the other region, to a region that nobody answers for, wrong in itself. */
let refused: string;
let lost: string;
let wrong: string;

async function failedRequest(body: object): Promise<string> {
  const { headers } = await ask(node, await accessToken(node), body);
  return headers.get('tongban-request-id') ?? '';
}

const lookup = (region: string): object => ({
  query: `query Refused($id: LicenceIdentifier!, $region: Region!, $context: LookupContextInput) {
    licence(identifier: $id, region: $region, context: $context) { status refusal { code } } }`,
  variables: { id: licence.identifier, region, context: CONTEXT },
});

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      console: { enabled: true },
      graphql: { graphiql: true },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600 },
    },
    // Beijing has agreed to verification only: a lookup is refused there.
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode], operations: ['verify'] }),
      ],
    }),
  });
  node = cluster.nodes.tianjin;
  refused = await failedRequest(lookup('BEIJING'));
  lost = await failedRequest(lookup('HEBEI'));
  wrong = await failedRequest({ query: '{ nothingOfThatName }' });
  for (const one of Object.values(cluster.nodes)) await one.running.transparency.round();
  accounts = await giveAccounts(node);
  stranger = await addAccount(node, {
    username: 'stranger',
    name: '其他机构开发员',
    role: 'integrator',
    organisation: ORGANISATIONS.hebei,
  });
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
});

describe('an integrator', () => {
  it('learns why a request failed, as both sides have it', async () => {
    const { page, problems, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('integrator'));
    await page.getByRole('link', { name: '请求诊断' }).click();
    const explain = async (id: string): Promise<void> => {
      await page.getByLabel('请求编号').fill(id);
      await page.getByRole('button', { name: '诊断' }).click();
    };
    await explain(refused);
    await page.getByText('终止于对方节点').waitFor();
    const there = page.getByRole('region', { name: '对方节点记载' });
    const here = page.getByRole('region', { name: '本节点记载' });
    await there.getByText('OPERATION_NOT_AGREED').waitFor();
    await here.getByText('OPERATION_NOT_AGREED').waitFor();
    await there.getByText('已存证').waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    await shot(page, 'developer-explain');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Ended at the other node').waitFor();
    await shot(page, 'developer-explain-en');
    await page.getByRole('button', { name: '中文' }).click();

    await explain(lost);
    await page.getByText('终止于节点之间').waitFor();
    await page.getByText('REGION_UNKNOWN').first().waitFor();
    await explain(wrong);
    await page.getByText('请求在查询之前即被拒绝').waitFor();
    await shot(page, 'developer-explain-wrong');
    await explain('0190aaaa-0000-7000-8000-000000000000');
    await page.getByText('FAILED_REQUEST_UNKNOWN').waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it('finds codes in either language, and asks by GraphiQL as whom they are signed in', async () => {
    const { page, context, problems, requested, close } = await openConsolePage(node);
    await signIn(page, accounts.credentials('integrator'));
    await page.getByRole('heading', { name: '在线查询' }).waitFor();
    await page.getByRole('link', { name: '打开 GraphiQL' }).waitFor();
    await page.getByText('同时查询三地').first().click();
    await page.getByText('licencesAcrossRegions').first().waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    await shot(page, 'developer-queries');
    const sdl = await context.request.get(
      new URL((await page.getByRole('link', { name: '下载 SDL' }).getAttribute('href')) ?? '', node.publicUrl)
        .href,
    );
    expect(await sdl.text()).toContain('type Query {');

    await page.getByRole('link', { name: '错误码' }).click();
    await page.getByLabel(/搜索代码/).fill('防火墙 timeout');
    await page.getByText('CONNECTION_TIMEOUT').waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    await shot(page, 'developer-errors');

    await page.goto(`${node.publicUrl}/graphiql?session`);
    await page.getByText('沿用控制台登录').waitFor();
    // Of the first sample: identified by the session, and refused by the other region.
    await page.getByRole('button', { name: /execute/i }).click();
    await page.locator('.result-window').getByText('DENIED').waitFor();
    // How its editors are built is the tool's own; its colours and sizes are for us to set.
    const ofLooks = (await barriers(page)).filter((one) => /^(color-contrast|target-size)/.test(one));
    expect(ofLooks).toEqual([]);
    await shot(page, 'developer-graphiql');
    expect(problems).toEqual([]);
    const own = node.publicUrl;
    expect(requested.filter((url) => !url.startsWith(own) && !/^(blob|data):/.test(url))).toEqual([]);
    await close();
  });

  it('finds it on a narrow screen in the dark', async () => {
    const { page, problems, close } = await openConsolePage(node, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, accounts.credentials('integrator'));
    for (const [path, name] of [
      ['queries', '在线查询'],
      ['errors', '错误码'],
      ['explain', '请求诊断'],
    ] as const) {
      await page.goto(`${node.publicUrl}/console/${path}`);
      await page.getByRole('heading', { name, exact: true }).waitFor();
      if (path === 'explain') {
        await page.getByLabel('请求编号').fill(refused);
        await page.getByRole('button', { name: '诊断' }).click();
        await page.getByText('终止于对方节点').waitFor();
      }
      await shot(page, `developer-narrow-${path}`);
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
    await close();
  });
});

describe('others', () => {
  it('learn nothing: neither another organisation nor another role', async () => {
    const { page, close } = await openConsolePage(node);
    await signIn(page, stranger);
    await page.getByRole('link', { name: '请求诊断' }).click();
    await page.getByLabel('请求编号').fill(refused);
    await page.getByRole('button', { name: '诊断' }).click();
    await page.getByText('FAILED_REQUEST_UNKNOWN').waitFor();
    await close();
    for (const client of ['sample-auditor', 'sample-security', 'sample-administrator']) {
      const { errors } = await ask(node, await accessToken(node, client), {
        query: `mutation { explainRequest(id: "${refused}") { id } }`,
      });
      expect([client, errors?.[0]?.extensions.code]).toEqual([client, 'ROLE_NOT_ALLOWED']);
    }
  });
});
