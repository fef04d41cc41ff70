import { decoderOf, inspectBeginning, type ImportEncoding } from './encoding.js';

/** 证照,编号 LF 营业执照,1 LF in GB18030. */
const GB18030 = Buffer.from('d6a4d5d52cb1e0bac50ad3aad2b5d6b4d5d52c310a', 'hex');

describe("a file's beginning", () => {
  it.each<[string, Buffer, ImportEncoding, string, RegExp]>([
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'utf-8', 'IMPORT_NOT_TEXT', /gzip/],
    ['a truncated gzip', Buffer.from([0x1f, 0x8b]), 'utf-8', 'IMPORT_NOT_TEXT', /gzip/],
    ['XLSX', Buffer.from('PK\u0003\u0004xl/'), 'utf-8', 'IMPORT_NOT_TEXT', /XLSX/],
    ['UTF-16 little endian', Buffer.from('\ufeffa,b', 'utf16le'), 'utf-8', 'IMPORT_NOT_TEXT', /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('a,b\n', 'utf16le'), 'utf-8', 'IMPORT_NOT_TEXT', /NUL/],
    ['lines that end with CR', Buffer.from('a,b\rc,d\r'), 'utf-8', 'IMPORT_NOT_TEXT', /CR/],
    ['GB18030 said to be UTF-8', GB18030, 'utf-8', 'IMPORT_ENCODING', /gb18030/],
    [
      'GB18030 below an ASCII header',
      Buffer.concat([Buffer.from('number,name\n'), GB18030]),
      'utf-8',
      'IMPORT_ENCODING',
      /gb18030/,
    ],
    ['neither', Buffer.from([0xff, 0xff, 0x0a]), 'utf-8', 'IMPORT_ENCODING', /not utf-8/],
  ])('%s is refused', (_name, head, encoding, code, message) => {
    expect(() => inspectBeginning(head, encoding)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }) as Error,
    );
  });

  it.each<[string, Buffer, ImportEncoding, number]>([
    ['nothing', Buffer.alloc(0), 'utf-8', 0],
    ['UTF-8', Buffer.from('证照\r\n'), 'utf-8', 0],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff证照\n'), 'utf-8', 3],
    ['UTF-8 cut inside a character', Buffer.from('证照\n证').subarray(0, -1), 'utf-8', 0],
    ['GB18030 said to be GB18030', GB18030, 'gb18030', 0],
    ['one bad line among good ones', Buffer.concat([Buffer.from('证照\n'), GB18030]), 'utf-8', 0],
  ])('%s passes', (_name, head, encoding, skip) => {
    expect(inspectBeginning(head, encoding)).toBe(skip);
  });
});

it('a record of the wrong encoding is not decoded', () => {
  expect(decoderOf('utf-8')(Buffer.from([0xd5, 0xd5]))).toBeUndefined();
  expect(decoderOf('gb18030')(Buffer.from([0xd6]))).toBeUndefined();
  expect(decoderOf('gb18030')(GB18030)).toBe('证照,编号\n营业执照,1\n');
});
