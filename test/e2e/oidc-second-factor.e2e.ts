import { jest } from '@jest/globals';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { codeAt, stepOf } from '#libs/totp';
import { writeAccountsFile } from '../../apps/node/src/callers/index.js';
import { ONE_FACTOR, TWO_FACTORS } from '../../apps/node/src/callers/second-factor/two-factors.js';
import { fromBase32 } from '../support/base32.js';
import { OidcBrowser, pkce, type Page } from '../support/oidc-browser.js';
import { REDIRECT, startIssuer, type TestIssuer } from '../support/oidc-issuer.js';

jest.setTimeout(60_000);

let at: TestIssuer;
let offset = 0;
beforeAll(async () => {
  at = await startIssuer({ secondFactor: { roles: ['auditor', 'securityAdministrator'] } });
});
afterAll(async () => {
  await at.close();
});

const later = (ms: number): void => {
  at.advance(ms);
  offset += ms;
};
const now = (): number => Date.now() + offset;
const codeOf = (secret: Uint8Array, step = stepOf(now())): string => codeAt(secret, step);

const shownSecret = ({ body }: Page): Uint8Array =>
  fromBase32((/<code>([A-Z2-7 ]+)<\/code>/.exec(body)?.[1] ?? '').replaceAll(' ', ''));
const shownCodes = ({ body }: Page): string[] =>
  [...body.matchAll(/<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})<\/code>/g)].map(([, code]) => code ?? '');

interface Visit {
  browser: OidcBrowser;
  verifier: string;
  page: Page;
}
async function arrive(browser = new OidcBrowser(at.origin)): Promise<Visit> {
  const { verifier, challenge } = pkce();
  const params = new URLSearchParams({
    client_id: 'window-app',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid tongban',
    state: 's-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return { browser, verifier, page: await browser.get(`${at.issuer}/auth?${params.toString()}`) };
}
async function withPassword(
  username: string,
  more: Record<string, string> = {},
  visit?: Visit,
): Promise<Visit> {
  const begun = visit ?? (await arrive());
  const form = { username, password: at.passwordOf(username), ...more };
  return { ...begun, page: await begun.browser.submit(begun.page, 0, form) };
}
const sending = async (visit: Visit, code: string): Promise<Visit> => ({
  ...visit,
  page: await visit.browser.submit(visit.page, 0, { code }),
});
/** Consents where that is asked, and takes the tokens. */
async function tokensOf({ browser, verifier, page }: Visit): Promise<Record<string, string>> {
  const back = page.status === 303 ? page : await browser.submit(page, 0);
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return redeem({ grant_type: 'authorization_code', redirect_uri: REDIRECT, code, code_verifier: verifier });
}
async function redeem(form: Record<string, string>): Promise<Record<string, string>> {
  const body = new URLSearchParams({ client_id: 'window-app', ...form });
  return (await (await fetch(`${at.issuer}/token`, { method: 'POST', body })).json()) as Record<
    string,
    string
  >;
}

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
    const renewed = await redeem({
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

  it('by guessing: attempts are slowed down, then locked', async () => {
    let visit = await withPassword('security');
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      visit = await sending(visit, '123456');
      statuses.push(visit.page.status);
      later(20_000);
    }
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    expect(visit.page.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
