import { renderSamplePdf } from './pdf.js';

const PAGE = {
  title: '营业执照',
  subtitle: 'Business licence',
  rows: [['住所', '样例路'.repeat(200)]] as [string, string][],
  footer: ['样例'],
  watermark: 'SAMPLE 样例',
};

describe('the sample PDF', () => {
  const bytes = renderSamplePdf(PAGE);
  const text = bytes.toString('latin1');

  it('has a cross-reference table whose every offset is right (ISO 32000-1 §7.5.4)', () => {
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 5)).toBe('xref\n');
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) =>
      Number(offset),
    );
    expect(offsets).toHaveLength(8);
    offsets.forEach((offset, index) => {
      expect(text.slice(offset, offset + 8)).toBe(`${String(index + 1)} 0 obj\n`);
    });
  });

  it('says the length of its content truly', () => {
    const [, length, content] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text) ?? [];
    expect(content).toHaveLength(Number(length));
  });

  it('says that it is a sample', () => {
    expect(text).toContain(Buffer.from('SAMPLE 样例', 'utf16le').swap16().toString('hex'));
  });

  it('has the same bytes for the same page', () => {
    expect(renderSamplePdf(PAGE).equals(bytes)).toBe(true);
  });
});
