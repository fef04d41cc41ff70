import type { Refusal } from '#libs/errors';

/** RFC 6750 §3: quoted-string of printable ASCII without quote and backslash. */
const quotable = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');

/**
 * Value of `WWW-Authenticate` for a refusal of a bearer token (RFC 6750 §3); undefined for refusals that are not
 * about the token. A request without any token gets no error code (§3.1, last paragraph).
 */
export function challengeHeader(
  refusal: Refusal,
  options: { realm?: string; scope?: string } = {},
): string | undefined {
  const challenge = [`Bearer realm="${quotable(options.realm ?? 'tongban')}"`];
  if (refusal.code === 'TOKEN_SCOPE_MISSING') {
    challenge.push('error="insufficient_scope"');
  } else if (refusal.code.startsWith('TOKEN_') && refusal.status === 401) {
    if (refusal.code !== 'TOKEN_MISSING') challenge.push('error="invalid_token"');
  } else {
    return undefined;
  }
  if (refusal.code !== 'TOKEN_MISSING') {
    challenge.push(`error_description="${quotable(`${refusal.code}: ${refusal.entry.en.message}`)}"`);
  }
  if (options.scope) challenge.push(`scope="${quotable(options.scope)}"`);
  return challenge.join(', ');
}
