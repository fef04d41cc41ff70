import fc from 'fast-check';
import { N } from './curve.js';
import { decodeSignature, encodeSignature } from './signature.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const number = (value: bigint): string => value.toString(16).padStart(64, '0');
const raw = (r: bigint, s: bigint): Buffer => hex(number(r) + number(s));

describe('a signature of numbers that no signer makes', () => {
  it.each([
    ['r = 0', 0n, 1n],
    ['s = 0', 1n, 0n],
    ['r = n', N, 1n],
    ['s = n', 1n, N],
    ['r = n + 1', N + 1n, 1n],
    ['s = n + 1', 1n, N + 1n],
    ['both the largest 256 bits', 2n ** 256n - 1n, 2n ** 256n - 1n],
    ['r + s = n', 5n, N - 5n],
    ['r + s = n, the other way', N - 1n, 1n],
  ])('%s', (_, r, s) => {
    for (const form of ['raw', 'der'] as const) {
      expect(() => decodeSignature(encodeSignature({ r, s }, form), form)).toThrow(
        expect.objectContaining({ code: 'SM2_SIGNATURE_RANGE' }),
      );
    }
  });

  it('takes n - 1 in either place', () => {
    expect(decodeSignature(raw(N - 1n, N - 1n), 'raw')).toEqual({ r: N - 1n, s: N - 1n });
    expect(decodeSignature(raw(N - 1n, 2n), 'raw')).toEqual({ r: N - 1n, s: 2n });
  });
});

describe('DER that is not the one spelling', () => {
  it.each([
    ['nothing', ''],
    ['one byte', '30'],
    ['an empty sequence', '3000'],
    ['no sequence', '3106 020101 020102'],
    ['one number', '3003 020101'],
    ['three numbers', '3009 020101 020102 020103'],
    ['trailing bytes', '3006 020101 020102 00'],
    ['trailing bytes within the sequence', '3007 020101 020102 00'],
    ['truncated', '3006 020101 0201'],
    ['the length in long form', '308106 020101 020102'],
    ['the length in an indefinite form', '3080 020101 020102 0000'],
    ['a number length in long form', '3007 02810101 020102'],
    ['an empty number', '3005 0200 020102'],
    ['a leading zero', '3007 02020001 020102'],
    ['a negative number', '3006 0201ff 020102'],
    ['a negative number of full length', `3025 0220${'ff'.repeat(32)} 020102`],
    ['a number of 34 bytes', `3027 0222${'00'.repeat(33)}01 020102`],
    ['no INTEGER', '3006 040101 020102'],
    ['an INTEGER with a constructed tag', '3006 220101 020102'],
    ['a length beyond the end', '3006 020101 020502'],
    ['raw form', '01'.repeat(64)],
  ])('%s', (_, text) => {
    expect(() => decodeSignature(hex(text), 'der')).toThrow(
      expect.objectContaining({ code: 'SM2_SIGNATURE_MALFORMED' }),
    );
  });

  it.each([0, 63, 65, 70, 71, 72, 128])('%i bytes are no raw form', (length) => {
    expect(() => decodeSignature(Buffer.alloc(length, 1), 'raw')).toThrow(
      expect.objectContaining({ code: 'SM2_SIGNATURE_MALFORMED' }),
    );
  });
});

const numbers = fc
  .tuple(fc.bigInt(1n, N - 1n), fc.bigInt(1n, N - 1n))
  .filter(([r, s]) => r + s !== N)
  .map(([r, s]) => ({ r, s }));

it('reads what it writes, in both forms', () => {
  fc.assert(
    fc.property(numbers, fc.constantFrom('der' as const, 'raw' as const), (signature, form) => {
      expect(decodeSignature(encodeSignature(signature, form), form)).toEqual(signature);
    }),
  );
});

it('reads no other bytes as the same numbers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 76 }), (bytes) => {
      let signature;
      try {
        signature = decodeSignature(bytes, 'der');
      } catch {
        return;
      }
      expect(encodeSignature(signature, 'der')).toEqual(Buffer.from(bytes));
    }),
  );
  fc.assert(
    fc.property(numbers, fc.nat(71), fc.integer({ min: 1, max: 255 }), (signature, at, flip) => {
      const bytes = encodeSignature(signature, 'der');
      if (at >= bytes.length) return;
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      try {
        expect(encodeSignature(decodeSignature(bytes, 'der'), 'der')).toEqual(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^SM2_SIGNATURE_/) });
      }
    }),
  );
});
