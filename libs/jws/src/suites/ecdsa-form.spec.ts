import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { derOf, fixedOf } from './ecdsa-form.js';

const half = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  // Numbers with leading zeros, and with a first bit that is set after them.
  fc
    .uint8Array({ minLength: 1, maxLength: 31 })
    .map((tail) => Buffer.concat([Buffer.alloc(32 - tail.length), tail])),
);

it('there and back is the same signature', () => {
  fc.assert(
    fc.property(half, half, (r, s) => {
      const signature = Buffer.concat([r, s]);
      expect(Buffer.from(fixedOf(derOf(signature)))).toEqual(signature);
    }),
  );
});

it('writes each number in the fewest bytes and never as a negative one', () => {
  const numbers = (r: string, s: string) =>
    Buffer.from(derOf(Buffer.from(r.padStart(64, '0') + s.padStart(64, '0'), 'hex'))).toString('hex');
  expect(numbers('01', '7f')).toBe('300602010102017f');
  expect(numbers('80', 'ff00')).toBe('300902020080020300ff00');
  expect(numbers('00', '00')).toBe('3006020100020100');
});

it('agrees with OpenSSL in both directions, a thousand times', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (let round = 0; round < 1_000; round++) {
    const data = Buffer.from(`round ${round}`);
    const fixed = fixedOf(sign('sha256', data, privateKey));
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, fixed)).toBe(true);
    expect(verify('sha256', data, publicKey, derOf(fixed))).toBe(true);
  }
});
