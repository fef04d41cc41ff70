import { sign } from 'node:crypto';
import { anchorOf, parseCertificate, parseCrl, Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { validateBy, type VerifyOptions } from '#libs/seals';
import { certificate, crl, dn, ext, newKey, NOW, type Kind } from './pki.js';

/** Small PDFs, right and wrong, written by hand; and keys under an authority that the options given here trust. */

export interface PdfParts {
  /** Bodies of objects by number: text between `obj` and `endobj`. */
  objects: Record<number, string>;
  trailer?: string;
}

const stream = (content: string, dict = '') =>
  `<< /Length ${content.length} ${dict}>>\nstream\n${content}\nendstream`;
export { stream };

/** One page with text, a text field that is empty, and an empty signature field. */
export const PLAIN: Record<number, string> = {
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /DA (/F 12 Tf 0 g) /DR << /Font << /F 5 0 R >> >> >> >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>',
  3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R] >>',
  4: stream('BT /F 12 Tf 100 700 Td (pay 100) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: '<< /Title (Licence) >>',
  7: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /Rect [10 10 90 30] /P 3 0 R >>',
};

export function pdf({
  objects = PLAIN,
  trailer = '/Root 1 0 R /Info 6 0 R',
}: Partial<PdfParts> = {}): Buffer {
  return write(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), { objects, trailer });
}

/** The document with a revision more; `extra` goes into its trailer. */
export function revise(
  before: Uint8Array,
  objects: Record<number, string>,
  trailer = '/Root 1 0 R /Info 6 0 R',
): Buffer {
  const text = Buffer.from(before).toString('latin1');
  const previous = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  return write(Buffer.from(before), { objects, trailer: `${trailer} /Prev ${previous}` });
}

function write(start: Buffer, { objects, trailer = '' }: PdfParts): Buffer {
  let body = start.toString('latin1');
  const rows: string[] = [];
  for (const [number, text] of Object.entries(objects)) {
    rows.push(`${number} 1\n${String(body.length).padStart(10, '0')} 00000 n \n`);
    body += `${number} 0 obj\n${text}\nendobj\n`;
  }
  const xref = body.length;
  body += `xref\n${rows.join('')}trailer\n<< /Size 100 ${trailer} >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(body, 'latin1');
}

const root = newKey('p256');
const rootName = dn('root');
const rootCertificate = certificate({ subject: rootName, key: root, extensions: [ext.ca()] });

/** The root that {@link trusting} trusts, and its revocation list, in DER. */
export const authorityFiles = (): { root: Uint8Array; crl: Uint8Array } => ({
  root: rootCertificate,
  crl: crl({ issuer: rootName, signer: root }),
});

/** A key that signs documents, certified by the root that {@link trusting} trusts. */
export function signer(kind: Kind = 'p256', name = 'signer') {
  const key = newKey(kind);
  const own = certificate({
    subject: dn(name),
    issuer: rootName,
    key,
    signer: root,
    extensions: [ext.usage(0, 1)],
  });
  const algorithm = ({ p256: 'ecdsa-sha256', rsa: 'rsa-sha256', ed25519: 'ed25519' } as const)[kind];
  return {
    algorithm,
    certificates: [own] as [Uint8Array, ...Uint8Array[]],
    sign: (message: Uint8Array) => new Uint8Array(sign(key.hash, message, key.privateKey)),
    privateKey: key.privateKey,
  };
}

/** Signs a certificate request of any kind of key: for SM2, which `node:crypto` does not sign as the world does. */
export function certifyKey(spki: Uint8Array, name: string): Uint8Array {
  return certificate({
    subject: dn(name),
    issuer: rootName,
    key: { ...root, spki },
    signer: root,
    extensions: [ext.usage(0, 1)],
  });
}

/** Options under which an untouched signature of {@link signer} passes in every respect. */
export function trusting(more: Partial<VerifyOptions> = {}): VerifyOptions {
  const list = parseCrl(crl({ issuer: rootName, signer: root }));
  const anchors = [anchorOf(parseCertificate(rootCertificate))];
  const sm2 = sm2VerifierInPlace(new Sm2Engine());
  return {
    now: NOW,
    sm2,
    paths: validateBy({ trust: { anchors: () => anchors }, crls: [list] }, { sm2 }),
    ...more,
  };
}

/** A timestamp authority under the same root. */
export function stamper() {
  const key = newKey('p256');
  const own = certificate({
    subject: dn('tsa'),
    issuer: rootName,
    key,
    signer: root,
    serial: 9,
    extensions: [ext.purposes(['1.3.6.1.5.5.7.3.8'], true)],
  });
  return { key, certificate: own, issuer: rootName, serial: 9 };
}
