import { jest } from '@jest/globals';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { stepOf } from '#libs/totp';
import { writeAccountsFile } from '../../apps/node/src/callers/index.js';
import { ONE_FACTOR, TWO_FACTORS } from '../../apps/node/src/callers/second-factor/two-factors.js';
import { OidcBrowser, readForm, type Page } from '../support/oidc-browser.js';
import { startIssuer, type TestIssuer } from '../support/oidc-issuer.js';
import {
  People,
  sending as sendingForm,
  shownCodes,
  shownSecret,
  type Visit,
} from '../support/second-factor.js';

jest.setTimeout(60_000);

let at: TestIssuer;
let people: People;
beforeAll(async () => {
  at = await startIssuer({ secondFactor: { roles: ['auditor', 'securityAdministrator'] } });
  people = new People(at);
});
afterAll(async () => {
  await at.close();
});

const later = (ms: number): void => people.later(ms);
const now = (): number => people.now();
const codeOf = (secret: Uint8Array, step?: number): string => people.codeOf(secret, step);
const arrive = (browser?: OidcBrowser, more?: Record<string, string>): Promise<Visit> =>
  people.arrive(browser, more);
const withPassword = (username: string, more?: Record<string, string>, visit?: Visit): Promise<Visit> =>
  people.withPassword(username, more, visit);
const sending = (visit: Visit, code: string): Promise<Visit> => sendingForm(visit, { code });
const tokensOf = (visit: Visit): Promise<Record<string, string>> => people.tokensOf(visit);

const known = new Map<string, { secret: Uint8Array; codes: string[] }>();
async function enrolled(username: string): Promise<{ secret: Uint8Array; codes: string[] }> {
  const before = known.get(username);
  if (before) return before;
  const visit = await withPassword(username);
  const secret = shownSecret(visit.page);
  const done = await sending(visit, codeOf(secret));
  const codes = shownCodes(done.page);
  const { access_token: token = '' } = await tokensOf({
    ...done,
    page: await done.browser.submit(done.page, 0),
  });
  expect(decodeJwt(token)).toMatchObject({ acr: TWO_FACTORS });
  known.set(username, { secret, codes });
  return { secret, codes };
}

describe('a role that needs no second factor', () => {
  it('signs in by password, and its tokens say so', async () => {
    const { access_token: token = '', id_token: id = '' } = await tokensOf(await withPassword('clerk'));
    expect(decodeJwt(token)).toMatchObject({ acr: ONE_FACTOR, amr: ['pwd'] });
    expect(decodeJwt(id)).toMatchObject({ acr: ONE_FACTOR });
    await expect(at.tokens.identify(`Bearer ${token}`)).resolves.not.toHaveProperty('twoFactors');
  });

  it('may set one up all the same, and is asked for it from then on', async () => {
    const visit = await withPassword('handler', { enrol: 'yes' });
    const secret = shownSecret(visit.page);
    const done = await sending(visit, codeOf(secret));
    expect(shownCodes(done.page)).toHaveLength(10);
    expect((await withPassword('handler')).page.body).toContain('name="code"');
  });
});

describe('a role that needs one', () => {
  it('sets it up at the first sign-in, and not by a wrong code', async () => {
    const visit = await withPassword('auditor');
    expect(visit.page.body).toContain('<svg');
    expect(visit.page.headers.get('cache-control')).toBe('no-store');
    const secret = shownSecret(visit.page);
    expect(secret).toHaveLength(20);
    const wrong = await sending(visit, '000000');
    expect(wrong.page.status).toBe(401);
    expect(wrong.page.body).toContain('动态验证码不正确或已使用过');
    expect(shownSecret(wrong.page)).toEqual(secret); // the same picture: it may have been scanned

    const done = await sending(wrong, codeOf(secret));
    const codes = shownCodes(done.page);
    expect(new Set(codes).size).toBe(10);
    const tokens = await tokensOf({ ...done, page: await done.browser.submit(done.page, 0) });
    expect(decodeJwt(tokens['access_token'] ?? '')).toMatchObject({
      acr: TWO_FACTORS,
      amr: ['pwd', 'otp', 'mfa'],
    });
    await expect(at.tokens.identify(`Bearer ${tokens['access_token'] ?? ''}`)).resolves.toMatchObject({
      twoFactors: true,
    });
    const renewed = await people.redeem({
      grant_type: 'refresh_token',
      refresh_token: tokens['refresh_token'] ?? '',
    });
    expect(decodeJwt(renewed['access_token'] ?? '')).toMatchObject({ acr: TWO_FACTORS });
    known.set('auditor', { secret, codes });

    const { rows } = await at.pool.query<{ row: string }>(
      'SELECT second_factor::text AS row FROM second_factor',
    );
    const stored = rows.map(({ row }) => row).join();
    for (const told of [
      ...codes,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64url'),
    ])
      expect(stored).not.toContain(told);
    expect(at.logged.join()).not.toMatch(/otpauth|[A-Z2-7]{4}-[A-Z2-7]{4}/);
  });

  it('is asked for a code, which counts once, also of two at the same instant', async () => {
    const { secret } = await enrolled('auditor');
    later(30_000);
    const code = codeOf(secret);
    const visits = await Promise.all([withPassword('auditor'), withPassword('auditor')]);
    const sent = await Promise.all(visits.map((visit) => sending(visit, code)));
    // The other one is wrong, or came so close behind that it was not looked at.
    expect(sent.filter(({ page }) => page.status === 200)).toHaveLength(1);
    expect((await sending(await withPassword('auditor'), code)).page.status).toBe(401);
    // Whose password somebody seems to have stolen, the log tells.
    const refusals = at.logged.filter((line) => line.includes('LOGIN_CODE_WRONG')).join();
    expect(refusals).toContain(at.samples.accounts.find(({ username }) => username === 'auditor')!.id);
    later(30_000);
    expect((await sending(await withPassword('auditor'), codeOf(secret))).page.status).toBe(200);
    // Behind what was used, though the clock would still allow it.
    expect(
      (await sending(await withPassword('auditor'), codeOf(secret, stepOf(now()) - 1))).page.status,
    ).toBe(401);
  });

  it('may use a code of recovery, each once', async () => {
    const { codes } = await enrolled('auditor');
    const [one = ''] = codes;
    const { access_token: token = '' } = await tokensOf(
      await sending(await withPassword('auditor'), one.toLowerCase()),
    );
    expect(decodeJwt(token)).toMatchObject({ acr: TWO_FACTORS, amr: ['pwd', 'mfa'] });
    expect((await sending(await withPassword('auditor'), one)).page.status).toBe(401);
  });

  it('is asked again where a session of one factor was begun before', async () => {
    const browser = new OidcBrowser(at.origin);
    const visit = await withPassword('approver', {}, await arrive(browser));
    await tokensOf(visit);
    const { accounts } = at.samples;
    const promoted = accounts.map((one) =>
      one.username === 'approver' ? { ...one, role: 'securityAdministrator' as const } : one,
    );
    await writeAccountsFile(join(at.dataDir, 'accounts.json'), promoted);
    const again = await arrive(browser);
    expect(again.page.body).toContain('name="password"');
    expect((await withPassword('approver', {}, again)).page.body).toContain('<svg');
    await writeAccountsFile(join(at.dataDir, 'accounts.json'), accounts);
  });
});

describe('nobody gets past the second step', () => {
  it('without having shown the password, or by what another sign-in was given', async () => {
    const { secret } = await enrolled('security');
    later(60_000);
    const fresh = await arrive();
    const path = new URL(fresh.page.url).pathname;
    const csrf = /name="csrf" value="([^"]*)"/.exec(fresh.page.body)?.[1] ?? '';
    const send = (progress: string): Promise<Page> =>
      fresh.browser.send('POST', `${path}/second`, { csrf, progress, code: codeOf(secret) });
    const halfway = await withPassword('security');
    const [, taken = ''] = /name="progress" value="([^"]*)"/.exec(halfway.page.body) ?? [];
    expect(taken).not.toBe('');
    for (const progress of ['', 'AAAA', taken]) expect((await send(progress)).status).toBe(400);
    expect((await sending(halfway, codeOf(secret))).page.status).toBe(200);
  });

  it('by guessing: attempts are slowed down, then locked, and the page tells nothing of the code', async () => {
    const { secret } = await enrolled('security');
    later(60_000);
    let visit = await withPassword('security');
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      visit = await sending(visit, '123456');
      statuses.push(visit.page.status);
      later(20_000);
    }
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    expect(visit.page.body).toContain('该账号登录失败次数过多，已暂时锁定');
    expect(visit.page.headers.get('retry-after')).toMatch(/^\d+$/);
    const shown = ({ body }: Page): string => body.replaceAll(/name="progress" value="[^"]*"/g, '');
    const [right, wrong] = [await sending(visit, codeOf(secret)), await sending(visit, '000000')];
    expect([right.page.status, wrong.page.status]).toEqual([429, 429]);
    const seconds = /\d+ (秒|分钟)/;
    expect(shown(right.page).replace(seconds, '')).toBe(shown(wrong.page).replace(seconds, ''));
    later(901_000);
    expect((await sending(await withPassword('security'), codeOf(secret))).page.status).toBe(200);
  });

  it('by patience: a hundred wrong codes in a row switch codes off until something else is shown', async () => {
    const { secret, codes } = await enrolled('auditor');
    const { id } = at.samples.accounts.find(({ username }) => username === 'auditor')!;
    await at.pool.query('UPDATE second_factor SET wrong_codes = 99 WHERE account = $1', [id]);
    later(1_000_000);
    expect((await sending(await withPassword('auditor'), '000000')).page.status).toBe(401);
    const refused = await sending(await withPassword('auditor'), codeOf(secret));
    expect(refused.page.status).toBe(403);
    expect(refused.page.body).toContain('因连续输错一百次已停用');
    expect((await sending(await withPassword('auditor'), codes.at(-1) ?? '')).page.status).toBe(200);
    later(30_000);
    expect((await sending(await withPassword('auditor'), codeOf(secret))).page.status).toBe(200);
  });

  it('by setting up a factor of their own beside the one that there is', async () => {
    const thief = await withPassword('security2', { enrol: 'yes' });
    const secret = shownSecret(thief.page);
    const owner = await withPassword('security2');
    const own = shownSecret(owner.page);
    expect((await sending(owner, codeOf(own))).page.status).toBe(200);
    // The page that was opened before does not work any longer, and says so.
    const late = await sending(thief, codeOf(secret));
    expect([late.page.status, late.page.body.includes('LOGIN_STALE')]).toEqual([400, true]);
    later(60_000);
    for (const more of [{}, { enrol: 'yes' }]) {
      const visit = await withPassword('security2', more);
      expect(visit.page.body).toContain('name="code"');
      expect(visit.page.body).not.toContain('<svg');
      for (const act of ['codes', 'passkey', 'drop', 'dropCodes', 'renew', 'done']) {
        const answer = await sendingForm(visit, { act, code: codeOf(secret) });
        expect([act, answer.page.status >= 400, answer.page.body.includes('<svg')]).toEqual([
          act,
          true,
          false,
        ]);
      }
      later(1_000_000);
    }
    expect((await sending(await withPassword('security2'), codeOf(own))).page.status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['asking for one factor', { acr_values: ONE_FACTOR }],
    [
      'wanting one factor',
      { claims: JSON.stringify({ id_token: { acr: { essential: true, value: ONE_FACTOR } } }) },
    ],
    ['asking for consent only', { prompt: 'consent' }],
    ['naming the account', { login_hint: 'auditor', max_age: '86400' }],
  ])('by %s', async (_name, more) => {
    const { secret } = await enrolled('auditor');
    later(60_000);
    const visit = await withPassword('auditor', {}, await arrive(undefined, more));
    expect(visit.page.body).toContain('name="code"');
    const { page } = await sending(visit, codeOf(secret));
    expect([200, 303]).toContain(page.status);
  });

  it('by leaving the page: neither the way back nor consent is open to a password alone', async () => {
    await enrolled('auditor');
    later(60_000);
    const visit = await withPassword('auditor');
    const [, uid = ''] = /interaction\/([^/?]+)/.exec(readForm(visit.page.body, 0).action) ?? [];
    const csrf = readForm(visit.page.body, 0).inputs['csrf'] ?? '';
    const back = await visit.browser.get(`${at.issuer}/auth/${uid}`);
    expect(back.headers.get('location')).toBeNull();
    expect(back.body).toMatch(/name="password"|LOGIN_STALE|error/);
    const again = await withPassword('auditor');
    const { action, inputs } = readForm(again.page.body, 0);
    const consent = await again.browser.send('POST', action.replace('/second', '/consent'), inputs);
    expect([consent.status, consent.headers.get('location')]).toEqual([400, null]);
    expect(csrf).not.toBe('');
    // Without a page there is nobody signed in.
    const silent = await arrive(again.browser, { prompt: 'none' });
    expect(silent.page.headers.get('location')).toContain('error=login_required');
  });

  it('in a session of a password alone, once the account has a second factor', async () => {
    const browser = new OidcBrowser(at.origin);
    await tokensOf(await withPassword('developer', {}, await arrive(browser)));
    expect((await arrive(browser, { prompt: 'none' })).page.headers.get('location')).toContain('code=');
    const elsewhere = await withPassword('developer', { enrol: 'yes' });
    await sending(elsewhere, codeOf(shownSecret(elsewhere.page)));
    expect((await arrive(browser, { prompt: 'none' })).page.headers.get('location')).toContain(
      'login_required',
    );
  });

  it('by a form of another site, of another browser, or without its token', async () => {
    const visit = await withPassword('supervisor', { enrol: 'yes' });
    const code = codeOf(shownSecret(visit.page));
    const { action, inputs } = readForm(visit.page.body, 0);
    const form = { ...inputs, code };
    for (const forged of [
      visit.browser.send('POST', action, form, { origin: 'https://evil.example' }),
      visit.browser.send('POST', action, form, { origin: 'null' }),
      visit.browser.send('POST', action, form, { 'sec-fetch-site': 'cross-site' }),
      visit.browser.send('POST', action, { ...form, csrf: '' }),
      visit.browser.send('POST', action, {
        ...form,
        csrf: readForm((await arrive()).page.body, 0).inputs['csrf']!,
      }),
      new OidcBrowser(at.origin).send('POST', action, form),
    ])
      expect((await forged).status).toBe(400);
    expect(
      (await visit.browser.send('GET', `${action}&${new URLSearchParams(form).toString()}`)).status,
    ).toBe(404);
    const { id } = at.samples.accounts.find(({ username }) => username === 'supervisor')!;
    expect((await at.pool.query('SELECT FROM second_factor WHERE account = $1', [id])).rowCount).toBe(0);
    expect((await sending(visit, code)).page.status).toBe(200);
  });
});

describe('a session', () => {
  it('is another one after signing in: what somebody planted before is worth nothing', async () => {
    const attacker = await arrive();
    // The address of a sign-in that was begun elsewhere opens nothing here.
    const victim = new OidcBrowser(at.origin);
    expect((await victim.get(attacker.page.url)).status).toBe(400);
    const first = await withPassword('clerk', {}, await arrive(victim));
    await tokensOf(first);
    const before = victim.cookie('_session');
    expect(before).toBeDefined();
    const again = await withPassword('clerk', {}, await arrive(victim, { prompt: 'login' }));
    await tokensOf(again);
    expect(victim.cookie('_session')).not.toBe(before);
  });

  it('ends where the application is registered to be returned to, and nowhere else', async () => {
    const { browser } = await withPassword('clerk');
    const asked = new URLSearchParams({
      client_id: 'window-app',
      post_logout_redirect_uri: 'https://evil.example/',
    });
    const answer = await browser.get(`${at.issuer}/session/end?${asked.toString()}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(answer.body).not.toContain('evil.example');
  });
});
