import { createHash } from 'node:crypto';
import { COPY_NOTE_KEY } from '../pdf/sign-pdf.js';
import { signaturesOf } from '../pdf/signature-fields.js';
import { textOf } from '../pdf/values.js';
import { openView } from '../pdf/view.js';
import { readCopyNote, type CopyFinding } from './copy-note.js';

/**
 * The note of an annotated PDF: it stands in the signature of the node that released it, whose revision follows the
 * original's bytes. The original is what the note says where the bytes before that revision have its digest.
 * @returns undefined where the document is no annotated copy
 * @throws Refusal PDF_*
 */
export async function readPdfCopy(bytes: Uint8Array): Promise<CopyFinding | undefined> {
  const view = await openView(bytes);
  const noted = [...signaturesOf(view).values()]
    .filter(({ dict }) => dict.get(COPY_NOTE_KEY) !== undefined)
    .toSorted((a, b) => b.contents.start - a.contents.start);
  const [latest] = noted;
  if (!latest) return undefined;
  const note = readCopyNote(textOf(view.resolve(latest.dict.get(COPY_NOTE_KEY))) ?? '');
  if (!note) return { problem: 'COPY_NOTE_UNREADABLE' };
  const { size, sha256 } = note.original;
  const whole =
    size < latest.contents.start &&
    createHash('sha256').update(bytes.subarray(0, size)).digest('base64url') === sha256;
  return whole ? { note } : { note, problem: 'COPY_ORIGINAL_DIFFERS' };
}

/** The original in an annotated PDF, as its issuer made it. */
export const pdfOriginal = (bytes: Uint8Array, size: number): Uint8Array => bytes.subarray(0, size);
