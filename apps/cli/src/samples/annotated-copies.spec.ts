import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LookupContext } from '#libs/exchange';
import { sampleLicence, type Licence } from '#libs/licences';
import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import {
  checkIssuer,
  Package,
  pdfOriginal,
  readOfdCopy,
  readPdfCopy,
  validateBy,
  verifyDocument,
  writePackage,
  type ValidationReport,
} from '#libs/seals';
import { writePdf } from '#libs/typesetting';
import { copiesConfig, MakeCopy, type Handout } from '../../../node/src/copies/index.js';
import { sampleFont } from '../../../node/src/licences/index.js';
import { openSealing, sealingConfig, type DocumentSealer } from '../../../node/src/sealing/index.js';
import { ensureSealingKeys } from '../certs/seals/node-keys.js';
import { SealPki } from '../certs/seals/seal-pki.js';
import { loadTrust, type Trust } from '../verify/trust-folder.js';
import { DEMO_SEED } from './recipes.js';
import { SampleSealer } from './seal-sample.js';
import { revisePdf } from './spoiled/revise-pdf.js';

jest.setTimeout(60_000);

const NOW = Date.parse('2026-11-24T08:00:00Z');
const DAY = 86_400_000;
const sm2 = sm2VerifierInPlace(new Sm2Engine());
const node = { code: '1111000000TB01014Q', name: '北京市政务服务交换节点（样例）' };
const context: LookupContext = {
  purpose: { itemCode: '1112000000TB02017D2000131026000', itemName: '食品经营许可' },
  caseNumber: 'TJ-2026-0001',
  legalBasis: '政务数据共享条例',
  reason: '办理食品经营许可',
  organisation: { code: '1112000000TB02017D', name: '天津市政务服务中心（样例）' },
  person: { id: 'w-1', name: '样例人员' },
  channel: 'counter',
};
const PEER = 'https://tianjin.example';

let folder: string;
let trust: Trust;
let licence: { pdf: Licence; ofd: Licence };
let originals: { pdf: Uint8Array; ofd: Uint8Array };
let copies: { pdf: Handout; ofd: Handout };
let sealer: DocumentSealer;
let maker: (settings?: Record<string, unknown>, withKeys?: boolean) => MakeCopy;

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url');
const source = (bytes: Uint8Array, mediaType: string) => ({ bytes, mediaType, sha256: digest(bytes) });
const report = (bytes: Uint8Array, now = NOW): Promise<ValidationReport> =>
  verifyDocument(bytes, {
    now,
    sm2,
    paths: validateBy(trust.settings, { sm2 }),
    certificates: trust.known,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-copies-'));
  const pki = SealPki.open(join(folder, 'pki'), { clock: () => NOW });
  const issuers = new SampleSealer(pki, '110000', NOW);
  licence = { pdf: sampleLicence('110000', DEMO_SEED, 1), ofd: sampleLicence('110000', DEMO_SEED, 0) };
  const make = (format: 'pdf' | 'ofd') =>
    issuers.seal(licence[format], { index: 0, format, expected: { indication: 'TOTAL_PASSED' } });
  originals = { pdf: (await make('pdf')).bytes, ofd: (await make('ofd')).bytes };
  const at = (name: string) => join(folder, 'keys', name);
  const keys = sealingConfig.parse({
    signature: { pkcs12File: at('s.p12'), passphraseFile: at('passphrase'), chainFile: at('authority.crt') },
    seal: { sealFile: at('seal.esl'), certificateFile: at('seal.crt'), keyFile: at('seal.key') },
  });
  await ensureSealingKeys(keys, { pki, region: '110000', organisation: node });
  trust = await loadTrust(pki.trustFolder, [], NOW);
  const sealers = [keys, {}].map((each) =>
    openSealing(each, {
      organisation: node,
      environment: {},
      clock: () => NOW,
      onFault: () => undefined,
    }),
  );
  const [able, unable] = sealers as [DocumentSealer, DocumentSealer];
  sealer = able;
  maker = (settings = {}, withKeys = true) =>
    new MakeCopy({
      config: copiesConfig.parse(settings),
      sealer: withKeys ? able : unable,
      font: sampleFont,
      node: { id: 'https://beijing.example', name: node.name },
      clock: () => NOW,
    });
  copies = {
    pdf: await maker().handOut(source(originals.pdf, 'application/pdf'), context, PEER),
    ofd: await maker().handOut(source(originals.ofd, 'application/ofd'), context, PEER),
  };
  const out = process.env['COPIES_OUT'];
  if (out)
    for (const format of ['pdf', 'ofd'] as const)
      writeFileSync(join(out, `copy.${format}`), copies[format].bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['pdf', 'ofd'] as const)('an annotated copy of a %s', (format) => {
  it('passes with the seals of the issuer and of the releasing node, and says for what it is', async () => {
    const judged = await report(copies[format].bytes);
    expect(judged).toMatchObject({ indication: 'TOTAL_PASSED', format });
    expect(judged.signatures).toHaveLength(2);
    expect(judged.copy).toMatchObject({
      expired: false,
      note: {
        matter: { code: context.purpose.itemCode, name: '食品经营许可' },
        organisation: context.organisation,
        caseNumber: 'TJ-2026-0001',
        validUntil: new Date(NOW + 30 * DAY).toISOString(),
        original: { sha256: digest(originals[format]), size: originals[format].byteLength },
      },
    });
    expect(judged.copy?.problem).toBeUndefined();
    expect(JSON.stringify(judged.copy)).not.toContain(context.person.name);
    const { issuerCode: code, issuerName: name } = licence[format];
    expect(checkIssuer(judged, { code, name }).outcome).toBe('match');
  });

  it('gives the original back, byte for byte', async () => {
    const { bytes, note } = copies[format];
    const inside =
      format === 'pdf' ? pdfOriginal(bytes, note?.original.size ?? 0) : (await readOfdCopy(bytes))?.original;
    expect(digest(inside ?? new Uint8Array())).toBe(digest(originals[format]));
  });

  it('is told to be over once its period has ended, and stays what it was', async () => {
    const judged = await report(copies[format].bytes, NOW + 31 * DAY);
    expect(judged.copy?.expired).toBe(true);
    expect(judged.notes.join()).toContain('which has passed');
  });

  it('is not made twice over, in OFD, and may be in PDF', async () => {
    const again = maker().handOut(source(copies[format].bytes, `application/${format}`), context, PEER);
    if (format === 'ofd') await expect(again).rejects.toMatchObject({ code: 'COPY_NOT_POSSIBLE' });
    else expect(await report((await again).bytes)).toMatchObject({ indication: 'TOTAL_PASSED' });
  });

  it('is refused without a key, and released as it is only where configuration says so', async () => {
    const document = source(originals[format], `application/${format}`);
    await expect(maker({}, false).handOut(document, context, PEER)).rejects.toMatchObject({
      code: 'COPY_SEALING_UNAVAILABLE',
    });
    expect(await maker({ whereImpossible: 'release' }, false).handOut(document, context, PEER)).toBe(
      document,
    );
  });

  it('is for peers, and for own callers where configuration says so', async () => {
    const document = source(originals[format], `application/${format}`);
    expect(await maker().handOut(document, context, 'role:windowClerk')).toBe(document);
    expect((await maker({ own: true }).handOut(document, context, 'role:windowClerk')).note).toBeDefined();
    expect(await maker({ peers: false }).handOut(document, context, PEER)).toBe(document);
  });
});

describe('hostile PDF copies', () => {
  const altered = (find: string, put: string): Buffer => {
    const text = Buffer.from(copies.pdf.bytes).toString('latin1');
    expect(text.lastIndexOf(find)).toBeGreaterThan(originals.pdf.byteLength);
    const at = text.lastIndexOf(find);
    return Buffer.from(text.slice(0, at) + put + text.slice(at + find.length), 'latin1');
  };
  const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');

  it('with an altered note are no longer whole', async () => {
    const judged = await report(altered(utf16('"TJ-2026-0001"'), utf16('"TJ-2026-0009"')));
    expect(judged.indication).toBe('TOTAL_FAILED');
  });

  it('with the note cut off are the original and no copy', async () => {
    expect(await readPdfCopy(copies.pdf.bytes.subarray(0, originals.pdf.byteLength))).toBeUndefined();
  });

  it('with the note drawn over or taken off by a later revision pass no more', async () => {
    const judged = await report(revisePdf(copies.pdf.bytes, '0 0 600 90 re f'));
    expect(judged.indication).not.toBe('TOTAL_PASSED');
  });

  it('with another original under the note are found', async () => {
    const other = Buffer.from(copies.pdf.bytes);
    const at = other.indexOf('/Title <') + 10;
    other.write('4e4e', at, 'latin1');
    const judged = await report(other);
    expect(judged.copy?.problem).toBe('COPY_ORIGINAL_DIFFERS');
    expect(judged.indication).toBe('TOTAL_FAILED');
  });
});

describe('hostile OFD copies', () => {
  const changed = async (file: string, change: (content: Buffer) => Uint8Array): Promise<Uint8Array> => {
    const opened = Package.open(copies.ofd.bytes);
    const files: [string, Uint8Array][] = [];
    for (const name of opened.names) {
      const content = (await opened.read(name)) ?? new Uint8Array();
      files.push([name, name === file ? change(Buffer.from(content)) : content]);
    }
    return writePackage(files);
  };
  const replaced = (from: string, to: string) => (content: Buffer) =>
    Buffer.from(content.toString('utf8').replace(from, to));

  it.each<[string, string, (content: Buffer) => Uint8Array, string]>([
    ['an altered note', 'Doc_0/CopyNote/note.json', replaced('TJ-2026-0001', 'TJ-2026-0009'), ''],
    ['no note', 'Doc_0/CopyNote/note.json', () => Buffer.from('{}'), 'COPY_NOTE_UNREADABLE'],
    [
      'an altered page',
      'Doc_0/Pages/Page_0/Content.xml',
      replaced('</ofd:Page>', '<!-- --></ofd:Page>'),
      'COPY_ORIGINAL_DIFFERS',
    ],
    [
      'another original',
      'Doc_0/CopyNote/original.ofd',
      (content) => content.fill(1, 40, 44),
      'COPY_ORIGINAL_DIFFERS',
    ],
    [
      'a note over the page',
      'Doc_0/CopyNote/Page_0.xml',
      (c) => Buffer.from(c.toString('utf8').replace(/Boundary="0.7 [^"]*"/, 'Boundary="0 0 210 297"')),
      'COPY_NOTE_COVERS_PAGE',
    ],
  ])('with %s pass no more', async (_, file, change, problem) => {
    const judged = await report(await changed(file, change));
    expect(judged.indication).not.toBe('TOTAL_PASSED');
    expect(judged.copy?.problem ?? '').toBe(problem);
  });

  it('that a trusted sealer made of another page are found, though every seal in them holds', async () => {
    const opened = Package.open(copies.ofd.bytes);
    const files: [string, Uint8Array][] = [];
    for (const name of opened.names) {
      if (name.startsWith('Doc_0/Signs/')) continue;
      const content = Buffer.from((await opened.read(name)) ?? new Uint8Array());
      const text = content.toString('utf8');
      if (name === 'OFD.xml')
        files.push([name, Buffer.from(text.replace(/<ofd:Signatures>.*<\/ofd:Signatures>/, ''))]);
      else if (name.endsWith('Content.xml'))
        files.push([name, Buffer.from(text.replace(/<ofd:TextObject.*?<\/ofd:TextObject>/, ''))]);
      else files.push([name, content]);
    }
    const sealed = await sealer.sealOfd(writePackage(files), { stamps: [] });
    const judged = await report(sealed);
    expect(judged.signatures.map(({ indication }) => indication)).toEqual(['TOTAL_PASSED']);
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', copy: { problem: 'COPY_ORIGINAL_DIFFERS' } });
  });
});

describe('what is asked for', () => {
  const long = '很长的名称'.repeat(60);

  it('may have overlong names, controls and marks that turn text around: the note has none of them', async () => {
    const hostile: LookupContext = {
      ...context,
      purpose: { ...context.purpose, itemName: `${long}\u202e\u0000=cmd|' /C calc'!A0` },
      organisation: { ...context.organisation, name: `\u0007\u2066${long}𠮷龘` },
      caseNumber: '\u0000\u0001\u0002',
    };
    for (const [bytes, type] of [
      [originals.pdf, 'application/pdf'],
      [originals.ofd, 'application/ofd'],
    ] as const) {
      const { bytes: copy, note } = await maker().handOut(source(bytes, type), hostile, PEER);
      expect(JSON.stringify(note)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect([...(note?.matter.name ?? '')].length).toBeLessThanOrEqual(200);
      expect(note?.caseNumber).toBe('—');
      expect(await report(copy)).toMatchObject({ indication: 'TOTAL_PASSED' });
    }
  });

  it.each<[string, () => Uint8Array, string]>([
    ['a picture', () => Buffer.from('\x89PNG'), 'image/png'],
    ['an encrypted PDF', () => encrypted(), 'application/pdf'],
    ['a PDF that is none', () => Buffer.from('%PDF-1.7 x'), 'application/pdf'],
    ['a ZIP that is no OFD', () => writePackage([['a.txt', Buffer.from('a')]]), 'application/ofd'],
  ])('is refused where it is %s', async (_, bytes, type) => {
    await expect(maker().handOut(source(bytes(), type), context, PEER)).rejects.toMatchObject({
      code: 'COPY_NOT_POSSIBLE',
    });
  });

  it('may be a PDF without a form, turned any way', async () => {
    for (const turn of ['', '/Rotate 90 ', '/Rotate 180 ', '/Rotate 270 ']) {
      const bytes = plain(turn);
      const copy = await maker().handOut(source(bytes, 'application/pdf'), context, PEER);
      const judged = await report(copy.bytes);
      expect(judged.signatures).toHaveLength(1);
      expect(judged).toMatchObject({ indication: 'TOTAL_PASSED', copy: { expired: false } });
      const out = process.env['COPIES_OUT'];
      if (out) writeFileSync(join(out, `turned${turn.replace(/\W/g, '')}.pdf`), copy.bytes);
    }
  });
});

function plain(turn: string): Buffer {
  const bytes = writePdf({
    font: sampleFont(),
    pages: [
      {
        width: 210,
        height: 297,
        marks: [{ kind: 'text', text: '证照（样例）', x: 30, y: 40, size: 8, colour: [0, 0, 0] }],
      },
    ],
    title: '样例',
    creator: 'test',
    createdAt: NOW,
  });
  if (turn === '') return bytes;
  // The page dictionary grows, so the cross-references behind it are written anew.
  const text = bytes.toString('latin1').replace('/Type /Page /Parent', `/Type /Page ${turn}/Parent`);
  const at = text.lastIndexOf('xref\n0');
  const body = text.slice(0, at);
  const table = text.slice(at).replace(/^(\d{10}) 00000 n /gm, (line, offset: string) => {
    const place = Number(offset);
    return place < text.indexOf('/Type /Page ' + turn)
      ? line
      : `${String(place + turn.length).padStart(10, '0')} 00000 n `;
  });
  return Buffer.from(body + table.replace(/startxref\n\d+/, `startxref\n${at}`), 'latin1');
}

function encrypted(): Buffer {
  const text = plain('').toString('latin1');
  return Buffer.from(
    text.replace('/Root', '/Encrypt << /Filter /Standard /V 1 /R 2 /O <00> /U <00> /P -4 >> /Root'),
    'latin1',
  );
}
