import type { IncomingHttpHeaders } from 'node:http';
import { Refusal, type ErrorCode } from '#libs/errors';

/** An answer as it came, whole and within bounds; nothing about its truth is known yet. */
export interface PeerAnswer {
  status: number;
  /** As sent: the signature covers it character by character. */
  contentType: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What may come back on a line, judged at its head and again when it is whole; each throws a Refusal `PEER_*`. */
export interface AnswerRules {
  head(status: number, headers: IncomingHttpHeaders): void;
  whole(answer: PeerAnswer): PeerAnswer;
}

/** Carries the answer token (PROFILE.md). */
const ANSWER_TOKEN_HEADER = 'tongban-answer';

// With parameters (a charset) allowed, as GraphQL over HTTP §4.1 does.
const ACCEPTED = /^application\/(graphql-response\+json|json)\s*(;|$)/i;

/**
 * Refuses what no peer of this exchange may send, before any signature is looked at.
 * A signed answer of any status passes: denials are signed, and their code stands inside.
 * Does not verify the token.
 */
export function acceptHead(status: number, headers: IncomingHttpHeaders): void {
  const contentType = headers['content-type'];
  const details = { status, contentType };
  if (status >= 300 && status < 400) throw new Refusal('PEER_REDIRECTED', { details });
  const token: unknown = headers[ANSWER_TOKEN_HEADER];
  if (Array.isArray(token))
    throw new Refusal('PEER_MALFORMED_ANSWER', { details, hint: ANSWER_TOKEN_HEADER });
  if (!ACCEPTED.test(contentType ?? '')) {
    const code = !token && status >= 500 ? 'PEER_BAD_STATUS' : 'PEER_BAD_CONTENT_TYPE';
    throw new Refusal(code, { details });
  }
  const encoding = headers['content-encoding'];
  // None was offered; a decompressed answer would not be the signed bytes, and could be a bomb.
  if (encoding && encoding !== 'identity')
    throw new Refusal('PEER_BAD_CONTENT_TYPE', { details: { encoding } });
}

export function acceptWhole(answer: PeerAnswer): PeerAnswer {
  const { status, headers, body } = answer;
  const signed = Boolean(headers[ANSWER_TOKEN_HEADER]);
  if (signed && body.byteLength > 0) return answer;
  const peerCode = signed ? undefined : publicCodeIn(body);
  throw new Refusal(wrongBy(status, signed, body), {
    details: { status, peerCode },
    ...(peerCode ? { hint: peerCode } : {}),
  });
}

function wrongBy(status: number, signed: boolean, body: Uint8Array): ErrorCode {
  if (!signed && status >= 500) return 'PEER_BAD_STATUS';
  if (body.byteLength === 0) return 'PEER_EMPTY_ANSWER';
  if (status === 401) return 'PEER_DOES_NOT_KNOW_US';
  if (status === 429) return 'PEER_THROTTLES_US';
  return 'PEER_UNSIGNED_ANSWER';
}

/** The error code in a plain refusal, where it is one; nothing else of unsigned text is repeated to anybody. */
function publicCodeIn(body: Uint8Array): string | undefined {
  if (body.byteLength === 0 || body.byteLength > 65_536) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const found: unknown = JSON.parse(text);
    const first = (found as { errors?: { extensions?: { code?: unknown } }[] }).errors?.[0];
    const code = first?.extensions?.code ?? (found as { code?: unknown }).code;
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Single-valued headers; repeated ones are joined as RFC 9110 §5.3 says. */
export function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

/** The signed exchange: GraphQL with an answer token. */
export const SIGNED_ANSWER: AnswerRules = { head: acceptHead, whole: acceptWhole };

/**
 * Texts of protocols that bring their own signatures (C2SP tlog-witness): any status but a redirect, `text/*` or
 * nothing, not encoded.
 */
export const TEXT_ANSWER: AnswerRules = textAnswer(/^text\//i);

/** As {@link TEXT_ANSWER}, for texts of another content type. */
export function textAnswer(accepted: RegExp): AnswerRules {
  return {
    head(status, headers) {
      const contentType = headers['content-type'];
      const details = { status, contentType };
      if (status >= 300 && status < 400) throw new Refusal('PEER_REDIRECTED', { details });
      const encoding = headers['content-encoding'];
      if (encoding && encoding !== 'identity')
        throw new Refusal('PEER_BAD_CONTENT_TYPE', { details: { encoding } });
      if (status < 300 && !accepted.test(contentType ?? ''))
        throw new Refusal('PEER_BAD_CONTENT_TYPE', { details });
    },
    whole: (answer) => answer,
  };
}
