import { Refusal } from '#libs/errors';

/** RFC 4648 section 5 without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * Decodes base64url that has exactly one spelling: no padding, no white space, no `+` or `/`, no set bits after the
 * last byte. Lax decoders (Node's own, jose 6) let the same bytes pass under several spellings; then a token's text
 * is no identity. Re-encoding and comparing decides all of it at native speed.
 */
export function decodeBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Refusal('JWS_BASE64URL', { hint: faultOf(text) });
  return bytes;
}

function faultOf(text: string): string {
  if (text.includes('=')) return 'padding';
  if (/\s/.test(text)) return 'white space';
  if (/[^A-Za-z0-9_-]/.test(text)) return 'a character outside the alphabet';
  return text.length % 4 === 1 ? 'an impossible length' : 'set bits after the last byte';
}
