import fc from 'fast-check';
import {
  certificate,
  crl,
  dn,
  ext,
  general,
  newKey,
  ocsp,
  signedData,
  tstInfo,
} from '../../../test/support/pki.js';
import { Refusal } from '#libs/errors';
import { OID } from './oids.js';
import { parseCertificate } from './certificate/certificate.js';
import { parseSignedData } from './cms/signed-data.js';
import { signingCertificate } from './cms/signing-certificate.js';
import { CertificatePool } from './path/certificate-pool.js';
import { anchorOf } from './path/trust-anchor.js';
import { parseCrl } from './revocation/crl.js';
import { parseOcspResponse } from './revocation/ocsp.js';
import { parseTimestampToken } from './timestamp/tst-info.js';
import { timestampOf } from './timestamp/request.js';
import { validateCertificate } from './validation/validate-certificate.js';

/** Whatever the bytes, a parser returns or throws a Refusal; and what was changed never validates. */
/** `FUZZ_RUNS=200000 npm run test:unit -- parsers.property` is the long run. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500);
const PATIENCE = Math.max(20_000, RUNS * 20);

const key = newKey();
const ec = newKey('p256');
const rootName = dn('root');
const root = certificate({ subject: rootName, key, extensions: [ext.ca(), ext.usage(5, 6)] });
const leaf = certificate({
  subject: dn('leaf', [OID.emailAddress, 'me@example.org']),
  issuer: rootName,
  key: ec,
  signer: key,
  serial: 5,
  extensions: [
    ext.usage(0),
    ext.purposes([OID.timeStamping]),
    ext.altNames(general.dns('a.test'), general.ip(192, 0, 2, 1), general.uri('https://a.test/')),
    ext.policies('1.2.3'),
    ext.crlPoint('http://crl.test/a'),
    ext.access([OID.ocsp, 'http://ocsp.test/']),
  ],
});
const list = crl({ issuer: rootName, signer: key, revoked: [{ serial: 6, reason: 1 }] });
const answer = ocsp({ signer: key, issuerName: rootName, issuerKey: key, serial: 5, certificates: [leaf] });
const token = signedData({
  content: tstInfo(Buffer.from('x')),
  contentType: OID.tstInfo,
  certificate: leaf,
  issuer: rootName,
  serial: 5,
  signer: ec,
});

const PARSERS: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ['certificate', leaf, parseCertificate],
  ['list', list, parseCrl],
  ['OCSP answer', answer, parseOcspResponse],
  ['signed data', token, (bytes) => signingCertificate(parseSignedData(bytes).signers[0]?.signedAttributes)],
  ['timestamp', token, parseTimestampToken],
  ['timestamp answer', token, timestampOf],
];

function quiet(read: () => unknown): void {
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
  }
}

/** Flips, cuts, doubles and inserts bytes of a well-formed sample. */
const mutation = (sample: Uint8Array) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('set', 'cut', 'drop', 'insert', 'double'),
        fc.nat(sample.length - 1),
        fc.integer({ min: 0, max: 255 }),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((steps) => {
      let bytes = Buffer.from(sample);
      for (const [step, place, octet] of steps) {
        const at = Math.min(place, Math.max(0, bytes.length - 1));
        if (step === 'set' && bytes.length > 0) bytes[at] = octet;
        if (step === 'cut') bytes = bytes.subarray(0, at);
        if (step === 'drop') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
        const inserted = step === 'double' ? bytes.subarray(at, at + octet) : Buffer.from([octet]);
        if (step === 'insert' || step === 'double') {
          bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
        }
      }
      return new Uint8Array(bytes);
    });

describe.each(PARSERS)('the parser of a %s', (_, sample, parse) => {
  it('reads its sample', () => {
    if (parse !== timestampOf) expect(parse(sample)).toBeDefined();
  });

  it('refuses every cut', () => {
    for (let length = 0; length < sample.length; length++) {
      expect(() => parse(sample.subarray(0, length))).toThrow(Refusal);
    }
  });

  it(
    'throws nothing but a Refusal for changed and for random bytes',
    () => {
      fc.assert(
        fc.property(mutation(sample), (bytes) => quiet(() => parse(bytes))),
        { numRuns: RUNS },
      );
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => quiet(() => parse(bytes))),
        { numRuns: Math.ceil(RUNS / 5) },
      );
    },
    PATIENCE,
  );
});

it(
  'validation throws nothing for changed certificates, lists and answers, and passes none that was changed',
  async () => {
    const anchors = [anchorOf(parseCertificate(root))];
    const at = parseCertificate(leaf).notBefore + 366 * 24 * 3600 * 1000;
    const validate = async (target: Uint8Array, crls: Uint8Array[], answers: Uint8Array[]) =>
      validateCertificate(parseCertificate(target), {
        at,
        anchors,
        pool: CertificatePool.fromDer([root]),
        crls: crls.map(parseCrl),
        ocsp: answers.map(parseOcspResponse),
      });
    expect((await validate(leaf, [list], [])).outcome).toBe('passed');
    expect((await validate(leaf, [], [answer])).outcome).toBe('passed');
    const changed = async (sample: Uint8Array, run: (bytes: Uint8Array) => ReturnType<typeof validate>) => {
      await fc.assert(
        fc.asyncProperty(mutation(sample), async (bytes) => {
          fc.pre(!Buffer.from(bytes).equals(Buffer.from(sample)));
          const result = await run(bytes).catch((thrown: unknown) => {
            if (!(thrown instanceof Refusal)) throw thrown;
          });
          expect(result?.outcome).not.toBe('passed');
        }),
        { numRuns: Math.ceil(RUNS / 4) },
      );
    };
    await changed(leaf, (bytes) => validate(bytes, [list], []));
    await changed(list, (bytes) => validate(leaf, [bytes], []));
  },
  PATIENCE,
);
