import { MAX_REPORT_ROWS } from '#libs/reports';
import type { CheckSource, SourceReply } from '../check.js';
import type { KeptCheck } from '../check-store.js';
import { checkReport, type ReportIssuer } from './check-report.js';
import { reportModel } from './report-model.js';

const both = (zh: string) => ({ zh, en: zh });
const issuer: ReportIssuer = {
  node: 'https://a.example',
  code: '11110000TB90000160',
  name: '样例机构',
  region: '110000',
  verifyUrl: 'https://a.example/reports/',
  sample: true,
};
const source = (
  dataset: string,
  reply: SourceReply | undefined,
  more: Partial<CheckSource> = {},
): CheckSource => ({
  key: `110000:${dataset}`,
  region: '110000',
  dataset,
  department: { key: dataset, name: both('某局') },
  title: both(dataset),
  matterItems: [dataset],
  columns: [
    { code: 'plate', label: both('号牌') },
    { code: 'vin', label: both('车架号') },
  ],
  deadlineMs: 1,
  state: 'settled',
  attempts: 1,
  answeredAt: 5,
  ...(reply ? { reply } : {}),
  ...more,
});
const answered = (records: Record<string, string | null>[], more: object = {}): SourceReply => ({
  outcome: 'answered',
  records,
  provenance: { entry: 'e', request: 'a'.repeat(43) },
  withheld: [],
  ...more,
});
const check = (sources: CheckSource[]): KeptCheck => ({
  id: '01a2294c-b06c-7d67-ae73-11f7f04b2814',
  code: 'ABCDEFG-ABCDEFG-ABCDEFG-ABCDEFG',
  number: 'HC110000-20261129-000001',
  organisation: issuer.code,
  request: {
    matter: { id: 'm', version: 1, digest: 'd', title: both('核查'), report: both('核查报告') },
    subject: { type: '001', code: '91110000TB12345678', name: '样例' },
    context: {
      purpose: { itemCode: 'x', itemName: 'x' },
      caseNumber: 'PC-1',
      legalBasis: 'l',
      reason: 'r',
      organisation: { code: issuer.code, name: issuer.name },
      person: { id: 'p', name: '张三' },
      channel: 'web',
    },
    asker: { id: 'a', role: 'integrator', organisation: { code: issuer.code, name: issuer.name } },
    facts: [],
    proofs: [],
  },
  state: 'asking',
  begunAt: 1,
  sources,
  editions: [],
  told: 0,
  failures: 0,
});
const FIRST = { number: 1, madeAt: 10, joined: ['110000:a'], json: 'j' };
const modelOf = (...sources: CheckSource[]) => reportModel(check(sources), FIRST, issuer);

describe('what departments write', () => {
  it.each<[string, string]>([
    ['a lone surrogate', 'a\ud800b'],
    ['control characters and bidirectional overrides', '\u0000\u202e\n'],
    ['far too long a text', '长'.repeat(100_000)],
  ])('does not keep the report from being made: %s', (_, value) => {
    const [section] = modelOf(source('a', answered([{ plate: value, vin: null }]))).sections;
    expect(section?.records[0]?.[1]).toBeNull();
    expect(section?.records[0]?.[0]?.length).toBeLessThanOrEqual(4000);
  });

  it('cannot add columns, nor values that were not asked for', () => {
    const given = answered([{ plate: 'x', vin: 'y', secret: '秘密', constructor: 'c' }]);
    expect(JSON.stringify(checkReport(check([source('a', given)]), FIRST, issuer))).not.toContain('秘密');
    expect(JSON.stringify(modelOf(source('a', given)))).not.toContain('秘密');
  });

  it('more rows than a report takes are said to be more', () => {
    const many = Array.from({ length: MAX_REPORT_ROWS }, () => ({ plate: 'x', vin: 'y' }));
    const { sections } = modelOf(source('a', answered(many)), source('b', answered(many)));
    expect(sections.map(({ records, truncated }) => [records.length > 0, truncated])).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});

it('what was withheld is named and has no column', () => {
  const [section] = modelOf(source('a', answered([{ plate: 'x' }], { withheld: ['vin'] }))).sections;
  expect(section).toMatchObject({
    withheld: [both('车架号')],
    columns: [{ code: 'plate' }],
    records: [['x']],
  });
});

it('every outcome has its section, and what nobody asked to the end is not available', () => {
  const said = { provenance: {}, withheld: [] };
  const { sections, notes } = modelOf(
    source('a', { outcome: 'nothing-found', ...said }),
    source('b', { outcome: 'refused', reason: both('无协议'), ...said }),
    source('c', { outcome: 'not-available', code: 'PEER_TIMEOUT', until: 99, ...said }),
    source('d', undefined, { state: 'open' }),
  );
  expect(sections.map(({ outcome, until, reason }) => [outcome, until, reason?.zh])).toEqual([
    ['nothing-found', undefined, undefined],
    ['refused', undefined, '无协议'],
    ['not-available', 99, undefined],
    ['not-available', undefined, undefined],
  ]);
  expect(notes.some(({ zh }) => zh.includes('2 个来源尚未答复'))).toBe(true);
});

it('each value names where it comes from, and the acting person stands nowhere', () => {
  const report = checkReport(
    check([
      source('a', answered([{ plate: 'x', vin: null }])),
      source('b', answered([{ plate: 'y', vin: null }], { asOf: 3 })),
    ]),
    FIRST,
    issuer,
  );
  const [, second] = report.sections;
  expect(second?.records[0]?.['plate']).toEqual({ value: 'y', from: 'p2' });
  expect(report.provenance['p2']).toMatchObject({
    source: '110000:b',
    dataset: 'b',
    region: '110000',
    entry: 'e',
    asOf: new Date(3).toISOString(),
  });
  expect(JSON.stringify(report)).not.toContain('张三');
});
