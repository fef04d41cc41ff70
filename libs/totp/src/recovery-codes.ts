import { createHash } from 'node:crypto';
import { toBase32 } from './base32.js';

/** Bytes of one code: 80 bits cannot be guessed, so a plain digest is enough to keep it by. */
export const RECOVERY_CODE_BYTES = 10;

/** `ABCD-EFGH-IJKL-MNOP` of ten random bytes. */
export const recoveryCode = (random: Uint8Array): string => (toBase32(random).match(/.{4}/g) ?? []).join('-');

/** What is kept of a code, as somebody typed it; undefined where it cannot be one. */
export function recoveryDigest(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z2-7]{16}$/.test(code)) return undefined;
  return createHash('sha256').update(`recovery code ${code}`).digest('base64url');
}
