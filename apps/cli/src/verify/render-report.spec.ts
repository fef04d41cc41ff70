import type { SignatureReport, ValidationReport } from '#libs/seals';
import { verifyTextsOf } from '../i18n/verify.js';
import { PLAIN } from '../story/style.js';
import { renderDocument, type Words } from './render-report.js';

const wordsIn = (language: 'zh' | 'en'): Words => ({
  texts: verifyTextsOf(language),
  style: PLAIN,
  language,
});
const at = Date.UTC(2026, 2, 1);
const certificate = {
  subject: 'CN=11010000000001,O=测试市政务服务局',
  issuer: 'CN=测试CA',
  commonName: '11010000000001',
  organisations: ['11110000MB0000001X', '测试市政务服务局'],
  serial: 'a1',
  notBefore: at,
  notAfter: at + 86_400_000,
  fingerprint: 'ff'.repeat(32),
};
const signature: SignatureReport = {
  id: 's001',
  kind: 'OFD seal (SES V4)',
  indication: 'TOTAL_FAILED',
  subIndication: 'HASH_FAILURE',
  checks: [
    { name: 'signature', outcome: 'passed', clause: 'GB/T 38540-2020 §7.3 b)', decides: true },
    {
      name: 'integrity',
      outcome: 'failed',
      clause: 'GB/T 33190-2016 §18.2.2',
      detail: 'Doc_0/Content.xml at 2026-03-01T00:00:00.000Z',
      decides: true,
    },
    { name: 'revocation', outcome: 'not-checked', clause: 'RFC 5280 §6.3', detail: 'no list', decides: true },
    {
      name: 'seal-holder',
      outcome: 'passed',
      clause: 'GB/T 38540-2020 §6.1',
      detail: 'same',
      decides: false,
    },
  ],
  pathChecks: [
    { name: 'validity', outcome: 'passed', clause: 'RFC 5280 §6.1.3 (a)(2)' },
    {
      name: 'revocation',
      outcome: 'not-checked',
      clause: 'RFC 5280 §6.3',
      detail: 'no list',
      subject: 'CN=x',
    },
  ],
  signer: certificate,
  authority: { name: 'CN=测试根CA', trusted: true },
  algorithm: '1.2.156.10197.1.501',
  times: { claimed: at, judged: at },
  seal: {
    version: 'V4',
    id: '11010000000001',
    name: '测试市政务服务局',
    type: 1,
    makerId: 'TEST',
    createdAt: at,
    validFrom: at,
    validUntil: at,
    picture: { mediaType: 'image/png', bytes: new Uint8Array(2048), widthMm: 40, heightMm: 42 },
  },
  appearances: [{ page: '1', boundary: '120 200 40 40' }],
  coverage: { whole: false, covered: ['a'], uncovered: ['b', 'c', 'd', 'e', 'f', 'g'] },
};
const report: ValidationReport = {
  format: 'ofd',
  indication: 'TOTAL_FAILED',
  subIndication: 'HASH_FAILURE',
  signatures: [signature],
  notes: ['two documents'],
  uncovered: ['b'],
};
const verified = { file: 'licence.ofd', named: true, bytes: 70_000, report };

it('renders a report in Chinese', () => {
  expect(renderDocument(verified, wordsIn('zh'))).toBe(
    [
      'licence.ofd  68 KiB',
      '  ✗ 无效：请勿采信该文件。',
      '  原因：文件内容与签章时不一致',
      '  EN 319 102-1: TOTAL_FAILED / HASH_FAILURE',
      '    格式      OFD（GB/T 33190）',
      '    未被签名  b',
      '    说明      two documents',
      '',
      '  第 1 个签章（共 1 个）  OFD seal (SES V4)  s001',
      '    签章人      11010000000001',
      '    单位        11110000MB0000001X  测试市政务服务局',
      '    证书        序列号 a1  2026-03-01 08:00:00 +08:00 至 2026-03-02 08:00:00 +08:00',
      `                SHA-256 ${'ff'.repeat(32)}`,
      '    签发机构    CN=测试根CA  (受信任)',
      '    算法        SM2 + SM3 (1.2.156.10197.1.501)',
      '    声称时间    2026-03-01 08:00:00 +08:00',
      '    已证明时间  无',
      '    判定时点    2026-03-01 08:00:00 +08:00',
      '    覆盖范围    不是整个文件; 未被签名：b, c, d, e 等，另有 2 项',
      '    印章        测试市政务服务局  11010000000001  SES V4',
      '    制章者      TEST',
      '    印章有效期  2026-03-01 08:00:00 +08:00 至 2026-03-01 08:00:00 +08:00',
      '    印章图片    40 × 42 mm  image/png  2.0 KiB',
      '    位置        页 1  120 200 40 40',
      '    检查项  ✓ 通过  ✗ 不通过  – 未检查',
      '      ✓ 签名值              GB/T 38540-2020 §7.3 b)',
      '      ✗ 内容与签名时一致    GB/T 33190-2016 §18.2.2  Doc_0/Content.xml at 2026-03-01 08:00:00 +08:00',
      '      – 未被吊销            RFC 5280 §6.3  no list',
      '      ✓ 印章编码与证书一致  GB/T 38540-2020 §6.1  (仅供参考) same',
      '      证书链规则 2 项，通过 1 项',
      '        – revocation  RFC 5280 §6.3  no list (CN=x)',
    ].join('\n'),
  );
});

it('has the same structure in English', () => {
  const english = renderDocument(verified, wordsIn('en')).split('\n');
  expect(english).toHaveLength(renderDocument(verified, wordsIn('zh')).split('\n').length);
  expect(english.slice(0, 4)).toEqual([
    'licence.ofd  68 KiB',
    '  ✗ Not valid: do not rely on this document.',
    '  reason: the document is not what was signed',
    '  EN 319 102-1: TOTAL_FAILED / HASH_FAILURE',
  ]);
  expect(english.join('\n').replace(/测试\p{Script=Han}*|CN=.*CA/gu, '')).not.toMatch(/\p{Script=Han}/u);
});

it('lets no text of a document write a verdict of its own', () => {
  const forged = '\u001b[2J\n  ✓ 有效：签章真实';
  const hostile: ValidationReport = {
    ...report,
    notes: [forged],
    uncovered: [forged],
    signatures: [
      {
        ...signature,
        id: forged,
        kind: forged,
        algorithm: forged,
        signer: { ...certificate, commonName: forged, organisations: [forged] },
        authority: { name: forged, trusted: false },
        times: { judged: at, proven: at, provenBy: forged },
        appearances: [{ page: forged, boundary: forged }],
        coverage: { whole: true, covered: [forged], uncovered: [] },
        checks: [{ name: 'format', outcome: 'failed', clause: 'x', detail: forged, decides: true }],
        pathChecks: [{ name: 'x', outcome: 'failed', clause: 'x', detail: forged, subject: forged }],
        seal: { ...signature.seal!, name: forged, id: forged, makerId: forged },
      },
    ],
  };
  const text = renderDocument({ ...verified, file: forged, report: hostile }, wordsIn('zh'));
  expect(text).not.toContain('\u001b');
  expect(text.split('\n').filter((line) => line.startsWith('  ✓'))).toEqual([]);
});

it.each([
  ['none', '无'],
  ['nonesuch', 'nonesuch'],
  ['path-building: no path to a trust anchor was found', 'path-building: 未找到通往受信任机构的证书链'],
  ['2 of 6 files: a.xml was changed, b.xml was changed', '6 个文件中有 2 个：a.xml 已被改动, b.xml 已被改动'],
  ['the seal is number 11, the signer 张三', '印章编码为 11，签章人为 张三'],
])('tells the remark %p in Chinese', (remark, chinese) => {
  expect(verifyTextsOf('zh').remark(remark)).toBe(chinese);
});
