import { Refusal } from '#libs/errors';
import { N, to32Bytes, toNumber } from './curve.js';

/** A signature's numbers, both between 1 and n - 1. */
export interface Sm2Signature {
  readonly r: bigint;
  readonly s: bigint;
}

/**
 * How the numbers are written: `der` is SEQUENCE { r INTEGER, s INTEGER } (GM/T 0009-2012, 7.3), `raw` is r || s in 32
 * bytes each. The caller says which is due; guessing would let one signature pass under two spellings.
 */
export type Sm2SignatureForm = 'der' | 'raw';

/**
 * Reads a signature in exactly one spelling.
 * @throws Refusal SM2_SIGNATURE_MALFORMED (`hint` says how), SM2_SIGNATURE_RANGE for r or s outside 1..n-1 and for
 * r + s = n, which no signer may make and no verifier may take (GB/T 32918.2, 6.1 A6 and 7.1 B5)
 */
export function decodeSignature(bytes: Uint8Array, form: Sm2SignatureForm): Sm2Signature {
  const { r, s } = form === 'raw' ? readRaw(bytes) : readDer(bytes);
  if (r < 1n || r >= N || s < 1n || s >= N) throw new Refusal('SM2_SIGNATURE_RANGE');
  if (r + s === N) throw new Refusal('SM2_SIGNATURE_RANGE', { hint: 'r + s = n' });
  return { r, s };
}

export function encodeSignature({ r, s }: Sm2Signature, form: Sm2SignatureForm): Buffer {
  if (form === 'raw') return Buffer.concat([to32Bytes(r), to32Bytes(s)]);
  const content = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Uint8Array.of(0x30, content.length), content]);
}

function readRaw(bytes: Uint8Array): Sm2Signature {
  if (bytes.length !== 64) throw malformed('64 bytes are due');
  return { r: toNumber(bytes.subarray(0, 32)), s: toNumber(bytes.subarray(32)) };
}

/** Both numbers have at most 33 bytes, so every length is one byte (X.690, 10.1): the longest form has 72 bytes. */
function readDer(bytes: Uint8Array): Sm2Signature {
  if (bytes[0] !== 0x30) throw malformed('not a SEQUENCE');
  const length = bytes[1] ?? 0x80;
  if (length > 70) throw malformed('a length that is not minimal or not possible');
  if (bytes.length < 2 + length) throw malformed('truncated');
  if (bytes.length > 2 + length) throw malformed('trailing bytes');
  const [r, afterR] = readInteger(bytes, 2);
  const [s, end] = readInteger(bytes, afterR);
  if (end !== bytes.length) throw malformed('more than two numbers');
  return { r, s };
}

function readInteger(bytes: Uint8Array, at: number): [value: bigint, end: number] {
  if (bytes[at] !== 0x02) throw malformed('not an INTEGER');
  const length = bytes[at + 1] ?? 0;
  if (length < 1 || length > 33) throw malformed('length of an INTEGER');
  const end = at + 2 + length;
  if (end > bytes.length) throw malformed('truncated');
  const content = bytes.subarray(at + 2, end);
  const [first = 0, second = 0] = content;
  if (first & 0x80) throw malformed('a negative number');
  if (length > 1 && first === 0 && second < 0x80) throw malformed('a number with leading zeros');
  return [toNumber(content), end];
}

function derInteger(number: bigint): Buffer {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const content = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
  return Buffer.concat([Uint8Array.of(0x02, content.length), content]);
}

function malformed(hint: string): Refusal {
  return new Refusal('SM2_SIGNATURE_MALFORMED', { hint });
}
