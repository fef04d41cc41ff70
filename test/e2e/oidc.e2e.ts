import { jest } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { rotateIssuerKeys, writeAccountsFile } from '../../apps/node/src/callers/index.js';
import { postgresAdapter, purgeExpired } from '../../apps/node/src/callers/oidc/postgres-adapter.js';
import { OidcBrowser, pkce, readForm, type Page } from '../support/oidc-browser.js';
import { assertion, ORGANISATION, REDIRECT, startIssuer, type TestIssuer } from '../support/oidc-issuer.js';

jest.setTimeout(60_000);

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let main: TestIssuer;
beforeAll(async () => {
  main = await startIssuer();
});
afterAll(async () => {
  await main.close();
});

type Answer = Record<string, string>;
const post = async (
  at: TestIssuer,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer }> => {
  const response = await fetch(`${at.issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer) };
};

const byAssertion = (at: TestIssuer, token: string, extra: Record<string, string> = {}) =>
  post(at, '/token', {
    grant_type: 'client_credentials',
    scope: 'tongban',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: token,
    ...extra,
  });

const ours = (at: TestIssuer) => ({ key: at.clientKey, client: 'service-hall', audience: at.issuer });

function authorizeUrl(
  at: TestIssuer,
  challenge: string,
  override: Record<string, string | undefined> = {},
): string {
  const params = {
    client_id: 'window-app',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid tongban',
    state: 's-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...override,
  };
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${at.issuer}/auth?${new URLSearchParams(given).toString()}`;
}

/** Signs in and consents; the answer is the redirect to the application. */
async function signIn(
  at: TestIssuer,
  browser: OidcBrowser,
  challenge: string,
  username = 'clerk',
): Promise<URL> {
  const login = await browser.get(authorizeUrl(at, challenge));
  const next = await browser.submit(login, 0, { username, password: at.passwordOf(username) });
  const done = next.status === 303 ? next : await browser.submit(next, 0);
  expect(done.status).toBe(303);
  return new URL(done.headers.get('location')!);
}

const redeem = (at: TestIssuer, code: string, verifier: string, override: Record<string, string> = {}) =>
  post(at, '/token', {
    grant_type: 'authorization_code',
    client_id: 'window-app',
    redirect_uri: REDIRECT,
    code,
    code_verifier: verifier,
    ...override,
  });

const visible = (page: Page): string => page.body.replace(/<style>[\s\S]*?<\/style>/, '');

describe('systems: client credentials with private_key_jwt', () => {
  it('gives an access token that names the system and its organisation', async () => {
    const { status, body } = await byAssertion(main, await assertion(ours(main)));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'tongban', expires_in: 600 });
    expect(decodeProtectedHeader(body['access_token']!)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(body['access_token']!)).toMatchObject({ iss: main.issuer, aud: main.audience });
    await expect(main.tokens.identify(`Bearer ${body['access_token']}`)).resolves.toEqual({
      kind: 'client',
      id: 'service-hall',
      role: 'integrator',
      organisation: ORGANISATION,
      scopes: ['tongban'],
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: 'https://elsewhere.example/oidc' }],
    ['for two audiences', { aud: ['https://elsewhere.example', 'here'] }],
    ['that has expired', { exp: 1, iat: 0 }],
    ['that lives longer than five minutes', { exp: Math.floor(Date.now() / 1000) + 3600 }],
    ['without exp', { exp: undefined }],
    ['without jti', { jti: undefined }],
    ['whose iss is not the client', { iss: 'other-system' }],
    ['of a client that does not exist', { iss: 'nobody', sub: 'nobody' }],
  ])('refuses an assertion %s', async (_name, override) => {
    const own =
      override['aud'] instanceof Array ? { aud: ['https://elsewhere.example', main.issuer] } : override;
    const { status, body } = await byAssertion(main, await assertion(ours(main), own));
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'invalid_client' });
  });

  it('refuses an assertion signed by another client', async () => {
    const forged = await assertion({ ...ours(main), key: { ...main.otherKey, kid: main.clientKey.kid! } });
    expect(await byAssertion(main, forged)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('refuses a replayed assertion, also of two at the same instant', async () => {
    const once = await assertion(ours(main));
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => byAssertion(main, once)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
    expect(await byAssertion(main, once)).toMatchObject({ status: 401 });
  });

  it('takes no audience from the Host header', async () => {
    const relayed = await assertion(ours(main), { aud: 'http://evil.example/oidc/token' });
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: relayed,
      }).toString();
      const sent = request(
        `${main.issuer}/token`,
        {
          method: 'POST',
          headers: {
            host: 'evil.example',
            'x-forwarded-host': 'evil.example',
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': form.length,
          },
        },
        (answer) => resolve(answer.resume().statusCode),
      );
      sent.on('error', reject).end(form);
    });
    expect(status).toBe(401);
  });

  it.each([
    ['another resource', { resource: 'https://elsewhere.example/graphql' }, 'invalid_target'],
    ['a grant that it does not hold', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['the code grant', { grant_type: 'authorization_code' }, 'invalid_request'],
    ['an unknown scope only', { scope: 'everything' }, undefined],
  ])('does not give a usable token for %s', async (_name, extra, error) => {
    const { body } = await byAssertion(main, await assertion(ours(main)), extra);
    if (error === undefined) {
      if (body['access_token'] === undefined) return;
      await expect(main.tokens.identify(`Bearer ${body['access_token']}`)).rejects.toMatchObject({
        code: 'TOKEN_SCOPE_MISSING',
      });
    } else expect(body).toMatchObject({ error });
  });

  it('publishes what it supports, and nothing else', async () => {
    const found = (await (await fetch(`${main.issuer}/.well-known/openid-configuration`)).json()) as Answer;
    expect(found).toMatchObject({
      issuer: main.issuer,
      token_endpoint: `${main.issuer}/token`,
      jwks_uri: `${main.issuer}/jwks`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    });
    for (const absent of ['registration_endpoint', 'device_authorization_endpoint', 'userinfo_endpoint']) {
      expect(found).not.toHaveProperty(absent);
    }
    expect([...(found['grant_types_supported'] as unknown as string[])].sort()).toEqual([
      'authorization_code',
      'client_credentials',
      'refresh_token',
    ]);
    for (const path of ['/reg', '/device/auth', '/me', '/request', '/token/introspection']) {
      expect((await fetch(`${main.issuer}${path}`, { method: 'POST' })).status).toBe(404);
    }
    expect(await (await fetch(`${main.issuer}/jwks`)).text()).not.toContain('"d"');
  });
});

describe('people: authorization code with PKCE', () => {
  it('signs a clerk in, asks for consent once, and names the clerk', async () => {
    const browser = new OidcBrowser(main.origin);
    const { verifier, challenge } = pkce();
    const login = await browser.get(authorizeUrl(main, challenge));
    expect(login.status).toBe(200);
    expect(visible(login)).toContain('综合窗口受理系统');
    const consent = await browser.submit(login, 0, { username: 'clerk', password: main.passwordOf('clerk') });
    expect(visible(consent)).toContain('窗口演示员');
    const done = await browser.submit(consent, 0);
    const back = new URL(done.headers.get('location')!);
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: 's-1', iss: main.issuer });

    const { status, body } = await redeem(main, back.searchParams.get('code')!, verifier);
    expect(status).toBe(200);
    await expect(main.tokens.identify(`Bearer ${body['access_token']}`)).resolves.toMatchObject({
      id: 'window-app',
      role: 'windowClerk',
      person: { id: main.samples.accounts[0]!.id, name: '窗口演示员' },
    });
    expect(decodeJwt(body['id_token']!)).toMatchObject({
      name: '窗口演示员',
      role: 'windowClerk',
      aud: 'window-app',
    });
    await expect(main.tokens.identify(`Bearer ${body['id_token']}`)).rejects.toMatchObject({
      code: 'TOKEN_WRONG_TYPE',
    });

    const again = await browser.get(authorizeUrl(main, pkce().challenge));
    expect(new URL(again.headers.get('location')!).searchParams.get('code')).not.toBeNull();
  });

  it('serves an application that wants to act for the person and not to know who it is', async () => {
    const browser = new OidcBrowser(main.origin);
    const { verifier, challenge } = pkce();
    const asked = { scope: 'tongban', resource: main.audience };
    const login = await browser.get(authorizeUrl(main, challenge, asked));
    const consent = await browser.submit(login, 0, {
      username: 'clerk',
      password: main.passwordOf('clerk'),
    });
    expect(visible(consent)).not.toContain('获知您的姓名');
    const back = new URL((await browser.submit(consent, 0)).headers.get('location')!);
    const { body } = await redeem(main, back.searchParams.get('code')!, verifier, {
      resource: main.audience,
    });
    expect(body).not.toHaveProperty('id_token');
    await expect(main.tokens.identify(`Bearer ${body['access_token']}`)).resolves.toMatchObject({
      role: 'windowClerk',
      scopes: ['tongban'],
    });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['implicit', { response_type: 'id_token', nonce: 'n' }, 'invalid_request'],
    ['another resource', { resource: 'https://elsewhere.example' }, 'invalid_target'],
  ])('refuses an authorization request with %s', async (_name, override, error) => {
    const answer = await new OidcBrowser(main.origin).get(authorizeUrl(main, pkce().challenge, override));
    const location = answer.headers.get('location') ?? '';
    expect(location).toContain(REDIRECT);
    expect(location).toContain(`error=${error}`);
    expect(location).not.toContain('code=');
  });

  it.each([
    ['another path', `${REDIRECT}/other`],
    ['another port', REDIRECT.replace('65000', '65001')],
    ['another host', 'https://evil.example/callback'],
    ['an added query', `${REDIRECT}?next=evil`],
    ['user info', REDIRECT.replace('//', '//evil@')],
  ])('stays on its own error page when the redirect URI has %s', async (_name, uri) => {
    const answer = await new OidcBrowser(main.origin).get(
      authorizeUrl(main, pkce().challenge, { redirect_uri: uri }),
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(visible(answer)).toContain('返回地址未在本节点登记');
    expect(visible(answer)).not.toContain('evil');
  });

  it('says so in Chinese or English when the application is unknown', async () => {
    const url = authorizeUrl(main, pkce().challenge, { client_id: 'nobody"><script>' });
    const zh = await new OidcBrowser(main.origin).get(url);
    expect([zh.status, visible(zh).includes('该应用未在本节点登记')]).toEqual([400, true]);
    expect(zh.body).not.toContain('<script');
    const en = await new OidcBrowser(main.origin, { 'accept-language': 'en-GB,en;q=0.9' }).get(url);
    expect(visible(en)).toContain('not registered with the node');
  });

  it.each([
    ['a wrong verifier', { code_verifier: randomBytes(32).toString('base64url') }],
    ['no verifier', { code_verifier: '' }],
    ['another redirect URI', { redirect_uri: `${REDIRECT}/other` }],
  ])('gives nothing for a code with %s', async (_name, override) => {
    const { verifier, challenge } = pkce();
    const back = await signIn(main, new OidcBrowser(main.origin), challenge);
    const { status, body } = await redeem(main, back.searchParams.get('code')!, verifier, override);
    expect([status, body['access_token']]).toEqual([400, undefined]);
  });

  it('gives tokens for a code once, also of two at the same instant', async () => {
    const { verifier, challenge } = pkce();
    const back = await signIn(main, new OidcBrowser(main.origin), challenge);
    const code = back.searchParams.get('code')!;
    const answers = await Promise.all([1, 2, 3, 4].map(() => redeem(main, code, verifier)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(await redeem(main, code, verifier)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('lets pages call the token endpoint from the registered place only', async () => {
    const from = async (origin: string) => {
      const form = {
        grant_type: 'authorization_code',
        client_id: 'window-app',
        code: 'x',
        redirect_uri: REDIRECT,
      };
      const answer = await fetch(`${main.issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(form),
      });
      return answer.headers.get('access-control-allow-origin');
    };
    expect(await from(new URL(REDIRECT).origin)).toBe(new URL(REDIRECT).origin);
    expect(await from('https://evil.example')).toBeNull();
  });

  it('rotates refresh tokens and ends the chain when an old one comes back', async () => {
    const { verifier, challenge } = pkce();
    const back = await signIn(main, new OidcBrowser(main.origin), challenge);
    const first = (await redeem(main, back.searchParams.get('code')!, verifier)).body['refresh_token']!;
    const refresh = (token: string) =>
      post(main, '/token', { grant_type: 'refresh_token', client_id: 'window-app', refresh_token: token });
    const second = await refresh(first);
    expect(second.status).toBe(200);
    await expect(main.tokens.identify(`Bearer ${second.body['access_token']}`)).resolves.toMatchObject({
      role: 'windowClerk',
    });
    expect(await refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(second.body['refresh_token']!)).toMatchObject({ status: 400 });
  });

  it('ends refresh tokens when the person signs out', async () => {
    const browser = new OidcBrowser(main.origin);
    const { verifier, challenge } = pkce();
    const back = await signIn(main, browser, challenge);
    const { body } = await redeem(main, back.searchParams.get('code')!, verifier);
    const bye = new URLSearchParams({
      client_id: 'window-app',
      post_logout_redirect_uri: 'http://127.0.0.1:65000/bye',
    });
    const question = await browser.get(`${main.issuer}/session/end?${bye.toString()}`);
    expect(visible(question)).toContain('是否退出本节点的登录');
    const left = await browser.submit(question, 0, { logout: 'yes' });
    expect(left.headers.get('location')).toBe('http://127.0.0.1:65000/bye');
    const refreshed = await post(main, '/token', {
      grant_type: 'refresh_token',
      client_id: 'window-app',
      refresh_token: body['refresh_token']!,
    });
    expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const login = await browser.get(authorizeUrl(main, pkce().challenge));
    expect(visible(login)).toContain('name="password"');
    const nobody = await new OidcBrowser(main.origin).get(`${main.issuer}/session/end`);
    expect(visible(nobody)).toContain('请点击按钮继续');
    expect(nobody.body).not.toContain('<script');
  });

  it('returns to the application without a code when the person refuses', async () => {
    const browser = new OidcBrowser(main.origin);
    const login = await browser.get(authorizeUrl(main, pkce().challenge));
    const back = await browser.submit(login, 1);
    expect(back.headers.get('location')).toContain('error=access_denied');
    const consent = await browser.submit(await browser.get(authorizeUrl(main, pkce().challenge)), 0, {
      username: 'clerk',
      password: main.passwordOf('clerk'),
    });
    expect((await browser.submit(consent, 1)).headers.get('location')).toContain('error=access_denied');
  });

  it('gives a disabled account no further token', async () => {
    const { verifier, challenge } = pkce();
    const back = await signIn(main, new OidcBrowser(main.origin), challenge, 'auditor');
    const { body } = await redeem(main, back.searchParams.get('code')!, verifier);
    const disabled = main.samples.accounts.map((account) =>
      account.username === 'auditor' ? { ...account, disabled: true } : account,
    );
    await writeAccountsFile(
      main.config.issuer.kind === 'embedded' ? main.config.issuer.accountsFile : '',
      disabled,
    );
    const refreshed = await post(main, '/token', {
      grant_type: 'refresh_token',
      client_id: 'window-app',
      refresh_token: body['refresh_token']!,
    });
    expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const browser = new OidcBrowser(main.origin);
    const login = await browser.get(authorizeUrl(main, pkce().challenge));
    const again = await browser.submit(login, 0, {
      username: 'auditor',
      password: main.passwordOf('auditor'),
    });
    expect([again.status, visible(again).includes('用户名或密码错误')]).toEqual([401, true]);
  });
});

describe('the sign-in page', () => {
  let at: TestIssuer;
  beforeAll(async () => {
    at = await startIssuer({ login: { maxFailures: 4, addressMaxFailures: 12, lockSeconds: 600 } });
  });
  beforeEach(async () => {
    await at.pool.query('DELETE FROM login_failure');
  });
  afterAll(async () => {
    await at.close();
  });

  const openLogin = async (browser: OidcBrowser): Promise<Page> =>
    browser.get(authorizeUrl(at, pkce().challenge));
  const attempt = async (
    browser: OidcBrowser,
    login: Page,
    username: string,
    password: string,
  ): Promise<Page> => browser.submit(login, 0, { username, password });

  it('carries no script, loads nothing and may not be framed', async () => {
    const page = await openLogin(new OidcBrowser(at.origin));
    expect(page.body).not.toMatch(/<script|<img|<link|@import|url\(|\son\w+=/i);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)![1]!;
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("form-action 'self' http://127.0.0.1:65000");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.body).toContain('<html lang="zh-CN">');
    const english = await new OidcBrowser(at.origin).get(
      authorizeUrl(at, pkce().challenge, { ui_locales: 'en' }),
    );
    expect(english.body).toContain('<html lang="en">');
  });

  it('answers alike to a wrong password and an unknown name', async () => {
    const browser = new OidcBrowser(at.origin);
    const login = await openLogin(browser);
    const wrong = await attempt(browser, login, 'clerk', 'wrong');
    const unknown = await attempt(browser, login, 'nobody', 'wrong');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const normal = (page: Page) => visible(page).replace(/value="(clerk|nobody)"/, '');
    expect(normal(unknown)).toBe(normal(wrong));
    expect(visible(wrong)).toContain('role="alert"');
  });

  it('delays after a few failures, then locks the account, with a message of its own each', async () => {
    const browser = new OidcBrowser(at.origin);
    const login = await openLogin(browser);
    const right = at.passwordOf('clerk');
    for (let i = 0; i < 3; i += 1) expect((await attempt(browser, login, 'clerk', 'wrong')).status).toBe(401);
    const delayed = await attempt(browser, login, 'clerk', right);
    expect([delayed.status, visible(delayed).includes('距上次失败的登录过近')]).toEqual([429, true]);
    at.advance(3_000);
    expect((await attempt(browser, login, 'Clerk ', 'wrong')).status).toBe(401);
    at.advance(3_000);
    const locked = await attempt(browser, login, 'clerk', right);
    expect([locked.status, visible(locked).includes('已暂时锁定')]).toEqual([429, true]);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(500);
    expect(visible(locked)).toMatch(/请等待 10 分钟/);
    const other = await attempt(browser, login, 'auditor', at.passwordOf('auditor'));
    expect(other.status).toBe(200);
  });

  it('counts parallel guesses one by one', async () => {
    const browser = new OidcBrowser(at.origin);
    const login = await openLogin(browser);
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => attempt(browser, login, 'clerk', 'wrong')),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5);
  });

  it('locks an address that tries many names', async () => {
    const browser = new OidcBrowser(at.origin);
    const login = await openLogin(browser);
    for (let i = 0; i < 12; i += 1) expect((await attempt(browser, login, `name${i}`, 'x')).status).toBe(401);
    const locked = await attempt(browser, login, 'clerk', at.passwordOf('clerk'));
    expect([locked.status, visible(locked).includes('该网络地址')]).toEqual([429, true]);
  });

  it.each<[string, (login: Page, browser: OidcBrowser) => Promise<Page>]>([
    [
      'without its token',
      (login, browser) =>
        browser.send('POST', readForm(login.body, 0).action, { csrf: '', username: 'clerk' }),
    ],
    [
      'with the token of another interaction',
      async (login, browser) => {
        const strange = await openLogin(new OidcBrowser(at.origin));
        const { csrf } = readForm(strange.body, 0).inputs;
        return browser.send('POST', readForm(login.body, 0).action, { csrf: csrf!, username: 'clerk' });
      },
    ],
    [
      'from another origin',
      (login, browser) => {
        const { action, inputs } = readForm(login.body, 0);
        return browser.send('POST', action, inputs, { origin: 'https://evil.example' });
      },
    ],
    [
      'from an opaque origin',
      (login, browser) => {
        const { action, inputs } = readForm(login.body, 0);
        return browser.send('POST', action, inputs, { origin: 'null' });
      },
    ],
    [
      'by another browser',
      (login) => {
        const { action, inputs } = readForm(login.body, 0);
        return new OidcBrowser(at.origin).send('POST', action, inputs);
      },
    ],
    [
      'of the step that is not due',
      (login, browser) => {
        const { action, inputs } = readForm(login.body, 0);
        return browser.send('POST', action.replace('/login', '/consent'), inputs);
      },
    ],
    [
      'of 10 kB',
      (login, browser) => {
        const { action, inputs } = readForm(login.body, 0);
        return browser.send('POST', action, { ...inputs, username: 'x'.repeat(10_000) });
      },
    ],
  ])('refuses a form %s', async (_name, send) => {
    const browser = new OidcBrowser(at.origin);
    const answer = await send(await openLogin(browser), browser);
    expect([answer.status, visible(answer).includes('LOGIN_STALE')]).toEqual([400, true]);
  });

  it('takes new keys without a restart and believes the old ones for the overlap', async () => {
    const sign = async () => (await byAssertion(at, await assertion(ours(at)))).body['access_token']!;
    const before = await sign();
    const folder = join(at.dataDir, 'keys');
    await rotateIssuerKeys(folder, { clock: Date.now, overlapSeconds: 700 });
    at.advance(2_000);
    const after = await sign();
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    await expect(at.tokens.identify(`Bearer ${before}`)).resolves.toMatchObject({ id: 'service-hall' });
    await expect(at.tokens.identify(`Bearer ${after}`)).resolves.toMatchObject({ id: 'service-hall' });
    await rotateIssuerKeys(folder, { clock: Date.now, overlapSeconds: 0 });
    at.advance(2_000);
    await expect(at.tokens.identify(`Bearer ${before}`)).resolves.toMatchObject({ id: 'service-hall' });
    await expect(at.tokens.identify(`Bearer ${after}`)).rejects.toMatchObject({ code: 'TOKEN_KEY_UNKNOWN' });
  });

  it('notes an assertion in the statement that looks for it', async () => {
    const notes = postgresAdapter(at.pool, Date.now)('ReplayDetection');
    const uses = await Promise.allSettled([1, 2, 3, 4].map(() => notes.upsert('one', { iss: 'x' }, 60)));
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await notes.upsert('expired', { iss: 'x' }, -1);
    await expect(notes.upsert('expired', { iss: 'x' }, 60)).resolves.toBeUndefined();
  });

  it('deletes what has expired and nothing else', async () => {
    await byAssertion(at, await assertion(ours(at)));
    const count = async () => Number((await at.pool.query('SELECT count(*) FROM oidc_item')).rows[0].count);
    const before = await count();
    expect(await purgeExpired(at.pool, Date.now)).toBe(0);
    await at.pool.query(
      `UPDATE oidc_item SET expires_at = now() - interval '1 hour' WHERE model = 'ReplayDetection'`,
    );
    const gone = await purgeExpired(at.pool, Date.now);
    expect(gone).toBeGreaterThan(0);
    expect(await count()).toBe(before - gone);
  });

  it('keeps secrets out of the log, the database and other people’s reach', async () => {
    const browser = new OidcBrowser(at.origin);
    const { verifier, challenge } = pkce();
    const back = await signIn(at, browser, challenge);
    const code = back.searchParams.get('code')!;
    const { body } = await redeem(at, code, verifier);
    await redeem(at, 'wrong', verifier);
    const secrets = [code, body['access_token']!, body['refresh_token']!, at.passwordOf('clerk'), 'clerk"'];
    const { rows } = await at.pool.query<{ text: string }>('SELECT item::text AS text FROM oidc_item item');
    const stored = rows.map((row) => row.text).join('\n');
    for (const secret of secrets) {
      expect(at.logged.join('\n')).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
    expect(at.logged.length).toBeGreaterThan(0);
    for (const file of ['keys/issuer-keys.json', 'accounts.json', 'clients/hall.jwk.json']) {
      expect((await stat(join(at.dataDir, file))).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(join(at.dataDir, 'accounts.json'), 'utf8')).not.toContain(at.passwordOf('clerk'));
    expect((await readdir(at.dataDir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
