import type { StoryFacts } from './facts.js';
import { renderStory } from './render.js';
import { COLOURED, PLAIN, styleFor } from './style.js';

const entry = (kind: string, index: string) => ({
  index,
  id: `id-of-${kind}`,
  kind,
  at: '2026-11-24T08:00:00.000Z',
  outcome: kind === 'intent' ? 'asked' : 'granted',
  leaf: `leaf-of-${kind}`,
  person: `commitment-of-${kind}`,
});
const facts: StoryFacts = {
  asking: { name: { zh: '天津市', en: 'Tianjin' }, entityId: 'https://tj.example' },
  answering: { name: { zh: '北京市', en: 'Beijing' }, entityId: 'https://bj.example' },
  chain: {
    links: [
      {
        issuer: 'https://bj.example',
        subject: 'https://bj.example',
        expiresAt: 0,
        kid: 'kid-of-beijing-0123',
      },
      {
        issuer: 'https://anchor.example',
        subject: 'https://bj.example',
        expiresAt: 86_400_000,
        kid: 'kid-of-anchor',
      },
    ],
    anchor: 'https://anchor.example',
    expiresAt: 0,
  },
  question: {
    licenceType: '营业执照',
    identifier: '1.2.156.3005.2.X',
    itemCode: 'ITEM',
    itemName: '食品经营许可',
    caseNumber: 'TJ-1',
    organisation: '天津市政务服务中心（样例）',
    person: '王小明（样例）',
    legalBasis: '条例',
  },
  request: {
    header: { alg: 'ES256' },
    claims: { iss: 'https://tj.example', context: { caseNumber: 'TJ-1' } },
  },
  decision: { outcome: 'granted', rule: 'bj-tj-1', fieldsReleased: ['name', 'number'], fieldsAsked: 2 },
  released: [{ field: 'name', value: '营业执照' }],
  answer: { header: {}, claims: {} },
  verification: {
    passed: true,
    checks: [
      { name: 'signature', outcome: 'PASSED', clause: '6.2 (7)' },
      { name: 'encryption', outcome: 'NOT_CHECKED' },
    ],
  },
  receipt: { log: 'bj.example/log', leaf: 'leaf-of-answer' },
  receiptFound: true,
  audit: { intent: entry('intent', '0'), answer: entry('answer', '7'), outcome: entry('outcome', '1') },
  reduced: { licenceType: '食品经营许可证', released: 14, withheld: ['attributes.KZ_FDDBR'] },
  case: {
    id: '120000-20261124-SAMPLE',
    matter: { zh: '信用修复', en: 'Repair of credit records' },
    receiving: { zh: '天津市', en: 'Tianjin' },
    deciding: { zh: '北京市', en: 'Beijing' },
    state: 'SIGNED_FOR',
    materials: [
      {
        material: 'business-licence',
        origin: 'LOOKUP',
        trust: 'A',
        verdict: 'passed',
        receipt: 'bj.example/log#leaf',
      },
      { material: 'pledge', origin: 'UPLOAD', trust: 'B', verdict: 'passed', receipt: undefined },
    ],
    steps: [
      {
        kind: 'HAND_OVER',
        region: 'TIANJIN',
        at: '2026-11-24T08:00:00.000Z',
        entries: ['entry-here', 'entry-there'],
      },
      {
        kind: 'ACCEPT',
        region: 'BEIJING',
        at: '2026-11-24T08:00:01.000Z',
        entries: ['entry-here', undefined],
      },
    ],
  },
  check: {
    subject: '样例企业',
    number: 'HC-1',
    code: 'CODE',
    tookMs: 3_210,
    sources: [
      {
        region: 'BEIJING',
        titleZh: '税务登记',
        titleEn: 'taxes',
        department: '税务',
        outcome: 'ANSWERED',
        records: 2,
        reasonZh: null,
        reasonEn: null,
        until: null,
        tookMs: 1_250,
      },
      {
        region: 'HEBEI',
        titleZh: '海关',
        titleEn: 'customs',
        department: '海关',
        outcome: 'REFUSED',
        records: null,
        reasonZh: '依法不予共享',
        reasonEn: 'not shared by law',
        until: null,
      },
    ],
    indication: 'TOTAL_PASSED',
    files: ['/data/story/report.pdf'],
  },
  sealed: [
    {
      licenceType: '营业执照',
      kind: 'SES V4 seal',
      indication: 'TOTAL_PASSED',
      sealer: '样例区市场监督管理局',
      sealNumber: '11010720660660',
      issuer: '样例区市场监督管理局',
      byIssuer: true,
      sealedAt: 0,
      proven: false,
    },
    {
      licenceType: '清税证明',
      kind: 'PAdES',
      indication: 'TOTAL_FAILED',
      subIndication: 'REVOKED',
      failing: 'revocation',
      spoiled: 'revoked-signer',
      sealer: '样例税务局',
      sealNumber: '1',
      issuer: '样例税务局',
      byIssuer: true,
      sealedAt: 0,
      proven: true,
    },
    {
      licenceType: '居民户口簿',
      kind: 'SES V4 seal',
      indication: 'TOTAL_PASSED',
      spoiled: 'another-sealer',
      sealer: '样例管理局',
      sealNumber: '2',
      issuer: '样例公安局',
      byIssuer: false,
      sealedAt: 0,
      proven: false,
    },
  ],
  denial: {
    licenceType: '居民身份证',
    identifier: '1.2.156.3005.2.Y',
    code: 'PURPOSE_NOT_AGREED',
    message: { zh: '共享约定不包含该用途。', en: 'Not for this purpose.' },
    advice: { zh: '请填写实际办理事项的编码。', en: 'Name the matter.' },
    receipt: { log: 'bj.example/log', leaf: 'leaf-of-denial' },
  },
};

const headings = (text: string): string[] => text.split('\n').filter((line) => /^\d+\. /.test(line));

it('tells the lookup in order, in Chinese', () => {
  const text = renderStory(facts, 'zh', PLAIN);
  expect(headings(text)).toEqual([
    '1. 天津市凭什么信任北京市：信任链',
    '2. 天津市向北京市提出的查询',
    '3. 签名请求（解码后）',
    '4. 北京市的决定',
    '5. 天津市对应答的验证（条款见 libs/exchange/PROFILE.md）',
    '6. 审计回执',
    '7. 双方的审计记录（先落盘，后发出）',
    '8. 另一项查询只返回部分字段：食品经营许可证',
    '9. 一次拒绝及其原因',
    '10. 异地代收代办：天津市窗口收件，北京市办理',
    '11. 企业破产信息核查：同时查询三地各部门，出具一份签章报告',
    '12. 证照文件验签验章：有效的，和逐一被查出的反例',
  ]);
  expect(text).toContain('PURPOSE_NOT_AGREED  共享约定不包含该用途。');
});

it('shows the real values in English too', () => {
  const text = renderStory(facts, 'en', PLAIN);
  for (const value of [
    'https://bj.example declares its own keys and metadata',
    'https://anchor.example says of https://bj.example',
    'valid until 1970-01-02 00:00:00Z',
    '"caseNumber": "TJ-1"',
    'granted by rule bj-tj-1',
    '✓ signature  6.2 (7)',
    '· encryption',
    'leaf  leaf-of-answer',
    'Tianjin no. 0  intent',
    'Beijing no. 7  answer',
    'Tianjin no. 1  outcome',
    'commitment-of-answer',
    'withheld: attributes.KZ_FDDBR',
    '· business-licence  from sharing, nobody brought it  trust A  bj.example/log#leaf',
    '✓ Tianjin  hand over to the deciding region  entry-here / entry-there',
    // A step without an entry on one side is not glossed over.
    '✗ Beijing  accept  entry-here / —',
    '· Beijing  taxes  on record  2 records, 1.3 s',
    '· Hebei  customs  refused  not shared by law',
    '2 sources asked at once, sealed after 3.2 s, seal verified: TOTAL_PASSED',
    'leaf-of-denial',
  ]) {
    expect(text).toContain(value);
  }
});

it('does not call a lost receipt found, nor a failed check passed', () => {
  const bad = renderStory(
    {
      ...facts,
      receiptFound: false,
      verification: { passed: false, checks: [{ name: 'signature', outcome: 'FAILED' }] },
    },
    'en',
    PLAIN,
  );
  expect(bad).toContain('✗ no entry in the answering');
  expect(bad).toContain('✗ signature');
  expect(bad).not.toContain('all passed');
});

it('leaves out the reduced case where there was none', () => {
  expect(headings(renderStory({ ...facts, reduced: undefined }, 'en', PLAIN))).toHaveLength(11);
});

it('paints only where the terminal wants it', () => {
  expect(styleFor(true, {})).toBe(COLOURED);
  expect(styleFor(true, { NO_COLOR: '1' })).toBe(PLAIN);
  expect(styleFor(false, {})).toBe(PLAIN);
});

it('says of each document what holds it or how it was caught', () => {
  const text = renderStory(facts, 'en', PLAIN);
  expect(text).toContain('✓ TOTAL_PASSED  营业执照  SES V4 seal');
  expect(text).toContain('样例区市场监督管理局, seal 11010720660660, on 1970-01-01; who issued the licence');
  expect(text).toContain('✗ TOTAL_FAILED / REVOKED  清税证明');
  expect(text).toContain('the certificate had been revoked → the signer');
  expect(renderStory(facts, 'zh', PLAIN)).toContain('签名证书在签名前已被吊销 → ');
});

it('shows a good seal of a body that is not the issuer as what it is', () => {
  const text = renderStory(facts, 'en', PLAIN);
  expect(text).toContain('✗ TOTAL_PASSED  居民户口簿');
  expect(text).toContain('it is that of 样例管理局; the licence was issued by 样例公安局');
});

it('leaves documents out where none is sealed', () => {
  expect(headings(renderStory({ ...facts, sealed: [] }, 'en', PLAIN))).toHaveLength(11);
});

it('leaves out the case and the check where neither a department nor its sources run', () => {
  const text = renderStory({ ...facts, case: undefined, check: undefined }, 'en', PLAIN);
  expect(headings(text)).toHaveLength(10);
});
