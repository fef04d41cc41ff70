import { certificate, dn, ext, newKey, NOW, signedData, tstInfo } from '../../../../test/support/pki.js';
import { parseCertificate } from '../certificate/certificate.js';
import { Refusal } from '#libs/errors';
import { OID } from '../oids.js';
import { CertificatePool } from '../path/certificate-pool.js';
import { anchorOf } from '../path/trust-anchor.js';
import { nonceOf, timestampOf, timestampRequest } from './request.js';
import { parseTimestampToken } from './tst-info.js';
import { validateTimestamp } from './validate-timestamp.js';
import { der } from '../asn1/index.js';

const root = newKey('p256');
const rootName = dn('root');
const anchors = [
  anchorOf(parseCertificate(certificate({ subject: rootName, key: root, extensions: [ext.ca()] }))),
];
const authority = newKey('p256');
const authorityOf = (extensions: Uint8Array[], more = {}) =>
  certificate({
    subject: dn('tsa'),
    issuer: rootName,
    key: authority,
    signer: root,
    serial: 9,
    extensions,
    ...more,
  });
const PURPOSE = [ext.purposes([OID.timeStamping], true)];
const message = Buffer.from('a seal');

function token(more: Partial<Parameters<typeof signedData>[0]> = {}): Uint8Array {
  return signedData({
    content: tstInfo(message),
    contentType: OID.tstInfo,
    certificate: authorityOf(PURPOSE),
    issuer: rootName,
    serial: 9,
    signer: authority,
    ...more,
  });
}

async function judge(encoded: Uint8Array, stamped: Uint8Array = message, nonce?: bigint) {
  const result = await validateTimestamp(
    { token: parseTimestampToken(encoded), message: stamped, ...(nonce === undefined ? {} : { nonce }) },
    { at: NOW, anchors, pool: new CertificatePool(), revocation: 'off' },
  );
  const bad = result.checks.filter(({ outcome, name }) => outcome !== 'passed' && name !== 'revocation');
  return { ...result, bad: bad.map(({ name }) => name) };
}

describe('a timestamp', () => {
  it('that is good gives its time and accuracy', async () => {
    const { bad, time, accuracy, signer } = await judge(token());
    expect(bad).toEqual([]);
    expect([time, accuracy]).toEqual([NOW - 5000, 1500]);
    expect(signer?.serial).toBe(9n);
  });

  const other = newKey('p256');
  it.each<[string, Uint8Array, Uint8Array | undefined, string[]]>([
    ['of something else', token(), Buffer.from('another seal'), ['message-imprint']],
    ['signed by another key', token({ signer: other }), undefined, ['signature']],
    ['whose content was changed after', token({ digest: new Uint8Array(32) }), undefined, ['message-digest']],
    [
      'that refers to another certificate',
      token({ reference: authorityOf([]) }),
      undefined,
      ['signing-certificate'],
    ],
    ['that refers to no certificate', token({ reference: null }), undefined, ['signing-certificate']],
    [
      'of a signer for other purposes too',
      token({ certificate: authorityOf([ext.purposes([OID.timeStamping, OID.codeSigning], true)]) }),
      undefined,
      ['extended-key-usage'],
    ],
    [
      'of a signer whose purpose is not critical',
      token({ certificate: authorityOf([ext.purposes([OID.timeStamping])]) }),
      undefined,
      ['extended-key-usage'],
    ],
    [
      'of a signer without a purpose',
      token({ certificate: authorityOf([]) }),
      undefined,
      ['extended-key-usage'],
    ],
    [
      'from before the signer was certified',
      token({ certificate: authorityOf(PURPOSE, { notBefore: NOW - 1000 }) }),
      undefined,
      ['timestamp-time'],
    ],
    [
      'of a signer that no root knows',
      token({ certificate: authorityOf(PURPOSE, { signer: other }) }),
      undefined,
      ['path-building'],
    ],
  ])('%s is not believed', async (_, encoded, stamped, bad) => {
    const result = await judge(encoded, stamped);
    expect(result.outcome).not.toBe('passed');
    expect(result.bad).toEqual(bad);
  });

  it('answers the nonce of its request', async () => {
    const encoded = token({ content: tstInfo(message, NOW - 5000, 4711) });
    expect((await judge(encoded, message, 4711n)).outcome).toBe('passed');
    expect((await judge(encoded, message, 4712n)).bad).toEqual(['nonce']);
    expect((await judge(token(), message, 4711n)).bad).toEqual(['nonce']);
  });

  it('in a PDF is followed by zeros and nothing else', () => {
    const padded = (octet: number) => Buffer.concat([token(), Uint8Array.of(octet, 0, 0)]);
    expect(parseTimestampToken(padded(0), { padded: true }).info.serial).toBe(77n);
    expect(() => parseTimestampToken(padded(0))).toThrow(Refusal);
    expect(() => parseTimestampToken(padded(1), { padded: true })).toThrow(Refusal);
  });

  it('of another content type is none', () => {
    expect(() => parseTimestampToken(token({ contentType: OID.data }))).toThrow(Refusal);
  });
});

describe('a request', () => {
  it('carries digest and nonce; an answer carries the token, or a refusal', () => {
    const request = timestampRequest(new Uint8Array(32), Uint8Array.of(1, 2));
    expect(Buffer.from(request).toString('hex')).toContain('02020102');
    expect(nonceOf(Uint8Array.of(1, 2))).toBe(0x0102n);
    const answer = (status: number, ...rest: Uint8Array[]) =>
      der.sequence(der.sequence(der.integer(status)), ...rest);
    const made = token();
    expect(timestampOf(answer(0, made))).toEqual(made);
    expect(() => timestampOf(answer(2))).toThrow(Refusal);
  });
});
