import { jest } from '@jest/globals';
import { wellKnownSample } from '#libs/licences';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster } from '../support/cluster.js';
import {
  giveAccounts,
  openConsolePage,
  sessionCookie,
  shot,
  signIn,
  type Accounts,
} from '../support/console.js';

jest.setTimeout(240_000);

const licence = wellKnownSample('110000');
let cluster: Cluster;
let accounts: Accounts;

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    // Integration and witnessing are asked for, round by round. No free-form operations: the console's own are registered.
    sections: {
      console: { enabled: true },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
    },
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
    }),
  });
  const { beijing, tianjin } = cluster.nodes;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 4 });
  const token = await accessToken(tianjin);
  // One that is granted, and one with a reason that would run if a page took it for markup.
  for (const reason of [CONTEXT.reason, '<img src=x onerror=alert(1)>=HYPERLINK("x")']) {
    const { data } = await ask(tianjin, token, {
      query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, context: $context) { status licence { name holderName } } }`,
      variables: { id: licence.identifier, context: { ...CONTEXT, reason } },
    });
    expect(data.licence.status).toBe('FOUND');
  }
  for (const name of ['beijing', 'tianjin'] as const) {
    await cluster.nodes[name].running.transparency.round();
    await cluster.nodes[name].running.witnessing.round({ anyway: true });
  }
  accounts = await giveAccounts(tianjin);
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
});

describe('an auditor at the console', () => {
  it('signs in, filters, follows a lookup and verifies its proof in the page', async () => {
    const { page, problems, requested, close } = await openConsolePage(cluster.nodes.tianjin);
    await shot(page, 'sign-in');
    await signIn(page, accounts.credentials('auditor'));
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    await page.getByText('查询结果').first().waitFor();
    await shot(page, 'entries');

    await page.getByLabel('办件编号').fill(CONTEXT.caseNumber);
    await page.getByLabel('办件编号').press('Enter');
    await page.waitForURL(/caseNumber=/);
    await page.getByText('符合条件 4 条').waitFor();

    const outcome = page.getByRole('row').filter({ hasText: '查询结果' }).first();
    await outcome.getByRole('link').click();
    await page.getByRole('heading', { name: /审计条目/ }).waitFor();
    await page.getByText('办理事项：').waitFor();
    // What came as markup is text.
    await page.getByText('事由：<img src=x onerror=alert(1)>').waitFor();
    await page.getByRole('button', { name: '在本页逐步验证' }).click();
    await page.getByText(/\d+ 项核验通过/).waitFor({ timeout: 30_000 });
    await page.getByText('条目在日志的默克尔树中').first().waitFor();
    await shot(page, 'entry');
    expect(await page.locator('.ant-alert-error').count()).toBe(0);

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: /Audit entry/ }).waitFor();
    await shot(page, 'entry-en');
    const own = cluster.nodes.tianjin.publicUrl;
    expect(requested.filter((url) => !url.startsWith(own) && !url.startsWith('blob:'))).toEqual([]);
    expect(problems).toEqual([]);
    // Nothing that a script could take.
    const kept = await page.evaluate<string>(
      'JSON.stringify([localStorage, sessionStorage, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ|tongban-session/);
    await close();
  });

  it('finds the same on a narrow screen in the dark', async () => {
    const { page, close, problems } = await openConsolePage(cluster.nodes.tianjin, { width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn(page, accounts.credentials('auditor'));
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    await page.getByText('查询结果').first().waitFor();
    await shot(page, 'entries-narrow-dark');
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await close();
  });
});

describe('others', () => {
  it('are shown no page of the auditor, and the node tells them nothing', async () => {
    const { page, close } = await openConsolePage(cluster.nodes.tianjin);
    await signIn(page, accounts.credentials('windowClerk'));
    await page.getByRole('heading', { name: '新办件' }).waitFor();
    expect(await page.getByRole('link', { name: '审计日志' }).count()).toBe(0);
    await page.goto(`${cluster.nodes.tianjin.publicUrl}/console/entries`);
    await page.getByText('ROLE_NOT_ALLOWED').first().waitFor();
    await shot(page, 'refused');
    await close();
  });

  it('cannot use a session from another site, nor frame the page, nor sign somebody in by a link', async () => {
    const { page, context, close } = await openConsolePage(cluster.nodes.tianjin);
    await signIn(page, accounts.credentials('auditor'));
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    const [session] = (await context.cookies()).filter(({ name }) => name === 'tongban-session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const origin = cluster.nodes.tianjin.publicUrl;
    const cookie = `tongban-session=${session?.value}`;
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ query: '{ auditEntries { logSize } }' }),
      });
    const codeOf = async (response: Response): Promise<string> =>
      ((await response.json()) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions
        .code ?? 'none';
    expect(await codeOf(await post({ 'tongban-console': '1', origin }))).toBe('none');
    expect(await codeOf(await post({}))).toBe('CONSOLE_REQUEST_FORGED');
    expect(await codeOf(await post({ 'tongban-console': '1', origin: 'https://evil.example' }))).toBe(
      'CONSOLE_REQUEST_FORGED',
    );
    expect(await codeOf(await post({ 'tongban-console': '1', 'sec-fetch-site': 'cross-site' }))).toBe(
      'CONSOLE_REQUEST_FORGED',
    );
    expect(await codeOf(await post({ 'tongban-console': '1', cookie: `${cookie}; ${cookie}` }))).toBe(
      'TOKEN_MISSING',
    );
    const shown = await fetch(`${origin}/console/`);
    expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(shown.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(await codeOf(await fetch(`${origin}/console/callback?code=x&state=y`))).toBe(
      'CONSOLE_SIGN_IN_STALE',
    );
    const away = await fetch(`${origin}/console/sign-in?to=//evil.example/`, { redirect: 'manual' });
    expect(away.headers.get('location')).toContain(`${origin}/oidc/auth`);

    const signedOut = page.waitForResponse((response) => response.url().endsWith('/console/sign-out'));
    await page.getByRole('button', { name: '退出登录' }).click();
    await signedOut;
    expect(await codeOf(await post({ 'tongban-console': '1', origin }))).toBe('CONSOLE_SESSION_ENDED');
    await close();
  });

  it('who planted a session before a sign-in hold none after it, and lead nobody to another site', async () => {
    const { tianjin } = cluster.nodes;
    const attacker = await openConsolePage(tianjin);
    await signIn(attacker.page, accounts.credentials('windowClerk'));
    const planted = await sessionCookie(attacker);
    await attacker.close();

    const victim = await openConsolePage(tianjin);
    const [name = '', value = ''] = planted.split('=');
    await victim.context.addCookies([
      { name, value, url: tianjin.publicUrl, httpOnly: true, sameSite: 'Strict' },
    ]);
    await victim.page.goto(`${tianjin.publicUrl}/console/sign-in?to=//evil.example/`);
    const { username, password } = accounts.credentials('auditor');
    await victim.page.fill('input[name=username]', username);
    await victim.page.fill('input[name=password]', password);
    await victim.page.locator('form button[type=submit]').first().click();
    await victim.page.getByRole('button', { name: '同意' }).click();
    await victim.page.waitForURL(`${tianjin.publicUrl}/console/**`);
    await victim.page.getByRole('heading', { name: '审计日志' }).waitFor();
    expect(await sessionCookie(victim)).not.toBe(planted);
    const asked = await fetch(`${tianjin.publicUrl}/console/session`, {
      headers: { cookie: planted, 'tongban-console': '1' },
    });
    expect(asked.status).toBe(401);
    expect(victim.requested.filter((url) => !url.startsWith(`${tianjin.publicUrl}/`))).toEqual([]);
    await victim.close();
  });
});
