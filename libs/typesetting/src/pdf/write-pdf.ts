import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { round } from '../draw/path.js';
import type { Font } from '../font/font.js';
import { subsetFont, type FontSubset } from '../font/subset.js';
import { charactersOf, type TypesetDocument } from '../page.js';
import { contentOf, POINTS } from './content.js';

/**
 * Writes a document as PDF 1.7 (ISO 32000-1), with the font embedded and the text to be found in it.
 * The same document gives the same bytes.
 */
export function writePdf({ font, pages, title, creator, createdAt }: TypesetDocument): Buffer {
  const subset = subsetFont(font, charactersOf(pages));
  const name = `${tagOf(subset)}+${font.postScriptName}`;
  const objects: (string | Buffer)[] = [];
  const add = (body: string | Buffer): string => `${objects.push(body)} 0 R`;
  // Numbers 1 and 2, which others name before their contents are known.
  const catalog = add('');
  const tree = add('');
  const fontRef = addFont(add, font, subset, name);
  const kids = pages.map((page) => {
    const content = add(stream('', Buffer.from(contentOf(page, subset), 'latin1')));
    const box = [0, 0, page.width * POINTS, page.height * POINTS].map(round).join(' ');
    return add(
      `<< /Type /Page /Parent ${tree} /MediaBox [${box}] /Contents ${content} /Resources << /Font << /F1 ${fontRef} >> >> >>`,
    );
  });
  objects[0] = `<< /Type /Catalog /Pages ${tree} /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>`;
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`;
  const date = `(D:${new Date(createdAt).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z)`;
  const info = add(`<< /Title ${words(title)} /Creator ${words(creator)} /CreationDate ${date} >>`);
  return assemble(objects, { root: catalog, info });
}

type Add = (body: string | Buffer) => string;

/** A composite font (ISO 32000-1 §9.7): codes are the numbers of glyphs in the subset. */
function addFont(add: Add, font: Font, subset: FontSubset, name: string): string {
  const em = (units: number) => Math.round((units * 1000) / font.unitsPerEm);
  const file = add(stream(`/Length1 ${subset.bytes.length} `, subset.bytes));
  const head = font.table('head');
  const box = [36, 38, 40, 42].map((at) => em(head.readInt16BE(at))).join(' ');
  const [ascent, descent] = [Math.round(font.ascent * 1000), Math.round(font.descent * 1000)];
  const descriptor = add(
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${box}] /ItalicAngle 0 /Ascent ${ascent} /Descent ${descent} /CapHeight 700 /StemV 80 /FontFile2 ${file} >>`,
  );
  const widths = subset.characters.map(({ codePoint, glyph }) => {
    const { advance } = font.metricsOf(font.glyph(String.fromCodePoint(codePoint)));
    return `${glyph} [${em(advance)}]`;
  });
  const descendant = add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} /CIDToGIDMap /Identity /DW 1000 /W [${widths.join(' ')}] >>`,
  );
  const unicode = add(stream('', Buffer.from(toUnicode(subset), 'latin1')));
  return add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant}] /ToUnicode ${unicode} >>`,
  );
}

/** Six letters that name the subset (§9.6.4). */
function tagOf({ bytes }: FontSubset): string {
  const digest = createHash('sha256').update(bytes).digest();
  return [...digest.subarray(0, 6)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

/** For search and copying (§9.10.3); at most a hundred entries a block. */
function toUnicode({ characters }: FontSubset): string {
  const entries = characters
    .filter(({ glyph }) => glyph !== 0)
    .map(({ codePoint, glyph }) => {
      const units = Buffer.from(String.fromCodePoint(codePoint), 'utf16le').swap16().toString('hex');
      return `<${glyph.toString(16).padStart(4, '0')}> <${units}>`;
    });
  const blocks: string[] = [];
  for (let at = 0; at < entries.length; at += 100) {
    const part = entries.slice(at, at + 100);
    blocks.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

function stream(entries: string, data: Buffer): Buffer {
  const packed = deflateSync(data);
  return Buffer.concat([
    Buffer.from(`<< ${entries}/Length ${packed.length} /Filter /FlateDecode >>\nstream\n`, 'latin1'),
    packed,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}

/** A text string in UTF-16BE with its mark (§7.9.2.2). */
function words(text: string): string {
  return `<${Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex')}>`;
}

function assemble(
  objects: readonly (string | Buffer)[],
  { root, info }: { root: string; info: string },
): Buffer {
  // Four bytes above 127 tell transfer programs that the file is binary (§7.5.2).
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const offsets = objects.map((body, index) => {
    const offset = length;
    add(Buffer.from(`${index + 1} 0 obj\n`));
    add(typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
    add(Buffer.from('\nendobj\n'));
    return offset;
  });
  const id = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32);
  const start = length;
  const size = objects.length + 1;
  // Each line of the table is exactly 20 bytes (§7.5.4).
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const trailer = `<< /Size ${size} /Root ${root} /Info ${info} /ID [<${id}> <${id}>] >>`;
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${lines.join('')}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
