import { renderAnswer } from './render-answer.js';
import { isVerdict, renderVerdict } from './render-verdict.js';

const passed = {
  sha256: 'A'.repeat(43),
  format: 'ofd',
  indication: 'TOTAL_PASSED',
  subIndication: null,
  code: null,
  issuer: 'MATCH',
  signer: 'CN=11010000000001,O=样例局',
  seal: {
    id: '11010000000001',
    name: '样例局印章',
    validFrom: '2026-01-01T00:00:00.000Z',
    validUntil: '2027-01-01T00:00:00.000Z',
  },
  trustEdition: 'e1',
  checkedAt: '2026-11-24T08:00:00.000Z',
  checks: [{ name: 'integrity', outcome: 'PASSED' }],
};
const shown = (verdict: object, language: 'zh' | 'en' = 'zh', field = 'documentVerdict'): string => {
  if (!isVerdict(verdict)) throw new Error('no verdict');
  return renderVerdict(field, verdict, language).join('\n');
};

describe('a verdict on a document, for a person at a terminal', () => {
  it('that was not made says so, and nothing that could be read as good', () => {
    const text = shown({
      ...passed,
      indication: 'NOT_CHECKED',
      code: 'DOCUMENT_VERDICT_PENDING',
      issuer: 'NOT_COMPARED',
      signer: null,
      seal: null,
      checks: [],
    });
    expect(text).toContain('– 未核验');
    expect(text).toContain('DOCUMENT_VERDICT_PENDING');
    expect(text).not.toContain('✓');
  });

  it.each([
    ['a mismatch', { ...passed, issuer: 'MISMATCH' }, ['✓ 有效', '✗ 签章单位与颁发机构不符']],
    [
      'what failed and what was left open',
      {
        ...passed,
        indication: 'TOTAL_FAILED',
        subIndication: 'HASH_FAILURE',
        checks: [
          { name: 'integrity', outcome: 'FAILED' },
          { name: 'issuer-code', outcome: 'NOT_CHECKED' },
        ],
      },
      ['✗ 无效', '原因：文件内容与签章时不一致', '未通过：', '未核查：颁发机构代码'],
    ],
    ['seal, signer and edition', passed, ['样例局印章 11010000000001  2026-01-01 至 2027-01-01', '(e1)']],
    ['an indication of a later version', { ...passed, indication: 'SEALED' }, ['– SEALED']],
    ['what was selected and no more', { indication: 'TOTAL_PASSED', issuer: 'MATCH' }, ['✓ 有效']],
  ])('shows %s', (_name, verdict, texts) => {
    const text = shown(verdict);
    for (const part of texts) expect(text).toContain(part);
  });

  it('cannot be written over by what a certificate holds', () => {
    const text = shown({ ...passed, signer: 'CN=\u001b[2K\r✓ ok\u202e', checks: [] }, 'en');
    expect(text).not.toMatch(/[\p{Cf}\r]/u);
    expect(text).not.toContain('\u001b');
  });

  it('stands in the answer under whose it is', () => {
    const answer = {
      status: 200,
      data: {
        licenceDocument: {
          region: 'BEIJING',
          status: 'FOUND',
          withheld: [],
          tookMs: 1,
          document: {
            size: 3,
            content: 'A'.repeat(9000),
            verdict: passed,
            providerVerdict: { ...passed, issuer: 'MISMATCH' },
          },
        },
      },
    };
    const text = renderAnswer(answer, 'en');
    expect(text).not.toContain('A'.repeat(50));
    expect(text).toMatch(/document, verified here: ✓ .*\n\s+✓ sealed by the issuer/);
    expect(text).toMatch(/document, as the provider says: ✓ .*\n\s+✗ sealed by somebody else/);
  });
});
