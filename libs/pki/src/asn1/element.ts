import { Refusal } from '#libs/errors';
import { Fields } from './fields.js';
import { readHeader } from './header.js';
import { CLASS, TAG } from './tags.js';
import { readText } from './text.js';
import { readTime, type TimeRules } from './time.js';
import { readBits, readBoolean, readInteger, readOid, type Bits } from './values.js';

export interface Asn1Limits {
  /** Largest input in bytes. 16 MiB unless told. */
  maxBytes: number;
  /** Deepest nesting. 32 unless told: a certificate needs ten or so. */
  maxDepth: number;
  /** Most elements read from one input. 1,000,000 unless told. */
  maxElements: number;
  /**
   * Accepts BER: indefinite and longer than minimal lengths, strings in pieces. For the CMS of some PDFs; what was
   * hashed is then still found by `raw`, never by writing anew.
   */
  ber: boolean;
}

export const ASN1_LIMITS: Asn1Limits = {
  maxBytes: 16 << 20,
  maxDepth: 32,
  maxElements: 1_000_000,
  ber: false,
};

interface Context {
  ber: boolean;
  maxDepth: number;
  left: number;
}

/**
 * One element of DER. Its children are read when they are asked for, and then with the same limits, so that a long CRL
 * costs what is looked at. Bytes are views on the input, never copies, so `raw` is what was signed.
 *
 * Every method that reads a value refuses another tag than its own and any encoding that DER forbids.
 */
export class Asn1 {
  private parsed: readonly Asn1[] | undefined;

  private constructor(
    readonly tagClass: number,
    readonly tag: number,
    readonly constructed: boolean,
    /** The whole element, header included. */
    readonly raw: Uint8Array,
    readonly content: Uint8Array,
    private readonly depth: number,
    private readonly context: Context,
  ) {}

  /**
   * Reads one element that fills `input`.
   * @throws Refusal ASN1_*
   */
  static parse(input: Uint8Array, limits: Partial<Asn1Limits> = {}): Asn1 {
    const { element, end } = Asn1.parsePrefix(input, limits);
    if (end !== input.length) throw new Refusal('ASN1_TRAILING_BYTES');
    return element;
  }

  /** Reads the element at the start of `input`; `end` is where it ends. For a PDF's `/Contents`, padded with zeros. */
  static parsePrefix(input: Uint8Array, limits: Partial<Asn1Limits> = {}): { element: Asn1; end: number } {
    const { maxBytes, maxDepth, maxElements, ber } = { ...ASN1_LIMITS, ...limits };
    if (input.length > maxBytes) throw new Refusal('ASN1_TOO_LARGE', { hint: `at most ${maxBytes} bytes` });
    return Asn1.read(input, 0, 0, { ber, maxDepth, left: maxElements });
  }

  private static read(
    bytes: Uint8Array,
    at: number,
    depth: number,
    context: Context,
  ): { element: Asn1; end: number } {
    if (depth > context.maxDepth) throw new Refusal('ASN1_TOO_DEEP', { hint: `at most ${context.maxDepth}` });
    if (--context.left < 0) throw new Refusal('ASN1_TOO_LARGE', { hint: 'too many elements' });
    const { tagClass, constructed, tag, start, length } = readHeader(bytes, at, bytes.length, context.ber);
    if (tagClass === CLASS.UNIVERSAL) checkForm(tag, constructed, context.ber);
    if (length !== undefined) {
      const end = start + length;
      const raw = bytes.subarray(at, end);
      const content = bytes.subarray(start, end);
      return { element: new Asn1(tagClass, tag, constructed, raw, content, depth, context), end };
    }
    const children: Asn1[] = [];
    let position = start;
    while (!(bytes[position] === 0 && bytes[position + 1] === 0)) {
      const child = Asn1.read(bytes, position, depth + 1, context);
      children.push(child.element);
      position = child.end;
    }
    const end = position + 2;
    const raw = bytes.subarray(at, end);
    const content = bytes.subarray(start, position);
    const element = new Asn1(tagClass, tag, constructed, raw, content, depth, context);
    element.parsed = children;
    return { element, end };
  }

  /** True for an element of the universal class with this tag (`TAG`). */
  is(tag: number): boolean {
    return this.tagClass === CLASS.UNIVERSAL && this.tag === tag;
  }

  /** True for the context tag `[number]`. */
  isContext(number: number): boolean {
    return this.tagClass === CLASS.CONTEXT && this.tag === number;
  }

  /** The elements inside a constructed one. */
  get children(): readonly Asn1[] {
    if (this.parsed) return this.parsed;
    if (!this.constructed) throw unexpected('a constructed element is due');
    const children: Asn1[] = [];
    let at = 0;
    while (at < this.content.length) {
      const { element, end } = Asn1.read(this.content, at, this.depth + 1, this.context);
      children.push(element);
      at = end;
    }
    this.parsed = children;
    return children;
  }

  /** A cursor over the fields of a SEQUENCE; `end()` refuses fields that nobody asked for. */
  sequence(): Fields<Asn1> {
    this.expect(TAG.SEQUENCE);
    return new Fields(this.children);
  }

  /** The items of a SEQUENCE OF. */
  sequenceOf(): readonly Asn1[] {
    this.expect(TAG.SEQUENCE);
    return this.children;
  }

  /** The items of a SET OF. Their order is not judged: certificates in use break it, and nothing here depends on it. */
  setOf(): readonly Asn1[] {
    this.expect(TAG.SET);
    return this.children;
  }

  /** The one element inside an explicit tag. */
  explicit(): Asn1 {
    const [only, ...more] = this.children;
    if (only === undefined || more.length > 0) throw unexpected('an explicit tag holds one element');
    return only;
  }

  /** The same content under a universal tag, for IMPLICIT tags. `raw` stays what stood in the input. */
  implicit(tag: number): Asn1 {
    checkForm(tag, this.constructed, this.context.ber);
    const { raw, content, depth, context } = this;
    const element = new Asn1(CLASS.UNIVERSAL, tag, this.constructed, raw, content, depth, context);
    element.parsed = this.parsed;
    return element;
  }

  integer(): bigint {
    this.expect(TAG.INTEGER);
    return readInteger(this.content);
  }

  /** An INTEGER from 0 to 2^31 - 1: versions, counts, path lengths. */
  smallInteger(): number {
    return small(this.integer());
  }

  enumerated(): number {
    this.expect(TAG.ENUMERATED);
    return small(readInteger(this.content));
  }

  boolean(): boolean {
    this.expect(TAG.BOOLEAN);
    return readBoolean(this.content, this.context.ber);
  }

  null(): void {
    this.expect(TAG.NULL);
    if (this.content.length !== 0) throw new Refusal('ASN1_VALUE_INVALID', { hint: 'NULL' });
  }

  oid(): string {
    this.expect(TAG.OID);
    return readOid(this.content);
  }

  /** Content of an OCTET STRING; under BER its pieces put together, which must not be in pieces themselves. */
  octets(): Uint8Array {
    this.expect(TAG.OCTET_STRING);
    if (!this.constructed) return this.content;
    if (this.children.some((piece) => piece.constructed)) throw unexpected('pieces of pieces');
    return new Uint8Array(Buffer.concat(this.children.map((piece) => piece.octets())));
  }

  bits(): Bits {
    this.expect(TAG.BIT_STRING);
    return readBits(this.content);
  }

  /** Content of a BIT STRING that must fill its octets: signatures, keys. */
  bitOctets(): Uint8Array {
    const { bytes, unused } = this.bits();
    if (unused !== 0) throw new Refusal('ASN1_VALUE_INVALID', { hint: 'unused bits' });
    return bytes;
  }

  /** Text of any of the string types. */
  text(): string {
    if (this.tagClass !== CLASS.UNIVERSAL) throw unexpected('a string is due');
    return readText(this.tag, this.content);
  }

  /** Milliseconds since 1970 of a UTCTime or GeneralizedTime, in the forms of RFC 5280 §4.1.2.5. */
  time(rules: TimeRules = {}): number {
    if (this.tagClass !== CLASS.UNIVERSAL) throw unexpected('a time is due');
    return readTime(this.tag, this.content, rules);
  }

  private expect(tag: number): void {
    if (!this.is(tag)) throw unexpected(`universal tag ${tag} is due`);
  }
}

function small(value: bigint): number {
  if (value < 0n || value > 0x7fffffffn)
    throw new Refusal('ASN1_VALUE_INVALID', { hint: 'number out of range' });
  return Number(value);
}

function unexpected(hint: string): Refusal {
  return new Refusal('ASN1_UNEXPECTED', { hint });
}

/** SEQUENCE and SET are constructed and, in DER, nothing else of the universal class is (X.690 §10.2). */
function checkForm(tag: number, constructed: boolean, ber: boolean): void {
  if (tag === 0) throw new Refusal('ASN1_TAG_INVALID', { hint: 'end of contents' });
  const structure = tag === TAG.SEQUENCE || tag === TAG.SET || tag === 8 || tag === 11;
  if (structure === constructed) return;
  if (constructed && ber && tag === TAG.OCTET_STRING) return;
  throw new Refusal('ASN1_TAG_INVALID', { hint: constructed ? 'constructed' : 'primitive' });
}
