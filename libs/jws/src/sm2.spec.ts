import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { Sm2Engine, Sm2PublicKey } from '#libs/pki';
import { parseCompact, signCompact, verifyCompact } from './compact.js';
import {
  generateSigningKey,
  signingKeyFromJwk,
  thumbprint,
  verificationKeyFromJwk,
  verificationKeyOf,
} from './keys.js';
import { sm2SuiteOver } from './suites/sm2.js';

const typ = 'test+jwt';
const pair = generateSigningKey('SM2');
const other = generateSigningKey('SM2');
const es = generateSigningKey('ES256');
const key = signingKeyFromJwk(pair.privateJwk);
const verifying = verificationKeyOf(key);
const options = { typ, resolveKey: () => verifying };
const good = await signCompact({ header: { typ }, payload: { a: 1 }, key });

const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const bytes = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const [head = '', body = '', signature = ''] = good.split('.');
const raw = Buffer.from(signature, 'base64url');
const withSignature = (sig: Uint8Array): string =>
  `${head}.${body}.${Buffer.from(sig).toString('base64url')}`;
const withHeader = (header: object): string =>
  `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${signature}`;
const derOf = (sig: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('30440220', 'hex'),
    sig.subarray(0, 32),
    Buffer.from('0220', 'hex'),
    sig.subarray(32),
  ]);

const codeOf = async (token: string, resolved = verifying): Promise<string> => {
  try {
    await verifyCompact(token, { typ, resolveKey: () => resolved });
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'accepted';
};

describe('a token with an SM2 key', () => {
  it.each<[string, string, string]>([
    ['r = 0', withSignature(Buffer.concat([Buffer.alloc(32), raw.subarray(32)])), 'JWS_SIGNATURE_RANGE'],
    ['s = 0', withSignature(Buffer.concat([raw.subarray(0, 32), Buffer.alloc(32)])), 'JWS_SIGNATURE_RANGE'],
    ['r = n', withSignature(Buffer.concat([bytes(ORDER), raw.subarray(32)])), 'JWS_SIGNATURE_RANGE'],
    ['s = n', withSignature(Buffer.concat([raw.subarray(0, 32), bytes(ORDER)])), 'JWS_SIGNATURE_RANGE'],
    ['r + s = n', withSignature(Buffer.concat([bytes(7n), bytes(ORDER - 7n)])), 'JWS_SIGNATURE_WRONG'],
    [
      'n - s',
      withSignature(
        Buffer.concat([raw.subarray(0, 32), bytes(ORDER - BigInt(`0x${raw.toString('hex', 32)}`))]),
      ),
      'JWS_SIGNATURE_WRONG',
    ],
    ['DER', withSignature(derOf(raw)), 'JWS_SIGNATURE_DER'],
    ['a truncated signature', withSignature(raw.subarray(0, 63)), 'JWS_SIGNATURE_LENGTH'],
    ['alg ES256', withHeader({ alg: 'ES256', kid: key.kid, typ }), 'JWS_ALG_NOT_THE_KEYS'],
    ['another spelling of alg', withHeader({ alg: 'sm2', kid: key.kid, typ }), 'JWS_ALG_UNKNOWN'],
    ['another private alg', withHeader({ alg: 'SM2-SM3', kid: key.kid, typ }), 'JWS_ALG_UNKNOWN'],
    [
      'another payload',
      `${head}.${Buffer.from('{"a":2}').toString('base64url')}.${signature}`,
      'JWS_SIGNATURE_WRONG',
    ],
  ])('refuses %s', async (_, token, code) => {
    expect(await codeOf(token)).toBe(code);
  });

  it('refuses the key of another', async () => {
    const stranger = { ...verificationKeyFromJwk(other.publicJwk), kid: key.kid };
    expect(await codeOf(good, stranger)).toBe('JWS_SIGNATURE_WRONG');
    const p256 = { ...verificationKeyFromJwk(es.publicJwk), kid: key.kid };
    expect(await codeOf(good, p256)).toBe('JWS_ALG_NOT_THE_KEYS');
  });

  it('refuses a signature under another user id', async () => {
    const { publicKey } = verifying;
    expect(publicKey).toBeInstanceOf(Sm2PublicKey);
    const input = Buffer.from(`${head}.${body}`);
    const engine = new Sm2Engine();
    expect(engine.verify(publicKey as Sm2PublicKey, input, raw, { form: 'raw' })).toBe(true);
    expect(engine.verify(publicKey as Sm2PublicKey, input, raw, { form: 'raw', id: '' })).toBe(false);
  });

  it('verifies; the header names what is agreed on', async () => {
    await expect(verifyCompact(good, options)).resolves.toMatchObject({ payload: { a: 1 } });
    expect(parseCompact(good).header).toEqual({ typ, alg: 'SM2', kid: key.kid });
    expect(raw).toHaveLength(64);
  });

  it('refuses every change of one bit of the signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(511), async (bit) => {
        const changed = Buffer.from(raw);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await codeOf(withSignature(changed))).toMatch(/^JWS_SIGNATURE_/);
      }),
      { numRuns: 40 },
    );
  });

  it('waits for other threads', async () => {
    const suite = sm2SuiteOver({
      sign: async (own, data) => key.suite.sign(own, data),
      verify: async (own, data, sig) => key.suite.verify(own, data, sig),
    });
    const token = await signCompact({ header: { typ }, payload: { a: 1 }, key: { ...key, suite } });
    const resolveKey = () => ({ ...verifying, suite });
    await expect(verifyCompact(token, { typ, resolveKey })).resolves.toMatchObject({ payload: { a: 1 } });
  });
});

describe('an SM2 JWK', () => {
  it.each<[string, unknown, string]>([
    ['off the curve', { ...pair.publicJwk, y: other.publicJwk.y }, 'JWK_INVALID'],
    ['of P-256', { ...pair.publicJwk, x: es.publicJwk.x, y: es.publicJwk.y }, 'JWK_INVALID'],
    ['without y', { ...pair.publicJwk, y: undefined }, 'JWK_INVALID'],
    ['with another alg', { ...pair.publicJwk, alg: 'ES256' }, 'JWK_ALG_MISMATCH'],
    ['with another name of the curve', { ...pair.publicJwk, crv: 'sm2p256v1' }, 'JWK_UNSUPPORTED'],
    ['that is private', pair.privateJwk, 'JWK_PRIVATE'],
  ])('%s is refused', (_, jwk, code) => {
    expect(() => verificationKeyFromJwk(jwk)).toThrow(expect.objectContaining({ code }));
  });

  it('of a pair that does not fit is refused', () => {
    expect(() => signingKeyFromJwk({ ...pair.privateJwk, d: other.privateJwk.d })).toThrow(
      expect.objectContaining({ code: 'JWK_INVALID' }),
    );
  });

  it('has the thumbprint that RFC 7638 gives an EC key', () => {
    const { x, y } = pair.publicJwk;
    const canonical = `{"crv":"SM2","kty":"EC","x":"${x}","y":"${y}"}`;
    const expected = createHash('sha256').update(canonical).digest('base64url');
    expect(thumbprint(pair.publicJwk)).toBe(expected);
    expect(key.kid).toBe(expected);
  });
});
