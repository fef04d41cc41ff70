import { decodeSm2Signature, der, encodeSm2Signature, parseCertificate, sm3 } from '#libs/pki';
import type { ValidationReport } from '#libs/seals';
import {
  authority,
  DAY,
  holder,
  maker,
  NOW,
  SEALED_AT,
  sealed,
  root,
  signer,
  stamper,
  START,
  trusting,
  verify,
} from '../../../../test/support/sealed-ofd.js';
import {
  bytesOf,
  sealOf,
  signedData,
  timestampToken,
  valueOf,
  withValue,
  type SealVariant,
} from '../../../../test/support/sealed-variants.js';

const verdict = ({ indication, subIndication }: ValidationReport) =>
  subIndication === undefined ? indication : `${indication} ${subIndication}`;
const check = (report: ValidationReport, name: string) =>
  report.signatures[0]?.checks.filter((made) => made.name === name).map(({ outcome }) => outcome);

const raw = (signature: Uint8Array) => encodeSm2Signature(decodeSm2Signature(signature, 'der'), 'raw');
const listed = { type: 1, value: der.sequence(der.octets(signer.certificate)) };
const digested = (type: string, value = sm3(signer.certificate)) => ({
  type: 2,
  value: der.sequence(der.sequence(der.printable(type), der.octets(value))),
});
const period = [START, START + 365 * DAY] as const;
const seal = (changes: Partial<SealVariant> = {}) =>
  sealOf({ version: 4, list: listed, maker, period, ...changes });

type Make = (xml: Uint8Array) => Promise<Uint8Array>;
const value =
  (changes: Partial<SealVariant>, of: Partial<Parameters<typeof valueOf>[1]> = {}): Make =>
  async (xml) => {
    const version = of.version ?? changes.version ?? 4;
    return valueOf(xml, { seal: await seal(changes), at: SEALED_AT, ...of, version });
  };

const sealedAs = async (type: 'Seal' | 'Sign', make: Make) => withValue(await sealed(), type, make);

describe('every form of SES passes', () => {
  it.each<[string, Make]>([
    ['V4', value({})],
    ['V1, whose maker signs certificate and algorithm too', value({ version: 1 })],
    ['V5', value({ version: 5 })],
    ['V4 with r || s for the signature', value({}, { spelled: raw })],
    ['V4 with r || s for the signature of the maker', value({ spelled: raw })],
    ['V4 with digests for certificates', value({ list: digested('SM3') })],
    ['V4 with digests by object identifier', value({ list: digested('1.2.156.10197.1.401') })],
    [
      'V4 with extensions in [0]',
      value({
        extensions: der.explicit(0, der.sequence(der.sequence(der.oid('1.2.3'), der.octets(bytesOf('x'))))),
      }),
    ],
    [
      'V4 with critical FALSE written out',
      value({
        extensions: der.sequence(
          der.sequence(der.oid('1.2.3'), der.boolean(false), der.octets(bytesOf('x'))),
        ),
      }),
    ],
  ])('%s', async (_, make) => {
    const report = await verify(await sealedAs('Seal', make));
    expect(verdict(report)).toBe('TOTAL_PASSED');
  });
});

describe('SES does not pass where', () => {
  const TRAILING = (signature: Uint8Array) => new Uint8Array([...signature, 0]);
  it.each<[string, string, Make]>([
    ['bytes follow the signature', 'TOTAL_FAILED SIG_CRYPTO_FAILURE', value({}, { spelled: TRAILING })],
    ['bytes follow that of the maker', 'TOTAL_FAILED SIG_CRYPTO_FAILURE', value({ spelled: TRAILING })],
    ['a V1 seal signs as V4', 'TOTAL_FAILED FORMAT_FAILURE', value({ version: 1 }, { version: 4 })],
    ['a V4 seal signs as V1', 'TOTAL_FAILED FORMAT_FAILURE', value({ version: 4 }, { version: 1 })],
    [
      'the seal is signed as V1 but says that it is V4',
      'TOTAL_FAILED FORMAT_FAILURE',
      async (xml) => {
        const old = Buffer.from(await seal({ version: 1 }));
        const at = old.indexOf(Buffer.from('02010116', 'hex'));
        old[at + 2] = 4;
        return valueOf(xml, { version: 4, seal: new Uint8Array(old), at: SEALED_AT });
      },
    ],
    [
      'the digest in the list is by a hash that is not known',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
      value({ list: digested('MD5') }),
    ],
    [
      'the digest in the list is of another certificate',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
      value({ list: digested('SM3', sm3(maker.certificate)) }),
    ],
    [
      'the list says digests and holds certificates',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
      value({ list: { ...listed, type: 2 } }),
    ],
    [
      'the maker signed with another key than his certificate has',
      'TOTAL_FAILED SIG_CRYPTO_FAILURE',
      value({ maker: { ...holder('thief'), certificate: maker.certificate } }),
    ],
    [
      'the signer signed with another key than his certificate has',
      'TOTAL_FAILED SIG_CRYPTO_FAILURE',
      value({}, { by: { ...holder('thief'), certificate: signer.certificate } }),
    ],
  ])('%s: %s', async (_, expected, make) => {
    expect(verdict(await verify(await sealedAs('Seal', make)))).toBe(expected);
  });

  describe('and what a timestamp proves', () => {
    const expiring = holder('signer', { notAfter: SEALED_AT + DAY });
    const list = { type: 1, value: der.sequence(der.octets(expiring.certificate)) };
    const stamped = (at: number, over?: Uint8Array, by = stamper): Make =>
      value({ list }, { by: expiring, stamp: (signature) => timestampToken(over ?? signature, at, by) });
    // Lists made while the signer's certificate had not expired speak of it.
    const paths = trusting([], [root], SEALED_AT + DAY / 2);

    it.each<[string, string, Make]>([
      ['nothing without one', 'INDETERMINATE OUT_OF_BOUNDS_NO_POE', value({ list }, { by: expiring })],
      ['that an expired signer was a good one then', 'TOTAL_PASSED', stamped(SEALED_AT + 60_000)],
      ['that he had expired', 'TOTAL_FAILED EXPIRED', stamped(SEALED_AT + 2 * DAY)],
      [
        'nothing where something else was stamped',
        'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
        stamped(SEALED_AT + 60_000, bytesOf('else')),
      ],
      [
        'nothing where its signer is certified for something else',
        'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
        stamped(SEALED_AT + 60_000, undefined, signer),
      ],
      ['that a later time was claimed', 'INDETERMINATE TIMESTAMP_ORDER_FAILURE', stamped(SEALED_AT - DAY)],
    ])('%s: %s', async (_, expected, make) => {
      const report = await verify(await sealedAs('Seal', make), { paths });
      expect(verdict(report)).toBe(expected);
    });
  });

  it.each<[string, string, Partial<SealVariant>]>([
    ['nothing proves when the seal was made', 'INDETERMINATE OUT_OF_BOUNDS_NO_POE', {}],
    [
      'a timestamp in a V5 seal proves it',
      'TOTAL_PASSED',
      { sealStamp: (signature) => timestampToken(signature, START + 60_000, stamper) },
    ],
  ])('the maker has expired since, and %s: %s', async (_, expected, changes) => {
    const expired = holder('maker', { serial: 14n, notAfter: START + 5 * DAY });
    const paths = trusting([], [root], START + DAY / 2);
    const report = await verify(await sealedAs('Seal', value({ version: 5, maker: expired, ...changes })), {
      paths,
    });
    expect(verdict(report)).toBe(expected);
  });

  it('a timestamp that cannot be read proves nothing, and is told', async () => {
    const report = await verify(await sealedAs('Seal', value({}, { stamp: bytesOf('no token') })));
    expect(verdict(report)).toBe('TOTAL_PASSED');
    expect(check(report, 'time')).toEqual(['failed', 'passed']);
    expect(report.signatures[0]?.times.proven).toBeUndefined();
  });
});

describe('a digital signature without a seal', () => {
  const { issuer, serial } = parseCertificate(signer.certificate);
  const id = { issuer: issuer.raw, serial };
  const certificates = [signer.certificate];

  it.each<[string, Make]>([
    ['SM2 alone', async (xml) => signer.sign(xml)],
    ['SM2 alone as r || s', async (xml) => raw(await signer.sign(xml))],
    ['SignedData whose content is the digest', (xml) => signedData({ ...id, content: sm3(xml) })],
    [
      'SignedData whose content is the digest, with signed attributes',
      (xml) => signedData({ ...id, content: sm3(xml), messageDigest: sm3(sm3(xml)) }),
    ],
    [
      'SignedData whose signed attributes hold the digest',
      (xml) => signedData({ ...id, messageDigest: sm3(xml) }),
    ],
  ])('passes as %s', async (_, make) => {
    const report = await verify(await sealedAs('Sign', make), { certificates });
    expect(verdict(report)).toBe('TOTAL_PASSED');
    expect(report.signatures[0]).toMatchObject({ signer: { commonName: '11010000000001' } });
  });

  const other = bytesOf('another file');
  it.each<[string, string, Make]>([
    [
      'SM2 alone over another file',
      'INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND',
      async () => signer.sign(other),
    ],
    [
      'SignedData with the digest of another file',
      'TOTAL_FAILED HASH_FAILURE',
      () => signedData({ ...id, content: sm3(other) }),
    ],
    [
      'signed attributes with the digest of another file',
      'TOTAL_FAILED HASH_FAILURE',
      () => signedData({ ...id, messageDigest: sm3(other) }),
    ],
    [
      'signed attributes with the digest of another content',
      'TOTAL_FAILED HASH_FAILURE',
      (xml) => signedData({ ...id, content: sm3(xml), messageDigest: sm3(xml) }),
    ],
    [
      'SignedData by another key',
      'TOTAL_FAILED SIG_CRYPTO_FAILURE',
      (xml) =>
        signedData({
          ...id,
          messageDigest: sm3(xml),
          by: { ...holder('thief'), certificate: signer.certificate },
        }),
    ],
    [
      'SignedData of a signer who is not known',
      'INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND',
      (xml) => signedData({ ...id, serial: 99n, messageDigest: sm3(xml) }),
    ],
    ['no signature', 'TOTAL_FAILED FORMAT_FAILURE', async () => bytesOf('nothing')],
  ])('does not pass as %s: %s', async (_, expected, make) => {
    expect(verdict(await verify(await sealedAs('Sign', make), { certificates }))).toBe(expected);
  });
});

describe('a seal on its own', () => {
  it('passes while it may be used', async () => {
    const report = await verify(await seal());
    expect(report).toMatchObject({ format: 'ses-seal', indication: 'TOTAL_PASSED' });
    expect(report.signatures[0]?.seal).toMatchObject({ version: 'V4', validFrom: START });
  });

  it.each<[string, string, Partial<SealVariant>]>([
    ['its period is over', 'INDETERMINATE OUT_OF_BOUNDS_NO_POE', { period: [START, NOW - DAY] }],
    [
      'its period has not begun',
      'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
      { period: [NOW + DAY, NOW + 2 * DAY] },
    ],
    [
      'it was made by another key',
      'TOTAL_FAILED SIG_CRYPTO_FAILURE',
      { maker: { ...holder('thief'), certificate: maker.certificate } },
    ],
  ])('does not pass where %s: %s', async (_, expected, changes) => {
    expect(verdict(await verify(await seal(changes)))).toBe(expected);
  });

  it('a signed value on its own says nothing about a document', async () => {
    const xml = bytesOf('<a/>');
    const bytes = await value({})(xml);
    expect(verdict(await verify(bytes))).toBe('INDETERMINATE SIGNED_DATA_NOT_FOUND');
    const report = await verify(bytes, { detached: xml });
    expect(check(report, 'integrity')).toEqual(['passed']);
    expect(report.indication).toBe('INDETERMINATE');
    expect(verdict(await verify(bytes, { detached: bytesOf('<b/>') }))).toBe('TOTAL_FAILED HASH_FAILURE');
  });

  it('the authority of the samples can be verified by others', () => {
    expect(parseCertificate(authority.certificate).extensions.basicConstraints?.ca).toBe(true);
  });
});
