import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { Package, verifyDocument, type VerifyOptions } from '#libs/seals';
import { circle, transform, turned } from './draw/path.js';
import { fill } from './draw/raster.js';
import { Font } from './font/font.js';
import { subsetFont } from './font/subset.js';
import { pageId, writeOfd } from './ofd/write-ofd.js';
import { wrap, type TypesetDocument } from './page.js';
import { writePdf } from './pdf/write-pdf.js';
import { drawSeal, sealPng } from './seal/draw-seal.js';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';
const font = new Font(readFileSync(createRequire(import.meta.url).resolve(FILE)));
const TEXT = '通办 <样例> & Tongban é';
const document: TypesetDocument = {
  font,
  pages: [
    {
      width: 210,
      height: 297,
      marks: [
        { kind: 'text', text: TEXT, x: 20, y: 30, size: 5, colour: [0, 0, 0] },
        { kind: 'text', text: '样例', x: 20, y: 60, size: 9, colour: [200, 0, 0], turn: -0.5, bold: true },
        {
          kind: 'shape',
          path: circle(50, 90, 10),
          fill: [255, 0, 0],
          stroke: { colour: [0, 0, 0], width: 1 },
        },
      ],
    },
  ],
  title: '样例',
  creator: 'test',
  createdAt: Date.UTC(2026, 0, 1),
};

describe('a subset of a font', () => {
  const subset = subsetFont(font, TEXT);
  const read = new Font(subset.bytes);

  it('is a font by itself, with the glyphs that were asked for and no others', () => {
    for (const character of TEXT) {
      expect(read.outline(character)).toEqual(font.outline(character));
      expect(read.width(character)).toBe(font.width(character));
      expect(read.glyph(character)).toBe(subset.glyph(character));
    }
    expect(read.has('证')).toBe(false);
    expect(read.family).toBe(font.family);
  });

  it('is small, and has the sum that readers check (ISO/IEC 14496-22 §5.2.4)', () => {
    expect(subset.bytes.length).toBeLessThan(20_000);
    let sum = 0;
    for (let at = 0; at < subset.bytes.length; at += 4) sum = (sum + subset.bytes.readUInt32BE(at)) >>> 0;
    expect(sum).toBe(0xb1b0afba);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another kind of file', Buffer.from('%PDF-1.7 and so on')],
    ['a font that is cut off', Buffer.from(subset.bytes.subarray(0, 300))],
  ])('is not made of %s', (_, bytes) => {
    expect(() => new Font(bytes)).toThrow(RangeError);
  });
});

describe('a font whose holes run the wrong way', () => {
  const mended = new Font(readFileSync(createRequire(import.meta.url).resolve(FILE)), { rewind: true });
  const ink = (from: Font, character: string): number =>
    fill([transform(from.outline(character), [100, 0, 0, -100, 0, 100])], 100, 120).samples.reduce(
      (sum, sample) => sum + sample / 255,
      0,
    );

  it.each(['回', '圃', '徊'])('%s has them filled, and mended it has not', (character) => {
    expect(ink(mended, character)).toBeLessThan(ink(font, character) - 200);
    expect(ink(new Font(subsetFont(mended, character).bytes), character)).toBe(ink(mended, character));
  });

  it('leaves what is right as it is', () => {
    for (const character of '国因满照证A8')
      expect(mended.outline(character)).toEqual(font.outline(character));
  });
});

describe('the PDF', () => {
  const bytes = writePdf(document);
  const text = bytes.toString('latin1');

  it('has a cross-reference table whose every offset is right (ISO 32000-1 §7.5.4)', () => {
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) =>
      Number(offset),
    );
    expect(offsets.length).toBeGreaterThan(8);
    offsets.forEach((offset, index) => {
      expect(text.slice(offset, offset + 8)).toMatch(new RegExp(`^${index + 1} 0 obj`));
    });
  });

  it('lets its text be found: codes of glyphs lead back to characters (§9.10.3)', () => {
    const streams = [...text.matchAll(/\/Length (\d+) \/Filter \/FlateDecode >>\nstream\n/g)].map((match) => {
      const from = match.index + match[0].length;
      return inflateSync(bytes.subarray(from, from + Number(match[1]))).toString('latin1');
    });
    const map = streams.find((each) => each.includes('beginbfchar')) ?? '';
    const glyph = subsetFont(font, `${TEXT}样例`).glyph('通').toString(16).padStart(4, '0');
    expect(map).toContain(`<${glyph}> <901a>`);
    expect(streams.some((each) => each.includes(`<${glyph}`) && each.includes(' Tj'))).toBe(true);
  });

  it('is one that our own reader takes', async () => {
    const report = await verifyDocument(bytes, { now: 0 } as VerifyOptions);
    expect(report).toMatchObject({ format: 'pdf', subIndication: 'NO_SIGNATURE_FOUND' });
  });
});

describe('the OFD', () => {
  const bytes = writeOfd(document);

  it('has its font, its page and its text, with a step for each character but the last', async () => {
    const files = Package.open(bytes);
    const page = Buffer.from((await files.read('Doc_0/Pages/Page_0/Content.xml')) ?? []).toString('utf8');
    expect(page).toContain('>通办 &lt;样例&gt; &amp; Tongban é</ofd:TextCode>');
    const steps = /DeltaX="([^"]+)"/.exec(page)?.[1]?.split(' ') ?? [];
    expect(steps).toHaveLength([...TEXT].length - 1);
    const root = Buffer.from((await files.read('Doc_0/Document.xml')) ?? []).toString('utf8');
    expect(root).toContain(`<ofd:Page ID="${pageId(0)}"`);
    const embedded = new Font((await files.read('Doc_0/Res/font_2.ttf')) ?? new Uint8Array());
    expect(embedded.has('通')).toBe(true);
    const ids = [...page.matchAll(/ ID="(\d+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is one that our own reader takes', async () => {
    const report = await verifyDocument(bytes, { now: 0 } as VerifyOptions);
    expect(report).toMatchObject({ format: 'ofd', subIndication: 'NO_SIGNATURE_FOUND' });
  });
});

it('makes the same bytes of the same document', () => {
  expect(writePdf(document).equals(writePdf(document))).toBe(true);
  expect(Buffer.compare(writeOfd(document), writeOfd(document))).toBe(0);
});

describe('shapes as pixels', () => {
  const area = (samples: Uint8Array) => samples.reduce((sum, sample) => sum + sample / 255, 0);

  it('cover what geometry says', () => {
    const disc = fill([circle(50, 50, 40)], 100, 100);
    expect(area(disc.samples)).toBeCloseTo(Math.PI * 1600, -2);
    const ring = fill([[...circle(50, 50, 40), ...circle(50, 50, 30, true)]], 100, 100);
    expect(area(ring.samples)).toBeCloseTo(Math.PI * 700, -1);
    const turnedDisc = fill([transform(circle(0, 0, 40), turned(1, 50, 50))], 100, 100);
    expect(area(turnedDisc.samples)).toBeCloseTo(Math.PI * 1600, -2);
  });

  it('are cut at the edges', () => {
    expect(area(fill([circle(0, 0, 1000)], 10, 10).samples)).toBe(100);
  });
});

describe('a seal', () => {
  it.each([
    '海关',
    '北京市西城区市场监督管理局',
    '一个名称非常长的样例机构名称以便检查弧线上的文字是否仍在印章之内',
  ])('of %s stays inside of its ring', (name) => {
    const { diameter, marks } = drawSeal(font, { name, below: '样例', number: '11010000000001' });
    const half = diameter / 2;
    for (const { path } of marks) {
      for (const [, ...numbers] of path) {
        for (let index = 0; index + 1 < numbers.length; index += 2) {
          expect(Math.abs((numbers[index] ?? 0) - half)).toBeLessThanOrEqual(half);
          expect(Math.abs((numbers[index + 1] ?? 0) - half)).toBeLessThanOrEqual(half);
        }
      }
    }
  });

  it('is a PNG that can be read: size, colour, and clear around the ring', () => {
    const bytes = sealPng(drawSeal(font, { name: '样例市样例局', below: '样例' }));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(496);
    const at = bytes.indexOf('IDAT');
    const rows = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
    expect(rows.length).toBe(496 * (1 + 4 * 496));
    expect(rows[4]).toBe(0);
  });
});

it('breaks lines where a Chinese reader would', () => {
  expect(wrap(font, '一二三四，五', 10, 42)).toEqual(['一二三四，', '五']);
  expect(wrap(font, '', 10, 40)).toEqual([]);
});
