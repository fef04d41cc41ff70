import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenForm } from './assets.js';
import { flowOf, sessionCookie, sessionOf } from './cookies.js';
import { contentSecurityPolicy, pageWithNonce } from './page.js';
import { isOwnRequest, standIn } from './stand-in.js';

const ORIGIN = 'https://node.example';
const ID = 'A'.repeat(43);

describe('whose request it is', () => {
  it.each([
    ['the console', { 'tongban-console': '1', origin: ORIGIN }, 'POST', true],
    ['a fetch of the console without an origin', { 'tongban-console': '1' }, 'GET', true],
    ['a download by a link of the console', { 'sec-fetch-site': 'same-origin' }, 'GET', true],
    ['a form of another site', { origin: 'https://evil.example' }, 'POST', false],
    [
      'another site that could send the header',
      { 'tongban-console': '1', origin: 'https://evil.example' },
      'POST',
      false,
    ],
    ['an opaque origin', { 'tongban-console': '1', origin: 'null' }, 'POST', false],
    ['a sister site', { 'tongban-console': '1', 'sec-fetch-site': 'same-site' }, 'GET', false],
    ['a typed address', { 'sec-fetch-site': 'none' }, 'GET', false],
    ['a link on another site', { 'sec-fetch-site': 'cross-site' }, 'GET', false],
    ['a post that only looks same-origin', { 'sec-fetch-site': 'same-origin' }, 'POST', false],
    ['nothing at all', {}, 'GET', false],
    ['another value of the header', { 'tongban-console': '0' }, 'POST', false],
  ])('%s', (_, headers, method, own) => {
    expect(isOwnRequest({ headers, method }, ORIGIN)).toBe(own);
  });
});

describe('a session stands in for a token', () => {
  const request = (url: string, headers: Record<string, string>) =>
    ({ url, method: 'POST', headers: { ...headers } }) as never as Parameters<typeof standIn>[0];
  const deps = {
    origin: ORIGIN,
    secure: true,
    accessToken: async (id: string) => (id === ID ? 'token' : undefined),
  };
  const own = { 'tongban-console': '1', cookie: `__Host-tongban-session=${ID}` };

  it('where the console asks', async () => {
    const asked = request('/graphql', own);
    await standIn(asked, deps);
    expect(asked.headers.authorization).toBe('Bearer token');
  });
  it('and never where a token was sent, elsewhere, without a session', async () => {
    for (const [url, headers] of [
      ['/graphql', { ...own, authorization: 'Bearer mine' }],
      ['/oidc/token', own],
      ['/graphqlx', own],
      ['/graphql', { 'tongban-console': '1' }],
      ['/graphql', { ...own, cookie: `tongban-session=${ID}` }],
      ['/graphql', { ...own, cookie: `__Host-tongban-session=${ID}; __Host-tongban-session=${ID}` }],
      ['/graphql', { ...own, cookie: '__Host-tongban-session=../../x' }],
    ] as const) {
      const asked = request(url, headers);
      await standIn(asked, deps);
      expect(asked.headers.authorization).toBe('authorization' in headers ? 'Bearer mine' : undefined);
    }
  });
  it('or says why not', async () => {
    await expect(standIn(request('/graphql', { cookie: own.cookie }), deps)).rejects.toMatchObject({
      code: 'CONSOLE_REQUEST_FORGED',
    });
    const ended = { ...own, cookie: `__Host-tongban-session=${'B'.repeat(43)}` };
    await expect(standIn(request('/graphql', ended), deps)).rejects.toMatchObject({
      code: 'CONSOLE_SESSION_ENDED',
    });
  });
});

describe('cookies', () => {
  it('are out of reach of scripts and of other sites, and over TLS bound to the host', () => {
    expect(sessionCookie(ID, true)).toBe(
      `__Host-tongban-session=${ID}; Path=/; HttpOnly; SameSite=Strict; Secure`,
    );
    expect(sessionOf(sessionCookie(ID, false).split(';')[0], false)).toBe(ID);
  });
  it('of the wrong shape are none', () => {
    expect(flowOf('tongban-flow=short', false)).toBeUndefined();
    expect(sessionOf(undefined, false)).toBeUndefined();
  });
});

describe('the page', () => {
  it('gets another nonce each time, in its policy too', () => {
    const [one, other] = [pageWithNonce('<meta content="__CSP_NONCE__">'), pageWithNonce('__CSP_NONCE__')];
    const nonce = /content="([^"]+)"/.exec(one.html)?.[1];
    expect(one.policy).toContain(`'nonce-${nonce}'`);
    expect(other.html).not.toBe(nonce);
  });
  it('has a policy that lets nothing else in', () => {
    const policy = contentSecurityPolicy('n');
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
  it.each([
    ['br, gzip', 'br'],
    ['gzip;q=1.0', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    [undefined, undefined],
  ])('is sent as %s allows', (accepted, encoding) => {
    const [body, br, gzip] = ['a', 'b', 'c'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
    expect(chosenForm({ type: 'x', body, br, gzip }, accepted).encoding).toBe(encoding);
  });
  it('says everything in both languages', () => {
    const folder = join(import.meta.dirname, '../../../console/src/i18n');
    const areas = readdirSync(join(folder, 'en')).filter((name) => name.endsWith('.json'));
    const wordsOf = (language: string, area: string) =>
      JSON.parse(readFileSync(join(folder, language, area), 'utf8')) as Record<string, string>;
    const seen = new Set<string>();
    for (const area of areas) {
      const [zh, en] = [wordsOf('zh-CN', area), wordsOf('en', area)];
      expect([area, Object.keys(en)]).toEqual([area, Object.keys(zh)]);
      for (const [key, text] of Object.entries(zh)) {
        expect([key, text.match(/\{\w+\}/g)?.toSorted()]).toEqual([
          key,
          en[key]?.match(/\{\w+\}/g)?.toSorted(),
        ]);
        expect([key, seen.has(key)]).toEqual([key, false]);
        seen.add(key);
      }
    }
  });
});
