import { Refusal } from '#libs/errors';
import { CLASS, TAG } from './tags.js';

/** Writes DER. Every function returns one whole element. */
export const der = {
  /** An element of any tag below 31. */
  element(tagClass: number, constructed: boolean, tag: number, content: Uint8Array): Uint8Array {
    if (tag >= 31) throw new Refusal('ASN1_TAG_INVALID', { hint: 'not written here' });
    const identifier = (tagClass << 6) | (constructed ? 0x20 : 0) | tag;
    return new Uint8Array(Buffer.concat([Uint8Array.of(identifier), length(content.length), content]));
  },
  sequence: (...items: readonly Uint8Array[]) =>
    der.element(CLASS.UNIVERSAL, true, TAG.SEQUENCE, join(items)),
  /** SET OF: its items in the order of their bytes (X.690 §11.6). */
  setOf: (...items: readonly Uint8Array[]) =>
    der.element(CLASS.UNIVERSAL, true, TAG.SET, join([...items].sort((a, b) => Buffer.compare(a, b)))),
  explicit: (tag: number, item: Uint8Array) => der.element(CLASS.CONTEXT, true, tag, item),
  /** `[tag] IMPLICIT`: `item` with its tag replaced. */
  implicit(tag: number, item: Uint8Array): Uint8Array {
    if (tag >= 31) throw new Refusal('ASN1_TAG_INVALID', { hint: 'not written here' });
    const copy = Uint8Array.from(item);
    copy[0] = 0x80 | ((item[0] ?? 0) & 0x20) | tag;
    return copy;
  },
  integer: (value: bigint | number) => primitive(TAG.INTEGER, integerOctets(BigInt(value))),
  enumerated: (value: number) => primitive(TAG.ENUMERATED, integerOctets(BigInt(value))),
  boolean: (value: boolean) => primitive(TAG.BOOLEAN, Uint8Array.of(value ? 0xff : 0)),
  null: () => primitive(TAG.NULL, new Uint8Array()),
  oid: (dotted: string) => primitive(TAG.OID, oidOctets(dotted)),
  octets: (bytes: Uint8Array) => primitive(TAG.OCTET_STRING, bytes),
  bits: (bytes: Uint8Array, unused = 0) =>
    primitive(TAG.BIT_STRING, new Uint8Array(Buffer.concat([Uint8Array.of(unused), bytes]))),
  utf8: (text: string) => primitive(TAG.UTF8_STRING, Buffer.from(text, 'utf8')),
  printable: (text: string) => primitive(TAG.PRINTABLE_STRING, Buffer.from(text, 'latin1')),
  ia5: (text: string) => primitive(TAG.IA5_STRING, Buffer.from(text, 'latin1')),
  /** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
  time(at: number): Uint8Array {
    const year = new Date(at).getUTCFullYear();
    return year >= 1950 && year < 2050
      ? primitive(TAG.UTC_TIME, Buffer.from(digits(at).slice(2), 'latin1'))
      : der.generalizedTime(at);
  },
  /** To the second. */
  generalizedTime: (at: number) => primitive(TAG.GENERALIZED_TIME, Buffer.from(digits(at), 'latin1')),
};

function primitive(tag: number, content: Uint8Array): Uint8Array {
  return der.element(CLASS.UNIVERSAL, false, tag, content);
}

function join(items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(items);
}

function digits(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function length(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  const octets: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

function integerOctets(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const text = BigInt.asUintN(size * 8, value).toString(16);
  return Buffer.from(text.padStart(size * 2, '0'), 'hex');
}

function oidOctets(dotted: string): Uint8Array {
  if (!/^[012](\.\d+)+$/.test(dotted)) throw new Refusal('ASN1_VALUE_INVALID', { hint: 'OBJECT IDENTIFIER' });
  const [top = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets: number[] = [];
  for (const arc of [top * 40n + second, ...rest]) {
    const part = [Number(arc % 128n)];
    for (let left = arc / 128n; left > 0n; left /= 128n) part.unshift(Number(left % 128n) | 0x80);
    octets.push(...part);
  }
  return Uint8Array.from(octets);
}
