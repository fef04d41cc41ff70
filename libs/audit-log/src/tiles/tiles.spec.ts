import fc from 'fast-check';
import { formatBundle, parseBundle } from './bundle.js';
import { entriesPath, parseEntriesPath, parseTilePath, tilePath, tileWidth } from './paths.js';

describe('C2SP tlog-tiles paths', () => {
  it.each<[number, bigint, number | undefined, string]>([
    [0, 0n, undefined, 'tile/0/000'],
    [0, 273n, 112, 'tile/0/273.p/112'],
    [1, 1n, 17, 'tile/1/001.p/17'],
    [0, 1_234_067n, undefined, 'tile/0/x001/x234/067'],
    [63, (1n << 63n) - 1n, 1, 'tile/63/x009/x223/x372/x036/x854/x775/807.p/1'],
  ])('level %d index %d width %p is %s', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path);
    expect(parseTilePath(path)).toEqual({ level, index, width: width ?? 256 });
  });

  it('are read back for every index and width', () => {
    fc.assert(
      fc.property(
        fc.nat(63),
        fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width });
          expect(parseEntriesPath(entriesPath(index, width))).toEqual({ index, width });
        },
      ),
    );
  });

  it.each([
    'tile/64/000',
    'tile/00/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/x001/x002/',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000\n',
    'tile/0/../000',
    'tile/0/x009/x223/x372/x036/x854/x775/808',
    'tile/0/x001/x009/x223/x372/x036/x854/x775/807',
    'tile/entries/000',
    '/tile/0/000',
    'tile/0/%30%30%30',
    '',
  ])('%j is no tile', (path) => {
    expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code: 'TILE_PATH_MALFORMED' }));
  });

  it('a tree of 70,000 leaves has the tiles that the specification counts', () => {
    const widths = (level: number, indexes: bigint[]) =>
      indexes.map((index) => tileWidth(level, index, 70_000n));
    expect(widths(0, [0n, 272n, 273n, 274n])).toEqual([256, 256, 112, 0]);
    expect(widths(1, [0n, 1n, 2n])).toEqual([256, 17, 0]);
    expect(widths(2, [0n, 1n])).toEqual([1, 0]);
    expect([tileWidth(0, 0n, 256n), tileWidth(1, 0n, 256n)]).toEqual([256, 1]);
  });
});

describe('C2SP tlog-tiles entry bundles', () => {
  it('are read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 }),
        (entries) => {
          expect(parseBundle(formatBundle(entries))).toEqual(entries);
        },
      ),
    );
  });

  it.each<[string, Uint8Array]>([
    ['half a length', Uint8Array.of(0)],
    ['a length without its entry', Uint8Array.of(0, 2, 1)],
    ['257 entries', new Uint8Array(2 * 257)],
  ])('%s is refused', (_, bundle) => {
    expect(() => parseBundle(bundle)).toThrow(expect.objectContaining({ code: 'BUNDLE_MALFORMED' }));
  });

  it.each<[string, Uint8Array[]]>([
    ['no entry', []],
    ['257 entries', Array.from({ length: 257 }, () => new Uint8Array(1))],
    ['an entry of 65,536 bytes', [new Uint8Array(65_536)]],
  ])('%s is not written', (_, entries) => {
    expect(() => formatBundle(entries)).toThrow(expect.objectContaining({ code: 'BUNDLE_MALFORMED' }));
  });
});
