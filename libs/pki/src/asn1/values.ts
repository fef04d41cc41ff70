import { Refusal } from '#libs/errors';

/** A BIT STRING; the bits beyond the last are zero (X.690 §11.2.1). */
export interface Bits {
  bytes: Uint8Array;
  /** 0 to 7 bits of the last octet that do not count. */
  unused: number;
}

const invalid = (hint: string) => new Refusal('ASN1_VALUE_INVALID', { hint });

/** An integer has at most this many octets; RSA moduli of 16,384 bits fit. */
const MAX_INTEGER_OCTETS = 2049;

export function readInteger(content: Uint8Array): bigint {
  const [first, second] = content;
  if (first === undefined) throw invalid('INTEGER without octets');
  if (content.length > MAX_INTEGER_OCTETS) throw invalid('INTEGER too large');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw invalid('INTEGER not minimal');
  }
  const magnitude = BigInt(`0x${Buffer.from(content).toString('hex')}`);
  return first < 0x80 ? magnitude : magnitude - (1n << BigInt(8 * content.length));
}

export function readBoolean(content: Uint8Array, ber: boolean): boolean {
  const [value] = content;
  if (content.length !== 1 || value === undefined) throw invalid('BOOLEAN');
  if (!ber && value !== 0 && value !== 0xff) throw invalid('BOOLEAN');
  return value !== 0;
}

export function readBits(content: Uint8Array): Bits {
  const [unused] = content;
  if (unused === undefined || unused > 7) throw invalid('BIT STRING');
  const bytes = content.subarray(1);
  const last = bytes.at(-1);
  if (last === undefined) {
    if (unused !== 0) throw invalid('BIT STRING');
  } else if ((last & ((1 << unused) - 1)) !== 0) {
    throw invalid('BIT STRING with set unused bits');
  }
  return { bytes, unused };
}

const MAX_OID_OCTETS = 128;

/** Dotted decimal of an object identifier; arcs may be as large as those made of a UUID (2.25). */
export function readOid(content: Uint8Array): string {
  if (content.length === 0 || content.length > MAX_OID_OCTETS) throw invalid('OBJECT IDENTIFIER');
  const arcs: (number | bigint)[] = [];
  let arc: number | bigint = 0;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) throw invalid('OBJECT IDENTIFIER not minimal');
    arc = pushed(arc, octet & 0x7f);
    fresh = octet < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0;
    }
  }
  if (!fresh) throw invalid('OBJECT IDENTIFIER cut off');
  const [head = 0, ...rest] = arcs;
  const top = head < 40 ? 0 : head < 80 ? 1 : 2;
  const second = typeof head === 'bigint' ? head - 80n : head - top * 40;
  return [top, second, ...rest].join('.');
}

function pushed(arc: number | bigint, bits: number): number | bigint {
  if (typeof arc === 'bigint') return arc * 128n + BigInt(bits);
  return arc < 2 ** 45 ? arc * 128 + bits : BigInt(arc) * 128n + BigInt(bits);
}
