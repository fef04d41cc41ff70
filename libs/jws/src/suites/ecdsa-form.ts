/**
 * The two forms of an ECDSA signature over P-256: r and s end to end, 32 bytes each (RFC 7518 section 3.4), and DER
 * (SEQUENCE of two INTEGERs). OpenSSL speaks DER; having Node convert costs as much as signing does.
 */
const SIZE = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** @param signature 64 bytes */
export function derOf(signature: Uint8Array): Uint8Array {
  const parts = [integer(signature.subarray(0, SIZE)), integer(signature.subarray(SIZE))];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(SEQUENCE, length), ...parts]);
}

/** @param der as OpenSSL wrote it; it is not checked again */
export function fixedOf(der: Uint8Array): Uint8Array {
  const signature = new Uint8Array(2 * SIZE);
  let at = 2;
  for (const end of [SIZE, 2 * SIZE]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const digits = number.subarray(Math.max(0, length - SIZE));
    signature.set(digits, end - digits.length);
    at += 2 + length;
  }
  return signature;
}

/** The shortest form of a number that is not negative. */
function integer(digits: Uint8Array): Uint8Array {
  let first = 0;
  while (first < digits.length - 1 && digits[first] === 0) first += 1;
  const number = digits.subarray(first);
  const sign = (number[0] ?? 0) >= 0x80 ? [0] : [];
  return Uint8Array.of(INTEGER, sign.length + number.length, ...sign, ...number);
}
