import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { BrowserContext, CDPSession, Page as BrowserPage } from 'playwright-core';
import { forgetSecondFactor } from '../../apps/node/src/callers/index.js';
import { TWO_FACTORS } from '../../apps/node/src/callers/second-factor/two-factors.js';
import { optionsIn, SoftwareAuthenticator, strangeKey, type Otherwise } from '../support/authenticator.js';
import { barriers } from '../support/barriers.js';
import { launchBrowser } from '../support/browser.js';
import { shot } from '../support/console.js';
import { OidcBrowser, readForm, type Page } from '../support/oidc-browser.js';
import { startIssuer, type TestIssuer } from '../support/oidc-issuer.js';
import { People, sending, shownCodes, shownSecret, type Visit } from '../support/second-factor.js';

jest.setTimeout(120_000);

let at: TestIssuer;
let people: People;
/** The application, to which browsers are sent back. */
let application: { url: string; close(): void };
beforeAll(async () => {
  const server = createServer((_request, response) => response.end('back')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/callback`;
  application = { url, close: () => server.close() };
  at = await startIssuer({
    host: 'localhost',
    redirects: [url],
    secondFactor: { roles: ['auditor', 'securityAdministrator'] },
    login: { addressMaxFailures: 1_000 },
  });
  people = new People(at);
});
afterAll(async () => {
  application.close();
  await at.close();
});

const idOf = (username: string): string =>
  at.samples.accounts.find((account) => account.username === username)!.id;
const authenticator = (counter?: number): SoftwareAuthenticator =>
  new SoftwareAuthenticator(at.origin, counter);

/** Makes the account's first factor, or one more on the page that looks after them. */
const add = (visit: Visit, key: SoftwareAuthenticator, otherwise?: Otherwise, label = '工作电脑') =>
  sending(visit, { response: key.create(optionsIn(visit.page.body, 'create'), otherwise), label });
const show = (visit: Visit, key: SoftwareAuthenticator, otherwise?: Otherwise) =>
  sending(visit, { response: key.get(optionsIn(visit.page.body, 'get'), otherwise) });

/** With an authenticator of their own as only factor. */
async function enrolled(username: string, key = authenticator()): Promise<SoftwareAuthenticator> {
  await forgetSecondFactor(at.pool, idOf(username));
  people.later(1_000_000); // whatever was counted before is over
  const made = await add(await people.withPassword(username, { enrol: 'yes' }), key);
  expect(shownCodes(made.page)).toHaveLength(10);
  return key;
}
/** On the page that looks after factors. */
async function managing(username: string, key: SoftwareAuthenticator): Promise<Visit> {
  const visit = await people.withPassword(
    username,
    {},
    await people.arrive(undefined, { factors: 'manage' }),
  );
  return show(visit, key);
}
const passkeysOf = async (username: string): Promise<number> =>
  (await at.pool.query('SELECT FROM passkey WHERE account = $1', [idOf(username)])).rowCount ?? 0;
/** A form of the page by what it does, where there is one. */
function formOf({ body }: Page, act: string, passkey = ''): number {
  for (let n = 0; ; n += 1) {
    let form: ReturnType<typeof readForm>;
    try {
      form = readForm(body, n);
    } catch {
      return -1;
    }
    const { act: does, passkey: which = '' } = form.inputs;
    if (does === act && which.startsWith(passkey)) return n;
  }
}
const doing = (visit: Visit, act: string, fields: Record<string, string> = {}): Promise<Visit> =>
  sending(visit, fields, formOf(visit.page, act));

describe('a passkey', () => {
  it('becomes the first second factor, and signs in from then on', async () => {
    const key = authenticator();
    const visit = await people.withPassword('auditor');
    const options = optionsIn(visit.page.body, 'create');
    expect(options).toMatchObject({
      rp: { id: 'localhost' },
      attestation: 'none',
      authenticatorSelection: { userVerification: 'required' },
    });
    // Authenticators show it to whoever holds them.
    expect(Buffer.from(options.user.id, 'base64url').toString()).not.toContain(idOf('auditor'));
    const made = await add(visit, key, {}, '办公室 <b>"安全密钥"');
    const codes = shownCodes(made.page);
    expect(new Set(codes).size).toBe(10);
    const first = await people.tokensOf(await sending(made, {}));
    expect(decodeJwt(first['access_token'] ?? '')).toMatchObject({
      acr: TWO_FACTORS,
      amr: ['pwd', 'pop', 'mfa'],
    });

    const next = await people.withPassword('auditor');
    expect(optionsIn(next.page.body, 'get')).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: [{ id: key.id }],
    });
    const { access_token: token = '' } = await people.tokensOf(await show(next, key));
    expect(decodeJwt(token)).toMatchObject({ acr: TWO_FACTORS, amr: ['pwd', 'pop', 'mfa'] });

    const { rows } = await at.pool.query<{ row: string; counter: string }>(
      'SELECT passkey::text AS row, counter FROM passkey',
    );
    expect(rows).toMatchObject([{ counter: String(key.counter) }]);
    for (const told of [key.id, Buffer.from(key.id, 'base64url').toString('hex'), '安全密钥', ...codes])
      expect([...rows.map(({ row }) => row), ...at.logged].join()).not.toContain(told);
    expect(at.logged.join()).toContain('"outcome":"enrolled"');
  });

  it('is asked for by the one script of the page, which the policy names', async () => {
    await enrolled('handler');
    const { page } = await people.withPassword('handler');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src ${at.issuer}/passkey.js;`);
    expect(policy).not.toMatch(/unsafe|connect-src/);
    expect(page.body.match(/<script[^>]*>/g)).toEqual(['<script src="/oidc/passkey.js" defer>']);
    const script = await fetch(`${at.issuer}/passkey.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toContain('navigator.credentials.get');
  });

  it('that counts nothing works again and again', async () => {
    const key = await enrolled('handler', authenticator(0));
    for (let n = 0; n < 3; n += 1)
      expect((await show(await people.withPassword('handler'), key)).page.status).toBeLessThan(304);
  });

  it('is given up by nobody: codes of recovery and an administrator help whoever has lost it', async () => {
    const key = authenticator();
    await forgetSecondFactor(at.pool, idOf('approver'));
    const made = await add(await people.withPassword('approver', { enrol: 'yes' }), key);
    const [code = ''] = shownCodes(made.page);
    const visit = await people.withPassword('approver');
    const { access_token: token = '' } = await people.tokensOf(await sending(visit, { code }, 1));
    expect(decodeJwt(token)).toMatchObject({ amr: ['pwd', 'mfa'] });
    await expect(forgetSecondFactor(at.pool, idOf('approver'))).resolves.toBe(true);
    expect(await passkeysOf('approver')).toBe(0);
    expect((await people.withPassword('approver', { enrol: 'yes' })).page.body).toContain(
      'data-passkey="create"',
    );
  });
});

describe('a passkey is refused', () => {
  let key: SoftwareAuthenticator;
  beforeAll(async () => {
    key = await enrolled('security');
  });
  beforeEach(() => people.later(1_000_000));

  it.each<[string, () => Otherwise]>([
    ['by another origin', () => ({ origin: 'https://evil.example' })],
    ['by another port of this host', () => ({ origin: 'http://localhost:1' })],
    ['for another relying party', () => ({ rpId: 'evil.example' })],
    ['whose person was not verified', () => ({ flags: 0x01 })],
    ['that nobody touched', () => ({ flags: 0x04 })],
    ['for another challenge', () => ({ challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })],
    ['of another ceremony', () => ({ type: 'webauthn.create' })],
    ['signed by another key', () => ({ key: strangeKey() })],
    ['under an id that is not known', () => ({ id: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['of another person', () => ({ userHandle: Buffer.from('somebody').toString('base64url') })],
  ])('%s', async (_name, otherwise) => {
    const answer = await show(await people.withPassword('security'), key, otherwise());
    expect([answer.page.status, answer.page.body.includes('通行密钥未通过核验。')]).toEqual([401, true]);
    expect(answer.page.headers.get('location')).toBeNull();
    // The page is not used up: its next challenge is answered as it should be.
    expect((await show(answer, key)).page.status).toBeLessThan(304);
  });

  it.each([
    '',
    '{}',
    'null',
    '[1',
    '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"e30"}}',
  ])('as %j', async (response) => {
    const answer = await sending(await people.withPassword('security'), { response });
    expect([answer.page.status, answer.page.body.includes('通行密钥未通过核验。')]).toEqual([401, true]);
  });

  it('the second time that the same answer comes, also of two at one instant', async () => {
    const visit = await people.withPassword('security');
    const { action, inputs } = readForm(visit.page.body, 0);
    const form = { ...inputs, response: key.get(optionsIn(visit.page.body, 'get')) };
    const both = await Promise.all([0, 1].map(() => visit.browser.send('POST', action, form)));
    expect(both.map(({ status }) => status).filter((status) => status < 304)).toHaveLength(1);
    people.later(1_000_000);
    const later = await people.withPassword('security');
    const again = await sending(later, { response: form.response });
    expect(again.page.status).toBe(401);
  });

  it('once its challenge was tried, whatever came of it', async () => {
    const visit = await people.withPassword('security');
    const { action, inputs } = readForm(visit.page.body, 0);
    const options = optionsIn(visit.page.body, 'get');
    const send = (response: string) => visit.browser.send('POST', action, { ...inputs, response });
    expect((await send(key.get(options, { flags: 0x01 }))).status).toBe(401);
    expect((await send(key.get(options))).status).toBe(401);
    expect(at.logged.join()).toContain('challenge ended or used');
  });

  it('after five minutes', async () => {
    const visit = await people.withPassword('security');
    people.later(300_000);
    expect((await show(visit, key)).page.status).toBe(401);
  });

  it('in another sign-in than the one whose challenge it answers', async () => {
    const [mine, other] = [await people.withPassword('security'), await people.withPassword('security')];
    const response = key.get(optionsIn(other.page.body, 'get'));
    expect((await sending(mine, { response })).page.status).toBe(401);
    const { progress = '' } = readForm(other.page.body, 0).inputs;
    expect((await sending(mine, { response, progress })).page.status).toBe(400);
  });

  it('where its counter stands still, which the log tells as a copy', async () => {
    expect((await show(await people.withPassword('security'), key)).page.status).toBeLessThan(304);
    const copied = await show(await people.withPassword('security'), key, { counter: key.counter });
    expect([copied.page.status, copied.page.body.includes('可能存在副本')]).toEqual([401, true]);
    expect(at.logged.join()).toContain('passkey copied');
    expect((await show(copied, key)).page.status).toBeLessThan(304);
  });

  it('of a second account that the same credential was made for', async () => {
    const answer = await add(await people.withPassword('security2'), key);
    expect([answer.page.status, answer.page.body.includes('通行密钥未通过核验。')]).toEqual([401, true]);
    expect(await passkeysOf('security2')).toBe(0);
    const { rowCount } = await at.pool.query('SELECT FROM second_factor WHERE account = $1', [
      idOf('security2'),
    ]);
    expect(rowCount).toBe(0);
  });

  it('as a first factor of an account that has one by now', async () => {
    const thief = await people.withPassword('supervisor', { enrol: 'yes' });
    const owner = await people.withPassword('supervisor', { enrol: 'yes' });
    expect((await add(owner, authenticator())).page.status).toBe(200);
    const late = await add(thief, authenticator());
    expect([late.page.status, late.page.body.includes('LOGIN_STALE')]).toEqual([400, true]);
    expect(await passkeysOf('supervisor')).toBe(1);
  });

  it.each<[string, Otherwise]>([
    ['by another origin', { origin: 'https://evil.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['without verification', { flags: 0x01 }],
    ['for another challenge', { challenge: 'AAAA' }],
    ['that was shown and not made', { type: 'webauthn.get' }],
  ])('that was made %s', async (_name, otherwise) => {
    const answer = await add(await people.withPassword('security2'), authenticator(), otherwise);
    expect(answer.page.status).toBe(401);
    expect(await passkeysOf('security2')).toBe(0);
  });

  it('by nobody who only guesses codes: they lock codes, and not the passkey', async () => {
    let visit = await people.withPassword('security');
    for (let guess = 0; guess < 6; guess += 1) {
      visit = await sending(visit, { code: '123456' }, 1);
      people.later(20_000);
    }
    expect(visit.page.status).toBe(429);
    expect((await show(await people.withPassword('security'), key)).page.status).toBeLessThan(304);
  });
});

describe('whoever has shown both factors a moment ago', () => {
  it('adds passkeys and codes, and removes what is not the last', async () => {
    const [first, second] = [await enrolled('system'), authenticator()];
    let visit = await managing('system', first);
    expect(visit.page.body).toContain('管理第二因素');
    // The only factor: nothing to remove.
    expect([formOf(visit.page, 'drop'), formOf(visit.page, 'dropCodes')]).toEqual([-1, -1]);
    expect(optionsIn(visit.page.body, 'create').excludeCredentials).toMatchObject([{ id: first.id }]);
    visit = await sending(visit, {
      response: second.create(optionsIn(visit.page.body, 'create')),
      label: '<img src=x>',
    });
    expect(visit.page.body).toContain('&lt;img src=x&gt;');
    expect(await passkeysOf('system')).toBe(2);

    visit = await doing(visit, 'codes');
    const secret = shownSecret(visit.page);
    const wrong = await sending(visit, { code: '000000' }, formOf(visit.page, 'passkey') + 1);
    expect(wrong.page.status).toBe(401);
    expect(shownSecret(wrong.page)).toEqual(secret);
    visit = await sending(wrong, { code: people.codeOf(secret) }, formOf(wrong.page, 'passkey') + 1);
    expect(visit.page.body).toContain('更换验证器');

    visit = await doing(visit, 'drop');
    visit = await doing(visit, 'drop');
    expect(await passkeysOf('system')).toBe(0);
    expect(formOf(visit.page, 'dropCodes')).toBe(-1);

    visit = await doing(visit, 'renew');
    expect(shownCodes(visit.page)).toHaveLength(10);
    visit = await sending(visit, {});
    expect(visit.page.body).toContain('尚余 10 个');
    const { access_token: token = '' } = await people.tokensOf(await doing(visit, 'done'));
    expect(decodeJwt(token)).toMatchObject({ acr: TWO_FACTORS });
    const told = at.logged.filter((line) => line.includes(idOf('system'))).join();
    for (const outcome of ['passkey added', 'codes set up', 'passkey removed', 'recovery renewed'])
      expect(told).toContain(`"outcome":"${outcome}"`);
    people.later(60_000);
    expect((await people.withPassword('system')).page.body).not.toContain('data-passkey');
  });

  it('removes neither the last factor nor what is another’s, also by a form made by hand', async () => {
    const key = await enrolled('system');
    const other = await enrolled('developer');
    const visit = await managing('system', key);
    const { action, inputs } = readForm(visit.page.body, formOf(visit.page, 'renew'));
    const { rows } = await at.pool.query<{ id: string; account: string }>('SELECT id, account FROM passkey');
    expect(rows.length).toBeGreaterThan(1);
    for (const { id } of rows) {
      const answer = await visit.browser.send('POST', action, { ...inputs, act: 'drop', passkey: id });
      expect(answer.status).toBe(400);
    }
    expect((await visit.browser.send('POST', action, { ...inputs, act: 'dropCodes' })).status).toBe(400);
    expect([await passkeysOf('system'), await passkeysOf('developer')]).toEqual([1, 1]);
    expect((await show(await people.withPassword('developer'), other)).page.status).toBeLessThan(304);
  });

  it('is nobody who has shown the password alone', async () => {
    const key = await enrolled('system');
    const visit = await people.withPassword(
      'system',
      {},
      await people.arrive(undefined, { factors: 'manage' }),
    );
    const { rows } = await at.pool.query<{ id: string }>('SELECT id FROM passkey WHERE account = $1', [
      idOf('system'),
    ]);
    const { action, inputs } = readForm(visit.page.body, 0);
    for (const act of ['drop', 'dropCodes', 'renew', 'codes', 'done']) {
      const answer = await visit.browser.send('POST', action, { ...inputs, act, passkey: rows[0]!.id });
      expect([act, answer.status >= 400, answer.headers.get('location')]).toEqual([act, true, null]);
      people.later(20_000);
    }
    expect(await passkeysOf('system')).toBe(1);
    people.later(1_000_000);
    expect((await show(await people.withPassword('system'), key)).page.status).toBeLessThan(304);
  });

  it('is no other site and no other browser', async () => {
    const key = await enrolled('system');
    const visit = await managing('system', key);
    const fresh = authenticator();
    const response = fresh.create(optionsIn(visit.page.body, 'create'));
    const { action, inputs } = readForm(visit.page.body, formOf(visit.page, 'passkey'));
    const form = { ...inputs, response, label: 'x' };
    for (const forged of [
      visit.browser.send('POST', action, form, { origin: 'https://evil.example' }),
      visit.browser.send('POST', action, form, { 'sec-fetch-site': 'cross-site' }),
      visit.browser.send('POST', action, { ...form, csrf: '' }),
      visit.browser.send('POST', action, { ...form, progress: '' }),
      new OidcBrowser(at.origin).send('POST', action, form),
    ])
      expect((await forged).status).toBe(400);
    expect(await passkeysOf('system')).toBe(1);
    expect((await visit.browser.send('POST', action, form)).status).toBe(200);
    expect(await passkeysOf('system')).toBe(2);
  });
});

describe('at an address that is no domain name', () => {
  it('there are one-time codes only, and the page says why', async () => {
    const bare = await startIssuer({ secondFactor: { roles: ['auditor'] } });
    try {
      const { page } = await new People(bare).withPassword('auditor');
      expect(page.body).toContain('通行密钥只能用于域名');
      expect(page.body).not.toMatch(/data-passkey|<script/);
      expect(page.headers.get('content-security-policy')).not.toContain('script-src');
    } finally {
      await bare.close();
    }
  });
});

describe('in a browser', () => {
  interface Opened {
    page: BrowserPage;
    context: BrowserContext;
    cdp: CDPSession;
    authenticatorId: string;
    problems: string[];
    close: () => Promise<void>;
  }
  async function open(
    username: string,
    { locale = 'zh-CN', width = 1280, dark = false, authenticator: hasOne = true } = {},
  ): Promise<Opened> {
    const browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      locale,
      colorScheme: dark ? 'dark' : 'light',
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !message.text().includes('401'))
        problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    const cdp = await context.newCDPSession(page);
    if (hasOne) await cdp.send('WebAuthn.enable');
    const { authenticatorId } = !hasOne
      ? { authenticatorId: '' }
      : await cdp.send('WebAuthn.addVirtualAuthenticator', {
          options: {
            protocol: 'ctap2',
            transport: 'internal',
            hasResidentKey: true,
            hasUserVerification: true,
            isUserVerified: true,
            automaticPresenceSimulation: true,
          },
        });
    const opened = { page, context, cdp, authenticatorId, problems, close: () => browser.close() };
    await enter(opened, username);
    return opened;
  }
  async function enter({ page }: Pick<Opened, 'page'>, username: string, more: Record<string, string> = {}) {
    const params = new URLSearchParams({
      client_id: 'window-app',
      response_type: 'code',
      redirect_uri: application.url,
      scope: 'openid tongban',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      prompt: 'login',
      ...more,
    });
    await page.goto(`${at.issuer}/auth?${params.toString()}`);
    await page.fill('input[name=username]', username);
    await page.fill('input[name=password]', at.passwordOf(username));
    await page.locator('button.wide').click();
  }
  const back = ({ page }: Pick<Opened, 'page'>): Promise<void> => page.waitForURL(`${application.url}**`);
  /** Asked once in a session. */
  async function consent(opened: Pick<Opened, 'page'>): Promise<void> {
    await opened.page.getByRole('button', { name: /^(同意|Allow)$/ }).click();
    await back(opened);
  }

  it('a person makes a passkey, signs in with it, adds another and removes one', async () => {
    await forgetSecondFactor(at.pool, idOf('auditor'));
    people.later(1_000_000);
    const opened = await open('auditor');
    const { page, cdp, authenticatorId } = opened;
    await page.getByRole('heading', { name: '设置第二因素' }).waitFor();
    await page.getByLabel('名称').fill('审计室电脑');
    await page.getByRole('button', { name: '添加通行密钥' }).click();
    await page.getByRole('heading', { name: '请保存恢复码' }).waitFor();
    await page.getByRole('button', { name: '我已保存' }).click();
    await consent(opened);

    await enter(opened, 'auditor', { factors: 'manage' });
    await page.getByRole('heading', { name: '第二因素验证' }).waitFor();
    await page.getByRole('button', { name: '使用通行密钥' }).click();
    await page.getByRole('heading', { name: '管理第二因素' }).waitFor();
    await page.getByText('审计室电脑').first().waitFor();
    // This authenticator has one of the account already, and says so.
    await page.getByRole('button', { name: '添加通行密钥' }).click();
    await page.getByText('该设备上已有本账号的通行密钥').waitFor();
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    await page.getByLabel('名称').fill('安全密钥');
    await page.getByRole('button', { name: '添加通行密钥' }).click();
    await page.locator('.factors li').nth(1).waitFor();
    await page.locator('.factors li').first().getByText('移除', { exact: true }).click();
    await page.getByRole('button', { name: '确认移除“审计室电脑”' }).click();
    await page.locator('.factors li').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.factors').innerText()).toContain('安全密钥');
    await page.getByRole('button', { name: '完成' }).click();
    await back(opened);
    await enter(opened, 'auditor');
    await page.getByRole('button', { name: '使用通行密钥' }).click();
    await back(opened);
    expect(opened.problems).toEqual([]);
    await opened.close();
  });

  it('a copied, a foreign and a repeated answer are refused, on a telephone in English', async () => {
    await forgetSecondFactor(at.pool, idOf('auditor'));
    people.later(1_000_000);
    const opened = await open('auditor', { locale: 'en', width: 390, dark: true });
    const { page, cdp, authenticatorId } = opened;
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await consent(opened);
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const [own] = credentials;
    const holding = async (credential: object): Promise<void> => {
      await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...own!, ...credential } });
    };

    // What goes over the wire of a sign-in that succeeds.
    let sent: { url: string; body: string } | undefined;
    await page.route('**/second?**', async (route) => {
      sent = { url: route.request().url(), body: route.request().postData() ?? '' };
      await route.continue();
    });
    await enter(opened, 'auditor');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await back(opened);
    await page.unroute('**/second?**');
    const repeated = await opened.context.request.post(sent!.url, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: at.origin },
      data: sent!.body,
      maxRedirects: 0,
    });
    expect(repeated.status()).toBe(400);
    const response = new URLSearchParams(sent!.body).get('response') ?? '';
    await enter(opened, 'auditor');
    await page.locator('form[data-passkey]').waitFor();
    await page.evaluate(
      `document.querySelector('form[data-passkey]').elements.response.value = ${JSON.stringify(response)};
       document.querySelector('form[data-passkey]').submit()`,
    );
    await page.getByText('The passkey was not accepted.').waitFor();

    await holding({ signCount: 0 }); // a copy made when the passkey was new
    await enter(opened, 'auditor');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('a copy of it has been used').waitFor();
    await shot(page, 'passkey-copied-en');

    const foreign = strangeKey().export({ format: 'der', type: 'pkcs8' }).toString('base64');
    await holding({ privateKey: foreign, signCount: 1_000 });
    await enter(opened, 'auditor');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('The passkey was not accepted.').waitFor();

    // A device that does not know its person: the browser itself sends nothing.
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await enter(opened, 'auditor');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('It was cancelled or took too long').waitFor();
    expect(opened.problems).toEqual([]);
    await opened.close();
  });

  it.each([
    ['zh-CN', 1280, false],
    ['zh-CN', 390, true],
    ['en', 1280, true],
    ['en', 390, false],
  ] as const)('the pages keep nobody from working: %s, %d pixels, dark %s', async (locale, width, dark) => {
    await forgetSecondFactor(at.pool, idOf('security'));
    people.later(1_000_000);
    const made = await add(await people.withPassword('security'), authenticator(), {}, '工作电脑'.repeat(10));
    const [code = ''] = shownCodes(made.page);
    const look = `${locale}-${String(width)}-${dark ? 'dark' : 'light'}`;
    // Whatever the pages ask for is not answered: axe and the virtual authenticator do not share a page.
    const opened = await open('auditor2', { locale, width, dark, authenticator: false });
    const { page } = opened;
    const looked = async (name: string): Promise<void> => {
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await shot(page, `passkey-${name}-${look}`);
      expect([name, wide, await barriers(page)]).toEqual([name, 0, []]);
    };
    await page.locator('form[data-passkey]').waitFor();
    await looked('enrol');
    await page.locator('summary').click();
    await looked('enrol-codes');
    await enter(opened, 'security', { factors: 'manage' });
    await page.locator('form[data-passkey]').waitFor();
    await looked('sign-in');
    await page.locator('summary').click();
    await page.fill('#code', code);
    await page.locator('details button.wide').click();
    await page.locator('.factors').waitFor();
    await looked('manage');
    await page.locator('form:has(input[value=codes]) button').click();
    await page.locator('.picture').waitFor();
    await page.locator('#code').fill('000000');
    await page.locator('form:has(#code) button').click();
    await page.locator('[role=alert]').first().waitFor();
    await looked('manage-codes');
    await opened.close();
  });
});
