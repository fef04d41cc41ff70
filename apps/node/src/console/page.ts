import { randomBytes } from 'node:crypto';

/** Replaced in the built page by a number that is used once. */
const NONCE = '__CSP_NONCE__';

export function pageWithNonce(html: string): { html: string; policy: string } {
  const nonce = randomBytes(16).toString('base64');
  return { html: html.replaceAll(NONCE, nonce), policy: contentSecurityPolicy(nonce) };
}

/**
 * Only what the node itself serves: no inline script, style elements by nonce, no frame, no other host. Trusted types are not
 * asked for: antd fills its style elements by `innerHTML`.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
