import { encodeQR } from 'qr';
import { rectangle, type Path } from '../draw/path.js';
import { INK } from '../marks.js';
import type { ShapeMark } from '../page.js';

/** Modules that stay clear around a code (ISO/IEC 18004 §9.1). */
const QUIET = 4;

/**
 * A QR code (ISO/IEC 18004, correction level M) as one shape: sharp at every size. `size` is that of the code with the
 * quiet zone around it, in millimetres, from the upper left corner.
 * @throws RangeError where the text is longer than 300 octets: a code that must be scanned from paper holds less
 */
export function drawQr(text: string, { x, y, size }: { x: number; y: number; size: number }): ShapeMark {
  if (Buffer.byteLength(text) > 300) throw new RangeError('too long for a code that is to be scanned');
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const module = size / modules.length;
  const path: Path = modules.flatMap((row, index) =>
    runsOf(row).flatMap(([from, to]) => [
      ...rectangle(x + from * module, y + index * module, (to - from) * module, module),
    ]),
  );
  return { kind: 'shape', path, fill: INK };
}

/** Dark modules in a row, as runs: from the first to after the last. */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  for (let at = 0; at < row.length; at++) {
    if (!row[at]) continue;
    const from = at;
    while (row[at]) at++;
    runs.push([from, at]);
  }
  return runs;
}
