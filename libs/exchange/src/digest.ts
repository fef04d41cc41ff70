import { hash } from 'node:crypto';
import { Refusal } from '#libs/errors';

/** SHA-256 of bytes or of ASCII text, base64url without padding: the form of every digest in a claim. */
export function sha256(data: Uint8Array | string): string {
  return hash('sha256', data, 'base64url');
}

/** Value of the `Content-Digest` field for a digest in claim form (RFC 9530 section 2). */
export function contentDigest(digest: string): string {
  return `sha-256=:${Buffer.from(digest, 'base64url').toString('base64')}:`;
}

const FIELD = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/**
 * Reads a `Content-Digest` that holds exactly one SHA-256 digest, and returns it in claim form. RFC 9530 lets a field
 * list several algorithms; the profile allows one, so that nobody checks the weaker one.
 */
export function readContentDigest(field: string | undefined): string {
  if (field === undefined || field === '') throw new Refusal('CONTENT_DIGEST_MISSING');
  const [, text = ''] = FIELD.exec(field) ?? [];
  const digest = Buffer.from(text, 'base64');
  if (text === '' || digest.toString('base64') !== text) throw new Refusal('CONTENT_DIGEST_MALFORMED');
  return digest.toString('base64url');
}

/** `sha256:<hex of the UTF-8 text>`: the name by which a peer asks for a registered operation. */
export function documentId(text: string): `sha256:${string}` {
  return `sha256:${hash('sha256', text, 'hex')}`;
}
