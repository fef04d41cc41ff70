import { components } from './outline.js';
import type { Font } from './font.js';
import { writeSfnt } from './sfnt.js';

/** A font of only the glyphs that a document needs. */
export interface FontSubset {
  bytes: Buffer;
  /** Index in the subset of the glyph for a character. */
  glyph(character: string): number;
  /** Code point and glyph of each character, in the order of code points. */
  characters: readonly { codePoint: number; glyph: number }[];
}

/**
 * Makes a subset for the characters of some text: a font of its own with its character map, so that it serves PDF
 * (ISO 32000-2 §9.9) and OFD (GB/T 33190 §11.1) alike. Instructions are left out; screens of today need none.
 * The same characters give the same bytes.
 */
export function subsetFont(font: Font, text: Iterable<string>): FontSubset {
  const codePoints = [...new Set([...text].map((character) => character.codePointAt(0) ?? 0))].sort(
    (a, b) => a - b,
  );
  const old: number[] = [0];
  const place = new Map([[0, 0]]);
  const take = (glyph: number): number => {
    const known = place.get(glyph);
    if (known !== undefined) return known;
    place.set(glyph, old.length);
    return old.push(glyph) - 1;
  };
  const characters = codePoints.map((codePoint) => ({
    codePoint,
    glyph: take(font.glyph(String.fromCodePoint(codePoint))),
  }));
  const glyphs: Buffer[] = [];
  // Grows while it runs: parts of composite glyphs are taken as they are met.
  for (const glyph of old) glyphs.push(stripped(font.glyphData(glyph), take));

  const head = Buffer.from(font.table('head'));
  head.writeUInt32BE(0, 8);
  head.writeInt16BE(1, 50);
  const hhea = Buffer.from(font.table('hhea'));
  hhea.writeUInt16BE(old.length, 34);
  const maxp = Buffer.from(font.table('maxp'));
  maxp.writeUInt16BE(old.length, 4);
  // maxZones 1, then no twilight points, storage, functions, instructions, stack, sizes of instructions.
  for (let at = 14; at <= 26; at += 2) maxp.writeUInt16BE(at === 14 ? 1 : 0, at);
  const loca = Buffer.alloc(4 * (glyphs.length + 1));
  let length = 0;
  glyphs.forEach((glyph, index) => loca.writeUInt32BE((length += glyph.length), 4 * (index + 1)));
  const hmtx = Buffer.alloc(4 * old.length);
  old.forEach((glyph, index) => {
    const { advance, bearing } = font.metricsOf(glyph);
    hmtx.writeUInt16BE(advance, 4 * index);
    hmtx.writeInt16BE(bearing, 4 * index + 2);
  });
  const post = Buffer.alloc(32);
  post.writeUInt32BE(0x00030000, 0);
  const tables = new Map<string, Buffer>([
    ['head', head],
    ['hhea', hhea],
    ['maxp', maxp],
    ['loca', loca],
    ['glyf', Buffer.concat(glyphs)],
    ['hmtx', hmtx],
    ['cmap', characterTable(characters)],
    ['name', font.table('name')],
    ['OS/2', font.table('OS/2')],
    ['post', post],
  ]);
  const byCode = new Map(characters.map(({ codePoint, glyph }) => [codePoint, glyph]));
  return {
    bytes: writeSfnt(tables),
    characters,
    glyph: (character) => byCode.get(character.codePointAt(0) ?? 0) ?? 0,
  };
}

/** A description without instructions, its parts renumbered, padded to a multiple of four. */
function stripped(data: Buffer, take: (glyph: number) => number): Buffer {
  if (data.length === 0) return data;
  const contours = data.readInt16BE(0);
  let own: Buffer;
  if (contours < 0) {
    own = Buffer.from(data);
    for (const { glyph, indexAt } of components(data)) {
      own.writeUInt16BE(take(glyph), indexAt);
      const flagsAt = indexAt - 2;
      own.writeUInt16BE(own.readUInt16BE(flagsAt) & ~0x0100, flagsAt); // WE_HAVE_INSTRUCTIONS
    }
  } else {
    const at = 10 + 2 * contours;
    const instructions = data.readUInt16BE(at);
    own = Buffer.concat([data.subarray(0, at), Buffer.alloc(2), data.subarray(at + 2 + instructions)]);
  }
  return Buffer.concat([own, Buffer.alloc(-own.length & 3)]);
}

/** `cmap` with one table of format 12 and, for readers that know no other, one of format 4. */
function characterTable(characters: FontSubset['characters']): Buffer {
  const basic = characters.filter(({ codePoint }) => codePoint < 0xffff);
  const four = formatFour(basic);
  const twelve = Buffer.alloc(16 + 12 * characters.length);
  twelve.writeUInt16BE(12, 0);
  twelve.writeUInt32BE(twelve.length, 4);
  twelve.writeUInt32BE(characters.length, 12);
  characters.forEach(({ codePoint, glyph }, index) => {
    const at = 16 + 12 * index;
    twelve.writeUInt32BE(codePoint, at);
    twelve.writeUInt32BE(codePoint, at + 4);
    twelve.writeUInt32BE(glyph, at + 8);
  });
  const records: [platform: number, encoding: number, offset: number][] = [
    [0, 3, 28],
    [3, 1, 28],
    [3, 10, 28 + four.length],
  ];
  const head = Buffer.alloc(4 + 8 * records.length);
  head.writeUInt16BE(records.length, 2);
  records.forEach(([platform, encoding, offset], index) => {
    head.writeUInt16BE(platform, 4 + 8 * index);
    head.writeUInt16BE(encoding, 6 + 8 * index);
    head.writeUInt32BE(offset, 8 + 8 * index);
  });
  return Buffer.concat([head, four, twelve]);
}

/** One segment a character, and the last one that the format asks for. */
function formatFour(characters: FontSubset['characters']): Buffer {
  const segments = [...characters, { codePoint: 0xffff, glyph: 0 }];
  const count = segments.length;
  const table = Buffer.alloc(16 + 8 * count);
  const power = Math.floor(Math.log2(count));
  table.writeUInt16BE(4, 0);
  table.writeUInt16BE(table.length, 2);
  table.writeUInt16BE(2 * count, 6);
  table.writeUInt16BE(2 * 2 ** power, 8);
  table.writeUInt16BE(power, 10);
  table.writeUInt16BE(2 * (count - 2 ** power), 12);
  segments.forEach(({ codePoint, glyph }, index) => {
    table.writeUInt16BE(codePoint, 14 + 2 * index);
    table.writeUInt16BE(codePoint, 16 + 2 * (count + index));
    table.writeUInt16BE(
      codePoint === 0xffff ? 1 : (glyph - codePoint) & 0xffff,
      16 + 2 * (2 * count + index),
    );
  });
  return table;
}
