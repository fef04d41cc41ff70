import { Refusal } from '#libs/errors';
import { Lexer } from './lexer.js';
import type { PdfValue } from './values.js';

const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

/** Objects packed into a stream (ISO 32000-2 §7.5.7), read when they are asked for. */
export class ObjectStream {
  private readonly offsets = new Map<number, number>();
  private readonly values = new Map<number, PdfValue>();

  /** @throws Refusal PDF_MALFORMED */
  constructor(
    private readonly data: Uint8Array,
    count: number | undefined,
    first: number | undefined,
  ) {
    if (count === undefined || first === undefined || count < 0 || first < 0 || first > data.length) {
      throw malformed('an object stream');
    }
    const head = new Lexer(data, 0, first);
    for (let index = 0; index < count; index++) {
      const number = head.integer();
      const offset = head.integer();
      if (offset < 0 || first + offset >= data.length) throw malformed('an object stream');
      if (this.offsets.has(number)) throw malformed(`object ${number} stands twice in an object stream`);
      this.offsets.set(number, first + offset);
    }
  }

  get(number: number): PdfValue | undefined {
    const at = this.offsets.get(number);
    if (at === undefined) return undefined;
    const known = this.values.get(number);
    if (known !== undefined) return known;
    const value = new Lexer(this.data, at).object();
    this.values.set(number, value);
    return value;
  }
}
