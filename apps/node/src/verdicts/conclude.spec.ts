import { Refusal, type ErrorCode } from '#libs/errors';
import type { SignatureCheck, SignatureReport, ValidationReport } from '#libs/seals';
import { concludeRefusal, concludeVerdict, type ExpectedIssuer } from './conclude.js';

const CODE = '11110000MB0000001X';
const NAME = '测试市市场监督管理局';
const SEAL = '11010000000001';
const frame = { sha256: 'A'.repeat(43), trustEdition: 'e1', checkedAt: '2026-03-02T00:00:00.000Z' };
const made = (
  name: SignatureCheck['name'],
  outcome: SignatureCheck['outcome'],
  decides = true,
): SignatureCheck => ({ name, outcome, clause: 'x', decides });

const signature = (changes: Partial<SignatureReport> = {}): SignatureReport => ({
  id: 'S1',
  kind: 'SES V4 seal',
  indication: 'TOTAL_PASSED',
  checks: [made('signature', 'passed'), made('integrity', 'passed'), made('seal-holder', 'failed', false)],
  pathChecks: [],
  signer: {
    subject: `CN=${SEAL},O=${NAME},O=${CODE}`,
    issuer: 'CN=y',
    commonName: SEAL,
    organisations: [CODE, NAME],
    serial: '1',
    notBefore: 0,
    notAfter: 1,
    fingerprint: '00',
  },
  seal: {
    version: 'V4',
    id: SEAL,
    name: NAME,
    type: 1,
    makerId: 'TEST',
    createdAt: 0,
    validFrom: 0,
    validUntil: 86_400_000,
    picture: { mediaType: 'image/png', bytes: new Uint8Array(9), widthMm: 1, heightMm: 1 },
  },
  times: { judged: 0 },
  appearances: [],
  ...changes,
});
const report = (changes: Partial<ValidationReport> = {}): ValidationReport => ({
  format: 'ofd',
  indication: 'TOTAL_PASSED',
  signatures: [signature()],
  notes: [],
  uncovered: [],
  ...changes,
});
const verdict = (changes?: Partial<ValidationReport>, issuer: ExpectedIssuer = { code: CODE, name: NAME }) =>
  concludeVerdict(report(changes), issuer, frame);

describe('the verdict of a report', () => {
  it('tells the conclusion, who sealed, and each deciding check once', () => {
    expect(verdict()).toEqual({
      ...frame,
      format: 'ofd',
      indication: 'TOTAL_PASSED',
      issuer: 'match',
      signer: `CN=${SEAL},O=${NAME},O=${CODE}`,
      seal: {
        id: SEAL,
        name: NAME,
        validFrom: '1970-01-01T00:00:00.000Z',
        validUntil: '1970-01-02T00:00:00.000Z',
      },
      checks: [
        { name: 'signature', outcome: 'passed' },
        { name: 'integrity', outcome: 'passed' },
        { name: 'issuer-code', outcome: 'passed' },
        { name: 'issuer-name', outcome: 'passed' },
        { name: 'seal-number', outcome: 'passed' },
      ],
    });
  });

  it('tells of two signatures the worse outcome of each check, and the signer that decides about the issuer', () => {
    const stranger = signature({
      id: 'S0',
      checks: [made('signature', 'passed'), made('integrity', 'failed'), made('time', 'not-checked')],
      signer: { ...signature().signer!, subject: 'O=别的局', organisations: ['别的局'] },
    });
    const found = verdict({
      indication: 'TOTAL_FAILED',
      subIndication: 'HASH_FAILURE',
      signatures: [stranger, signature({ checks: [made('signature', 'passed'), made('time', 'passed')] })],
    });
    expect(found).toMatchObject({
      indication: 'TOTAL_FAILED',
      subIndication: 'HASH_FAILURE',
      issuer: 'match',
      signer: signature().signer?.subject,
    });
    expect(found.checks).toEqual(
      expect.arrayContaining([
        { name: 'integrity', outcome: 'failed' },
        { name: 'time', outcome: 'not-checked' },
      ]),
    );
  });

  it('of a document without a signature names nobody', () => {
    const found = verdict({
      signatures: [],
      indication: 'INDETERMINATE',
      subIndication: 'NO_SIGNATURE_FOUND',
    });
    expect(found).toMatchObject({ issuer: 'not-compared', checks: [] });
    expect(found).not.toHaveProperty('signer');
    expect(found).not.toHaveProperty('seal');
  });

  it.each<[string, string | undefined, string, DocumentOutcome]>([
    ['another issuer than the one told', '11120000MB00000029', 'mismatch', 'failed'],
    ['the issuer told', CODE, 'match', 'passed'],
    ['an area code, which says too little', '110000', 'match', undefined],
    ['nothing', undefined, 'match', undefined],
  ])('holds the told issuer against the identifier: it names %s', (_name, inIdentifier, issuer, outcome) => {
    const expected = { code: CODE, name: NAME, ...(inIdentifier === undefined ? {} : { inIdentifier }) };
    const found = verdict({}, expected);
    expect(found.issuer).toBe(issuer);
    expect(found.checks.find(({ name }) => name === 'issuer-identifier')?.outcome).toBe(outcome);
  });

  it('hands on no control character and no endless text of a certificate', () => {
    const hostile = `CN=\u0000\u202e${'长'.repeat(5000)}`;
    const { signer } = verdict({
      signatures: [signature({ signer: { ...signature().signer!, subject: hostile } })],
    });
    expect(signer).toHaveLength(512);
    expect(signer).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

type DocumentOutcome = 'passed' | 'failed' | undefined;

describe('a document that cannot be read', () => {
  it.each<[ErrorCode, string, string | undefined]>([
    ['PACKAGE_CHECKSUM_MISMATCH', 'TOTAL_FAILED', 'FORMAT_FAILURE'],
    ['XML_DOCTYPE_REFUSED', 'TOTAL_FAILED', 'FORMAT_FAILURE'],
    ['PDF_MALFORMED', 'TOTAL_FAILED', 'FORMAT_FAILURE'],
    ['DOCUMENT_FORMAT_UNKNOWN', 'INDETERMINATE', 'NO_SIGNATURE_FOUND'],
    ['PDF_ENCRYPTED', 'NOT_CHECKED', undefined],
    ['PACKAGE_METHOD_UNSUPPORTED', 'NOT_CHECKED', undefined],
    ['PACKAGE_RATIO_TOO_HIGH', 'NOT_CHECKED', undefined],
    ['DOCUMENT_TOO_LARGE', 'NOT_CHECKED', undefined],
    ['DOCUMENT_DAMAGED', 'NOT_CHECKED', undefined],
    ['OVERLOADED', 'NOT_CHECKED', undefined],
  ])('for %s is %s', (code, indication, subIndication) => {
    const found = concludeRefusal(new Refusal(code), frame);
    expect(found).toMatchObject({ ...frame, indication, code, issuer: 'not-compared', checks: [] });
    expect(found.subIndication).toBe(subIndication);
  });

  it('for a defect of our own is not checked', () => {
    const found = concludeRefusal(new TypeError('secret'), frame);
    expect(found).toMatchObject({ indication: 'NOT_CHECKED', code: 'INTERNAL' });
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});
