import { inflateSync } from 'node:zlib';
import { Refusal } from '#libs/errors';
import { dictOf, integerOf, isArray, nameOf, type PdfDict, type PdfStream, type PdfValue } from './values.js';

/** Most bytes that one stream may expand to. */
const MAX_STREAM = 32 << 20;

/** What all streams of one document together may still expand to. */
export class Expansion {
  private left: number;

  constructor(most = 128 << 20) {
    this.left = most;
  }

  get allowed(): number {
    return Math.min(this.left, MAX_STREAM);
  }

  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw bomb();
  }
}

const bomb = () => new Refusal('PDF_TOO_COMPLEX', { hint: 'a stream expands beyond the limit' });
const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

/**
 * Undoes the filters of a stream of structure: cross-references, object streams, certificates, CRLs. Filters that
 * only images use are refused by name; nothing here needs them.
 */
export function decodeStream(
  stream: PdfStream,
  resolve: (value: PdfValue | undefined) => PdfValue,
  expansion: Expansion,
): Uint8Array {
  const filters = list(resolve(stream.dict.get('Filter'))).map((filter) => nameOf(resolve(filter)) ?? '');
  if (filters.length > 4) throw malformed('too many filters');
  const parameters = list(resolve(stream.dict.get('DecodeParms')));
  let data = stream.data;
  for (const [index, filter] of filters.entries()) {
    data = decode(filter, data, expansion);
    const own = dictOf(resolve(parameters[index]));
    if (own) data = unpredict(data, own);
    expansion.spend(data.length);
  }
  return data;
}

function list(value: PdfValue): readonly PdfValue[] {
  if (isArray(value)) return value;
  return value === null ? [] : [value];
}

function decode(filter: string, data: Uint8Array, expansion: Expansion): Uint8Array {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return inflate(data, expansion.allowed);
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(data);
    default:
      throw malformed(`the filter ${filter.slice(0, 24)} is not read here`);
  }
}

function inflate(data: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(1, most) });
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw code === 'ERR_BUFFER_TOO_LARGE' ? bomb() : malformed('a stream does not inflate');
  }
}

function asciiHex(data: Uint8Array): Uint8Array {
  const text = Buffer.from(data).toString('latin1').replace(/\s+/g, '');
  const digits = text.endsWith('>') ? text.slice(0, -1) : text;
  if (/[^0-9a-fA-F]/.test(digits)) throw malformed('ASCIIHexDecode');
  return Buffer.from(digits.length % 2 === 1 ? `${digits}0` : digits, 'hex');
}

/** PNG predictors (ISO 32000-2 §7.4.4.4), as cross-reference streams use them. */
function unpredict(data: Uint8Array, parameters: PdfDict): Uint8Array {
  const predictor = integerOf(parameters.get('Predictor')) ?? 1;
  if (predictor === 1) return data;
  if (predictor < 10 || predictor > 15) throw malformed('a predictor that is not read here');
  const colours = bounded(parameters, 'Colors', 1, 32);
  const bits = bounded(parameters, 'BitsPerComponent', 8, 16);
  const columns = bounded(parameters, 'Columns', 1, 65_536);
  const pixel = Math.max(1, (colours * bits) >> 3);
  const width = (colours * bits * columns + 7) >> 3;
  const rows = Math.floor(data.length / (width + 1));
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const type = data[row * (width + 1)] ?? 0;
    if (type > 4) throw malformed('predictor');
    const from = row * (width + 1) + 1;
    const to = row * width;
    for (let index = 0; index < width; index++) {
      const left = index >= pixel ? (out[to + index - pixel] ?? 0) : 0;
      const up = row > 0 ? (out[to - width + index] ?? 0) : 0;
      const corner = index >= pixel && row > 0 ? (out[to - width + index - pixel] ?? 0) : 0;
      out[to + index] = (data[from + index] ?? 0) + predict(type, left, up, corner);
    }
  }
  return out;
}

function predict(type: number, left: number, up: number, corner: number): number {
  switch (type) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - corner;
      const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}

function bounded(dict: PdfDict, key: string, usual: number, most: number): number {
  const value = integerOf(dict.get(key)) ?? usual;
  if (value < 1 || value > most) throw malformed(key);
  return value;
}
