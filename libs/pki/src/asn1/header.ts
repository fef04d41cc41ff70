import { Refusal } from '#libs/errors';

/** The identifier and length octets of one element (X.690 §8.1). */
export interface Header {
  tagClass: number;
  constructed: boolean;
  tag: number;
  /** Where the content starts. */
  start: number;
  /** Length of the content; undefined for the indefinite form, which only BER has. */
  length: number | undefined;
}

/** Reads the header at `at` of `bytes`, which ends at `end`. Tags up to 2^28, lengths up to 2^32. */
export function readHeader(bytes: Uint8Array, at: number, end: number, ber: boolean): Header {
  let position = at;
  const next = (): number => {
    const byte = position < end ? bytes[position++] : undefined;
    if (byte === undefined) throw new Refusal('ASN1_TRUNCATED');
    return byte;
  };
  const first = next();
  let tag = first & 0x1f;
  if (tag === 0x1f) {
    tag = 0;
    let octet = next();
    if (octet === 0x80) throw new Refusal('ASN1_TAG_INVALID', { hint: 'leading zeros' });
    for (let count = 1; ; count++) {
      if (count > 4) throw new Refusal('ASN1_TAG_INVALID', { hint: 'too large' });
      tag = (tag << 7) | (octet & 0x7f);
      if ((octet & 0x80) === 0) break;
      octet = next();
    }
    if (tag < 0x1f) throw new Refusal('ASN1_TAG_INVALID', { hint: 'not minimal' });
  }
  const constructed = (first & 0x20) !== 0;
  const length = readLength(next, ber, constructed);
  if (length !== undefined && length > end - position) throw new Refusal('ASN1_TRUNCATED');
  return { tagClass: first >> 6, constructed, tag, start: position, length };
}

function readLength(next: () => number, ber: boolean, constructed: boolean): number | undefined {
  const first = next();
  if (first < 0x80) return first;
  if (first === 0x80) {
    if (ber && constructed) return undefined;
    throw new Refusal('ASN1_LENGTH_INVALID', { hint: 'indefinite' });
  }
  const octets = first & 0x7f;
  if (octets > (ber ? 8 : 4)) throw new Refusal('ASN1_LENGTH_INVALID', { hint: 'too large' });
  let length = 0;
  for (let index = 0; index < octets; index++) length = length * 256 + next();
  const minimal = length >= 0x80 && (octets === 1 || length >= 256 ** (octets - 1));
  if (!ber && !minimal) throw new Refusal('ASN1_LENGTH_INVALID', { hint: 'not minimal' });
  return length;
}
