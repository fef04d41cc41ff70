import { randomBytes } from 'node:crypto';
import { N, P, to32Bytes } from './curve.js';
import { Sm2PrivateKey } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';

const key = Sm2PrivateKey.generate(randomBytes);
const { x, y } = key.publicKey;
const spki = key.publicKey.toSpki();
const jwk = key.publicKey.toJwk();
const point = (a: bigint, b: bigint): Buffer => Buffer.concat([Uint8Array.of(4), to32Bytes(a), to32Bytes(b)]);
/** x^3 + ax + b has no root for it. */
const NO_POINT = 2n;
const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};
const invalid = expect.objectContaining({ code: 'SM2_KEY_INVALID' });

describe('a public key that is none', () => {
  it.each([
    ['the point at infinity', Uint8Array.of(0)],
    ['zeros', point(0n, 0n)],
    ['off the curve', point(x, y + 1n)],
    ['x beyond p', point(P, y)],
    ['y beyond p, the same residue', Buffer.concat([Uint8Array.of(4), to32Bytes(x), Buffer.alloc(32, 255)])],
    ['compressed, x on no point', Buffer.concat([Uint8Array.of(2), to32Bytes(NO_POINT)])],
    ['compressed, x beyond p', Buffer.concat([Uint8Array.of(2), to32Bytes(P)])],
    ['hybrid', Buffer.concat([Uint8Array.of(6), key.publicKey.coordinates])],
    ['truncated', key.publicKey.toPoint().subarray(0, 64)],
    ['trailing byte', Buffer.concat([key.publicKey.toPoint(), Uint8Array.of(0)])],
    [
      'a P-256 point',
      Buffer.from(
        '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
        'hex',
      ),
    ],
  ])('%s', (_, bytes) => {
    expect(() => Sm2PublicKey.fromPoint(bytes)).toThrow(invalid);
  });

  it.each([
    ['another curve', changed(spki, 20)],
    ['a trailing byte', Buffer.concat([spki, Uint8Array.of(0)])],
    ['unused bits', changed(spki, 25)],
    ['nothing', Buffer.alloc(0)],
  ])('SubjectPublicKeyInfo: %s', (_, bytes) => {
    expect(() => Sm2PublicKey.fromSpki(bytes)).toThrow(invalid);
  });

  it.each([
    ['another curve', { ...jwk, crv: 'P-256' }],
    ['another kind', { ...jwk, kty: 'OKP' }],
    ['no y', { kty: 'EC', crv: 'SM2', x: jwk.x }],
    ['padding', { ...jwk, x: `${jwk.x}=` }],
    ['set bits after the last byte', { ...jwk, x: `${'A'.repeat(42)}B` }],
    ['a short number', { ...jwk, x: 'AQ' }],
    ['swapped', { ...jwk, x: jwk.y, y: jwk.x }],
  ])('JWK: %s', (_, broken) => {
    expect(() => Sm2PublicKey.fromJwk(broken)).toThrow(invalid);
  });
});

describe('a private key that is none', () => {
  it.each([
    ['0', 0n],
    ['n - 1', N - 1n],
    ['n', N],
    ['the largest 256 bits', 2n ** 256n - 1n],
  ])('%s', (_, d) => {
    expect(() => Sm2PrivateKey.fromBytes(to32Bytes(d))).toThrow(invalid);
  });

  it('of 31 or 33 bytes', () => {
    for (const length of [0, 31, 33])
      expect(() => Sm2PrivateKey.fromBytes(Buffer.alloc(length, 1))).toThrow(invalid);
  });

  it('whose public members belong to another key', () => {
    const other = Sm2PrivateKey.generate(randomBytes);
    expect(() => Sm2PrivateKey.fromJwk({ ...jwk, d: other.toJwk().d })).toThrow(invalid);
    const pkcs8 = key.toPkcs8();
    other.toBytes().copy(pkcs8, 36);
    expect(() => Sm2PrivateKey.fromPkcs8(pkcs8)).toThrow(invalid);
  });

  it('in a PrivateKeyInfo that was changed anywhere before the point', () => {
    const pkcs8 = key.toPkcs8();
    for (let at = 0; at < 73; at++)
      expect(() => Sm2PrivateKey.fromPkcs8(changed(pkcs8, at))).toThrow(invalid);
    expect(() => Sm2PrivateKey.fromPkcs8(Buffer.concat([pkcs8, Uint8Array.of(0)]))).toThrow(invalid);
  });
});

it('reads a compressed point', () => {
  const compressed = Buffer.concat([Uint8Array.of(y % 2n === 0n ? 2 : 3), to32Bytes(x)]);
  expect(Sm2PublicKey.fromPoint(compressed).equals(key.publicKey)).toBe(true);
});

it('reads what it writes', () => {
  expect(Sm2PrivateKey.fromJwk(key.toJwk()).d).toBe(key.d);
  expect(Sm2PrivateKey.fromPkcs8(key.toPkcs8()).d).toBe(key.d);
  expect(Sm2PublicKey.fromSpki(spki).equals(key.publicKey)).toBe(true);
  expect(Sm2PublicKey.fromJwk(jwk).equals(key.publicKey)).toBe(true);
});

it('takes the smallest and the largest private key', () => {
  for (const d of [1n, N - 2n]) expect(Sm2PrivateKey.fromBytes(to32Bytes(d)).toBytes()).toEqual(to32Bytes(d));
});

it('draws again where the source gives a number out of range', () => {
  const draws = [Buffer.alloc(32), Buffer.alloc(32, 255), to32Bytes(7n)];
  expect(Sm2PrivateKey.generate(() => draws.shift() ?? Buffer.alloc(32)).d).toBe(7n);
});
