import { recordsOf } from './asked-record.js';
import type { Lookup } from './lookup.js';
import { readPeerAnswer } from './peer-answer.js';

const holder = { type: '001', code: '91110000MA01C8JT35' };
const records: Lookup = {
  operation: 'records',
  dataset: 'vehicles',
  holder,
  items: ['plate', 'vin'],
  limit: 2,
};
const judge: Lookup = {
  operation: 'judge',
  dataset: 'vehicles',
  subjects: [holder, holder],
  questions: [{ item: 'plate', operator: 'exists' }],
};
const source = {
  departmentCode: '11110000TBQDY0W77Y',
  departmentNameZh: '公安',
  departmentNameEn: 'Police',
  asOf: '2026-11-01T00:00:00.000Z',
  until: null,
  reasonZh: null,
  reasonEn: null,
};
const record = (...values: [string, string | null][]) => ({
  values: values.map(([item, value]) => ({ item, value })),
});

const read = (lookup: Lookup, result: object) => {
  const field = lookup.operation === 'judge' ? 'judgeRecords' : 'records';
  const body = Buffer.from(
    JSON.stringify({
      data: {
        [field]: {
          status: 'FOUND',
          refusal: null,
          withheld: [],
          source,
          ...(lookup.operation === 'judge' ? {} : { truncated: false }),
          ...result,
        },
      },
    }),
  );
  return readPeerAnswer(lookup, field, body, 1 << 20);
};

describe('a peer’s answer about a dataset', () => {
  it('is taken for what was asked; what was not is dropped', () => {
    expect(read(records, { records: [record(['plate', '京A1'], ['owner', '张三'])] })).toEqual({
      status: 'FOUND',
      withheld: [],
      source: {
        department: { code: '11110000TBQDY0W77Y', name: { zh: '公安', en: 'Police' } },
        asOf: Date.parse('2026-11-01T00:00:00Z'),
      },
      records: { records: [{ plate: '京A1' }], truncated: false },
    });
  });

  it('is a yes, a no or neither', () => {
    expect(read(judge, { judged: [{ verdicts: ['YES'] }, { verdicts: ['UNKNOWN'] }] }).judged).toEqual([
      [true],
      [null],
    ]);
  });

  it.each<[string, Lookup, object]>([
    ['more records than were asked for', records, { records: [record(), record(), record()] }],
    ['found, and nothing told', records, { records: null }],
    ['not found, and something told', records, { status: 'NOT_FOUND', records: [record(['plate', 'a'])] }],
    [
      'denied, and something told',
      records,
      { status: 'DENIED', refusal: { code: 'NO_AGREEMENT' }, records: [record(['plate', 'a'])] },
    ],
    ['denied without a reason', records, { status: 'DENIED', records: null }],
    ['a control character', records, { records: [record(['plate', 'a\u0000'])] }],
    ['a text without end', records, { records: [record(['plate', 'x'.repeat(2001)])] }],
    ['a number as a value', records, { records: [{ values: [{ item: 'plate', value: 1 }] }] }],
    ['a verdict too few', judge, { judged: [{ verdicts: ['YES'] }] }],
    ['a verdict too many', judge, { judged: [{ verdicts: ['YES'] }, { verdicts: ['YES', 'NO'] }] }],
    ['a verdict of its own', judge, { judged: [{ verdicts: ['MAYBE'] }, { verdicts: ['YES'] }] }],
    ['an instant that is none', records, { source: { ...source, asOf: '2026-13-01T00:00:00Z' } }],
    [
      'words that run the other way',
      records,
      {
        status: 'DENIED',
        refusal: { code: 'DEPARTMENT_REFUSED' },
        source: { ...source, reasonZh: 'a\u0001' },
      },
    ],
  ])('with %s is refused', (_, lookup, result) => {
    expect(() => read(lookup, result)).toThrow(expect.objectContaining({ code: 'PEER_BAD_ANSWER' }));
  });
});

it('each subject of a judgement is a record of its own', () => {
  expect(recordsOf('110000', judge)).toMatchObject([
    { subject: '001:91110000MA01C8JT35', fieldsAsked: ['plate'] },
    { subject: '001:91110000MA01C8JT35' },
  ]);
});
