import { toBase32 } from './base32.js';

/**
 * What an authenticator reads from the picture (Key Uri Format of Google Authenticator, which all others follow). Digits,
 * period and hash are the defaults and left out: some authenticators refuse them.
 */
export function otpauthUri({
  issuer,
  account,
  secret,
}: {
  issuer: string;
  account: string;
  secret: Uint8Array;
}): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
