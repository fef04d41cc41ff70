import type { PeerCertificate, TLSSocket } from 'node:tls';
import { bindTo, peerCertificateEntityId, uriNames } from './certificate-names.js';

const BEIJING = 'https://127.0.0.1:7411';

describe('uriNames', () => {
  it.each<[string | undefined, string[]]>([
    ['IP Address:127.0.0.1, DNS:localhost, URI:https://127.0.0.1:7411', [BEIJING]],
    ['URI:https://127.0.0.1:7411', [BEIJING]],
    ['URI:https://a.example, URI:https://b.example', ['https://a.example', 'https://b.example']],
    [undefined, []],
    ['', []],
    // Names that contain what looks like a second name come quoted from Node.
    [`DNS:"evil, URI:${BEIJING}"`, []],
    [`URI:"https://evil.example/, URI:${BEIJING}"`, [`https://evil.example/, URI:${BEIJING}`]],
    [`DNS:"evil\\", URI:${BEIJING}"`, []],
    [`othername:<unsupported>, URI:${BEIJING}`, [BEIJING]],
    [`DNS:x.URI:${BEIJING}`, []],
  ])('%j', (text, names) => {
    expect(uriNames(text)).toEqual(names);
  });
});

describe('bindTo', () => {
  const judge = (subjectaltname?: string) =>
    bindTo(BEIJING)('127.0.0.1', { subjectaltname } as PeerCertificate);

  it('accepts the certificate that names the peer', () => {
    expect(judge(`IP Address:10.0.0.1, URI:${BEIJING}`)).toBeUndefined();
  });

  it.each([
    ['another organisation', 'IP Address:127.0.0.1, URI:https://127.0.0.1:7421'],
    ['only the host', 'IP Address:127.0.0.1, DNS:localhost'],
    ['nothing', undefined],
    ['two entities, one of them right', `URI:https://127.0.0.1:7421, URI:${BEIJING}`],
    ['a longer name', `URI:${BEIJING}/`],
    ['another case', `URI:HTTPS://127.0.0.1:7411`],
    ['the name as DNS', `DNS:${BEIJING}`],
  ])('refuses a certificate that names %s', (_what, names) => {
    expect(judge(names)).toMatchObject({ code: 'PEER_TLS_WRONG_ORGANISATION' });
  });
});

describe('peerCertificateEntityId', () => {
  const socket = (authorized: boolean, certificate: unknown) =>
    ({ authorized, getPeerCertificate: () => certificate }) as unknown as TLSSocket;

  it.each<[string, TLSSocket, string | undefined]>([
    ['authorised', socket(true, { subjectaltname: `URI:${BEIJING}` }), BEIJING],
    ['not authorised', socket(false, { subjectaltname: `URI:${BEIJING}` }), undefined],
    ['no certificate', socket(false, {}), undefined],
    ['session without certificate', socket(true, undefined), undefined],
    ['ambiguous', socket(true, { subjectaltname: `URI:${BEIJING}, URI:https://x` }), undefined],
  ])('%s', (_what, tlsSocket, expected) => {
    expect(peerCertificateEntityId(tlsSocket)).toBe(expected);
  });
});
