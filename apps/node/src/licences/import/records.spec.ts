import { RecordReader, type RawRecord, type RecordReaderOptions } from './records.js';

const LIMITS = { maxRecordBytes: 100, offset: 0, line: 1 };

function read(
  text: string | Buffer,
  blockSize: number,
  options: Partial<RecordReaderOptions> = {},
): RawRecord[] {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  const reader = new RecordReader({ format: 'csv', ...LIMITS, ...options });
  const records: RawRecord[] = [];
  for (let at = 0; at < bytes.length; at += blockSize) {
    records.push(...reader.push(Buffer.from(bytes.subarray(at, at + blockSize))));
  }
  records.push(...reader.end());
  return records;
}

const brief = (records: RawRecord[]): string[] =>
  records.map(
    ({ line, bytes, problem }) =>
      `${String(line)} ${bytes?.toString() ?? '-'}${problem ? ` ${problem}` : ''}`,
  );

const x = (n: number): string => 'x'.repeat(n);

describe.each([1, 2, 7, 1000])('records cut from blocks of %i bytes', (blockSize) => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['LF and CRLF', 'a,b\nc,d\r\ne\n', ['1 a,b', '2 c,d', '3 e']],
    ['no line end at the end', 'a\nb', ['1 a', '2 b']],
    ['blank lines, which count as lines', '\n\r\na\n\nb\n', ['3 a', '5 b']],
    ['a line break inside quotes', 'a,"b\nc"\nd\n', ['1 a,"b\nc"', '3 d']],
    ['doubled quotes', 'a,"b"" ""c"\nd\n', ['1 a,"b"" ""c"', '2 d']],
    ['an unclosed quote costs one line', 'a,"b\nc\nd', ['1 a,"b QUOTE_NOT_CLOSED', '2 c', '3 d']],
    ['an unclosed quote on the last line', 'a\nb,"c', ['1 a', '2 b,"c QUOTE_NOT_CLOSED']],
    ['an overlong line', `a\n${x(101)}\nb\n`, ['1 a', '2 - TOO_LONG', '3 b']],
    ['an overlong line many times the limit', `${x(5000)}\nb`, ['1 - TOO_LONG', '2 b']],
    ['an overlong last line', `a\n${x(300)}`, ['1 a', '2 - TOO_LONG']],
    ['a line just at the limit', `${x(100)}\nb`, [`1 ${x(100)}`, '2 b']],
    [
      'an overlong quoted record',
      `"${x(60)}\n${x(60)}"\nb`,
      [`1 "${x(60)} QUOTE_NOT_CLOSED`, `2 ${x(60)}" QUOTE_NOT_CLOSED`, '3 b'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(brief(read(text, blockSize))).toEqual(expected);
  });

  it('a quote open for too many lines costs one line', () => {
    const text = `a,"\n${'b\n'.repeat(40)}`;
    const records = brief(read(text, blockSize));
    expect(records[0]).toBe('1 a," QUOTE_NOT_CLOSED');
    expect(records).toHaveLength(41);
  });

  it('JSON Lines know no quotes', () => {
    expect(brief(read('{"a":"\n{"b":1}', blockSize, { format: 'jsonl' }))).toEqual(['1 {"a":"', '2 {"b":1}']);
  });

  it('reading from the end of any record gives the rest of the records', () => {
    const bytes = Buffer.from('一,"二\n三"\r\n\n四,五\n六');
    const whole = read(bytes, blockSize);
    for (const [index, { end }] of whole.entries()) {
      const line = 1 + bytes.subarray(0, end).filter((byte) => byte === 10).length;
      expect(read(bytes.subarray(end), blockSize, { offset: end, line })).toEqual(whole.slice(index + 1));
    }
    expect(whole.at(-1)?.end).toBe(bytes.length);
  });
});
