import { Refusal } from '#libs/errors';
import {
  documentReport,
  type SignatureReport,
  type ValidationReport,
  type VerifyOptions,
} from '../report/index.js';
import { byteRangeOf, collides, type ByteRange } from './byte-range.js';
import { securityStore } from './dss.js';
import { judgePdfSignature, type PdfContext } from './judge-pdf-signature.js';
import { pause } from './pause.js';
import { signaturesOf, type PdfSignature } from './signature-fields.js';
import { openView, PdfView } from './view.js';

/** Earlier states of the document in which signatures are looked for that a later revision took out. */
const MAX_STATES = 64;
const MAX_SIGNATURES = 64;

/**
 * Verifies every signature and document timestamp of a PDF: CMS and PAdES (ISO 32000-2 §12.8, ETSI EN 319 142-1).
 *
 * Each signature is judged against the document as it was when it was signed, and what was done afterwards is
 * classified. Signatures that a later revision took out are found and reported too. Later timestamps are judged first,
 * since they prove when the earlier signatures existed.
 *
 * Nothing is decrypted, nothing is repaired; a file whose structure does not hold is refused. Bytes are not copied.
 * @throws Refusal PDF_MALFORMED, PDF_TOO_COMPLEX, PDF_ENCRYPTED
 */
export async function verifyPdf(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const now = await openView(bytes);
  const notes: string[] = [];
  if (now.encrypted) notes.push('the document is encrypted; what its pages show was not looked at');
  if (now.trailing) notes.push('bytes follow the last revision that no cross-reference leads to');
  if (now.base !== 0) notes.push('bytes stand before the header');
  await pause();
  const found = await findSignatures(now);
  if (found.length > MAX_SIGNATURES) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many signatures' });
  const ranged = found
    .map((signature) => ({ signature, range: byteRangeOf(now, signature) }))
    .sort((a, b) => endOf(b.range) - endOf(a.range));
  const store = securityStore(now);
  if (store.leftOut > 0) notes.push(`${store.leftOut} streams of the DSS were left out`);
  const context: PdfContext = { now, store, options, proofs: [], intact: new Map(), timestamps: [] };
  const reports: SignatureReport[] = [];
  for (const { signature, range } of ranged) {
    const others = ranged.filter((other) => other.signature !== signature);
    const overlaps =
      typeof range !== 'string' &&
      others.some((other) => typeof other.range !== 'string' && collides(range, other.range));
    reports.push(await judgePdfSignature({ signature, range, overlaps }, context));
  }
  return documentReport('pdf', reports.reverse(), { notes });
}

/** Signatures whose range is unsound come first: nothing is to rest on them. */
function endOf(range: ByteRange | string): number {
  return typeof range === 'string' ? Number.POSITIVE_INFINITY : range.end;
}

async function findSignatures(now: PdfView): Promise<PdfSignature[]> {
  const found = signaturesOf(now);
  const { bytes, end, base, sections, shared } = now;
  for (let index = 1; index < Math.min(sections.length, MAX_STATES); index++) {
    const earlier = new PdfView(bytes, end, base, sections.slice(index), false, shared);
    await pause();
    try {
      for (const [at, signature] of signaturesOf(earlier)) {
        if (!found.has(at)) found.set(at, { ...signature, present: false });
      }
    } catch (thrown) {
      // Half a linearised file is no document; whatever hangs in it hangs in the whole one as well.
      if (!(thrown instanceof Refusal) || thrown.code === 'PDF_TOO_COMPLEX') throw thrown;
    }
  }
  return [...found.values()];
}
