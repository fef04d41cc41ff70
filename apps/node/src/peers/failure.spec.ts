import { Refusal } from '#libs/errors';
import { peerFailure } from './failure.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('peerFailure', () => {
  it.each<[string, unknown, string]>([
    ['nobody listens', coded('ECONNREFUSED'), 'PEER_UNREACHABLE'],
    ['no such name', coded('ENOTFOUND'), 'PEER_UNREACHABLE'],
    [
      'both address families refuse',
      { errors: [coded('ECONNREFUSED')], code: undefined },
      'PEER_UNREACHABLE',
    ],
    ['connect timeout', coded('UND_ERR_CONNECT_TIMEOUT'), 'PEER_UNREACHABLE'],
    ['reset', coded('ECONNRESET'), 'PEER_RESET'],
    ['closed', coded('UND_ERR_SOCKET'), 'PEER_RESET'],
    ['wrapped', coded('UND_ERR_SOCKET', { cause: coded('CERT_HAS_EXPIRED') }), 'PEER_TLS_EXPIRED'],
    ['self-signed', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'PEER_TLS_UNKNOWN_AUTHORITY'],
    ['alert: no certificate', coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'PEER_TLS_REFUSED_US'],
    ['alert: unknown authority', coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'PEER_TLS_REFUSED_US'],
    ['alert: ours expired', coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), 'PEER_TLS_REFUSED_US'],
    ['alert: protocol version', coded('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'PEER_TLS_FAILED'],
    ['not a purpose for servers', coded('INVALID_PURPOSE'), 'PEER_TLS_FAILED'],
    ['revoked', coded('CERT_REVOKED'), 'PEER_TLS_FAILED'],
    ['bad HTTP', coded('HPE_INVALID_CONSTANT'), 'PEER_MALFORMED_ANSWER'],
    ['wrong first byte', Object.assign(new Error('x'), { name: 'HTTPParserError' }), 'PEER_MALFORMED_ANSWER'],
    ['headers without end', coded('UND_ERR_HEADERS_OVERFLOW'), 'PEER_ANSWER_TOO_LARGE'],
    ['something else', new Error('x'), 'PEER_RESET'],
    ['no error at all', 'text', 'PEER_RESET'],
  ])('%s', (_what, thrown, code) => {
    expect(peerFailure(thrown)).toMatchObject({ code });
  });

  it('leaves a refusal as it is', () => {
    const refusal = new Refusal('PEER_TIMEOUT');
    expect(peerFailure(refusal)).toBe(refusal);
  });
});
