import { encodeQR } from 'qr';

/**
 * The picture that a holder's telephone reads (ISO/IEC 18004), as SVG: black on white with the quiet zone of four
 * modules, error correction M, since screens reflect.
 */
export function qrPicture(url: string): string {
  return encodeQR(url, 'svg', { ecc: 'medium', border: 4 });
}
