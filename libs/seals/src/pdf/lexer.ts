import { Refusal } from '#libs/errors';
import { PdfDict, PdfName, PdfRef, PdfString, type PdfValue } from './values.js';

/** Deepest nesting of arrays and dictionaries in one object. */
const MAX_DEPTH = 64;
/** Most values in one object; the largest in use, arrays of glyph widths and page lists, have some 100,000. */
const MAX_VALUES = 500_000;

const SPACE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITER = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));

export function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && SPACE.has(byte);
}

function isRegular(byte: number | undefined): byte is number {
  return byte !== undefined && !SPACE.has(byte) && !DELIMITER.has(byte);
}

/** A bare word such as `obj`, `stream` or `endobj`. */
export class Keyword {
  constructor(readonly text: string) {}
}

const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

/**
 * Reads the objects of PDF from bytes, strictly: what is no object is refused and nothing is guessed, because what
 * one reader repairs one way another repairs another way.
 */
export class Lexer {
  private left = MAX_VALUES;
  private readonly buffer: Buffer;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly end = bytes.length,
  ) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skipSpace(): void {
    for (; this.at < this.end; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === 0x25) {
        while (this.at < this.end && this.bytes[this.at] !== 10 && this.bytes[this.at] !== 13) this.at++;
      }
      if (!isSpace(this.bytes[this.at])) return;
    }
  }

  private text(start: number, end: number): string {
    return this.buffer.toString('latin1', start, Math.max(start, end));
  }

  /** The keyword at hand, not consumed. */
  peekWord(): string {
    this.skipSpace();
    let end = this.at;
    while (end < this.end && end - this.at < 32 && isRegular(this.bytes[end])) end++;
    return this.text(this.at, end);
  }

  /** Consumes this keyword or refuses. */
  expect(word: string): void {
    if (this.peekWord() !== word) throw malformed(`${word} is due at ${this.at}`);
    this.at += word.length;
  }

  integer(): number {
    const value = this.value(0);
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw malformed(`an integer is due at ${this.at}`);
    return value;
  }

  /** One object; `n g R` is a reference. */
  object(): PdfValue {
    const value = this.value(0);
    if (value instanceof Keyword) throw malformed(`${value.text.slice(0, 16)} at ${this.at}`);
    return value;
  }

  private value(depth: number): PdfValue | Keyword {
    if (depth > MAX_DEPTH) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'nested too deeply' });
    if (--this.left < 0) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many values in an object' });
    this.skipSpace();
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    switch (byte) {
      case undefined:
        throw malformed('ends too early');
      case 0x2f: // /
        return this.name();
      case 0x28: // (
        return this.literal();
      case 0x3c: // <
        return this.bytes[this.at + 1] === 0x3c ? this.dictionary(depth) : this.hexString();
      case 0x5b: // [
        return this.array(depth);
      default:
        if (!isRegular(byte)) throw malformed(`a stray delimiter at ${this.at}`);
        return this.word();
    }
  }

  private word(): PdfValue | Keyword {
    const start = this.at;
    while (this.at < this.end && isRegular(this.bytes[this.at])) this.at++;
    if (this.at - start > 64) throw malformed(`an endless word at ${start}`);
    const text = this.text(start, this.at);
    switch (text) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
    }
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return new Keyword(text);
    const number = Number(text);
    if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw malformed(`a number out of range at ${start}`);
    return /^\d+$/.test(text) ? this.reference(number) : number;
  }

  /** `number` itself, or the reference that it begins. */
  private reference(number: number): number | PdfRef {
    const after = this.at;
    let at = this.at;
    while (at < this.end && isSpace(this.bytes[at])) at++;
    const digits = at;
    while (at < this.end && at - digits < 6 && isDigit(this.bytes[at])) at++;
    if (at === digits || !isSpace(this.bytes[at])) return number;
    const generation = Number(this.text(digits, at));
    while (at < this.end && isSpace(this.bytes[at])) at++;
    if (this.bytes[at] !== 0x52 || at >= this.end || isRegular(this.bytes[at + 1])) {
      this.at = after;
      return number;
    }
    this.at = at + 1;
    return new PdfRef(number, generation);
  }

  private name(): PdfName {
    const start = ++this.at;
    while (this.at < this.end && isRegular(this.bytes[this.at])) this.at++;
    const text = this.text(start, this.at);
    if (text.length > 1024) throw malformed(`an endless name at ${start}`);
    return new PdfName(
      text.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    );
  }

  private array(depth: number): PdfValue[] {
    this.at++;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      if (this.bytes[this.at] === 0x5d && this.at < this.end) {
        this.at++;
        return items;
      }
      items.push(this.item(depth));
    }
  }

  private dictionary(depth: number): PdfDict {
    this.at += 2;
    const dict = new PdfDict();
    for (;;) {
      this.skipSpace();
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e && this.at + 1 < this.end) {
        this.at += 2;
        return dict;
      }
      if (this.bytes[this.at] !== 0x2f || this.at >= this.end) throw malformed(`a key is due at ${this.at}`);
      const key = this.name().value;
      const value = this.item(depth);
      if (dict.entries.has(key)) dict.duplicate = key;
      dict.entries.set(key, value);
    }
  }

  private item(depth: number): PdfValue {
    const value = this.value(depth + 1);
    if (value instanceof Keyword) throw malformed(`${value.text.slice(0, 16)} at ${this.at}`);
    return value;
  }

  private hexString(): PdfString {
    const start = this.at;
    const close = this.buffer.indexOf(0x3e, start);
    if (close < 0 || close >= this.end) throw malformed(`an open string at ${start}`);
    let digits = this.text(start + 1, close).replace(/[\0\t\n\f\r ]+/g, '');
    if (/[^0-9a-fA-F]/.test(digits)) throw malformed(`a string that is not hexadecimal at ${start}`);
    if (digits.length % 2 === 1) digits += '0';
    this.at = close + 1;
    return new PdfString(Buffer.from(digits, 'hex'), true, start, this.at);
  }

  private literal(): PdfString {
    const start = this.at++;
    const out: number[] = [];
    for (let open = 1; ;) {
      const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
      if (byte === undefined) throw malformed(`an open string at ${start}`);
      if (byte === 0x5c) this.escape(out);
      else if (byte === 0x29 && --open === 0) break;
      else {
        if (byte === 0x28) open++;
        out.push(byte);
      }
    }
    return new PdfString(Uint8Array.from(out), false, start, this.at);
  }

  private escape(out: number[]): void {
    const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (byte === undefined) throw malformed('an open string');
    const plain = ESCAPES[String.fromCharCode(byte)];
    if (plain !== undefined) out.push(plain);
    else if (byte === 13) {
      if (this.bytes[this.at] === 10) this.at++;
    } else if (byte >= 0x30 && byte <= 0x37) {
      let code = byte - 0x30;
      for (let count = 1; count < 3; count++) {
        const digit = this.bytes[this.at];
        if (digit === undefined || digit < 0x30 || digit > 0x37) break;
        code = code * 8 + digit - 0x30;
        this.at++;
      }
      out.push(code & 0xff);
    } else if (byte !== 10) out.push(byte);
  }
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
