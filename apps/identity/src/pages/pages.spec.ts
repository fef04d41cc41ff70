import { PAGE_HEADERS, STYLE_ELEMENT } from './style.js';
import { createHash } from 'node:crypto';
import { givenPage } from './given-page.js';
import { pickLanguage } from './language.js';
import { reviewPage, type Review } from './review-page.js';

const NASTY = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
const NOW = Date.UTC(2026, 5, 1);
const frame = { language: 'zh', platform: { zh: NASTY, en: NASTY }, signOutToken: 'token' } as const;

const review = (language: 'zh' | 'en', more: Partial<Review> = {}) =>
  reviewPage(
    { ...frame, language },
    {
      request: {
        id: 'AAAAAAAAAAAAAAAAAAAAAA',
        expiresAt: NOW,
        preview: {
          licences: [
            {
              typeCode: '11100000000013127D001',
              released: ['holderName', 'validUntil'],
              byAuthorisation: ['validUntil'],
            },
          ],
        },
        asked: {
          iss: 'https://hebei.example',
          grantee: { organisation: { code: NASTY, name: NASTY }, person: { name: NASTY } },
          licences: [{ typeCode: '11100000000013127D001', fields: ['holderName', 'validUntil', 'document'] }],
          purpose: { itemCode: NASTY, itemName: NASTY, caseNumber: NASTY },
          legalBasis: NASTY,
          reason: NASTY,
          provider: 'https://beijing.example',
          uses: 1,
          validSeconds: 60,
        },
      },
      person: {
        username: 'x',
        name: NASTY,
        holder: { type: '111', code: NASTY },
        passwordHash: '',
        totpSecret: '',
        relations: [],
      },
      relations: [
        {
          id: 'a',
          capacity: 'guardian',
          of: { type: '111', code: NASTY },
          name: NASTY,
          proof: { kind: NASTY, digest: '' },
          until: 0,
        },
      ],
      token: NASTY,
      now: NOW,
      ...more,
    },
  ).text;

describe('pages for holders', () => {
  it.each(['zh', 'en'] as const)('let nothing that others wrote become markup (%s)', (language) => {
    const text = review(language, { error: NASTY });
    expect(text).not.toMatch(/<script|<img|onerror='/);
    expect(text.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(10);
  });

  it('say of each field whether it needs the holder, is told anyway, or never', () => {
    const text = review('zh');
    expect(text).toMatch(/value="0:holderName" checked \/>持证主体<small>依协议可查/);
    expect(text).toMatch(/value="0:validUntil" checked \/>[^<]*<small>需您授权/);
    expect(text).toMatch(/<input type="checkbox" disabled \/>证照文件（含全部内容）<small>不会提供/);
    expect(review('en')).toContain('needs your consent');
  });

  it('list what was given without markup of others', () => {
    const given = {
      claims: {
        iss: 'https://id.example',
        jti: 'AAAAAAAAAAAAAAAAAAAAAA',
        iat: 0,
        exp: NOW,
        holder: { type: '111', code: '1' },
        grantee: { node: 'https://hebei.example', organisation: 'x' },
        licences: [{ typeCode: NASTY, fields: [NASTY] }],
        purpose: { itemCode: 'x', caseNumber: NASTY },
        uses: 1,
        assurance: 'two-factor' as const,
        status: { status_list: { idx: 0, uri: 'https://id.example/1' } },
      },
      organisation: NASTY,
      itemName: NASTY,
      by: 'x',
      holderName: NASTY,
    };
    expect(givenPage(frame, [given], 'token', 0).text).not.toMatch(/<script|<img/);
  });

  it('may run nothing, be framed by nobody and send forms to this host only', () => {
    const policy = PAGE_HEADERS['content-security-policy'] ?? '';
    const style = STYLE_ELEMENT.text.slice('<style>'.length, -'</style>'.length);
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(PAGE_HEADERS['x-frame-options']).toBe('DENY');
  });

  it.each([
    [undefined, undefined, 'en-GB,zh;q=0.5', 'en'],
    [undefined, undefined, 'zh-CN,en', 'zh'],
    [undefined, undefined, undefined, 'zh'],
    ['en', 'zh', 'zh', 'en'],
    ['fr', 'en', 'zh', 'en'],
  ] as const)('choose the language of %s, %s, %s', (choice, chosen, accept, language) => {
    expect(pickLanguage(choice, chosen, accept)).toBe(language);
  });
});
