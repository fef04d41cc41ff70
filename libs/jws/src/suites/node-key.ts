import { createPrivateKey, createPublicKey, KeyObject, sign, verify, type JsonWebKey } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { decodeBase64url } from '../base64url.js';
import type { PrivateJwk, PublicJwk } from '../suite.js';

/** Narrows an opaque key to the one that the suites over `node:crypto` made. */
export function asKeyObject(key: unknown): KeyObject {
  if (key instanceof KeyObject) return key;
  throw new Refusal('JWK_INVALID', { details: { reason: 'a key of another suite' } });
}

/** Imports the named members only, so that a stray member cannot change what OpenSSL makes of the key. */
export function importKey(
  jwk: PublicJwk & { d?: string },
  members: readonly (keyof PrivateJwk)[],
  kind: 'public' | 'private',
): KeyObject {
  const key = Object.fromEntries(members.map((name) => [name, jwk[name]])) as JsonWebKey;
  try {
    return kind === 'public'
      ? createPublicKey({ key, format: 'jwk' })
      : createPrivateKey({ key, format: 'jwk' });
  } catch (cause) {
    throw new Refusal('JWK_INVALID', { cause });
  }
}

/** Bytes of a JWK member that must have exactly `length` of them (RFC 7518 section 6.2.1.2, RFC 8037 section 2). */
export function fixedMember(value: unknown, name: string, length: number): Buffer {
  const bytes = anyMember(value, name);
  if (bytes.length !== length) throw new Refusal('JWK_INVALID', { hint: `${name}: ${length} bytes are due` });
  return bytes;
}

/** Bytes of a JWK member of any length. */
export function anyMember(value: unknown, name: string): Buffer {
  if (typeof value !== 'string' || value === '') throw new Refusal('JWK_INVALID', { hint: name });
  try {
    return decodeBase64url(value);
  } catch (cause) {
    throw new Refusal('JWK_INVALID', { hint: name, cause });
  }
}

/** What OpenSSL hashes with before it signs; null where the algorithm does so itself. */
type Digest = 'sha256' | null;

/** Signs on another thread, so that a node's own goes on answering. */
export function signAside(digest: Digest, key: KeyObject, data: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) =>
    sign(digest, data, key, (error, signature) => (error ? reject(error) : resolve(signature))),
  );
}

/** As {@link signAside}. */
export function verifyAside(
  digest: Digest,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve, reject) =>
    verify(digest, data, key, signature, (error, holds) => (error ? reject(error) : resolve(holds))),
  );
}

/**
 * Refuses a private JWK whose public members belong to another key: everything that it signs would be refused
 * elsewhere, and nobody would know why.
 */
export function assertPair(digest: Digest, privateKey: KeyObject, publicKey: KeyObject): KeyObject {
  const probe = Buffer.from('tongban key pair probe');
  if (!verify(digest, probe, publicKey, sign(digest, probe, privateKey))) {
    throw new Refusal('JWK_INVALID', { hint: 'the public members belong to another key' });
  }
  return privateKey;
}
