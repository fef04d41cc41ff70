import { rangeOf } from '../register-auditing.js';
import { csvCell, csvRecord } from './csv.js';
import { tarHeader, tarPadding } from './tar.js';

describe('a cell', () => {
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+86', `"'+86"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\tx', `"'\tx"`],
    ['\rx', `"'\rx"`],
    ['＝1', `"'＝1"`],
    ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ["it's", `"it's"`],
    ['甲 = 乙', '甲 = 乙'],
    ['', ''],
  ])('%j', (text, cell) => expect(csvCell(text)).toBe(cell));
  it('ends its record by CRLF', () => expect(csvRecord(['a', 'b'])).toBe('a,b\r\n'));
});

describe('a range', () => {
  it.each<[string | undefined, unknown]>([
    [undefined, undefined],
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-1', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,4-5', undefined],
    ['lines=0-1', undefined],
  ])('%s of a hundred bytes', (header, expected) => expect(rangeOf(header, 100)).toEqual(expected));
});

describe('an archive', () => {
  it('has headers whose sum is right and files that fill blocks', () => {
    const header = tarHeader('entries.jsonl', 1000, 1_800_000_000);
    const sum = parseInt(header.subarray(148, 154).toString(), 8);
    expect(header.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0)).toBe(sum);
    expect([tarPadding(1000).length, tarPadding(1024).length]).toEqual([24, 0]);
  });
  it('takes no name from outside', () => expect(() => tarHeader('甲', 1, 0)).toThrow(RangeError));
});
