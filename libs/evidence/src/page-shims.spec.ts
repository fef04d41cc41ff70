import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';

/** What stands in the page for Node's own modules says what Node says. */
const load = async (name: string): Promise<never> => (await import(`../page/shims/${name}.js`)) as never;
let page: {
  createHash: typeof createHash;
  createPublicKey: (source: { key: unknown; format: 'jwk' }) => KeyObject;
  verify: typeof verify;
};
let PageBuffer: typeof Buffer;
let equal: typeof isDeepStrictEqual;
beforeAll(async () => {
  page = await load('crypto');
  ({ Buffer: PageBuffer } = await load('buffer'));
  ({ isDeepStrictEqual: equal } = await load('util'));
});

it.each(['sha1', 'sha256', 'sha384', 'sha512', 'sm3'])('%s of every length up to two blocks', (name) => {
  for (let length = 0; length <= 260; length += 1) {
    const data = Buffer.alloc(length, length);
    expect(page.createHash(name).update(data).digest('hex')).toBe(
      createHash(name).update(data).digest('hex'),
    );
  }
});

const generate: Record<string, () => { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
it.each(Object.keys(generate))('%s signatures hold, and changed ones do not', (name) => {
  const digest = name === 'EdDSA' ? null : 'sha256';
  const { publicKey, privateKey } = generate[name]!();
  const key = page.createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' });
  for (let run = 0; run < 5; run += 1) {
    const data = Buffer.from(`message ${run}`);
    const signature = sign(digest, data, privateKey);
    expect(page.verify(digest, data, key, signature)).toBe(true);
    expect(page.verify(digest, Buffer.from('another'), key, signature)).toBe(false);
    for (const at of [3, signature.length >> 1, signature.length - 1]) {
      const changed = Buffer.from(signature);
      changed[at]! ^= 1;
      expect(page.verify(digest, data, key, changed)).toBe(false);
    }
    expect(page.verify(digest, data, key, signature.subarray(1))).toBe(false);
  }
});

it('refuses a point that is not on the curve', () => {
  const { publicKey } = generate['ES256']!();
  const key = { ...publicKey.export({ format: 'jwk' }), y: Buffer.alloc(32, 1).toString('base64url') };
  expect(() => page.createPublicKey({ key, format: 'jwk' })).toThrow();
});

it('Buffer reads and writes as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (one, other) => {
      for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
        const text = Buffer.from(one).toString(encoding);
        expect(PageBuffer.from(one).toString(encoding)).toBe(text);
        expect([...PageBuffer.from(text, encoding)]).toEqual([...Buffer.from(text, encoding)]);
      }
      expect(PageBuffer.compare(one, other)).toBe(Buffer.compare(one, other));
      expect([...PageBuffer.concat([one, other])]).toEqual([...one, ...other]);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const wellFormed = text.toWellFormed();
      expect(PageBuffer.from(wellFormed, 'utf8').toString()).toBe(wellFormed);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect([...PageBuffer.from(text, 'base64url')]).toEqual([...Buffer.from(text, 'base64url')]);
    }),
  );
});

it('compares values of JSON as Node does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(equal(one, structuredClone(one))).toBe(true);
      expect(equal(one, other)).toBe(isDeepStrictEqual(one, other));
    }),
  );
});
