import { itemMapping, type ItemMapping } from '../mapping/mapping-file.js';
import type { RecordQuestion, RecordVerdict } from '../ports.js';
import { judgeRecords } from './judge-value.js';
import { readValue, releasedValue } from './read-value.js';

const item = (given: Partial<ItemMapping>): ItemMapping => itemMapping.parse({ from: 'c', ...given });
const status = item({ values: { '1': '存续', '2': '注销' } });

describe('a value of a department, read by the mapping', () => {
  it.each<[string, ItemMapping, string]>([
    ['a code that the table does not list', status, '3'],
    ['a code that is a member of every object', status, 'constructor'],
    ['a number with words', item({ type: 'decimal' }), '12 万元'],
    ['a number with a thousands separator', item({ type: 'decimal' }), '1,000'],
    ['a number in exponents', item({ type: 'decimal' }), '1e5'],
    ['a fraction where whole numbers stand', item({ type: 'integer' }), '1.5'],
    ['a day that does not exist', item({ type: 'date' }), '2026-02-29'],
    ['a day in the other order', item({ type: 'date' }), '31-12-2026'],
    ['control characters', item({}), 'a\u0000b'],
    ['half a character', item({}), 'a\ud800'],
    ['more than four thousand characters', item({}), 'x'.repeat(4_001)],
  ])('refuses %s, naming the item and not the value', (_, mapping, raw) => {
    expect(readValue(mapping, raw)).toBeUndefined();
    const released = () => releasedValue('capital', mapping, raw);
    expect(released).toThrow(expect.objectContaining({ code: 'SOURCE_DATA_UNFIT', hint: 'capital' }));
    try {
      released();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain(raw.slice(0, 20));
    }
  });

  it.each<[string, ItemMapping, string | null, string | null]>([
    ['nothing', item({}), null, null],
    ['blanks only', item({}), ' \u3000\t', null],
    ['a text with blanks around it', item({}), '\u3000京A12345 ', '京A12345'],
    ['a code', status, '2', '注销'],
    ['an amount', item({ type: 'decimal' }), '-12.50', '-12.50'],
    ['a timestamp as a day', item({ type: 'date' }), '2026-11-29 08:00:00+08', '2026-11-29'],
    ['a day without signs', item({ type: 'date', format: 'YYYYMMDD' }), '20261129', '2026-11-29'],
  ])('reads %s', (_, mapping, raw, value) => expect(readValue(mapping, raw)).toBe(value));
});

describe('a yes/no question over the records of one subject', () => {
  const source = {
    absent: 'no' as const,
    items: { arrears: item({ type: 'decimal' }), status, name: item({}), since: item({ type: 'date' }) },
  };
  const ask = (question: RecordQuestion, ...raws: (string | null)[]): RecordVerdict =>
    judgeRecords(source, question, raws);

  it.each<[string, RecordQuestion, (string | null)[], RecordVerdict]>([
    ['an unknown item', { item: 'x', operator: 'exists' }, ['1'], null],
    ['an order over words', { item: 'name', operator: 'below', value: 'b' }, ['a'], null],
    [
      'a date held against a number',
      { item: 'arrears', operator: 'below', value: '2026-01-01' },
      ['1'],
      null,
    ],
    ['no value to compare with', { item: 'arrears', operator: 'equals' }, ['1'], null],
    ['a value that cannot be read', { item: 'arrears', operator: 'above', value: '0' }, ['much'], null],
    ['a value that is missing', { item: 'arrears', operator: 'above', value: '0' }, [null], null],
    ['a code that is not listed', { item: 'status', operator: 'equals', value: '存续' }, ['9'], null],
    ['a NUL in the question', { item: 'name', operator: 'equals', value: 'a\u0000' }, ['a'], null],
  ])('is not answered: %s', (_, question, raws, verdict) => expect(ask(question, ...raws)).toBe(verdict));

  it.each<[string, RecordQuestion, (string | null)[], RecordVerdict]>([
    ['no record: the register is complete', { item: 'arrears', operator: 'above', value: '0' }, [], false],
    ['one yes among unknowns', { item: 'arrears', operator: 'above', value: '0' }, [null, '1'], true],
    ['a no beside an unknown', { item: 'arrears', operator: 'above', value: '0' }, [null, '0'], null],
    ['numbers, not words', { item: 'arrears', operator: 'below', value: '10' }, ['9'], true],
    [
      'more places than a double holds',
      { item: 'arrears', operator: 'equals', value: '123456789012345.000001' },
      ['123456789012345.000002'],
      false,
    ],
    [
      'the same amount written otherwise',
      { item: 'arrears', operator: 'equals', value: '12.5' },
      ['12.50'],
      true,
    ],
    ['a meaning, not its code', { item: 'status', operator: 'equals', value: '存续' }, ['1'], true],
    ['a code is no meaning', { item: 'status', operator: 'equals', value: '1' }, ['1'], false],
    ['a day', { item: 'since', operator: 'at-most', value: '2026-01-01' }, ['2026-01-01 00:00:00'], true],
    ['something is there', { item: 'name', operator: 'exists' }, [' ', 'x'], true],
    ['nothing is there', { item: 'name', operator: 'exists' }, [' ', null], false],
  ])('%s', (_, question, raws, verdict) => expect(ask(question, ...raws)).toBe(verdict));

  it('says that it cannot know where a missing record means nothing', () =>
    expect(
      judgeRecords({ ...source, absent: 'unknown' }, { item: 'name', operator: 'exists' }, []),
    ).toBeNull());
});
