import { integerOf, isArray } from './values.js';
import type { PdfSignature } from './signature-fields.js';
import type { PdfView } from './view.js';

export interface ByteRange {
  /** Length of the first stretch, which starts at 0; the gap starts here. */
  gapStart: number;
  gapEnd: number;
  /** Where the second stretch, and with it the signed revision, ends. */
  end: number;
}

/** Largest `/Contents`; with certificates and revocation lists inside, those in use have some 100,000 octets. */
const MAX_GAP = 16 << 20;

/**
 * The byte range of a signature, or why it is none: two stretches that start at the first byte of the file and leave
 * out exactly the string of `/Contents`. Anything else (a negative or overlapping stretch, a gap that holds more than
 * the value) is how Universal Signature Forgery and Signature Wrapping work.
 */
export function byteRangeOf(view: PdfView, { dict, contents }: PdfSignature): ByteRange | string {
  if (dict.duplicate !== undefined) return `/${dict.duplicate} stands twice in the signature`;
  const value = view.resolve(dict.get('ByteRange'));
  if (!isArray(value)) return 'there is no /ByteRange';
  const numbers = value.map((item) => integerOf(view.resolve(item)));
  const [start, gapStart, gapEnd, length] = numbers;
  if (
    numbers.length !== 4 ||
    start === undefined ||
    gapStart === undefined ||
    gapEnd === undefined ||
    length === undefined
  ) {
    return '/ByteRange must be four integers';
  }
  if (start !== 0) return '/ByteRange does not start at the first byte';
  if (gapStart <= 0 || gapEnd <= gapStart || length <= 0)
    return 'the stretches of /ByteRange are not in order';
  const end = gapEnd + length;
  if (end > view.bytes.length) return '/ByteRange reaches beyond the file';
  if (gapEnd - gapStart > MAX_GAP) return '/Contents is too large';
  if (!contents.hex) return '/Contents is no hexadecimal string';
  if (contents.start !== gapStart || contents.end !== gapEnd) {
    return 'the gap of /ByteRange is not exactly the string of /Contents';
  }
  // The string may have been read from an object stream, where positions are not those of the file.
  const gap = Buffer.from(view.bytes.buffer, view.bytes.byteOffset + gapStart, gapEnd - gapStart).toString(
    'latin1',
  );
  if (
    !/^<[0-9A-Fa-f]*>$/.test(gap) ||
    Buffer.compare(Buffer.from(gap.slice(1, -1), 'hex'), contents.bytes) !== 0
  ) {
    return 'the gap of /ByteRange does not hold the value of /Contents';
  }
  return { gapStart, gapEnd, end };
}

export function signedPieces(bytes: Uint8Array, { gapStart, gapEnd, end }: ByteRange): Uint8Array[] {
  return [bytes.subarray(0, gapStart), bytes.subarray(gapEnd, end)];
}

/** Why two signatures cannot both be right: the end of one lies within the gap of the other, or gaps overlap. */
export function collides(one: ByteRange, other: ByteRange): boolean {
  const cuts = (end: number, range: ByteRange) => end > range.gapStart && end < range.gapEnd;
  const overlap = one.gapStart < other.gapEnd && other.gapStart < one.gapEnd;
  return cuts(one.end, other) || cuts(other.end, one) || overlap || one.end === other.end;
}
