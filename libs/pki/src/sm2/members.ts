import { Refusal } from '#libs/errors';

/** A JWK member of 32 bytes, base64url in its one spelling (RFC 7518 section 6.2.1.2). */
export function fixedBytes(value: unknown, name: string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64url') : Buffer.alloc(0);
  if (bytes.length !== 32 || bytes.toString('base64url') !== value) {
    throw new Refusal('SM2_KEY_INVALID', { hint: `${name}: 32 bytes in base64url are due` });
  }
  return bytes;
}
