import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { cpuTime } from '../../../../test/support/cpu-time.js';
import { pdf, PLAIN, revise, signer, stream, trusting } from '../../../../test/support/pdf.js';
import { NOW } from '../../../../test/support/pki.js';
import { Lexer } from './lexer.js';
import { signPdf } from './sign-pdf.js';
import { verifyPdf } from './verify-pdf.js';
import { openView } from './view.js';

/** A longer search by command: `FUZZ_RUNS=20000 npm run fuzz`. */
const runs = (usual: number) => Number(process.env['FUZZ_RUNS'] ?? usual);

/** A refusal's code, or the indication; anything else that is thrown is a defect. */
async function outcome(bytes: Uint8Array): Promise<string> {
  const before = cpuTime();
  try {
    return (await verifyPdf(bytes, trusting())).indication;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  } finally {
    expect(cpuTime() - before).toBeLessThan(2000);
  }
}

const bomb = deflateSync(Buffer.alloc(40 << 20)).toString('latin1');
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const file = (objects: Record<number, string>) => pdf({ objects: { ...PLAIN, ...objects } });
const tail = (at: number | string) => Buffer.from(`startxref\n${at}\n%%EOF\n`);

const sized = (entries: string, data: string) => {
  const body = Buffer.from('%PDF-1.7\n');
  const xref = `1 0 obj\n<< /Type /XRef /Length ${data.length} ${entries} >>\nstream\n${data}\nendstream\nendobj\n`;
  return Buffer.concat([body, Buffer.from(xref, 'latin1'), tail(body.length)]);
};

describe('a hostile PDF is refused or judged within two seconds', () => {
  it.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'PDF_MALFORMED'],
    ['a header alone', Buffer.from('%PDF-1.7\n'), 'PDF_MALFORMED'],
    ['a start beyond the end', Buffer.concat([Buffer.from('%PDF-1.7\n'), tail(99999)]), 'PDF_MALFORMED'],
    [
      'a start without end',
      Buffer.concat([Buffer.from('%PDF-1.7\n'), tail('9'.repeat(400))]),
      'PDF_MALFORMED',
    ],
    ['a start below zero', Buffer.concat([Buffer.from('%PDF-1.7\n'), tail(-1)]), 'PDF_MALFORMED'],
    [
      'a subsection of two billion',
      Buffer.concat([Buffer.from('%PDF-1.7\nxref\n0 2000000000\n'), tail(9)]),
      'PDF_MALFORMED',
    ],
    ['a width of nothing', sized('/W [0 0 0] /Size 8000000', ''), 'PDF_MALFORMED'],
    ['a width beyond measure', sized('/W [1 99999999 1] /Size 1', 'x'), 'PDF_MALFORMED'],
    ['an index below zero', sized('/W [1 1 1] /Index [-5 3]', 'xxxxxxxxx'), 'PDF_MALFORMED'],
    ['a table too short', sized('/W [1 1 1] /Size 8000000', 'xxx'), 'PDF_MALFORMED'],
    [
      'cross-references that expand without end',
      sized('/W [1 1 1] /Size 1 /Filter /FlateDecode', bomb),
      'PDF_TOO_COMPLEX',
    ],
    ['a filter that is not there', sized('/W [1 1 1] /Size 1 /Filter /JBIG2Decode', 'xxx'), 'PDF_MALFORMED'],
    ['arrays within arrays', file({ 7: nested('[', ']', 100_000) }), 'PDF_TOO_COMPLEX'],
    ['dictionaries within dictionaries', file({ 7: nested('<</A', '>>', 100_000) }), 'PDF_TOO_COMPLEX'],
    ['a million values', file({ 7: `[${'0 '.repeat(1_000_000)}]` }), 'PDF_TOO_COMPLEX'],
    ['a number out of range', file({ 7: `<< /A ${'9'.repeat(60)} >>` }), 'PDF_MALFORMED'],
    ['a word without end', file({ 7: 'x'.repeat(100_000) }), 'PDF_MALFORMED'],
    ['parentheses without end', file({ 7: `(${'('.repeat(100_000)}` }), 'PDF_MALFORMED'],
    ['a reference to itself', file({ 1: '1 0 R' }), 'PDF_MALFORMED'],
    ['references in a circle', file({ 7: '8 0 R', 8: '7 0 R' }), 'PDF_MALFORMED'],
    [
      'a length that is its own stream',
      file({ 7: '<< /Length 7 0 R >>\nstream\nx\nendstream' }),
      'PDF_MALFORMED',
    ],
    ['fields in a circle', file({ 7: '<< /T (a) /Kids [7 0 R 7 0 R] /Parent 7 0 R >>' }), 'INDETERMINATE'],
    ['pages in a circle', file({ 2: '<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] >>' }), 'INDETERMINATE'],
    [
      'a certificate that expands without end',
      file({
        1: `${PLAIN[1]?.slice(0, -2)} /DSS << /Certs [40 0 R] >> >>`,
        40: stream(bomb, '/Filter /FlateDecode '),
      }),
      'INDETERMINATE',
    ],
    [
      'a signature that is no CMS',
      file({
        7: `<< /FT /Sig /T (s) /V << /SubFilter /ETSI.CAdES.detached /Contents <30> /ByteRange [0 1 2 3] >> >>`,
      }),
      'TOTAL_FAILED',
    ],
    [
      'a signature of a kind unknown',
      file({ 7: '<< /FT /Sig /T (s) /V << /SubFilter /x /Contents <30> >> >>' }),
      'TOTAL_FAILED',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await outcome(bytes)).toBe(expected);
  });

  it('revisions without end', async () => {
    let bytes = pdf();
    for (let count = 0; count < 1100; count++) bytes = Buffer.concat([bytes, revision(bytes)]);
    expect(await outcome(bytes)).toBe('PDF_TOO_COMPLEX');
  });
});

function revision(before: Uint8Array): Buffer {
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(
    Buffer.from(before.subarray(-60)).toString('latin1'),
  )?.[1];
  return Buffer.from(
    `xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev ${previous} >>\nstartxref\n${before.length}\n%%EOF\n`,
  );
}

describe('object streams', () => {
  const holding = (head: string, body: string, extra = '') => {
    const container = `<< /Type /ObjStm /N 1 /First ${head.length} /Length ${head.length + body.length} ${extra}>>\nstream\n${head}${body}\nendstream`;
    const start = `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /AcroForm 7 0 R >>\nendobj\n`;
    const at = start.length;
    const text = `${start}5 0 obj\n${container}\nendobj\n`;
    const rows = [
      [1, 9, 0],
      [1, at, 0],
      [2, 5, 0],
    ]
      .map(([a = 0, b = 0, c = 0]) => [a, b >> 8, b & 255, c])
      .flat();
    const data = Buffer.from(rows).toString('latin1');
    const xref = `8 0 obj\n<< /Type /XRef /Root 1 0 R /W [1 2 1] /Index [1 1 5 1 7 1] /Length ${data.length} >>\nstream\n${data}\nendstream\nendobj\n`;
    return Buffer.from(`${text}${xref}startxref\n${text.length}\n%%EOF\n`, 'latin1');
  };

  it('are read', async () => {
    const view = await openView(holding('7 0 ', '<< /SigFlags 3 >>'));
    expect(view.integer(view.dict(view.catalog.get('AcroForm'))?.get('SigFlags'))).toBe(3);
  });

  it.each([
    ['another object within', holding('6 0 ', '<< >>')],
    ['an offset beyond', holding('7 99999 ', '<< >>')],
    ['no numbers', holding('x ', '<< >>')],
  ])('with %s are refused', async (_, bytes) => {
    const view = await openView(bytes);
    expect(() => view.dict(view.catalog.get('AcroForm'))).toThrow(Refusal);
  });
});

describe('under arbitrary damage', () => {
  const key = signer();
  const made = signPdf(pdf(), { key, at: NOW - 60_000 });

  it('a signed document gives a verdict or a refusal, and never passes with other bytes in the signed part', async () => {
    const signed = await made;
    const revised = revise(signed, { 6: '<< /Title (x) >>' });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(signed, revised),
        fc.array(fc.tuple(fc.nat(revised.length), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.option(fc.nat(revised.length)),
        async (base, edits, cut) => {
          const bytes = Buffer.from(base.subarray(0, cut ?? base.length));
          for (const [position, byte] of edits) if (position < bytes.length) bytes[position] = byte;
          const found = await outcome(bytes);
          const gap = /\/Contents </.exec(Buffer.from(signed).toString('latin1'))?.index ?? 0;
          const touched = bytes.subarray(7, gap).compare(Buffer.from(signed).subarray(7, gap)) !== 0;
          expect(touched && found === 'TOTAL_PASSED').toBe(false);
        },
      ),
      { numRuns: runs(150), seed: 20260601 },
    );
  }, 3_600_000);

  it('the lexer ends on any bytes', () => {
    const syntax = fc.constantFrom(
      '<<',
      '>>',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '/A',
      '1 0 R',
      '%',
      '\\',
      '0',
      '-.',
      'null',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(syntax).map((parts) => Buffer.from(parts.join(''))),
          fc.uint8Array(),
        ),
        (bytes) => {
          try {
            new Lexer(bytes, 0).object();
          } catch (thrown) {
            if (!(thrown instanceof Refusal)) throw thrown;
          }
        },
      ),
      { numRuns: runs(2000), seed: 7 },
    );
  });
});
