import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decodeQR from 'qr/decode.js';
import { drawQr } from './code/qr.js';
import { transform } from './draw/path.js';
import { fill } from './draw/raster.js';
import { Font } from './font/font.js';
import { rewind } from './font/rewind.js';
import { readSimple, writeSimple } from './font/simple-glyph.js';
import { subsetFont } from './font/subset.js';
import { wrap } from './page.js';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';
const bytes = readFileSync(createRequire(import.meta.url).resolve(FILE));
const plain = new Font(bytes);
const font = new Font(bytes, { supplement: true });

describe('a supplement to a font', () => {
  const marks = [...'·〓□■○●〇√✓→²³㎡℃①⑨⑩⑳'];

  it('has what the font lacks, and changes nothing that it has', () => {
    expect(marks.filter((mark) => plain.has(mark))).toEqual([]);
    expect(marks.filter((mark) => !font.has(mark))).toEqual([]);
    expect(font.glyph('喆')).toBe(0);
    for (const character of '通办A1，') expect(font.outline(character)).toEqual(plain.outline(character));
  });

  it('draws each within its width, holes clear, and the same in a subset', () => {
    const subset = new Font(subsetFont(font, marks).bytes);
    for (const mark of marks) {
      const outline = font.outline(mark);
      const ends = outline.flatMap(([, ...numbers]) => numbers.filter((_, index) => index % 2 === 0));
      expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...ends)).toBeLessThanOrEqual(font.width(mark) + 0.001);
      expect(subset.outline(mark)).toEqual(outline);
      expect(subset.width(mark)).toBe(font.width(mark));
    }
    const ink = (mark: string) =>
      fill([transform(font.outline(mark), [100, 0, 0, -100, 0, 100])], 100, 120).samples.reduce(
        (sum, sample) => sum + sample / 255,
        0,
      );
    expect(ink('○')).toBeLessThan(ink('●') / 2);
    expect(ink('□')).toBeLessThan(ink('■') / 2);
    expect(ink('①')).toBeGreaterThan(ink('○'));
  });
});

it('writes a glyph as short as it may, and reads the same points of it', () => {
  for (const character of '通回圃徊照㎡⑳A') {
    const data = font.glyphData(font.glyph(character));
    const again = writeSimple(data, readSimple(data));
    expect(readSimple(again)).toEqual(readSimple(data));
    expect(rewind(again).length).toBeLessThanOrEqual(again.length + 8);
  }
});

describe('lines', () => {
  const lines = (text: string, width: number) => wrap(font, text, 10, width);
  const fits = (line: string, width: number) => font.width(line) * 10 <= width + 10.24;

  it.each([
    ['words stay whole', '编号编AB-12', 45, ['编号编', 'AB-12']],
    ['what is longer than a line is broken', '编MMMMMM', 30, ['编', 'MMM', 'MMM']],
    ['no line ends with what opens a clause', '一二三（四五）', 42, ['一二三', '（四五）']],
    ['line feeds break', '一\n二\n\n三', 100, ['一', '二', '三']],
  ])('%s', (_, text, width, expected) => {
    expect(lines(text, width).map((line) => line)).toEqual(expected);
  });

  it.each([
    '，'.repeat(500),
    '（'.repeat(500),
    'a'.repeat(500),
    '（，'.repeat(250),
    '. '.repeat(250),
    '\n'.repeat(99),
  ])('hold whatever there is, all of it and in order (%#)', (text) => {
    for (const width of [0, 5, 30, 101]) {
      const set = lines(text, width);
      expect(set.join('')).toBe(text.replaceAll('\n', ''));
      if (width > 20) expect(set.every((line) => fits(line, width))).toBe(true);
    }
  });

  it('take no longer for a long text than its length', () => {
    const text = '一二三四五六七八九十'.repeat(20_000);
    expect(lines(text, 100).length).toBeGreaterThan(10_000);
  });
});

describe('a QR code', () => {
  const read = (text: string): unknown => {
    const { path } = drawQr(text, { x: 0, y: 0, size: 30 });
    const { samples } = fill([transform(path, [10, 0, 0, 10, 0, 0])], 300, 300);
    const data = new Uint8Array(300 * 300 * 4);
    samples.forEach((sample, index) => data.set([255 - sample, 255 - sample, 255 - sample, 255], 4 * index));
    return decodeQR({ width: 300, height: 300, data });
  };

  it.each(['https://a.example/reports/K7QD-9M2X-4HTR-VW8B-3NPC', 'x', '1'.repeat(300)])(
    '%s is read',
    (text) => {
      expect(read(text)).toBe(text);
    },
  );

  it('refuses what no scanner reads from paper', () => {
    expect(() => drawQr('x'.repeat(301), { x: 0, y: 0, size: 30 })).toThrow(RangeError);
  });
});
