import { Refusal } from '#libs/errors';
import { judgeCertificate, judgeClock, judgeEcho, socketFault, tlsFault, type Handshake } from './judge.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-30T08:00:00.500Z');
const ENTITY = 'https://node.example';

const handshake = (more: Partial<Handshake['certificate']> = {}, fault?: string): Handshake => ({
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  certificate: {
    subject: 'CN=node',
    issuer: 'CN=ca',
    fingerprint: 'AA',
    uris: [ENTITY],
    notBefore: NOW - DAY,
    notAfter: NOW + 90 * DAY,
    ...more,
  },
  ...(fault === undefined ? {} : { fault }),
});

describe('what stands behind an error of a socket', () => {
  it.each([
    ['ENOTFOUND', 'CONNECTION_NAME_UNKNOWN'],
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ETIMEDOUT', 'CONNECTION_TIMEOUT'],
    ['EHOSTUNREACH', 'CONNECTION_NO_ROUTE'],
    ['ECONNRESET', 'CONNECTION_BROKEN'],
  ])('%s', (code, expected) => {
    expect(socketFault(Object.assign(new Error('x'), { code })).code).toBe(expected);
  });
  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'CONNECTION_TLS_REFUSED_US'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'CONNECTION_TLS_REFUSED_US'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'CONNECTION_TLS_FAILED'],
    ['ETIMEDOUT', 'CONNECTION_TIMEOUT'],
  ])('%s in a handshake', (code, expected) => {
    expect(tlsFault(Object.assign(new Error('x'), { code })).code).toBe(expected);
  });
});

describe("the peer's certificate", () => {
  it.each([
    [
      'of another entity',
      handshake({ uris: ['https://other.example'] }),
      'failed',
      'CONNECTION_CERTIFICATE_OTHER',
    ],
    ['of two entities', handshake({ uris: [ENTITY, 'https://b'] }), 'failed', 'CONNECTION_CERTIFICATE_OTHER'],
    [
      'of an authority that is not ours',
      handshake({}, 'SELF_SIGNED'),
      'failed',
      'CONNECTION_CERTIFICATE_UNTRUSTED',
    ],
    [
      'that has ended',
      handshake({ notAfter: NOW }, 'CERT_HAS_EXPIRED'),
      'failed',
      'CONNECTION_CERTIFICATE_EXPIRED',
    ],
    ['that has not begun', handshake({ notBefore: NOW + 1 }), 'failed', 'CONNECTION_CERTIFICATE_EXPIRED'],
    ['that ends soon', handshake({ notAfter: NOW + 29 * DAY }), 'warning', 'CONNECTION_CERTIFICATE_ENDS'],
    ['as it should be', handshake(), 'passed', undefined],
  ])('%s', (_, of, outcome, code) => {
    const found = judgeCertificate(of, ENTITY, NOW);
    expect([found.outcome, found.refusal?.code]).toEqual([outcome, code]);
  });
});

describe("the peer's clock", () => {
  const at = (ms: number): string => new Date(NOW + ms).toUTCString();
  const span = { asked: NOW, answered: NOW + 100 };
  it.each([
    ['the same second', at(0), 'passed', '0'],
    ['within what is allowed', at(5_000), 'passed', '4400'],
    ['ahead', at(8_000), 'failed', '7400'],
    ['behind', at(-8_000), 'failed', '7500'],
  ])('%s', (_, date, outcome, apart) => {
    const found = judgeClock(date, span, 5);
    expect([found.outcome, found.facts[0]]).toEqual([outcome, ['apartMs', apart]]);
  });
  it('is not known from an answer without a date', () => {
    expect(judgeClock(undefined, span, 5)).toMatchObject({ outcome: 'warning' });
    expect(judgeClock('yesterday', span, 5)).toMatchObject({ outcome: 'warning' });
  });
});

describe('the signed echo', () => {
  it.each([
    ['a signed "never heard of it"', new Refusal('EVIDENCE_REFUSED', { hint: 'EVIDENCE_UNKNOWN' }), 'passed'],
    [
      'a signed refusal for another reason',
      new Refusal('EVIDENCE_REFUSED', { hint: 'EVIDENCE_THROTTLED' }),
      'warning',
    ],
    ['no signature', new Refusal('PEER_DOES_NOT_KNOW_US'), 'failed'],
    ['a wrong signature', new Refusal('JWS_KID_UNKNOWN'), 'failed'],
    ['a defect', new Error('x'), 'failed'],
  ])('%s', (_, thrown, outcome) => {
    expect(judgeEcho(thrown).outcome).toBe(outcome);
  });
});
