/** What a licence document may be. OFD is GB/T 33190, a ZIP container. */
export const DOCUMENT_MEDIA_TYPES = [
  'application/pdf',
  'application/ofd',
  'image/png',
  'image/jpeg',
] as const;
export type DocumentMediaType = (typeof DOCUMENT_MEDIA_TYPES)[number];

/** Bytes from the beginning that {@link sniffMediaType} needs at most. */
export const SNIFFED_BYTES = 4096;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/**
 * The media type by the first bytes, or undefined. A declared type is never believed without this.
 *
 * - PDF: `%PDF-` at the very beginning. Readers accept junk before it; a file that is two formats at once is why we do not.
 * - OFD: a ZIP whose first entries name `OFD.xml` (GB/T 33190 §7.1, the entry point of every package).
 * - PNG: its signature and an IHDR chunk; JPEG: SOI and a marker.
 */
export function sniffMediaType(head: Uint8Array): DocumentMediaType | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFFED_BYTES));
  if (bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) return 'application/pdf';
  if (bytes.subarray(0, PNG.length).equals(PNG) && bytes.subarray(12, 16).equals(Buffer.from('IHDR'))) {
    return 'image/png';
  }
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'image/jpeg';
  if (bytes.subarray(0, ZIP.length).equals(ZIP) && bytes.includes('OFD.xml')) return 'application/ofd';
  return undefined;
}
