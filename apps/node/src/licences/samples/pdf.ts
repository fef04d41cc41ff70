/**
 * The smallest PDF 1.4 that shows a licence: one A4 page, text and lines, nothing embedded. Chinese is set in
 * `STSong-Light` with `UniGB-UTF16-H`, which every conforming reader brings itself (ISO 32000-1 §9.7.5.2, table 118).
 */
export interface SamplePage {
  title: string;
  subtitle: string;
  /** Label and value, one below the other. */
  rows: readonly (readonly [label: string, value: string])[];
  footer: readonly string[];
  /** Set across the page, large and pale, so that nobody takes a sample for a licence. */
  watermark: string;
}

/** Points, 1/72 inch. */
const PAGE = { width: 595, height: 842, margin: 56 };
const LABEL_COLUMN = 130;
const LINE_HEIGHT = 20;

/** The same page gives the same bytes, so that a document keeps its hash from run to run. */
export function renderSamplePdf(page: SamplePage): Buffer {
  const content = Buffer.from(contentOf(page), 'latin1');
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${String(PAGE.width)} ${String(PAGE.height)}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    Buffer.concat([
      Buffer.from(`<< /Length ${String(content.length)} >>\nstream\n`),
      content,
      Buffer.from('\nendstream'),
    ]),
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>',
    // CIDs 1 to 95 of Adobe-GB1 are the proportional Latin letters.
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    `<< /Title ${documentText(page.title)} /Subject ${documentText(page.watermark)} /Producer (Tongban sample) >>`,
  ];
  return assemble(objects);
}

function assemble(objects: readonly (string | Buffer)[]): Buffer {
  // Four bytes above 127 tell transfer programs that the file is binary (ISO 32000-1 §7.5.2).
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  objects.forEach((body, index) => {
    offsets.push(length);
    add(Buffer.from(`${String(index + 1)} 0 obj\n`));
    add(typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
    add(Buffer.from('\nendobj\n'));
  });
  const startOfTable = length;
  const size = String(objects.length + 1);
  // Each line of the table is exactly 20 bytes (§7.5.4).
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  add(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${lines.join('')}`));
  add(
    Buffer.from(
      `trailer\n<< /Size ${size} /Root 1 0 R /Info ${String(objects.length)} 0 R >>\nstartxref\n${String(startOfTable)}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

function contentOf(page: SamplePage): string {
  const { width, height, margin } = PAGE;
  const inner = width - 2 * margin;
  const operators = [
    watermark(page.watermark),
    `0.70 0.15 0.15 RG 2 w ${rectangle(margin - 20, margin - 20)} 0.6 w ${rectangle(margin - 14, margin - 14)}`,
    text(page.title, 30, (width - widthOf(page.title, 30)) / 2, height - margin - 48),
    text(page.subtitle, 11, (width - widthOf(page.subtitle, 11)) / 2, height - margin - 74),
  ];
  let y = height - margin - 120;
  for (const [label, value] of page.rows) {
    const lines = wrap(value, 12, inner - LABEL_COLUMN);
    if (y - lines.length * LINE_HEIGHT < margin + page.footer.length * 14 + 20) break;
    operators.push('0.35 0.35 0.35 rg', text(label, 11, margin, y), '0 0 0 rg');
    for (const line of lines) {
      operators.push(text(line, 12, margin + LABEL_COLUMN, y));
      y -= LINE_HEIGHT;
    }
    y -= 6;
  }
  operators.push('0.35 0.35 0.35 rg');
  page.footer.forEach((line, index) => {
    operators.push(text(line, 9, margin, margin + (page.footer.length - 1 - index) * 14));
  });
  return operators.join('\n');
}

/** Rotated by 45 degrees about the middle of the page. */
function watermark(words: string): string {
  const size = 64;
  const turn = Math.SQRT1_2.toFixed(4);
  const x = PAGE.width / 2 - (widthOf(words, size) / 2) * Math.SQRT1_2;
  const y = PAGE.height / 2 - (widthOf(words, size) / 2) * Math.SQRT1_2;
  return `q 0.92 0.85 0.85 rg BT /F1 ${String(size)} Tf ${turn} ${turn} -${turn} ${turn} ${x.toFixed(2)} ${y.toFixed(2)} Tm ${hex(words)} Tj ET Q`;
}

function rectangle(x: number, y: number): string {
  return `${String(x)} ${String(y)} ${String(PAGE.width - 2 * x)} ${String(PAGE.height - 2 * y)} re S`;
}

function text(words: string, size: number, x: number, y: number): string {
  return `BT /F1 ${String(size)} Tf ${x.toFixed(2)} ${y.toFixed(2)} Td ${hex(words)} Tj ET`;
}

/** Text outside the page (the Info dictionary) begins with a byte order mark (ISO 32000-1 §7.9.2.2). */
function documentText(words: string): string {
  return hex(`\ufeff${words}`);
}

/** A string in the font's encoding, UTF-16BE. */
function hex(words: string): string {
  return `<${Buffer.from(words, 'utf16le').swap16().toString('hex')}>`;
}

function widthOf(words: string, size: number): number {
  let width = 0;
  for (const character of words) width += character < '\u007f' ? size / 2 : size;
  return width;
}

function wrap(words: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of words) {
    if (widthOf(line + character, size) > width) {
      lines.push(line);
      line = '';
    }
    line += character;
  }
  lines.push(line);
  return lines;
}
