import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Asn1, der } from '../asn1/index.js';
import { readAlgorithm } from './algorithm-identifier.js';
import { KEY_OID, parsePublicKey, readPublicKey } from './public-key.js';
import { schemeOf } from './scheme.js';
import { verifySignature } from './verify-signature.js';
import { Refusal } from '#libs/errors';

const message = Buffer.from('what is signed');
const algorithm = (oid: string, ...parameters: Uint8Array[]) =>
  readAlgorithm(Asn1.parse(der.sequence(der.oid(oid), ...parameters)));
const spkiOf = (key: KeyObject) =>
  parsePublicKey(new Uint8Array(key.export({ type: 'spki', format: 'der' })));
const bytes = (buffer: Buffer) => new Uint8Array(buffer);

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const RSA_SHA256 = '1.2.840.113549.1.1.11';
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA384 = '2.16.840.1.101.3.4.2.2';

describe('RSA-PSS', () => {
  const hash = (oid: string) => der.sequence(der.oid(oid), der.null());
  const pss = (own: string, mask: string, salt: number, trailer?: number) =>
    algorithm(
      KEY_OID.rsaPss,
      der.sequence(
        der.explicit(0, hash(own)),
        der.explicit(1, der.sequence(der.oid('1.2.840.113549.1.1.8'), hash(mask))),
        der.explicit(2, der.integer(salt)),
        ...(trailer === undefined ? [] : [der.explicit(3, der.integer(trailer))]),
      ),
    );
  const made = (saltLength: number) =>
    bytes(
      sign('sha256', message, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    );
  const spki = spkiOf(rsa.publicKey);
  const outcome = async (parameters: ReturnType<typeof pss>, signature: Uint8Array, key = spki) =>
    (await verifySignature({ spki: key, algorithm: parameters, message, signature })).outcome;

  it('holds with the parameters that it states and no others', async () => {
    expect(await outcome(pss(SHA256, SHA256, 32), made(32))).toBe('passed');
    expect(await outcome(pss(SHA256, SHA256, 20), made(32))).toBe('failed');
    expect(await outcome(pss(SHA384, SHA384, 32), made(32))).toBe('failed');
    expect(await outcome(pss(SHA256, SHA384, 32), made(32))).toBe('failed');
    expect(await outcome(pss(SHA256, SHA256, 32, 2), made(32))).toBe('failed');
    expect(await outcome(algorithm(KEY_OID.rsaPss), made(32))).toBe('failed');
  });

  it('may have another hash for its mask', async () => {
    const mixed = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha1',
      saltLength: 32 as never, // its type says text, Node wants a number
    });
    const privateKey: KeyObject = mixed.privateKey;
    const signature = bytes(sign('sha256', message, privateKey));
    const key = spkiOf(mixed.publicKey);
    expect(await outcome(pss(SHA256, '1.3.14.3.2.26', 32), signature, key)).toBe('passed');
    expect(await outcome(pss(SHA256, SHA256, 32), signature, key)).toBe('failed');
  });
});

describe('a signature is refused', () => {
  const rsaSignature = bytes(sign('sha256', message, rsa.privateKey));
  const ecSignature = bytes(sign('sha256', message, ec.privateKey));
  const keys = { rsa: spkiOf(rsa.publicKey), ec: spkiOf(ec.publicKey), ed: spkiOf(ed.publicKey) };
  const outcome = async (oid: string, spki: (typeof keys)['rsa'], signature: Uint8Array) =>
    (await verifySignature({ spki, algorithm: algorithm(oid), message, signature })).outcome;

  it('under the algorithm of another kind of key', async () => {
    expect(await outcome(RSA_SHA256, keys.rsa, rsaSignature)).toBe('passed');
    expect(await outcome(ECDSA_SHA256, keys.ec, ecSignature)).toBe('passed');
    expect(await outcome(ECDSA_SHA256, keys.rsa, rsaSignature)).toBe('failed');
    expect(await outcome(RSA_SHA256, keys.ec, ecSignature)).toBe('failed');
    expect(await outcome(KEY_OID.ed25519, keys.ec, ecSignature)).toBe('failed');
    expect(await outcome(ECDSA_SHA256, keys.ed, ecSignature)).toBe('failed');
  });

  it('in pieces of anything but strict DER', async () => {
    const fields = Asn1.parse(ecSignature).sequence();
    const [r, s] = [fields.next().integer(), fields.next().integer()];
    const written = (...numbers: bigint[]) => der.sequence(...numbers.map((number) => der.integer(number)));
    expect(await outcome(ECDSA_SHA256, keys.ec, written(r, s))).toBe('passed');
    const bad = [
      written(r, s, 1n),
      written(r),
      written(-r, s),
      written(r, s + (1n << 256n)),
      written(0n, 0n),
      new Uint8Array([...ecSignature, 0]),
      new Uint8Array(Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex')),
      new Uint8Array(),
    ];
    for (const signature of bad) expect(await outcome(ECDSA_SHA256, keys.ec, signature)).toBe('failed');
  });

  it('by an algorithm that is not known: not checked, never passed', async () => {
    expect(await outcome('1.2.3.4', keys.rsa, rsaSignature)).toBe('not-checked');
  });
});

describe('an SM2 key', () => {
  const point = new Uint8Array(65).fill(1);
  point[0] = 4;
  const spki = readPublicKey(
    Asn1.parse(der.sequence(der.sequence(der.oid(KEY_OID.ec), der.oid(KEY_OID.sm2Curve)), der.bits(point))),
  );
  const input = { spki, message, signature: new Uint8Array(70) };
  const sm2 = algorithm('1.2.156.10197.1.501');

  it('is not checked without a verifier, and is what the verifier says with one', async () => {
    expect((await verifySignature({ ...input, algorithm: sm2 })).outcome).toBe('not-checked');
    expect(
      (await verifySignature({ ...input, algorithm: sm2 }, { sm2: { verify: () => true } })).outcome,
    ).toBe('passed');
    expect(
      (await verifySignature({ ...input, algorithm: sm2 }, { sm2: { verify: () => false } })).outcome,
    ).toBe('failed');
  });

  it('never verifies ECDSA, though its curve would do', async () => {
    const check = await verifySignature(
      { ...input, algorithm: algorithm(ECDSA_SHA256) },
      { sm2: { verify: () => true } },
    );
    expect(check.outcome).toBe('failed');
  });
});

describe('the algorithm of a CMS signer', () => {
  it('takes its hash from the digest algorithm where it names none', () => {
    expect(schemeOf(algorithm(KEY_OID.rsa, der.null()), algorithm(SHA384))).toEqual({
      kind: 'rsa-pkcs1',
      hash: 'sha384',
    });
    expect(schemeOf(algorithm(KEY_OID.ec), algorithm('1.2.156.10197.1.401'))).toEqual({
      kind: 'sm2',
      hash: 'sm3',
    });
    expect(schemeOf(algorithm(KEY_OID.rsa, der.null()))).toBeUndefined();
  });

  it('is refused where the two name different hashes', () => {
    expect(() => schemeOf(algorithm(RSA_SHA256, der.null()), algorithm(SHA384))).toThrow(Refusal);
  });
});

describe('a public key is refused', () => {
  const read =
    (...parts: Uint8Array[]) =>
    () =>
      readPublicKey(Asn1.parse(der.sequence(...parts)));
  const modulus = (1n << 2047n) + 1n;
  it.each<[string, Uint8Array, Uint8Array]>([
    [
      'with curve parameters of its own',
      der.sequence(der.oid(KEY_OID.ec), der.sequence()),
      der.bits(new Uint8Array(65)),
    ],
    [
      'with a point of another length',
      der.sequence(der.oid(KEY_OID.ec), der.oid('1.3.132.0.34')),
      der.bits(Uint8Array.of(4, 1)),
    ],
    [
      'with an exponent of 1',
      der.sequence(der.oid(KEY_OID.rsa), der.null()),
      der.bits(der.sequence(der.integer(modulus), der.integer(1))),
    ],
    [
      'with an even exponent',
      der.sequence(der.oid(KEY_OID.rsa), der.null()),
      der.bits(der.sequence(der.integer(modulus), der.integer(4))),
    ],
    [
      'with an exponent that makes verifying slow',
      der.sequence(der.oid(KEY_OID.rsa), der.null()),
      der.bits(der.sequence(der.integer(modulus), der.integer((1n << 2000n) + 1n))),
    ],
    [
      'with a negative modulus',
      der.sequence(der.oid(KEY_OID.rsa), der.null()),
      der.bits(der.sequence(der.integer(-modulus), der.integer(3))),
    ],
    [
      'with bytes after the modulus',
      der.sequence(der.oid(KEY_OID.rsa), der.null()),
      der.bits(new Uint8Array([...der.sequence(der.integer(modulus), der.integer(3)), 0])),
    ],
    [
      'of Ed25519 with parameters',
      der.sequence(der.oid(KEY_OID.ed25519), der.null()),
      der.bits(new Uint8Array(32)),
    ],
    ['with unused bits', der.sequence(der.oid(KEY_OID.ed25519)), der.bits(new Uint8Array(32), 1)],
  ])('%s', (_, identifier, key) => {
    expect(read(identifier, key)).toThrow(Refusal);
  });
});
