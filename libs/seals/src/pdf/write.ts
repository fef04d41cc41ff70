import { PdfDict, PdfName, PdfRef, PdfStream, PdfString, type PdfValue } from './values.js';

/** Writes an object of PDF. Numbers with at most five decimals, strings in hexadecimal. */
export function writeValue(value: PdfValue): Buffer {
  if (value instanceof PdfStream) {
    const dict = new PdfDict(new Map(value.dict.entries).set('Length', value.data.length));
    return Buffer.concat([writeValue(dict), latin1('\nstream\n'), value.data, latin1('\nendstream')]);
  }
  return latin1(text(value));
}

function text(value: PdfValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(5)));
  if (value instanceof PdfName) return `/${name(value.value)}`;
  if (value instanceof PdfString) return `<${Buffer.from(value.bytes).toString('hex')}>`;
  if (value instanceof PdfRef) return `${value.number} ${value.generation} R`;
  if (value instanceof PdfDict) {
    return `<< ${[...value.entries].map(([key, item]) => `/${name(key)} ${text(item)}`).join(' ')} >>`;
  }
  if (value instanceof PdfStream) throw new TypeError('a stream stands by itself only');
  return `[${value.map(text).join(' ')}]`;
}

function name(value: string): string {
  return [...Buffer.from(value, 'latin1')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_.:+*-]/.test(character) ? character : `#${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

export function latin1(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

export function dict(entries: Readonly<Record<string, PdfValue>>): PdfDict {
  return new PdfDict(new Map(Object.entries(entries)));
}

/** A text string: UTF-16BE with its mark, which every reader knows (ISO 32000-2 §7.9.2.2). */
export function textString(value: string): PdfString {
  const units = Buffer.from(value, 'utf16le').swap16();
  return new PdfString(Buffer.concat([Buffer.from([0xfe, 0xff]), units]), true, 0, 0);
}

export function pdfDate(at: number): PdfString {
  const digits = new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return new PdfString(latin1(`D:${digits}Z`), true, 0, 0);
}
