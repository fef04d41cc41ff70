import { readAutoSubmit } from '../oidc/page-views.js';
import { formToken, isFormToken } from '../oidc/form-token.js';
import { html } from '../../http/html.js';
import { pickLanguage, TEXTS, waitText } from './i18n.js';
import { continuePage, loginPage } from './pages.js';
import { pageHeaders } from './style.js';

describe('the html tag', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onfocus="x`, '&quot; onfocus=&quot;x'],
    ["'&", '&#39;&amp;'],
  ])('escapes %j', (text, escaped) => {
    expect(html`<p title="${text}">${html`<b>${text}</b>`}${undefined}</p>`.text).toBe(
      `<p title="${escaped}"><b>${escaped}</b></p>`,
    );
  });
});

describe('a page', () => {
  it('lets no name break out of its place', () => {
    const hostile = '"><img src=x onerror=alert(1)>';
    const page = loginPage({
      language: 'zh-CN',
      node: { zh: hostile, en: hostile },
      client: { name: { zh: hostile, en: hostile } } as never,
      action: hostile,
      cancel: hostile,
      csrf: hostile,
      username: hostile,
    });
    expect(page).not.toContain('<img');
  });

  it('names the places to return to in form-action and allows nothing else', () => {
    const policy = pageHeaders(['https://a.test', 'https://b.test'])['content-security-policy'];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self' https:\/\/a\.test https:\/\/b\.test; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });
});

describe('languages', () => {
  it('have the same texts', () => {
    expect(Object.keys(TEXTS.en).sort()).toEqual(Object.keys(TEXTS['zh-CN']).sort());
  });
  it.each([
    [{}, 'zh-CN'],
    [{ acceptLanguage: 'fr' }, 'zh-CN'],
    [{ acceptLanguage: 'en-GB,en;q=0.9,zh;q=0.5' }, 'en'],
    [{ acceptLanguage: 'zh-CN,zh;q=0.9,en;q=0.8' }, 'zh-CN'],
    [{ acceptLanguage: 'en', uiLocales: 'zh' }, 'zh-CN'],
    [{ acceptLanguage: 'zh', uiLocales: 'zh', choice: 'en' }, 'en'],
    [{ choice: ['en'], uiLocales: { en: 1 } }, 'zh-CN'],
  ] as const)('%j gives %s', (wishes, language) => {
    expect(pickLanguage(wishes)).toBe(language);
  });
  it.each([
    [1, '请等待 1 秒后再试。'],
    [90, '请等待 90 秒后再试。'],
    [91, '请等待 2 分钟后再试。'],
    [900, '请等待 15 分钟后再试。'],
  ])('round %d s up', (seconds, text) => {
    expect(waitText(TEXTS['zh-CN'], seconds)).toBe(text);
  });
});

describe('form tokens', () => {
  const token = formToken(['new', 'old'], 'uid-1', 'login');
  it.each<[string, [string[], string, string, string], boolean]>([
    ['its own', [['new'], 'uid-1', 'login', token], true],
    ['one made before a rotation', [['newer', 'new'], 'uid-1', 'login', token], true],
    ['another interaction', [['new'], 'uid-2', 'login', token], false],
    ['another step', [['new'], 'uid-1', 'consent', token], false],
    ['a retired key', [['newer'], 'uid-1', 'login', token], false],
    ['an empty one', [['new'], 'uid-1', 'login', ''], false],
    ['a longer one', [['new'], 'uid-1', 'login', `${token}AAAA`], false],
  ])('%s', (_name, [secrets, uid, step, given], due) => {
    expect(isFormToken(secrets, uid, step, given)).toBe(due);
  });
});

describe('the form that the provider would submit by script', () => {
  const body = `<script>document.forms[0].submit()</script><form method="post" action="http://n/end?a=1&amp;b=2">
    <input type="hidden" name="xsrf" value="a&quot;b"/>\n<input type="hidden" name="logout" value="yes"/></form>`;
  it('becomes a page with a button', () => {
    const form = readAutoSubmit(body)!;
    expect(form).toEqual({
      action: 'http://n/end?a=1&b=2',
      inputs: [
        ['xsrf', 'a"b'],
        ['logout', 'yes'],
      ],
    });
    const page = continuePage({ language: 'zh-CN', node: { zh: '北京', en: 'Beijing' } }, form);
    expect(page).toContain('value="a&quot;b"');
    expect(page).not.toContain('<script');
  });
  it('is looked for in nothing else', () => {
    expect(readAutoSubmit('<form method="post" action="x"></form>')).toBeUndefined();
  });
});
