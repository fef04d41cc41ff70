import { RecordReader, type RawRecord, type RecordReaderOptions } from './records.js';

const LIMITS = { maxRecordBytes: 100, offset: 0, line: 1 };

function read(
  text: string | Buffer,
  blockSize: number,
  options: Partial<RecordReaderOptions> = {},
): RawRecord[] {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  const reader = new RecordReader({ ...LIMITS, ...options });
  const records: RawRecord[] = [];
  for (let at = 0; at < bytes.length; at += blockSize) {
    reader.push(Buffer.from(bytes.subarray(at, at + blockSize)), (record) => records.push(record));
  }
  reader.end((record) => records.push(record));
  return records;
}

const brief = (records: RawRecord[]): string[] =>
  records.map(({ line, bytes }) => `${String(line)} ${bytes?.toString() ?? '(too long)'}`);

const x = (n: number): string => 'x'.repeat(n);

describe.each([1, 2, 7, 1000])('records cut from blocks of %i bytes', (blockSize) => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['LF and CRLF', 'a,b\nc,d\r\ne\n', ['1 a,b', '2 c,d', '3 e']],
    ['no line end at the end', 'a\nb', ['1 a', '2 b']],
    ['blank lines, which count as lines', '\n\r\na\n\nb\n', ['3 a', '5 b']],
    ['a quote that is never closed is no matter here', 'a,"b\nc\nd', ['1 a,"b', '2 c', '3 d']],
    ['CR alone ends no line', 'a\rb\n', ['1 a\rb']],
    ['an overlong line', `a\n${x(101)}\nb\n`, ['1 a', '2 (too long)', '3 b']],
    ['an overlong line many times the limit', `${x(5000)}\nb`, ['1 (too long)', '2 b']],
    ['two overlong lines', `${x(500)}\r\n${x(500)}\r\nb`, ['1 (too long)', '2 (too long)', '3 b']],
    ['an overlong last line', `a\n${x(300)}`, ['1 a', '2 (too long)']],
    ['a line just at the limit', `${x(100)}\r\nb`, [`1 ${x(100)}`, '2 b']],
  ])('%s', (_name, text, expected) => {
    expect(brief(read(text, blockSize))).toEqual(expected);
  });

  it('reading from the end of any record gives the rest of the records', () => {
    const bytes = Buffer.from(`一,二\r\n\n三\n${x(400)}\n四,五\n六`);
    const whole = read(bytes, blockSize);
    for (const [index, { end }] of whole.entries()) {
      const line = 1 + bytes.subarray(0, end).filter((byte) => byte === 10).length;
      expect(read(bytes.subarray(end), blockSize, { offset: end, line })).toEqual(whole.slice(index + 1));
    }
    expect(whole.at(-1)?.end).toBe(bytes.length);
  });

  it('in the middle of an overlong line the position is where it began', () => {
    const reader = new RecordReader(LIMITS);
    reader.push(Buffer.from(`a\n${x(150)}`), () => undefined);
    reader.push(Buffer.from(x(150)), () => undefined);
    expect(reader.position).toEqual({ nextOffset: 2, nextLine: 2 });
  });
});
