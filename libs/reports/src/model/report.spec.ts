import { MAX_REPORT_ROWS, readReport, type ReportInput } from './report.js';

const both = (zh: string) => ({ zh, en: zh });
const section = (changes: object = {}) => ({
  id: '110000:vehicles',
  title: both('车辆登记信息'),
  source: { department: '样例市公安局', region: '110000' },
  outcome: 'answered',
  columns: [{ code: 'plate', label: both('号牌号码') }],
  records: [['京A00001']],
  ...changes,
});
const report = (changes: object = {}): ReportInput =>
  ({
    v: 1,
    title: both('企业破产信息核查报告'),
    number: 'PC-2026-000001',
    edition: { number: 1 },
    issuer: { code: '11110000TB00000018', name: '样例市政务服务局', region: '110000' },
    issuedAt: Date.UTC(2026, 10, 29),
    facts: [],
    sections: [section()],
    verification: { code: 'ABCDEFGHJKLMNPQR', url: 'https://beijing.example/reports/ABCDEFGHJKLMNPQR' },
    ...changes,
  }) as ReportInput;

const DIGEST = 'a'.repeat(43);
const faultOf = (value: unknown): string => {
  try {
    readReport(value);
  } catch (error) {
    return (error as { code: string; hint: string }).code + ' ' + (error as { hint: string }).hint;
  }
  return 'none';
};

describe('a report is refused where', () => {
  it.each<[string, unknown, string]>([
    ['it is no report', null, 'the whole'],
    ['it says more than a report', report({ extra: 1 }), 'the whole'],
    ['an answer has no records', report({ sections: [section({ records: [] })] }), 'sections.0.records'],
    [
      'what found nothing has records',
      report({ sections: [section({ outcome: 'nothing-found' })] }),
      'sections.0.records',
    ],
    ['a row has a value too many', report({ sections: [section({ records: [['a', 'b']] })] }), 'records'],
    [
      'a refusal has no reason',
      report({ sections: [section({ outcome: 'refused', records: [] })] }),
      'sections.0.reason',
    ],
    [
      'what was refused has a time until which',
      report({ sections: [section({ outcome: 'refused', reason: both('x'), records: [], until: 1 })] }),
      'sections.0.until',
    ],
    ['two sections have one id', report({ sections: [section(), section()] }), 'sections'],
    [
      'its sections have too many rows together',
      report({
        sections: [
          section({ records: Array(MAX_REPORT_ROWS - 1).fill(['x']) }),
          section({ id: 'b', records: [['x'], ['y']] }),
        ],
      }),
      'sections',
    ],
    ['a later edition replaces none', report({ edition: { number: 2 } }), 'edition'],
    [
      'an edition replaces another than the one before it',
      report({ edition: { number: 3, replaces: { number: 1, digest: DIGEST } } }),
      'edition',
    ],
    ['an answer joined a later edition', report({ sections: [section({ joined: 2 })] }), 'sections'],
    ['a text has a lone surrogate', report({ number: 'x\ud800' }), 'number'],
    ['a title is empty', report({ title: both('  ') }), 'title'],
    [
      'its code can be guessed',
      report({ verification: { code: '123', url: 'https://a.example/' } }),
      'verification.code',
    ],
    [
      'its address runs a script',
      report({ verification: { code: 'ABCDEFGHJKLMNPQR', url: 'javascript:alert(1)' } }),
      'verification.url',
    ],
  ])('%s', (_, value, where) => {
    const fault = faultOf(value);
    expect(fault).toContain('REPORT_INVALID');
    expect(fault).toContain(where);
  });
});

it('takes what departments write, whatever it is, and names no value in a refusal', () => {
  expect(
    readReport(report({ sections: [section({ records: [['\u202e\n\t𠮷']] })] })).sections[0]?.records,
  ).toEqual([['\u202e\n\t𠮷']]);
  expect(faultOf(report({ sections: [section({ records: [['机密', '机密']] })] }))).not.toContain('机密');
});

it('reads what it has read', () => {
  const once = readReport(report({ edition: { number: 2, replaces: { number: 1, digest: DIGEST } } }));
  expect(readReport(once)).toEqual(once);
});
