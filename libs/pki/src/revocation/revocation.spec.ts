import {
  certificate,
  crl,
  dn,
  ext,
  extension,
  general,
  newKey,
  NOW,
  ocsp,
  type OcspSpec,
} from '../../../../test/support/pki.js';
import { Refusal } from '#libs/errors';
import { der } from '../asn1/index.js';
import { parseCertificate } from '../certificate/certificate.js';
import { OID } from '../oids.js';
import { CertificatePool } from '../path/certificate-pool.js';
import { anchorOf } from '../path/trust-anchor.js';
import { validateCertificate } from '../validation/validate-certificate.js';
import type { ValidationPorts, ValidationSettings } from '../validation/settings.js';
import { parseCrl } from './crl.js';
import { ocspRequest } from './ocsp-request.js';
import { checkNonce } from './ocsp-status.js';
import { parseOcspResponse } from './ocsp.js';

const root = newKey();
const rootName = dn('root');
const anchor = parseCertificate(certificate({ subject: rootName, key: root, extensions: [ext.ca()] }));
const leaf = newKey('p256');
const leafName = dn('leaf');
const leafOf = (extensions: Uint8Array[] = [], more = {}) =>
  certificate({
    subject: leafName,
    issuer: rootName,
    key: leaf,
    signer: root,
    serial: 5,
    extensions,
    ...more,
  });

const responder = newKey();
const responderName = dn('responder');
const responderOf = (extensions: Uint8Array[], more = {}) =>
  certificate({
    subject: responderName,
    issuer: rootName,
    key: responder,
    signer: root,
    serial: 50,
    extensions,
    ...more,
  });
const DELEGATE = [ext.purposes([OID.ocspSigning]), ext.noCheck()];
const about = { issuerName: rootName, issuerKey: root, serial: 5 };
const delegated = (more: Partial<OcspSpec> = {}, certificateOf = responderOf(DELEGATE)): Uint8Array =>
  ocsp({ ...about, signer: responder, responder: responderName, certificates: [certificateOf], ...more });

async function judge(settings: Partial<ValidationSettings>, target = leafOf(), ports: ValidationPorts = {}) {
  const result = await validateCertificate(
    parseCertificate(target),
    { at: NOW, anchors: [anchorOf(anchor)], pool: new CertificatePool(), ...settings },
    ports,
  );
  const check = result.checks.find(({ name }) => name === 'revocation');
  return { outcome: result.outcome, detail: check?.detail, status: result.revocation[0] };
}
const byOcsp = (...encoded: Uint8Array[]) => judge({ ocsp: encoded.map(parseOcspResponse) });

describe('an OCSP answer', () => {
  const other = newKey();
  const DAY = 24 * 3600 * 1000;
  it.each<[string, Uint8Array, string, string | undefined]>([
    ['of the issuer itself', ocsp({ ...about, signer: root, responder: rootName }), 'passed', undefined],
    ['of the issuer by its key', ocsp({ ...about, signer: root }), 'passed', undefined],
    ['by SHA-256 in the CertID', ocsp({ ...about, signer: root, hash: 'sha256' }), 'passed', undefined],
    ['of a delegate', delegated(), 'passed', undefined],
    ['that says revoked', delegated({ status: 'revoked' }), 'failed', 'revoked'],
    ['that says unknown', delegated({ status: 'unknown' }), 'not-checked', 'does not know'],
    ['about another serial number', delegated({ serial: 6 }), 'not-checked', 'no revocation information'],
    ['about another issuer', delegated({ issuerName: dn('x') }), 'not-checked', 'no revocation information'],
    ['about another key of the issuer', delegated({ issuerKey: other }), 'not-checked', 'no revocation'],
    ['that is out of date', delegated({ nextUpdate: NOW - 1000 }), 'not-checked', 'out of date'],
    ['without a period, of today', delegated({ nextUpdate: null }), 'passed', undefined],
    [
      'without a period, of the day before yesterday',
      delegated({ nextUpdate: null, thisUpdate: NOW - 2 * DAY }),
      'not-checked',
      'out of date',
    ],
    ['from the future', delegated({ thisUpdate: NOW + 2000 }), 'not-checked', 'from the future'],
    ['made in the future', delegated({ producedAt: NOW + 2000 }), 'not-checked', 'from the future'],
    [
      'signed by another key',
      ocsp({ ...about, signer: other, responder: rootName }),
      'not-checked',
      'was not found',
    ],
    [
      'of a delegate that is not certified for it',
      delegated({}, responderOf([ext.noCheck()])),
      'not-checked',
      'not certified for OCSP',
    ],
    [
      'of a delegate for any purpose',
      delegated({}, responderOf([ext.purposes([OID.anyExtendedKeyUsage]), ext.noCheck()])),
      'not-checked',
      'not certified for OCSP',
    ],
    [
      'of a delegate that has expired',
      delegated({}, responderOf(DELEGATE, { notAfter: NOW - 2000 })),
      'not-checked',
      'not valid after',
    ],
    [
      'of a delegate that another authority certified',
      delegated({}, responderOf(DELEGATE, { signer: other })),
      'not-checked',
      'signature',
    ],
    [
      'of a delegate of an authority with another name',
      delegated({}, responderOf(DELEGATE, { issuer: dn('x'), signer: other })),
      'not-checked',
      'was not found',
    ],
    [
      'of a delegate whose own status nobody tells',
      delegated({}, responderOf([ext.purposes([OID.ocspSigning])])),
      'not-checked',
      'no revocation information',
    ],
  ])('%s', async (_, answer, outcome, detail) => {
    const result = await byOcsp(answer);
    expect(result.outcome).toBe(outcome);
    if (detail === undefined) expect(result.detail).toBeUndefined();
    else expect(result.detail).toContain(detail);
  });

  it('whose delegate is on the list of the issuer says nothing', async () => {
    const answer = parseOcspResponse(delegated({}, responderOf([ext.purposes([OID.ocspSigning])])));
    const list = (serial: number) => parseCrl(crl({ issuer: rootName, signer: root, revoked: [{ serial }] }));
    const good = await judge({ ocsp: [answer], crls: [list(9999)] });
    expect(good.status?.source).toBe('ocsp');
    const bad = await judge({ ocsp: [answer], crls: [list(50)] });
    expect(bad.status?.source).toBe('crl');
  });

  it('that says revoked outweighs a list that does not know yet', async () => {
    const list = parseCrl(crl({ issuer: rootName, signer: root }));
    const answer = parseOcspResponse(delegated({ status: 'revoked' }));
    expect((await judge({ crls: [list], ocsp: [answer] })).outcome).toBe('failed');
  });

  it('of which the newest counts', async () => {
    const older = delegated({ status: 'revoked', thisUpdate: NOW - 9000 });
    expect((await byOcsp(older, delegated())).outcome).toBe('passed');
  });

  it('carries the nonce of its question', () => {
    const nonce = Uint8Array.of(1, 2, 3, 4);
    expect(checkNonce(parseOcspResponse(delegated({ nonce })), nonce)).toBeUndefined();
    expect(checkNonce(parseOcspResponse(delegated({ nonce })), Uint8Array.of(9))).toBeDefined();
    expect(checkNonce(parseOcspResponse(delegated()), nonce)).toBeDefined();
  });

  it('of another status than successful is refused', () => {
    expect(() => parseOcspResponse(der.sequence(der.enumerated(3)))).toThrow(Refusal);
  });
});

describe('a list', () => {
  const listed = async (spec: Partial<Parameters<typeof crl>[0]>, target = leafOf()) =>
    judge({ crls: [parseCrl(crl({ issuer: rootName, signer: root, ...spec }))] }, target);
  const idp = (...content: Uint8Array[]) =>
    extension(OID.issuingDistributionPoint, der.sequence(...content), true);
  const flag = (tag: number) => der.implicit(tag, der.boolean(true));
  const point = (url: string) => der.explicit(0, der.implicit(0, der.sequence(general.uri(url))));

  it.each<[string, Uint8Array[], string]>([
    ['for certificates of users', [idp(flag(1))], 'passed'],
    ['for authorities only', [idp(flag(2))], 'not-checked'],
    ['for attribute certificates only', [idp(flag(5))], 'not-checked'],
    ['for some reasons only', [idp(der.implicit(3, der.bits(Uint8Array.of(0x60), 5)))], 'not-checked'],
    ['for another point', [idp(point('http://other.test/'))], 'not-checked'],
    ['that is a delta', [extension(OID.deltaCRLIndicator, der.integer(1), true)], 'not-checked'],
    ['with a critical extension that is not known', [extension('1.2.3.4', der.null(), true)], 'not-checked'],
    ['with one that is not critical', [extension('1.2.3.4', der.null())], 'passed'],
  ])('%s', async (_, extensions, outcome) => {
    expect((await listed({ extensions })).outcome).toBe(outcome);
  });

  it('of the point that the certificate names', async () => {
    const target = leafOf([ext.crlPoint('http://crl.test/a')]);
    expect((await listed({ extensions: [idp(point('http://crl.test/a'))] }, target)).outcome).toBe('passed');
    expect((await listed({ extensions: [idp(point('http://crl.test/b'))] }, target)).outcome).toBe(
      'not-checked',
    );
  });

  it('made after the certificate expired says nothing about it', async () => {
    const target = leafOf([], { notAfter: NOW - 50_000 });
    const list = parseCrl(crl({ issuer: rootName, signer: root }));
    const result = await judge({ at: NOW - 60_000, now: NOW, crls: [list] }, target);
    expect(result.detail).toContain('after the certificate expired');
  });

  it('with one certificate twice: the earlier revocation holds', async () => {
    const revoked = [
      { serial: 5, at: NOW - 90_000 },
      { serial: 5, at: NOW - 1000 },
    ];
    expect((await listed({ revoked })).status?.revokedAt).toBe(NOW - 90_000);
  });
});

describe('what is fetched', () => {
  const list = crl({ issuer: rootName, signer: root });
  const target = leafOf([ext.crlPoint('http://crl.test/a'), ext.access([OID.ocsp, 'http://ocsp.test/'])]);

  it('makes a status known, once and for the addresses in the certificate', async () => {
    const asked: string[] = [];
    const fetcher = {
      fetch: async (url: string, resource: string) => {
        asked.push(`${resource} ${url}`);
        if (resource === 'crl') return list;
        throw new Refusal('PKI_FETCH_FAILED');
      },
    };
    expect((await judge({}, target, { fetcher })).outcome).toBe('passed');
    expect(asked).toEqual(['ocsp http://ocsp.test/', 'crl http://crl.test/a']);
  });

  it('may be rubbish', async () => {
    const fetcher = { fetch: async () => Uint8Array.of(1, 2, 3) };
    expect((await judge({}, target, { fetcher })).outcome).toBe('not-checked');
  });

  it('may be the issuer that was missing', async () => {
    const middle = newKey();
    const middleName = dn('middle');
    const issuer = certificate({
      subject: middleName,
      issuer: rootName,
      key: middle,
      signer: root,
      extensions: [ext.ca()],
    });
    const below = certificate({
      subject: leafName,
      issuer: middleName,
      key: leaf,
      signer: middle,
      extensions: [ext.access([OID.caIssuers, 'http://ca.test/middle.cer'])],
    });
    const fetcher = { fetch: async () => issuer };
    expect((await judge({ revocation: 'off' }, below, { fetcher })).outcome).toBe('passed');
    expect((await judge({ revocation: 'off' }, below)).outcome).toBe('not-checked');
  });

  it('is asked by a request that names the certificate', () => {
    const request = ocspRequest(parseCertificate(leafOf()), anchor.spki, Uint8Array.of(1, 2, 3, 4));
    expect(Buffer.from(request).toString('hex')).toContain('020105');
  });
});
