import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verifyCompact } from './compact.js';
import { generateSigningKey, signingKeyFromJwk, verificationKeyFromJwk, verificationKeyOf } from './keys.js';

const typ = 'test+jwt';
const jwks = { ES256: generateSigningKey('ES256'), EdDSA: generateSigningKey('EdDSA') };
const es = signingKeyFromJwk(jwks.ES256.privateJwk);
const ed = signingKeyFromJwk(jwks.EdDSA.privateJwk);
const trusted = new Map([es, ed].map((key) => [key.kid, verificationKeyOf(key)]));
const options = { typ, resolveKey: (header: { kid: string }) => trusted.get(header.kid) };

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
/** A signer of the tests' own: it writes whatever header and payload text it is given. */
function forge(
  header: unknown,
  payload: unknown = { a: 1 },
  key = jwks.ES256.privateJwk,
  der = false,
): string {
  const input = `${b64(header)}.${b64(payload)}`;
  const signature = sign('sha256', Buffer.from(input), {
    key: createPrivateKey({ key: key as never, format: 'jwk' }),
    dsaEncoding: der ? 'der' : 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}
const good = { alg: 'ES256', kid: es.kid, typ };
const withSignature = (bytes: Uint8Array) =>
  [...forge(good).split('.').slice(0, 2), Buffer.from(bytes).toString('base64url')].join('.');

async function codeOf(token: string, limits?: { maxBytes: number; maxDepth: number }): Promise<string> {
  try {
    await verifyCompact(token, limits ? { ...options, limits } : options);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}

const hmac = (header: object, secret: string) => {
  const input = `${b64(header)}.${b64({ a: 1 })}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const N = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
const one = Buffer.concat([Buffer.alloc(31), Buffer.from([1])]);
const zero = Buffer.alloc(32);
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
  type: 'spki',
  format: 'pem',
});

describe('verifyCompact refuses', () => {
  it.each<[string, string, string]>([
    // RFC 7515 section 5.2; RFC 8725 sections 2.1 and 3.1
    ['alg none, unsigned', `${b64({ ...good, alg: 'none' })}.${b64({})}.`, 'JWS_ALG_NONE'],
    ['alg None', forge({ ...good, alg: 'None' }), 'JWS_ALG_NONE'],
    ['alg NONE', forge({ ...good, alg: 'NONE' }), 'JWS_ALG_NONE'],
    ['alg nOnE with a blank', forge({ ...good, alg: ' nOnE\t' }), 'JWS_ALG_NONE'],
    ['an empty alg', forge({ ...good, alg: '' }), 'JWS_ALG_NONE'],
    ['HS256 keyed with the public key', hmac({ ...good, alg: 'HS256' }, String(pem)), 'JWS_ALG_SYMMETRIC'],
    ['hs512', forge({ ...good, alg: 'hs512' }), 'JWS_ALG_SYMMETRIC'],
    ['no alg', forge({ kid: es.kid, typ }), 'JWS_ALG_MISSING'],
    ['alg that is a list', forge({ ...good, alg: ['ES256'] }), 'JWS_HEADER_INVALID'],
    ['the algorithm of another key', forge({ ...good, alg: 'EdDSA' }), 'JWS_ALG_NOT_THE_KEYS'],
    ['a weaker algorithm', forge({ ...good, alg: 'RS256' }), 'JWS_ALG_NOT_THE_KEYS'],
    ['ES256 for an Ed25519 key', forge({ ...good, kid: ed.kid }), 'JWS_ALG_NOT_THE_KEYS'],
    ['an algorithm of another case', forge({ ...good, alg: 'es256' }), 'JWS_ALG_UNKNOWN'],
    ['SHA-1', forge({ ...good, alg: 'RS1' }), 'JWS_ALG_UNKNOWN'],
    ['another hash', forge({ ...good, alg: 'ES384' }), 'JWS_ALG_UNKNOWN'],
    // keys
    ['no kid', forge({ alg: 'ES256', typ }), 'JWS_KID_MISSING'],
    ['an unknown kid', forge({ ...good, kid: 'nobody' }), 'JWS_KID_UNKNOWN'],
    ['a kid with a path', forge({ ...good, kid: '../../../dev/null' }), 'JWS_KID_MALFORMED'],
    ['a kid with SQL', forge({ ...good, kid: "x' OR '1'='1" }), 'JWS_KID_MALFORMED'],
    ['a kid with NUL', forge({ ...good, kid: 'a\u0000b' }), 'JWS_KID_MALFORMED'],
    ['a kid that is a number', forge({ ...good, kid: 7 }), 'JWS_KID_MALFORMED'],
    ['a kid of 300 characters', forge({ ...good, kid: 'k'.repeat(300) }), 'JWS_KID_MALFORMED'],
    // RFC 7515 section 4.1.11
    ['an unknown crit', forge({ ...good, crit: ['exp'], exp: 1 }), 'JWS_CRIT_UNKNOWN'],
    ['an empty crit', forge({ ...good, crit: [] }), 'JWS_CRIT_MALFORMED'],
    ['crit that is a string', forge({ ...good, crit: 'exp', exp: 1 }), 'JWS_CRIT_MALFORMED'],
    ['crit that is null', forge({ ...good, crit: null }), 'JWS_CRIT_MALFORMED'],
    ['crit with a number', forge({ ...good, crit: [1] }), 'JWS_CRIT_MALFORMED'],
    ['crit with an empty name', forge({ ...good, crit: [''], '': 1 }), 'JWS_CRIT_MALFORMED'],
    ['crit with a name twice', forge({ ...good, crit: ['x', 'x'], x: 1 }), 'JWS_CRIT_MALFORMED'],
    ['crit with a standard name', forge({ ...good, crit: ['alg'] }), 'JWS_CRIT_MALFORMED'],
    ['crit with a name that is absent', forge({ ...good, crit: ['x'] }), 'JWS_CRIT_MALFORMED'],
    ['crit with an inherited name', forge({ ...good, crit: ['toString'] }), 'JWS_CRIT_MALFORMED'],
    ['b64 false', forge({ ...good, b64: false, crit: ['b64'] }), 'JWS_B64_REFUSED'],
    ['b64 true', forge({ ...good, b64: true }), 'JWS_B64_REFUSED'],
    // structure
    ['another typ', forge({ ...good, typ: 'JWT' }), 'JWS_TYP_WRONG'],
    ['typ of another case', forge({ ...good, typ: 'TEST+jwt' }), 'JWS_TYP_WRONG'],
    ['no typ', forge({ alg: 'ES256', kid: es.kid }), 'JWS_TYP_WRONG'],
    ['an empty token', '', 'JWS_NOT_COMPACT'],
    ['two parts', forge(good).split('.').slice(0, 2).join('.'), 'JWS_NOT_COMPACT'],
    ['four parts', `${forge(good)}.x`, 'JWS_NOT_COMPACT'],
    ['five parts (JWE)', `${forge(good)}.x.y`, 'JWS_NOT_COMPACT'],
    ['JSON serialisation', JSON.stringify({ payload: '', signatures: [] }), 'JWS_JSON_SERIALISATION'],
    ['JSON serialisation after blanks', ' \n{"payload":""}', 'JWS_JSON_SERIALISATION'],
    ['padding', forge(good) + '=', 'JWS_BASE64URL'],
    ['white space inside', forge(good).replace('.', ' .'), 'JWS_BASE64URL'],
    ['a line break at the end', `${forge(good)}\n`, 'JWS_BASE64URL'],
    [
      'a header with a member twice',
      forge(`{"alg":"none",${JSON.stringify(good).slice(1)}`),
      'JSON_DUPLICATE_MEMBER',
    ],
    ['a payload with a member twice', forge(good, '{"iss":"a","iss":"b"}'), 'JSON_DUPLICATE_MEMBER'],
    [
      'a header with __proto__',
      forge(`{"__proto__":{},${JSON.stringify(good).slice(1)}`),
      'JSON_FORBIDDEN_MEMBER',
    ],
    ['a payload that is nested deeply', forge(good, '['.repeat(50) + ']'.repeat(50)), 'JSON_TOO_DEEP'],
    ['a header that is a list', forge([]), 'JWS_HEADER_INVALID'],
    ['a header that is null', forge('null'), 'JWS_HEADER_INVALID'],
    ['a payload that is a list', forge(good, []), 'JWS_PAYLOAD_INVALID'],
    ['a payload that is text', forge(good, '"x"'), 'JWS_PAYLOAD_INVALID'],
    ['a payload that is not JSON', forge(good, 'x'), 'JSON_SYNTAX'],
    ['oversize', forge(good, { a: 'x'.repeat(20_000) }), 'JWS_TOO_LARGE'],
    // signature
    ['no signature', `${forge(good).split('.').slice(0, 2).join('.')}.`, 'JWS_SIGNATURE_LENGTH'],
    ['a truncated signature', withSignature(randomBytes(63)), 'JWS_SIGNATURE_LENGTH'],
    ['a lengthened signature', withSignature(randomBytes(65)), 'JWS_SIGNATURE_LENGTH'],
    ['DER', forge(good, { a: 1 }, jwks.ES256.privateJwk, true), 'JWS_SIGNATURE_DER'],
    ['r and s zero', withSignature(Buffer.concat([zero, zero])), 'JWS_SIGNATURE_RANGE'],
    ['r zero', withSignature(Buffer.concat([zero, one])), 'JWS_SIGNATURE_RANGE'],
    ['s zero', withSignature(Buffer.concat([one, zero])), 'JWS_SIGNATURE_RANGE'],
    ['r = n', withSignature(Buffer.concat([N, one])), 'JWS_SIGNATURE_RANGE'],
    ['s = n', withSignature(Buffer.concat([one, N])), 'JWS_SIGNATURE_RANGE'],
    ['s above n', withSignature(Buffer.concat([one, Buffer.alloc(32, 0xff)])), 'JWS_SIGNATURE_RANGE'],
    ['a signature of zeros but one', withSignature(Buffer.concat([one, one])), 'JWS_SIGNATURE_WRONG'],
    [
      'a key that the token brings along',
      forge(
        { ...good, jwk: generateSigningKey('ES256').publicJwk },
        {},
        generateSigningKey('ES256').privateJwk,
      ),
      'JWS_SIGNATURE_WRONG',
    ],
  ])('%s', async (_rule, token, code) => {
    expect(await codeOf(token)).toBe(code);
  });

  it('an Ed25519 signature with S not below the order', async () => {
    const token = await signCompact({ header: { typ }, payload: {}, key: ed });
    const [header, payload, text = ''] = token.split('.');
    const signature = Buffer.from(text, 'base64url');
    // S + L: the same signature to a verifier that does not look.
    let carry = 0;
    const order = Buffer.from(
      '1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed',
      'hex',
    ).reverse();
    for (let at = 0; at < 32; at++) {
      const sum = (signature[32 + at] ?? 0) + (order[at] ?? 0) + carry;
      signature[32 + at] = sum & 0xff;
      carry = sum >> 8;
    }
    expect(await codeOf(`${header}.${payload}.${signature.toString('base64url')}`)).toBe(
      'JWS_SIGNATURE_RANGE',
    );
  });

  it('every single changed bit of a token', async () => {
    const token = Buffer.from(await signCompact({ header: { typ }, payload: { iss: 'a', n: 1 }, key: es }));
    for (let at = 0; at < token.length; at++) {
      const changed = Buffer.from(token);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 7));
      expect(await codeOf(changed.toString('latin1'))).not.toBe('accepted');
    }
  });

  it('a resolver that gives another key than the one named', async () => {
    const token = forge(good);
    const stray = verificationKeyFromJwk({ ...jwks.ES256.publicJwk, kid: 'other' });
    await expect(verifyCompact(token, { typ, resolveKey: () => stray })).rejects.toMatchObject({
      code: 'JWS_KID_UNKNOWN',
    });
  });
});

describe('verifyCompact', () => {
  it('drops the members by which a token would bring its key, and hands them to nobody', async () => {
    const carriers = {
      jwk: jwks.ES256.publicJwk,
      x5c: ['AA'],
      jku: 'https://evil.example/',
      x5u: 'https://evil.example/',
    };
    const seen: unknown[] = [];
    const { header } = await verifyCompact(forge({ ...good, ...carriers }), {
      typ,
      resolveKey: (given) => {
        seen.push(given);
        return trusted.get(given.kid);
      },
    });
    expect(header).toEqual(good);
    expect(seen).toEqual([good]);
  });

  it('lets an extension pass that the caller says it handles', async () => {
    const token = forge({ ...good, crit: ['x'], x: 1 });
    await expect(verifyCompact(token, { ...options, crit: ['x'] })).resolves.toMatchObject({
      payload: { a: 1 },
    });
  });

  it('accepts the n - s twin, which is why a token text is no identity', async () => {
    const [header, payload, text = ''] = forge(good).split('.');
    const signature = Buffer.from(text, 'base64url');
    const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
    const twin = (BigInt(`0x${N.toString('hex')}`) - s).toString(16).padStart(64, '0');
    Buffer.from(twin, 'hex').copy(signature, 32);
    expect(await codeOf(`${header}.${payload}.${signature.toString('base64url')}`)).toBe('accepted');
  });

  it('waits for a suite and for a key store that answer later', async () => {
    const slow = {
      ...es.suite,
      sign: async (key: unknown, data: Uint8Array) => es.suite.sign(key, data),
      verify: async (key: unknown, data: Uint8Array, sig: Uint8Array) => es.suite.verify(key, data, sig),
    };
    const token = await signCompact({ header: { typ }, payload: { a: 1 }, key: { ...es, suite: slow } });
    const resolveKey = async () => ({ ...verificationKeyOf(es), suite: slow });
    await expect(verifyCompact(token, { typ, resolveKey })).resolves.toMatchObject({ payload: { a: 1 } });
  });

  it.each(['ES256', 'EdDSA'] as const)('agrees with jose in both directions: %s', async (suite) => {
    const { privateJwk, publicJwk } = jwks[suite];
    const key = suite === 'ES256' ? es : ed;
    const payload = { iss: 'https://127.0.0.1:7421', text: '电子证照', n: 1 };
    const ours = await signCompact({ header: { typ }, payload, key });
    const theirs = await compactVerify(ours, await importJWK(publicJwk as never, suite));
    expect(JSON.parse(Buffer.from(theirs.payload).toString())).toEqual(payload);
    expect(theirs.protectedHeader).toEqual({ typ, alg: suite, kid: key.kid });
    const signed = await new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: suite, kid: key.kid, typ })
      .sign(await importJWK(privateJwk as never, suite));
    await expect(verifyCompact(signed, options)).resolves.toMatchObject({ payload });
  });

  it('parses without believing', () => {
    const parsed = parseCompact(forge(good));
    expect(parsed.header).toEqual(good);
    expect(parsed.signature).toHaveLength(64);
    expect(parsed.signingInput.toString()).toBe(`${parsed.encoded.header}.${parsed.encoded.payload}`);
  });
});
