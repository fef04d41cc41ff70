import type { SealPicture } from '../report/report.js';
import type { Seal } from './structure.js';

const SIGNATURES: readonly (readonly [mediaType: string, start: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
  ['image/bmp', 'BM'],
  ['application/ofd', 'PK\x03\x04'],
];

/** The picture of a seal. Its media type is told by its bytes: the type that the seal names is a free text. */
export function pictureOf({ picture }: Seal): SealPicture {
  const { data: bytes, widthMm, heightMm, type } = picture;
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const known = SIGNATURES.find(([, signature]) => start.startsWith(signature))?.[0];
  const svg = /^svg$/i.test(type) ? 'image/svg+xml' : 'application/octet-stream';
  return { mediaType: known ?? svg, bytes, widthMm, heightMm };
}
