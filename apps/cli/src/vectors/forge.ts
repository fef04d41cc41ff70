import { createHmac, hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { deterministicNonce, encodeSm2Signature, signSm2, Sm2PrivateKey } from '#libs/pki';
import { keys, type TestKey } from './nodes.js';

/**
 * Makes tokens by hand, so that a vector can be wrong in any way. ES256 and SM2 are signed as RFC 6979 says, without randomness;
 * a new run therefore gives the same bytes.
 */
export function forgeToken(token: ForgedToken): string {
  const input = `${part(token.header)}.${part(token.payload)}`;
  return `${input}.${Buffer.from(signatureFor(input, token)).toString('base64url')}`;
}

export interface ForgedToken {
  /** An object, or the text of one where the text itself is wrong. */
  header: object | string;
  payload: object | string;
  key?: TestKey;
  /** Instead of a signature by `key`. */
  signature?: 'none' | 'hmac-with-public-key' | 'der' | 'truncated' | 'twin' | Uint8Array;
}

const part = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const bytes32 = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/** r and s side by side. */
export const rs = (r: bigint, s: bigint): Uint8Array => Buffer.concat([bytes32(r), bytes32(s)]);

function signatureFor(input: string, { key = keys.tianjin, signature }: ForgedToken): Uint8Array {
  if (signature instanceof Uint8Array) return signature;
  if (signature === 'none') return new Uint8Array();
  if (signature === 'hmac-with-public-key') {
    return createHmac('sha256', JSON.stringify(key.publicJwk)).update(input).digest();
  }
  const raw = signWith(key, Buffer.from(input));
  switch (signature) {
    case 'der':
      return p256.Signature.fromBytes(raw).toBytes('der');
    case 'truncated':
      return raw.subarray(0, 63);
    case 'twin': {
      const s = BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`);
      return Buffer.concat([raw.subarray(0, 32), bytes32(P256_ORDER - s)]);
    }
    default:
      return raw;
  }
}

function signWith(key: TestKey, data: Uint8Array): Uint8Array {
  if (key.publicJwk.crv === 'SM2') return signWithSm2(key, data);
  return key.publicJwk.kty === 'OKP'
    ? ed25519.sign(data, key.secret)
    : p256.sign(data, key.secret, { lowS: false });
}

/** r || s; the nonce is that of RFC 6979 with HMAC-SM3. */
export function signWithSm2(key: TestKey, data: Uint8Array, id?: string): Uint8Array {
  const named = id === undefined ? {} : { id };
  const signature = signSm2(Sm2PrivateKey.fromBytes(key.secret), data, {
    nonce: deterministicNonce,
    ...named,
  });
  return encodeSm2Signature(signature, 'raw');
}

export const digestOf = (data: Uint8Array | string) => hash('sha256', data, 'base64url');

/** Everything that a peer in another language wants to see of a token while it looks for its mistake. */
export function dissect(token: string): object {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return {
    header_text: Buffer.from(header, 'base64url').toString(),
    payload_text: Buffer.from(payload, 'base64url').toString(),
    signing_input: `${header}.${payload}`,
    signature_hex: Buffer.from(signature, 'base64url').toString('hex'),
    token,
    token_sha256: digestOf(token),
  };
}

/** The same, briefly, for a rejection: what the token says, where it can be taken apart at all. */
export function readable(token: string | undefined): object {
  const [header, payload, signature] = token?.split('.') ?? [];
  if (header === undefined || payload === undefined || signature === undefined || token?.startsWith('{'))
    return {};
  return {
    header_text: Buffer.from(header, 'base64url').toString(),
    payload_text: Buffer.from(payload, 'base64url').toString(),
  };
}
