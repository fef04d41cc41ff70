import { generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { decryptAnswer, encryptAnswer } from './encryption.js';

const make = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateJwk: privateKey.export({ format: 'jwk' }) as JWK,
    publicJwk: publicKey.export({ format: 'jwk' }) as JWK,
  };
};
const own = make();
const body = Buffer.from('{"data":{"licence":{"name":"营业执照"}}}');
const contentType = 'application/graphql-response+json';
const resolve = (kid: string) => (kid === 'enc-1' ? own.privateJwk : undefined);
const open = (sealed: Uint8Array | string, maxBytes = 10_000) =>
  decryptAnswer({ body: Buffer.from(sealed), maxBytes }, resolve);

/** A JWE made by jose with a header of the test's choice. */
async function jweWith(header: object): Promise<string> {
  return new CompactEncrypt(body)
    .setProtectedHeader({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      kid: 'enc-1',
      typ: 'tongban-answer+jwe',
      cty: contentType,
      ...header,
    })
    .encrypt(await importJWK(own.publicJwk, 'ECDH-ES+A256KW'));
}

describe('an encrypted answer', () => {
  it('opens with the key that it was made for, and says how it was made', async () => {
    const sealed = await encryptAnswer({ body, contentType }, { kid: 'enc-1', jwk: own.publicJwk });
    expect(sealed.contentType).toBe('application/jose');
    expect(Buffer.from(sealed.body).includes('营业执照')).toBe(false);
    const opened = await open(sealed.body);
    expect(Buffer.from(opened.body).equals(body)).toBe(true);
    expect(opened).toMatchObject({
      contentType,
      encryption: { kid: 'enc-1', alg: 'ECDH-ES+A256KW', enc: 'A256GCM' },
    });
    expect(opened.encryption).toEqual(sealed.encryption);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['another key id', () => jweWith({ kid: 'enc-2' }), 'ENCRYPTION_KEY_UNKNOWN'],
    ['no key id', () => jweWith({ kid: undefined }), 'ENCRYPTION_MALFORMED'],
    ['another key agreement', () => jweWith({ alg: 'ECDH-ES+A128KW' }), 'ENCRYPTION_MALFORMED'],
    ['another cipher', () => jweWith({ enc: 'A128CBC-HS256' }), 'ENCRYPTION_MALFORMED'],
    [
      'compression',
      async () => (await jweWith({})).replace(/^[^.]+/, header({ zip: 'DEF' })),
      'ENCRYPTION_MALFORMED',
    ],
    ['no content type', () => jweWith({ cty: undefined }), 'ENCRYPTION_MALFORMED'],
    ['another type', () => jweWith({ typ: 'JWE' }), 'ENCRYPTION_MALFORMED'],
    ['text', async () => 'hello', 'ENCRYPTION_MALFORMED'],
    ['nothing', async () => '', 'ENCRYPTION_MALFORMED'],
    ['four parts', async () => (await jweWith({})).split('.').slice(0, 4).join('.'), 'ENCRYPTION_MALFORMED'],
    ['padding', async () => `${await jweWith({})}=`, 'ENCRYPTION_MALFORMED'],
    ['a changed ciphertext', async () => flip(await jweWith({}), 3), 'DECRYPTION_FAILED'],
    ['a changed tag', async () => flip(await jweWith({}), 4), 'DECRYPTION_FAILED'],
    ['a changed wrapped key', async () => flip(await jweWith({}), 1), 'DECRYPTION_FAILED'],
    ['a truncated tag', async () => (await jweWith({})).slice(0, -6), 'DECRYPTION_FAILED'],
  ])('with %s is refused', async (_what, make, code) => {
    await expect(open(await make())).rejects.toMatchObject({ code });
  });

  it('that is too large is refused before anything is spent on it', async () => {
    await expect(open(Buffer.alloc(100_000, 0x41), 1000)).rejects.toMatchObject({
      code: 'ENCRYPTION_MALFORMED',
    });
  });
});

const header = (more: object) =>
  Buffer.from(
    JSON.stringify({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      kid: 'enc-1',
      typ: 'tongban-answer+jwe',
      cty: contentType,
      ...more,
    }),
  ).toString('base64url');

function flip(jwe: string, index: number): string {
  const parts = jwe.split('.');
  const part = parts[index] ?? '';
  parts[index] = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
  return parts.join('.');
}
