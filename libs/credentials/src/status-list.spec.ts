import { deflateSync } from 'node:zlib';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { readStatusList, signStatusList, StatusList } from './status-list.js';

const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const NOW = Date.UTC(2026, 5, 1);
const uri = 'https://beijing.example/status/1';
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** The examples of draft-ietf-oauth-status-list, section 4.1 and 4.2, by their uncompressed bytes. */
describe('a status list', () => {
  it('of one bit is laid out as the specification shows', () => {
    const states = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    const list = StatusList.create(1, 16);
    states.forEach((state, index) => list.set(index, state));
    expect(list.encode()).toBe(b64(deflateSync(Buffer.from('b9a3', 'hex'), { level: 9 })));
    expect(states.map((_, index) => StatusList.decode(1, 'eNrbuRgAAhcBXQ').get(index))).toEqual(states);
  });

  it('of two bits is laid out as the specification shows', () => {
    const states = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
    const list = StatusList.create(2, 12);
    states.forEach((state, index) => list.set(index, state));
    expect(list.encode()).toBe(b64(deflateSync(Buffer.from('c944f9', 'hex'), { level: 9 })));
    expect(states.map((_, index) => StatusList.decode(2, 'eNo76fITAAPfAgc').get(index))).toEqual(states);
  });

  it.each([1, 2, 4, 8] as const)('of %i bits keeps what was set, whatever stands beside it', (bits) => {
    const list = StatusList.create(bits, 1000);
    const expected = Array.from({ length: 1000 }, (_, index) => (index * 7) % 2 ** bits);
    expected.forEach((state, index) => list.set(index, 2 ** bits - 1 - state));
    expected.forEach((state, index) => list.set(index, state));
    const again = StatusList.decode(bits, list.encode());
    expect(expected.map((_, index) => again.get(index))).toEqual(expected);
  });

  it('refuses an index beyond its end, a bomb, and what is not ZLIB', () => {
    const list = StatusList.create(1, 8);
    for (const index of [8, -1, 0.5, Number.NaN])
      expect(() => list.get(index)).toThrow(expect.objectContaining({ code: 'STATUS_INDEX_OUT_OF_RANGE' }));
    const bomb = b64(deflateSync(Buffer.alloc((1 << 24) + 1)));
    for (const lst of [bomb, 'AAAA', '', 'eNrbuRgAAhcBXQ=='])
      expect(() => StatusList.decode(1, lst)).toThrow(
        expect.objectContaining({ code: 'STATUS_LIST_MALFORMED' }),
      );
  });
});

describe('a status list token', () => {
  const list = StatusList.create(2, 64);
  list.set(5, 1);
  const read = (token: string, more: object = {}) =>
    readStatusList(token, { uri, key: verificationKeyOf(key), now: NOW, ...more });

  it('is read by who asked for it', async () => {
    const token = await signStatusList(list, { uri, issuedAt: NOW, expiresAt: NOW + 1000, ttl: 60 }, key);
    expect((await read(token)).get(5)).toBe(1);
  });

  it.each<[string, object, object, string]>([
    ['of another place', {}, { uri: `${uri}2` }, 'STATUS_LIST_OTHER'],
    ['that has expired', {}, { now: NOW + 1000 }, 'STATUS_LIST_EXPIRED'],
    ['from the future', {}, { now: NOW - 61_000 }, 'STATUS_LIST_EXPIRED'],
    ['without a list', { status_list: undefined }, {}, 'STATUS_LIST_MALFORMED'],
    ['of three bits', { status_list: { bits: 3, lst: list.encode() } }, {}, 'STATUS_LIST_MALFORMED'],
    [
      'of another key',
      {},
      { key: verificationKeyOf(signingKeyFromJwk(generateSigningKey('ES256').privateJwk)) },
      'JWS_SIGNATURE_WRONG',
    ],
  ])('%s is refused', async (_, change, more, code) => {
    const payload = {
      sub: uri,
      iat: NOW / 1000,
      exp: NOW / 1000 + 1,
      status_list: { bits: 2, lst: list.encode() },
      ...change,
    };
    const token = await signCompact({ header: { typ: 'statuslist+jwt' }, payload, key });
    await expect(read(token, more)).rejects.toMatchObject({ code });
  });
});
