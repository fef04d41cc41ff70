import { Refusal, type ErrorCode } from '#libs/errors';

const BY_SYSTEM_CODE: Record<string, ErrorCode> = {
  ECONNREFUSED: 'PEER_UNREACHABLE',
  EHOSTUNREACH: 'PEER_UNREACHABLE',
  ENETUNREACH: 'PEER_UNREACHABLE',
  ENOTFOUND: 'PEER_UNREACHABLE',
  EAI_AGAIN: 'PEER_UNREACHABLE',
  EADDRNOTAVAIL: 'PEER_UNREACHABLE',
  EMFILE: 'PEER_UNREACHABLE',
  ENFILE: 'PEER_UNREACHABLE',
  ETIMEDOUT: 'PEER_UNREACHABLE',
  UND_ERR_CONNECT_TIMEOUT: 'PEER_UNREACHABLE',

  ECONNRESET: 'PEER_RESET',
  EPIPE: 'PEER_RESET',
  ECONNABORTED: 'PEER_RESET',
  UND_ERR_SOCKET: 'PEER_RESET',

  UND_ERR_HEADERS_OVERFLOW: 'PEER_ANSWER_TOO_LARGE',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'PEER_ANSWER_TOO_LARGE',

  CERT_HAS_EXPIRED: 'PEER_TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'PEER_TLS_EXPIRED',

  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'PEER_TLS_UNKNOWN_AUTHORITY',
  UNABLE_TO_GET_ISSUER_CERT: 'PEER_TLS_UNKNOWN_AUTHORITY',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'PEER_TLS_UNKNOWN_AUTHORITY',
  SELF_SIGNED_CERT_IN_CHAIN: 'PEER_TLS_UNKNOWN_AUTHORITY',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'PEER_TLS_UNKNOWN_AUTHORITY',
  CERT_SIGNATURE_FAILURE: 'PEER_TLS_UNKNOWN_AUTHORITY',
};

// Alerts by which a TLS server refuses the certificate of its client (RFC 8446 §6.2).
const OUR_CERTIFICATE_REFUSED =
  /ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|ACCESS_DENIED)/;

/** The one code for whatever sockets, OpenSSL, the HTTP parser or undici threw. */
export function peerFailure(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const systemCode = codeIn(thrown);
  const code = classify(systemCode);
  return new Refusal(code, {
    cause: thrown,
    details: { reason: systemCode ?? (thrown instanceof Error ? thrown.message : String(thrown)) },
  });
}

function classify(code: string | undefined): ErrorCode {
  if (code === undefined) return 'PEER_RESET';
  const known = BY_SYSTEM_CODE[code];
  if (known) return known;
  if (OUR_CERTIFICATE_REFUSED.test(code)) return 'PEER_TLS_REFUSED_US';
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_')) return 'PEER_MALFORMED_ANSWER';
  // Verification results of OpenSSL and TLS protocol errors alike.
  if (/^(ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|INVALID_|PATH_LENGTH|HOSTNAME_|EPROTO)/.test(code)) {
    return 'PEER_TLS_FAILED';
  }
  return 'PEER_RESET';
}

// By shape and not by class: an error may come from another realm (a worker, a test's sandbox).
function codeIn(thrown: unknown, depth = 4): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth === 0) return undefined;
  const { name, code, cause, errors } = thrown as Partial<
    Record<'name' | 'code' | 'cause' | 'errors', unknown>
  >;
  const inner = codeIn(Array.isArray(errors) ? errors[0] : cause, depth - 1);
  // undici wraps: what lies inside is nearer to the truth than "socket error".
  if (inner !== undefined && (typeof code !== 'string' || code === 'UND_ERR_SOCKET')) return inner;
  // undici's parser errors carry no code when the first byte was wrong already.
  return typeof code === 'string'
    ? code
    : (inner ?? (name === 'HTTPParserError' ? 'HPE_UNKNOWN' : undefined));
}
