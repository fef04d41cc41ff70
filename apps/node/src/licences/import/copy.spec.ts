import { copyLine } from './copy.js';

describe("a row in COPY's text format", () => {
  it.each<[string, (string | number | null)[], string]>([
    ['values are parted by tabs', ['a', 1, ''], 'a\t1\t\n'],
    ['null is not the text \\N', [null, '\\N'], '\\N\t\\\\N\n'],
    [
      'what would end a value or a row is escaped',
      ['a\tb', 'c\nd', 'e\rf', 'g\\h'],
      'a\\tb\tc\\nd\te\\rf\tg\\\\h\n',
    ],
    ['the end-of-data mark is no mark', ['\\.'], '\\\\.\n'],
    ['other texts stay', ['样例 "x", {}'], '样例 "x", {}\n'],
  ])('%s', (_name, values, expected) => {
    expect(copyLine(values)).toBe(expected);
  });

  it('a first value that is empty still has its tab', () => {
    expect(copyLine(['', 'a'])).toBe('\ta\n');
  });
});
