import { formatCsvRecord, formatSpreadsheetRecord, parseCsvRecord } from './csv.js';

describe('a CSV record (RFC 4180 §2)', () => {
  it.each<[string, string[] | string]>([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    [' a , b ', [' a ', ' b ']],
    ['"a","b,c"', ['a', 'b,c']],
    ['"a ""b"" c",d', ['a "b" c', 'd']],
    ['"",""', ['', '']],
    ['"a\nb",', ['a\nb', '']],
    ['"a', 'QUOTE_NOT_CLOSED'],
    ['"a""', 'QUOTE_NOT_CLOSED'],
    ['a"b', 'QUOTE_IN_FIELD'],
    ['"a"b,c', 'TEXT_AFTER_QUOTE'],
    ['a, "b"', 'QUOTE_IN_FIELD'],
  ])('%j', (text, expected) => {
    expect(parseCsvRecord(text)).toEqual(expected);
  });

  it.each([[['a', 'b,"c"', '中\n文', '']], [['=1+1', '-2']]])('is read back as written: %j', (fields) => {
    expect(parseCsvRecord(formatCsvRecord(fields).slice(0, -2))).toEqual(fields);
  });

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'never is a formula in a spreadsheet: %j',
    (text) => {
      const [field] = parseCsvRecord(formatSpreadsheetRecord([text]).slice(0, -2)) as string[];
      expect(field).toBe(`'${text}`);
    },
  );
});
