import { createHash } from 'node:crypto';
import { OID } from '#libs/pki';
import { pdf, PLAIN, signer, stamper, trusting } from '../../../../test/support/pdf.js';
import { NOW, signedData, tstInfo } from '../../../../test/support/pki.js';
import { Increment } from './increment.js';
import { signPdf } from './sign-pdf.js';
import { PdfDict, PdfName, PdfRef } from './values.js';
import { verifyPdf } from './verify-pdf.js';
import { openView } from './view.js';
import { dict, latin1, textString } from './write.js';

const authority = stamper();
const ROOM = 4000;

/** Appends a document timestamp; `stamp` says over what. */
async function stampPdf(
  before: Uint8Array,
  stamp: (pieces: Buffer) => Uint8Array = (pieces) => pieces,
): Promise<Buffer> {
  const view = await openView(before);
  const increment = new Increment(view);
  const value = increment.add(
    latin1(
      `<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange ${' '.repeat(60)} /Contents <${'0'.repeat(2 * ROOM)}> >>`,
    ),
  );
  const widget = increment.add(
    dict({
      Type: new PdfName('Annot'),
      Subtype: new PdfName('Widget'),
      FT: new PdfName('Sig'),
      T: textString('Stamp'),
      V: value,
      Rect: [0, 0, 0, 0],
    }),
  );
  const { catalog } = view;
  const form = view.dict(catalog.get('AcroForm'))!;
  const fields = [...(form.get('Fields') as PdfRef[]), widget];
  const changed = new PdfDict(new Map(form.entries).set('Fields', fields));
  increment.replace(
    (view.trailer.get('Root') as PdfRef).number,
    new PdfDict(new Map(catalog.entries).set('AcroForm', changed)),
  );
  const { bytes, offsets } = increment.write();
  const start = bytes.indexOf('/Contents <', offsets.get(value.number)) + '/Contents '.length;
  const end = start + 2 * ROOM + 2;
  bytes.write(
    `[0 ${start} ${end} ${bytes.length - end}]`,
    bytes.indexOf('/ByteRange ', offsets.get(value.number)) + 11,
  );
  const token = signedData({
    content: tstInfo(stamp(Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]))),
    contentType: OID.tstInfo,
    signer: authority.key,
    ...authority,
  });
  bytes.write(Buffer.from(token).toString('hex'), start + 1);
  return bytes;
}

const signed = await signPdf(pdf(), { key: signer(), at: NOW - 60_000 });

describe('a document timestamp', () => {
  it('proves when the signatures before it existed', async () => {
    const { indication, signatures } = await verifyPdf(await stampPdf(signed), trusting());
    expect(signatures.map(({ kind, indication: each }) => [kind, each])).toEqual([
      ['PAdES B-T', 'TOTAL_PASSED'],
      ['PDF document timestamp', 'TOTAL_PASSED'],
    ]);
    expect(indication).toBe('TOTAL_PASSED');
    expect(signatures[0]?.times).toMatchObject({ proven: NOW - 5000 + 1500, judged: NOW - 5000 + 1500 });
  });

  it('over other bytes proves nothing, and the document does not pass', async () => {
    const wrong = await stampPdf(signed, () => createHash('sha256').update('x').digest());
    const { indication, signatures } = await verifyPdf(wrong, trusting());
    expect(indication).toBe('TOTAL_FAILED');
    expect(signatures[0]?.times.proven).toBeUndefined();
  });

  it('alone on a document is reported as what it is', async () => {
    const { signatures } = await verifyPdf(await stampPdf(pdf({ objects: PLAIN })), trusting());
    expect(signatures.map(({ kind }) => kind)).toEqual(['PDF document timestamp']);
  });
});
