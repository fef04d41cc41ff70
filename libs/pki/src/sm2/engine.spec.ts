import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { GX, GY, N, Point, to32Bytes, toNumber } from './curve.js';
import { messageDigest } from './digest.js';
import { Jacobian, toAffine } from './jacobian.js';
import { deterministicNonce, randomNonce } from './nonce.js';
import { Sm2PrivateKey } from './private-key.js';
import { sign, signDigest } from './sign.js';
import { encodeSignature } from './signature.js';
import { TableCache } from './table-cache.js';
import { MultiplesTable, multiplyOnce } from './tables.js';
import { Sm2Engine } from './engine.js';

const key = Sm2PrivateKey.fromBytes(Buffer.alloc(32, 0x11));
const other = Sm2PrivateKey.fromBytes(Buffer.alloc(32, 0x22));
const message = Buffer.from('a licence');
const nonce = deterministicNonce;
const good = sign(key, message, { nonce });
const RUNS = { numRuns: 30 };

/** Once for each way of multiplying: no table, the narrow one, the wide one. */
function engineAfter(uses: number): Sm2Engine {
  const engine = new Sm2Engine();
  for (let use = 0; use < uses; use++)
    engine.verifyDigest(key.publicKey, messageDigest(key.publicKey, message), good);
  return engine;
}

describe.each([
  ['a key met first', 0],
  ['a key with a narrow table', 3],
  ['a key with a wide table', 20],
])('%s', (_, uses) => {
  const engine = engineAfter(uses);
  const check = (signature: { r: bigint; s: bigint }, text = message, id?: string): boolean =>
    engine.verifyDigest(key.publicKey, messageDigest(key.publicKey, text, id), signature);

  it('verifies its signature', () => expect(check(good)).toBe(true));

  it.each<[string, () => boolean]>([
    ['another message', () => check(good, Buffer.from('another licence'))],
    ['another id', () => check(good, message, 'ALICE123@YAHOO.COM')],
    ['an empty id', () => check(good, message, '')],
    ['another key', () => engine.verifyDigest(other.publicKey, messageDigest(key.publicKey, message), good)],
    ['r and s swapped', () => check({ r: good.s, s: good.r })],
    ['n - s', () => check({ r: good.r, s: N - good.s })],
    ['n - r', () => check({ r: N - good.r, s: good.s })],
    ['r = 0', () => check({ r: 0n, s: good.s })],
    ['s = 0', () => check({ r: good.r, s: 0n })],
    ['r + n', () => check({ r: good.r + N, s: good.s })],
    ['s + n', () => check({ r: good.r, s: good.s + N })],
    ['r = n', () => check({ r: N, s: good.s })],
    ['r + s = n', () => check({ r: good.r, s: N - good.r })],
    ['negative numbers', () => check({ r: good.r - N, s: good.s - N })],
    ['plain ECDSA over e', () => check(ecdsa())],
  ])('refuses %s', (__, attempt) => expect(attempt()).toBe(false));

  it('refuses a sum at infinity', () => {
    // s = -d * t makes sG + tP the point at infinity; with r = t - s = t(1 + d) everything else fits.
    const t = 12345n;
    const s = (N - ((key.d * t) % N)) % N;
    const r = (t + N - s) % N;
    expect(engine.verifyDigest(key.publicKey, to32Bytes(r), { r, s })).toBe(false);
  });

  it('verifies where sG and tP are the same point', () => {
    // s = d * t: the addition becomes a doubling.
    const t = 987654321n;
    const s = (key.d * t) % N;
    const r = (((t - s) % N) + N) % N;
    const { x } = Point.BASE.multiply((2n * s) % N).toAffine();
    const e = (((r - x) % N) + N) % N;
    expect(engine.verifyDigest(key.publicKey, to32Bytes(e), { r, s })).toBe(true);
  });

  it('agrees with @noble/curves on any numbers', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, N - 1n), fc.bigInt(1n, N - 1n), (r, s) => {
        const t = (r + s) % N;
        fc.pre(t !== 0n);
        const Q = Point.fromAffine(key.publicKey);
        const { x } = Point.BASE.multiplyUnsafe(s).add(Q.multiplyUnsafe(t)).toAffine();
        const e = (((r - x) % N) + N) % N;
        expect(engine.verifyDigest(key.publicKey, to32Bytes(e), { r, s })).toBe(true);
        expect(engine.verifyDigest(key.publicKey, to32Bytes((e + 1n) % N), { r, s })).toBe(false);
      }),
      RUNS,
    );
  });
});

/** What Node's own SM2 keys make when they were not imported from PEM: ECDSA, which no SM2 engine may take. */
function ecdsa(): { r: bigint; s: bigint } {
  const e = toNumber(messageDigest(key.publicKey, message));
  const r = Point.BASE.multiply(77n).toAffine().x % N;
  return { r, s: (Point.Fn.inv(77n) * (e + r * key.d)) % N };
}

describe('multiplication', () => {
  const scalars = [
    1n,
    2n,
    15n,
    16n,
    17n,
    127n,
    128n,
    129n,
    255n,
    256n,
    N - 1n,
    N - 2n,
    2n ** 255n,
    (N - 1n) / 2n,
  ];
  const expected = (scalar: bigint) => Point.BASE.multiply(scalar).toAffine();
  const G = { x: GX, y: GY };

  it.each([2, 3, 4, 5, 6, 7, 8, 9])('by a table of width %i', (width) => {
    const table = new MultiplesTable(G, width);
    const times = (scalar: bigint) => {
      const sum = new Jacobian();
      table.addMultiple(sum, scalar);
      return toAffine([sum])[0];
    };
    for (const scalar of scalars) expect(times(scalar)).toEqual(expected(scalar));
    fc.assert(
      fc.property(fc.bigInt(1n, N - 1n), (k) => expect(times(k)).toEqual(expected(k))),
      RUNS,
    );
  });

  it('without a table', () => {
    const times = (scalar: bigint) => toAffine([multiplyOnce(G, scalar)])[0];
    for (const scalar of scalars) expect(times(scalar)).toEqual(expected(scalar));
    fc.assert(
      fc.property(fc.bigInt(1n, N - 1n), (k) => expect(times(k)).toEqual(expected(k))),
      RUNS,
    );
  });

  it('by zero and by n is infinity', () => {
    for (const scalar of [0n, N]) {
      const sum = new Jacobian();
      new MultiplesTable(G, 5).addMultiple(sum, scalar);
      expect(sum.isInfinity).toBe(true);
      expect(multiplyOnce(G, scalar).isInfinity).toBe(true);
    }
  });
});

describe('signing', () => {
  it('verifies in both forms, with any id', () => {
    const engine = new Sm2Engine();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.string({ maxLength: 40 }), { nil: undefined }),
        fc.constantFrom('der' as const, 'raw' as const),
        (text, id, form) => {
          const named = id === undefined ? {} : { id };
          const signature = encodeSignature(
            sign(key, text, { nonce: randomNonce(randomBytes), ...named }),
            form,
          );
          expect(engine.verify(key.publicKey, text, signature, { form, ...named })).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it('refuses an id whose length does not fit two bytes', () => {
    expect(() => sign(key, message, { nonce, id: 'x'.repeat(8192) })).toThrow(
      expect.objectContaining({ code: 'SM2_ID_INVALID' }),
    );
    expect(() => sign(key, message, { nonce, id: 'x'.repeat(8191) })).not.toThrow();
  });

  it('takes the next nonce where r or r + k would be zero modulo n', () => {
    const k = 4711n;
    const { x } = Point.BASE.multiply(k).toAffine();
    const next = 4712n;
    for (const e of [N - (x % N), (2n * N - k - (x % N)) % N]) {
      const draws = [k, next];
      const signature = signDigest(key, to32Bytes(e), () => () => draws.shift() ?? 1n);
      expect(draws).toEqual([]);
      expect(new Sm2Engine().verifyDigest(key.publicKey, to32Bytes(e), signature)).toBe(true);
    }
  });

  it('mixes the random bytes in, and stays sound without them', () => {
    const fixed = sign(key, message, { nonce: randomNonce(() => new Uint8Array(32)) });
    expect(fixed).not.toEqual(good);
    expect(sign(key, message, { nonce: randomNonce(randomBytes) })).not.toEqual(fixed);
    expect(sign(key, Buffer.from('another'), { nonce: randomNonce(() => new Uint8Array(32)) }).r).not.toBe(
      fixed.r,
    );
  });
});

describe('the cache of tables', () => {
  const keys = [1, 2, 3, 4].map((n) => Sm2PrivateKey.fromBytes(Buffer.alloc(32, n)).publicKey);

  it('makes no table for strangers, a narrow one for the second meeting, a wide one later', () => {
    const cache = new TableCache();
    const [first] = keys;
    const widths = Array.from({ length: 17 }, () => (first ? cache.of(first)?.width : undefined));
    expect(widths).toEqual([undefined, ...Array.from({ length: 14 }, () => 6), 8, 8]);
  });

  it('holds no more keys than it may and forgets the one used longest ago', () => {
    const cache = new TableCache({ maxKeys: 3 });
    for (const one of [0, 0, 1, 1, 2, 0, 3]) {
      const entry = keys[one];
      if (entry) cache.of(entry);
    }
    expect(cache.held.keys).toBe(3);
    expect(keys[0] && cache.of(keys[0])).toBeDefined();
    expect(keys[1] && cache.of(keys[1])).toBeUndefined();
  });

  it('holds no more points than it may', () => {
    const cache = new TableCache({ maxPoints: 3000 });
    for (const one of keys) for (let use = 0; use < 3; use++) cache.of(one);
    expect(cache.held).toEqual({ keys: 2, points: 2 * 43 * 32 });
  });
});
