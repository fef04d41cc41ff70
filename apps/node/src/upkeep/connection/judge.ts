import { Refusal, type ErrorCode } from '#libs/errors';
import { daysLeft, SOON_DAYS, type CertificateFacts } from '../certificates.js';
import { failed, passed, warned, type Found } from './steps.js';

/** What stands behind a socket's error. */
const BY_SYSTEM_CODE: Record<string, ErrorCode> = {
  ENOTFOUND: 'CONNECTION_NAME_UNKNOWN',
  EAI_AGAIN: 'CONNECTION_NAME_UNKNOWN',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ETIMEDOUT: 'CONNECTION_TIMEOUT',
  EHOSTUNREACH: 'CONNECTION_NO_ROUTE',
  ENETUNREACH: 'CONNECTION_NO_ROUTE',
  EADDRNOTAVAIL: 'CONNECTION_NO_ROUTE',
};

const systemCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';

export const socketFault = (error: unknown): Refusal => {
  const code = systemCode(error);
  return new Refusal(BY_SYSTEM_CODE[code] ?? 'CONNECTION_BROKEN', { hint: code, cause: error });
};

/** Alerts by which a server refuses the certificate of its client (RFC 8446 §6.2). */
const OURS_REFUSED = /ALERT_(CERTIFICATE_|UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/;

export function tlsFault(error: unknown): Refusal {
  const code = systemCode(error);
  if (OURS_REFUSED.test(code)) return new Refusal('CONNECTION_TLS_REFUSED_US', { hint: code, cause: error });
  if (code in BY_SYSTEM_CODE) return socketFault(error);
  return new Refusal('CONNECTION_TLS_FAILED', { hint: code, cause: error });
}

/** A handshake that was made with whoever answered; nothing of it is believed yet. */
export interface Handshake {
  protocol: string;
  cipher: string;
  certificate: CertificateFacts;
  /** Why the chain to a configured authority does not hold; absent where it does. */
  fault?: string;
}

/** The peer's certificate: within its time, by an authority of ours, for exactly this entity. */
export function judgeCertificate({ certificate, fault }: Handshake, entityId: string, now: number): Found {
  const { subject, issuer, uris, notAfter, fingerprint } = certificate;
  const left = daysLeft(notAfter, now);
  const facts = [
    ['subject', subject],
    ['issuer', issuer],
    ['entity', uris.join(', ')],
    ['notAfter', new Date(notAfter).toISOString()],
    ['daysLeft', String(left)],
    ['fingerprint', fingerprint],
  ] as const;
  if (now >= notAfter || now < certificate.notBefore)
    return failed(new Refusal('CONNECTION_CERTIFICATE_EXPIRED'), ...facts);
  if (fault !== undefined)
    return failed(new Refusal('CONNECTION_CERTIFICATE_UNTRUSTED', { hint: fault }), ...facts);
  if (uris.length !== 1 || uris[0] !== entityId)
    return failed(new Refusal('CONNECTION_CERTIFICATE_OTHER'), ...facts);
  return left < SOON_DAYS ? warned(new Refusal('CONNECTION_CERTIFICATE_ENDS'), ...facts) : passed(...facts);
}

/**
 * The peer's clock by the `Date` of an answer, which has whole seconds.
 * @param date value of the header
 * @param asked and `answered`: our clock around the answer
 */
export function judgeClock(
  date: string | undefined,
  { asked, answered }: { asked: number; answered: number },
  skewSeconds: number,
): Found {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return warned(new Refusal('CONNECTION_CLOCK_UNKNOWN'));
  // Within the second that the header names, the nearest to the time in which it was made.
  const apart = theirs > answered ? theirs - answered : theirs + 1000 < asked ? asked - (theirs + 1000) : 0;
  const facts = [
    ['apartMs', String(apart)],
    ['allowedMs', String(skewSeconds * 1000)],
  ] as const;
  return apart > skewSeconds * 1000
    ? failed(new Refusal('CONNECTION_CLOCK_APART'), ...facts)
    : passed(...facts);
}

/**
 * The signed echo: the peer is asked for evidence of a request that never was. Where it says so, signed, it has verified our
 * certificate, our token and our place in the federation, and we its answer.
 */
export function judgeEcho(thrown: unknown): Found {
  if (!(thrown instanceof Refusal)) return failed(new Refusal('INTERNAL', { cause: thrown }));
  if (thrown.code !== 'EVIDENCE_REFUSED') return failed(thrown);
  if (thrown.hint === 'EVIDENCE_UNKNOWN') return passed(['answer', 'EVIDENCE_UNKNOWN']);
  return warned(thrown, ['answer', thrown.hint ?? '']);
}
