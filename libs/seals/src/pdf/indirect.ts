import { Refusal } from '#libs/errors';
import { Lexer } from './lexer.js';
import { PdfDict, PdfStream, type PdfValue } from './values.js';

export interface Indirect {
  number: number;
  generation: number;
  value: PdfValue;
  /** Position after the object. */
  end: number;
}

const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

/**
 * Reads `n g obj ... endobj` at a position. The length of a stream must lead to its `endstream`: where it does not,
 * readers search each in their own way and see different streams, so it is refused.
 */
export function readIndirect(
  bytes: Uint8Array,
  at: number,
  end: number,
  lengthOf: (length: PdfValue | undefined) => number | undefined,
): Indirect {
  const lexer = new Lexer(bytes, at, end);
  const number = lexer.integer();
  const generation = lexer.integer();
  lexer.expect('obj');
  let value = lexer.object();
  if (value instanceof PdfDict && lexer.peekWord() === 'stream') {
    lexer.expect('stream');
    if (bytes[lexer.at] === 13) lexer.at++;
    if (bytes[lexer.at] === 10) lexer.at++;
    const length = lengthOf(value.get('Length'));
    const start = lexer.at;
    if (length === undefined || length < 0 || start + length > end)
      throw malformed(`the length of a stream at ${at}`);
    lexer.at += length;
    lexer.expect('endstream');
    value = new PdfStream(value, bytes.subarray(start, start + length));
  }
  lexer.expect('endobj');
  return { number, generation, value, end: lexer.at };
}
