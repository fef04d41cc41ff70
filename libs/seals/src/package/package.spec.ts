import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { Package, resolveLocation, writePackage } from './index.js';

const text = (content: string) => Buffer.from(content);
const two = () =>
  Buffer.from(
    writePackage([
      ['OFD.xml', text('<a/>'.repeat(40))],
      ['Doc_0/x', text('xyz')],
    ]),
  );

/** Code of the refusal, or `undefined` where the package opens. */
function codeOf(bytes: Uint8Array, limits = {}): string | undefined {
  try {
    Package.open(bytes, limits);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

function edited(edit: (bytes: Buffer, directory: number) => void): Buffer {
  const bytes = two();
  edit(bytes, bytes.readUInt32LE(bytes.length - 6));
  return bytes;
}

/** The first package's bytes with `name` in place of the second file's, which has as many characters. */
const renamed = (name: string) => Buffer.from(two().toString('latin1').replaceAll('Doc_0/x', name), 'latin1');

describe('a hostile package is refused by name', () => {
  const cases: [string, string, () => Uint8Array][] = [
    ['nothing', 'PACKAGE_MALFORMED', () => new Uint8Array()],
    ['the end cut off', 'PACKAGE_MALFORMED', () => two().subarray(0, -1)],
    ['bytes after the end', 'PACKAGE_MALFORMED', () => Buffer.concat([two(), text('x')])],
    ['bytes before the first file', 'PACKAGE_MALFORMED', () => Buffer.concat([text('x'), two()])],
    ['a path with ..', 'PACKAGE_PATH_ESCAPE', () => renamed('a/../xy')],
    ['an absolute path', 'PACKAGE_PATH_ESCAPE', () => renamed('/etc/ab')],
    ['a backslash', 'PACKAGE_PATH_ESCAPE', () => renamed('..\\..\\x')],
    ['a drive', 'PACKAGE_PATH_ESCAPE', () => renamed('C:/a/bc')],
    ['a doubled slash', 'PACKAGE_PATH_ESCAPE', () => renamed('ab//cde')],
    ['a NUL', 'PACKAGE_PATH_ESCAPE', () => renamed('abcde\0f')],
    ['a name twice', 'PACKAGE_DUPLICATE_ENTRY', () => renamed('OFD.xml')],
    ['a name twice but for case', 'PACKAGE_DUPLICATE_ENTRY', () => renamed('ofd.XML')],
    ['encryption', 'PACKAGE_ENCRYPTED', () => edited((b, d) => b.writeUInt16LE(0x801, d + 8))],
    ['encryption in the local header', 'PACKAGE_ENCRYPTED', () => edited((b) => b.writeUInt16LE(0x801, 6))],
    ['bzip2', 'PACKAGE_METHOD_UNSUPPORTED', () => edited((b, d) => b.writeUInt16LE(12, d + 10))],
    ['two methods', 'PACKAGE_MALFORMED', () => edited((b) => b.writeUInt16LE(0, 8))],
    ['ZIP64', 'PACKAGE_MALFORMED', () => edited((b, d) => b.writeUInt32LE(0xffffffff, d + 24))],
    ['volumes', 'PACKAGE_MALFORMED', () => edited((b) => b.writeUInt16LE(1, b.length - 18))],
    ['a count too high', 'PACKAGE_MALFORMED', () => edited((b) => b.fill(3, b.length - 14, b.length - 10))],
    ['another local name', 'PACKAGE_MALFORMED', () => edited((b) => b.write('X', 30))],
    ['another local size', 'PACKAGE_MALFORMED', () => edited((b) => b.writeUInt32LE(1, 22))],
    [
      'a file inside another',
      'PACKAGE_OVERLAP',
      () =>
        edited((b, d) => {
          const second = b.indexOf('PK\x01\x02', d + 4);
          b.writeUInt32LE(0, second + 42);
        }),
    ],
    [
      'a size beyond the package',
      'PACKAGE_OVERLAP',
      () => edited((b, d) => [d + 20, 18].forEach((at) => b.writeUInt32LE(5000, at))),
    ],
  ];
  it.each(cases)('%s: %s', (_, code, make) => {
    expect(codeOf(make())).toBe(code);
  });

  it('a file that only a reader of local headers would see', () => {
    const bytes = two();
    const directory = bytes.readUInt32LE(bytes.length - 6);
    const second = bytes.indexOf('PK\x01\x02', directory + 4);
    const hidden = Buffer.concat([bytes.subarray(0, second), bytes.subarray(-22)]);
    hidden.writeUInt16LE(1, hidden.length - 14);
    hidden.writeUInt16LE(1, hidden.length - 12);
    hidden.writeUInt32LE(second - directory, hidden.length - 10);
    expect(codeOf(hidden)).toBe('PACKAGE_MALFORMED');
  });

  it('more files, more bytes and a higher ratio than allowed', () => {
    expect(codeOf(two(), { maxEntries: 1 })).toBe('PACKAGE_TOO_MANY_ENTRIES');
    expect(codeOf(two(), { maxEntryBytes: 100 })).toBe('PACKAGE_ENTRY_TOO_LARGE');
    expect(codeOf(two(), { maxTotalBytes: 161 })).toBe('PACKAGE_ENTRY_TOO_LARGE');
    const bomb = writePackage([['bomb', Buffer.alloc(8 << 20)]]);
    expect(codeOf(bomb)).toBe('PACKAGE_RATIO_TOO_HIGH');
  });

  it('a file that is longer, shorter or other than it says', async () => {
    const bomb = Buffer.from(writePackage([['bomb', Buffer.alloc(1 << 20)]]));
    const directory = bomb.readUInt32LE(bomb.length - 6);
    for (const size of [1000, 2 << 19]) {
      bomb.writeUInt32LE(size - 1, 22);
      bomb.writeUInt32LE(size - 1, directory + 24);
      await expect(Package.open(bomb).read('bomb')).rejects.toMatchObject({ code: 'PACKAGE_MALFORMED' });
    }
    const other = edited((b, d) => [14, d + 16].forEach((at) => b.writeUInt32LE(7, at)));
    await expect(Package.open(other).read('OFD.xml')).rejects.toMatchObject({
      code: 'PACKAGE_CHECKSUM_MISMATCH',
    });
  });
});

describe('a package', () => {
  it('gives back what was written', async () => {
    const opened = Package.open(two());
    expect(opened.names).toEqual(['OFD.xml', 'Doc_0/x']);
    expect(Buffer.from((await opened.read('Doc_0/x'))!).toString()).toBe('xyz');
    expect(await opened.read('Doc_0')).toBeUndefined();
  });

  it('may announce sizes after the data', async () => {
    const content = text('stored');
    const [header] = [Buffer.from(writePackage([['a', content]]))];
    const directory = header.readUInt32LE(header.length - 6);
    const local = Buffer.from(header.subarray(0, directory));
    local.writeUInt16LE(0x808, 6);
    local.fill(0, 14, 26);
    const descriptor = Buffer.alloc(16);
    descriptor.write('PK\x07\x08', 'latin1');
    descriptor.writeUInt32LE(crc32(content), 4);
    descriptor.writeUInt32LE(content.length, 8);
    descriptor.writeUInt32LE(content.length, 12);
    const rest = Buffer.from(header.subarray(directory));
    rest.writeUInt32LE(directory + 16, rest.length - 6);
    const opened = Package.open(Buffer.concat([local, descriptor, rest]));
    expect(Buffer.from((await opened.read('a'))!).toString()).toBe('stored');
  });

  it('meets any change of its bytes with a refusal or with the same or another package, in time', async () => {
    const sound = two();
    const change = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.nat(sound.length),
        async (flips, cut) => {
          const bytes = Buffer.from(sound.subarray(0, cut % 3 === 0 ? cut : sound.length));
          for (const [at, octet] of flips) if (at < bytes.length) bytes[at] = octet;
          try {
            const opened = Package.open(bytes);
            for (const name of opened.names) await opened.read(name);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(Refusal);
          }
        },
      ),
      { numRuns: 1500, seed: 20260101 },
    );
  });
});

describe('a location inside a package', () => {
  it.each([
    ['/Doc_0/a.xml', 'Doc_0/Signs/Signatures.xml', 'Doc_0/a.xml'],
    ['Sign_0/Signature.xml', 'Doc_0/Signs/Signatures.xml', 'Doc_0/Signs/Sign_0/Signature.xml'],
    ['../a.xml', 'Doc_0/Signs/Signatures.xml', 'Doc_0/a.xml'],
    ['./a.xml', 'OFD.xml', 'a.xml'],
  ])('%s in %s is %s', (location, from, path) => {
    expect(resolveLocation(location, from)).toBe(path);
  });

  it.each(['../a.xml', '/../a', '', '/', 'a\\b', 'c:a', '../../Doc_0/a'])('%s leads out', (location) => {
    expect(() => resolveLocation(location, 'OFD.xml')).toThrow(
      expect.objectContaining({ code: 'PACKAGE_PATH_ESCAPE' }),
    );
  });
});
