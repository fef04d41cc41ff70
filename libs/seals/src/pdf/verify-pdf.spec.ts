import { randomBytes } from 'node:crypto';
import { encodeSm2Signature, randomNonce, signSm2, Sm2PrivateKey } from '#libs/pki';
import { certifyKey, pdf, PLAIN, revise, signer, stream, trusting } from '../../../../test/support/pdf.js';
import { NOW } from '../../../../test/support/pki.js';
import { signPdf } from './sign-pdf.js';
import { verifyPdf } from './verify-pdf.js';

const key = signer();
const at = NOW - 60_000;
const signed = await signPdf(pdf(), { key, at });

async function verdict(bytes: Uint8Array) {
  const report = await verifyPdf(bytes, trusting());
  const [first] = report.signatures;
  const decisive = first?.checks.filter(({ decides, outcome }) => decides && outcome !== 'passed') ?? [];
  return {
    indication: report.indication,
    count: report.signatures.length,
    bad: [...new Set(decisive.map(({ name }) => name))],
    details: decisive.map(({ detail }) => detail).join('; '),
    first,
    report,
  };
}

describe('a signature made here', () => {
  it.each(['p256', 'rsa', 'ed25519'] as const)('by a key of kind %s passes', async (kind) => {
    const { details, indication, first } = await verdict(await signPdf(pdf(), { key: signer(kind), at }));
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
    expect(first).toMatchObject({ id: 'Signature1', kind: 'PAdES B-B', coverage: { whole: true } });
    expect(first?.times.claimed).toBe(at);
  });

  it('by SM2 passes under the identifiers of GM/T 0010', async () => {
    const sm2 = Sm2PrivateKey.generate(randomBytes);
    const nonce = randomNonce(randomBytes);
    const certificate = certifyKey(sm2.publicKey.toSpki(), 'sm2 signer');
    const signing = {
      algorithm: 'sm2-sm3' as const,
      certificates: [certificate] as [Uint8Array],
      sign: (message: Uint8Array) => encodeSm2Signature(signSm2(sm2, message, { nonce }), 'der'),
    };
    const { details, indication, first } = await verdict(await signPdf(pdf(), { key: signing, at }));
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
    expect(first?.algorithm).toBe('sm2 with sm3');
  });

  it('stays good under a second signature, and both are reported', async () => {
    const twice = await signPdf(signed, { key: signer('rsa', 'second'), at });
    const { indication, count, details } = await verdict(twice);
    expect(details).toBe('');
    expect([indication, count]).toEqual(['TOTAL_PASSED', 2]);
  });

  it('draws a seal on the page', async () => {
    const picture = {
      width: 2,
      height: 2,
      rgb: new Uint8Array(12).fill(200),
      alpha: new Uint8Array(4).fill(128),
    };
    const sealed = await signPdf(pdf(), {
      key,
      at,
      appearance: { page: 0, rect: [400, 100, 500, 200], picture },
    });
    const { indication, first } = await verdict(sealed);
    expect(indication).toBe('TOTAL_PASSED');
    expect(first?.appearances).toEqual([{ page: '1', boundary: '400 100 500 200' }]);
  });
});

/** What somebody without the key appends to a signed document. */
const REVISIONS: [string, Record<number, string>, string?][] = [
  ['other text on the page', { 4: stream('BT /F 12 Tf 100 700 Td (pay 900) Tj ET') }],
  ['another font under the same name', { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>' }],
  [
    'a page more',
    { 2: '<< /Type /Pages /Kids [3 0 R 40 0 R] /Count 2 >>', 40: '<< /Type /Page /Parent 2 0 R >>' },
  ],
  ['no page', { 2: '<< /Type /Pages /Kids [] /Count 0 >>' }],
  ['another page in its place', { 2: '<< /Type /Pages /Kids [40 0 R] /Count 1 >>', 40: '<< /Type /Page >>' }],
  ['a page of another size', { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 60 80] >>' }],
  [
    'a note over the page',
    {
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 9 0 R 41 0 R] >>',
      41: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 600 800] /Contents (pay 900) >>',
    },
  ],
  [
    'a field that is filled in',
    { 7: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /Rect [10 10 90 30] /P 3 0 R /V (900) >>' },
  ],
  [
    'a field that is moved',
    { 7: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /Rect [0 0 600 800] /P 3 0 R >>' },
  ],
  [
    'another catalog',
    { 40: '<< /Type /Catalog /Pages 41 0 R >>', 41: '<< /Type /Pages /Kids [] /Count 0 >>' },
    '/Root 40 0 R',
  ],
  ['an action on opening', { 1: `${PLAIN[1]?.slice(0, -2)} /OpenAction << /S /JavaScript /JS (x) >> >>` }],
];

describe('a revision after signing is never passed', () => {
  it.each(REVISIONS.map(([name, ...how]) => [name, how] as const))('%s', async (_, how) => {
    const { indication, bad, first } = await verdict(revise(signed, ...how));
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad).toContain('later-modifications');
    expect(first?.coverage?.whole).toBe(false);
  });

  it.each([
    ['bytes without cross-references', Buffer.concat([signed, Buffer.from('4 0 obj\n<< >>\nendobj\n')])],
    [
      'cross-references that lead nowhere',
      Buffer.concat([signed, Buffer.from('startxref\n99999999\n%%EOF\n')]),
    ],
    [
      'cross-references in a circle',
      Buffer.concat([
        signed,
        Buffer.from(
          `xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev ${signed.length} >>\nstartxref\n${signed.length}\n%%EOF\n`,
        ),
      ]),
    ],
  ])('%s', async (_, bytes) => {
    const { indication, bad } = await verdict(bytes);
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad).toEqual(['later-modifications']);
  });

  it('a signature that was taken out is found and reported', async () => {
    const without = revise(signed, { 1: PLAIN[1] ?? '', 3: PLAIN[3] ?? '' });
    const { indication, count, details } = await verdict(without);
    expect([indication, count]).toEqual(['INDETERMINATE', 1]);
    expect(details).toMatch(/took the signature out/);
  });

  it('a signature field as a pretext to draw', async () => {
    const pretext = revise(signed, {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 9 0 R 41 0 R] /SigFlags 3 /DA (/F 12 Tf 0 g) /DR << /Font << /F 5 0 R >> >> >> >>',
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 9 0 R 41 0 R] >>',
      41: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [100 690 200 720] /V << /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents <30> /ByteRange [0 1 2 3] >> /AP << /N 42 0 R >> >>',
      42: stream('(pay 900)', '/Subtype /Form '),
    });
    const { indication, details } = await verdict(pretext);
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(details).toMatch(/signature was added that does not hold/);
  });
});

/** Documents that were prepared before signing for an exchange afterwards (shadow attacks). */
const SHADOWS: [string, Record<number, string>, Record<number, string>][] = [
  [
    'content that is called a certificate as well',
    {
      ...PLAIN,
      1: `${PLAIN[1]?.slice(0, -2)} /DSS << /Certs [4 0 R] >> >>`,
    },
    { 4: stream('BT /F 12 Tf 100 700 Td (pay 900) Tj ET') },
  ],
  [
    'content that is called metadata as well',
    {
      ...PLAIN,
      1: `${PLAIN[1]?.slice(0, -2)} /Metadata 4 0 R >>`,
    },
    { 4: stream('BT /F 12 Tf 100 700 Td (pay 900) Tj ET') },
  ],
  [
    'content that was missing',
    {
      ...PLAIN,
      3: '<< /Type /Page /Parent 2 0 R /Contents [4 0 R 30 0 R] /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R] >>',
    },
    { 30: stream('(pay 900) Tj') },
  ],
  [
    'a picture under the name of a back reference',
    {
      ...PLAIN,
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /Parent 30 0 R /P 30 0 R >> >> >>',
      30: stream('old', '/Subtype /Form '),
    },
    { 30: stream('new', '/Subtype /Form ') },
  ],
  [
    'a length that stands apart',
    {
      ...PLAIN,
      4: '<< /Length 30 0 R >>\nstream\nBT (pay 100) Tj ET (pay 900)\nendstream\nendobj',
      30: '28',
    },
    { 30: '18' },
  ],
  [
    'an appearance hidden behind a type',
    {
      ...PLAIN,
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [31 0 R] >>',
      30: stream('old', '/Subtype /Form '),
      31: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 600 800] /AP << /N << /Type /Page /On 30 0 R >> >> /AS /On >>',
    },
    { 30: stream('new', '/Subtype /Form ') },
  ],
  [
    'a field beside a parent of its own',
    {
      ...PLAIN,
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [31 0 R] >>',
      30: '<< /FT /Tx /V (pay 100) >>',
      31: '<< /Type /Annot /Subtype /Widget /Parent 30 0 R /Rect [0 0 600 800] >>',
    },
    { 30: '<< /FT /Tx /V (pay 900) >>' },
  ],
  [
    'fields that readers are to draw anew',
    { ...PLAIN, 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 30 0 R >>', 30: '<< /Fields [7 0 R] >>' },
    { 30: '<< /Fields [7 0 R 31 0 R] /SigFlags 3 /NeedAppearances true >>' },
  ],
  [
    'a cover that is taken away',
    {
      ...PLAIN,
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /Cover 30 0 R >> >> >>',
      30: stream('cover', '/Subtype /Form '),
    },
    { 30: 'null' },
  ],
];

describe('a document prepared for an exchange is never passed after it', () => {
  it.each(SHADOWS)('%s', async (_, objects, change) => {
    const prepared = await signPdf(pdf({ objects }), { key, at });
    expect((await verdict(prepared)).indication).toBe('TOTAL_PASSED');
    const { indication, bad } = await verdict(revise(prepared, change));
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad).toContain('later-modifications');
  });
});

describe('objects that the signed bytes only promise', () => {
  /** Cross-references to object 30 that lead beyond the end, where anybody can append it later. */
  const promised = (entry: (length: number) => string, more: Record<number, string> = {}) => {
    const content = '<< /Type /Page /Parent 2 0 R /Contents 30 0 R /Annots [7 0 R] >>';
    const plain = pdf({ objects: { ...PLAIN, ...more, 3: content, 30: 'null' } }).toString('latin1');
    const row = /\n30 1\n(\d{10}) 00000 n/.exec(plain)?.[1] ?? '';
    return Buffer.from(plain.replace(row, entry(plain.length)), 'latin1');
  };

  it('beyond their end', async () => {
    const far = 60_000;
    const prepared = await signPdf(
      promised(() => String(far).padStart(10, '0')),
      { key, at },
    );
    const gap = ' '.repeat(far - prepared.length);
    const added = Buffer.concat([
      prepared,
      Buffer.from(`${gap}30 0 obj\n${stream('(pay 900) Tj')}\nendobj\n`),
    ]);
    const { indication, bad } = await verdict(revise(Buffer.concat([added, tailOf(prepared)]), {}));
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad.some((name) => name === 'coverage' || name === 'later-modifications')).toBe(true);
  });

  it('by a stream that runs past it', async () => {
    const length = 70_000;
    const open = `<< /Length ${length} >>\nstream\n(pay 900) Tj`;
    const base = pdf({
      objects: { ...PLAIN, 3: '<< /Type /Page /Parent 2 0 R /Contents 30 0 R /Annots [7 0 R] >>', 30: open },
    });
    const prepared = await signPdf(base, { key, at });
    const start = base.indexOf('stream\n', base.indexOf(`/Length ${length}`)) + 'stream\n'.length;
    const fill = ' '.repeat(start + length - prepared.length);
    const added = Buffer.concat([prepared, Buffer.from(`${fill}\nendstream\nendobj\n`), tailOf(prepared)]);
    const { indication, bad } = await verdict(revise(added, {}));
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad).toContain('later-modifications');
  });

  const tailOf = (bytes: Uint8Array) => {
    const at = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(bytes).toString('latin1'))?.[1];
    return Buffer.from(`startxref\n${at}\n%%EOF\n`);
  };
});

describe('a picture under the name of an earlier signature', () => {
  it('is never passed', async () => {
    const signature = /\/V (\d+) 0 R/.exec(Buffer.from(signed).toString('latin1'))?.[1];
    const [, field] =
      /(\d+) 0 obj\n<< \/Type \/Annot[^\n]*\/FT \/Sig/.exec(Buffer.from(signed).toString('latin1')) ?? [];
    const pretext = revise(signed, {
      1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R ${field} 0 R 41 0 R] /SigFlags 3 /DA (/F 12 Tf 0 g) /DR << /Font << /F 5 0 R >> >> >> >>`,
      3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R ${field} 0 R 41 0 R] >>`,
      41: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [100 690 200 720] /V ${signature} 0 R /AP << /N 42 0 R >> >>`,
      42: stream('(pay 900)', '/Subtype /Form '),
    });
    const { indication, details } = await verdict(pretext);
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(details).toMatch(/earlier signature was given/);
  });

  it('or of one that never comes, though the author permits signing', async () => {
    const certified = await certify(2);
    const text = Buffer.from(certified).toString('latin1');
    const [, field] = /(\d+) 0 obj\n<< \/Type \/Annot[^\n]*\/FT \/Sig/.exec(text) ?? [];
    const pages = `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R ${field} 0 R 41 0 R] >>`;
    const catalog = /\n1 0 obj\n(.*)\nendobj/.exec(text.slice(text.lastIndexOf('\n1 0 obj')))?.[1] ?? '';
    const widened = catalog.replace(/\/Fields \[([^\]]*)\]/, '/Fields [$1 41 0 R]');
    const drawn = revise(certified, {
      1: widened,
      3: pages,
      41: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [100 690 200 720] /AP << /N 42 0 R >> >>',
      42: stream('(pay 900)', '/Subtype /Form '),
    });
    expect((await verdict(drawn)).bad).toEqual(['later-modifications']);
  });
});

describe('a revision that changes nothing that is seen passes', () => {
  it.each<[string, Record<number, string>]>([
    ['the same objects written anew', { 4: PLAIN[4] ?? '', 5: PLAIN[5] ?? '' }],
    ['another title', { 6: '<< /Title (Another) >>' }],
    ['an object that nothing leads to', { 50: '<< >>' }],
  ])('%s', async (_, objects) => {
    const { indication, details } = await verdict(revise(signed, objects));
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
  });

  it('filling in is passed where the author certified the document for it', async () => {
    const certified = certify(2);
    const filled = revise(await certified, {
      7: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /Rect [10 10 90 30] /P 3 0 R /V (900) >>',
    });
    expect((await verdict(filled)).indication).toBe('TOTAL_PASSED');
    const locked = revise(await certify(1), {
      7: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /Rect [10 10 90 30] /P 3 0 R /V (900) >>',
    });
    expect((await verdict(locked)).bad).toEqual(['later-modifications']);
  });
});

/** A document whose catalog says that its author permits this much. */
async function certify(level: number): Promise<Uint8Array> {
  const perms = `/Perms << /DocMDP << /Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${level} >> >>] >> >>`;
  return signPdf(pdf({ objects: { ...PLAIN, 1: `${PLAIN[1]?.slice(0, -2)} ${perms} >>` } }), { key, at });
}

const text = Buffer.from(signed).toString('latin1');
const range = /\/ByteRange \[0 (\d+) (\d+) (\d+)\] */.exec(text);
const rangeText = range?.[0] ?? '';
const [gapStart, gapEnd, rest] = (range?.slice(1, 4) ?? []).map(Number) as [number, number, number];
const withRange = (value: string) =>
  Buffer.from(text.replace(rangeText, value.padEnd(rangeText.length)), 'latin1');

describe('a byte range that is not exactly right fails', () => {
  it.each([
    ['missing', withRange('/ByteRanger []')],
    ['empty', withRange('/ByteRange []')],
    ['null', withRange('/ByteRange null')],
    ['zeros', withRange('/ByteRange [0 0 0 0]')],
    ['negative', withRange(`/ByteRange [0 -${gapStart} ${gapEnd} ${rest}]`)],
    ['not from the start', withRange(`/ByteRange [1 ${gapStart - 1} ${gapEnd} ${rest}]`)],
    ['one stretch', withRange(`/ByteRange [0 ${gapStart}]`)],
    ['six numbers', withRange(`/ByteRange [0 1 1 1 ${gapEnd} ${rest}]`)],
    ['a gap too wide', withRange(`/ByteRange [0 ${gapStart - 9} ${gapEnd} ${rest}]`)],
    ['a gap too narrow', withRange(`/ByteRange [0 ${gapStart + 2} ${gapEnd} ${rest}]`)],
    ['beyond the file', withRange(`/ByteRange [0 ${gapStart} ${gapEnd} ${rest + 1}]`)],
    ['short of the revision', withRange(`/ByteRange [0 ${gapStart} ${gapEnd} ${rest - 9}]`)],
    ['fractions', withRange(`/ByteRange [0.5 ${gapStart} ${gapEnd} ${rest}]`)],
    ['huge', withRange(`/ByteRange [0 ${gapStart} 9007199254740991 ${rest}]`)],
  ])('%s', async (_, bytes) => {
    const { indication, bad } = await verdict(bytes);
    expect(indication).toBe('TOTAL_FAILED');
    expect(bad).toContain('coverage');
  });

  it('bytes before the header', async () => {
    expect((await verdict(Buffer.concat([Buffer.from('x\n'), signed]))).indication).toBe('TOTAL_FAILED');
  });

  it('a value followed by bytes of its own', async () => {
    const filled = Buffer.from(signed);
    filled.write('deadbeef', gapEnd - 10, 'latin1');
    const { indication, bad } = await verdict(filled);
    expect(indication).toBe('TOTAL_FAILED');
    expect(bad).toContain('format');
  });

  it('a key that stands twice in the signature', async () => {
    const twice = Buffer.from(text.replace('/Filter /Adobe.PPKLite', '/ByteRange [0]'.padEnd(22)), 'latin1');
    expect((await verdict(twice)).indication).toBe('TOTAL_FAILED');
  });
});

it('no bit of what is signed can be turned', async () => {
  for (let position = 7; position < signed.length; position += 41) {
    if (position >= gapStart && position < gapEnd) continue;
    const turned = Buffer.from(signed);
    turned[position] = (turned[position] ?? 0) ^ 1;
    const found = await verdict(turned).catch(() => undefined);
    expect([position, found?.count && found.indication]).not.toEqual([position, 'TOTAL_PASSED']);
  }
});
