import { Refusal } from '#libs/errors';
import { der } from '#libs/pki';
import { concludes, documentReport, recognise, SignatureChecks, worst, type CheckName } from './index.js';

const MANDATORY: readonly CheckName[] = [
  'format',
  'signature',
  'integrity',
  'coverage',
  'later-modifications',
  'signer-certificate',
  'path',
  'revocation',
  'time',
  'cryptographic-constraints',
];

function allPassed(except?: CheckName): SignatureChecks {
  const checks = new SignatureChecks();
  for (const name of MANDATORY) if (name !== except) checks.pass(name, 'x');
  return checks;
}

describe('the conclusion of a signature', () => {
  it.each(MANDATORY)('is not TOTAL_PASSED where nobody made the check %s', (name) => {
    const { conclusion, checks } = allPassed(name).finish();
    expect(conclusion.indication).not.toBe('TOTAL_PASSED');
    expect(checks.find((check) => check.name === name)?.outcome).toBe('not-checked');
  });

  it.each(MANDATORY)('is not TOTAL_PASSED where %s was skipped or failed, or was only told', (name) => {
    const skipped = allPassed(name);
    skipped.skip(name, 'x', 'y');
    const failed = allPassed();
    failed.fail(name, 'x', 'y');
    const told = allPassed(name);
    told.tell(name, 'x', 'passed', 'y');
    const forced = allPassed();
    forced.fail(name, 'x', 'y', { indication: 'TOTAL_PASSED' });
    for (const checks of [skipped, failed, told, forced]) {
      expect(checks.finish().conclusion.indication).not.toBe('TOTAL_PASSED');
    }
  });

  it('is TOTAL_PASSED where all were made and passed', () => {
    expect(allPassed().finish().conclusion).toEqual({ indication: 'TOTAL_PASSED' });
  });

  it('needs the further checks of the format', () => {
    const checks = new SignatureChecks(['seal-validity']);
    for (const name of MANDATORY) checks.pass(name, 'x');
    expect(checks.finish().conclusion).toEqual({
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it('is the worst of its reasons: failed before indeterminate', () => {
    const reasons = (['TRY_LATER', 'EXPIRED', 'HASH_FAILURE', 'NO_POE'] as const).map(concludes);
    expect(worst(reasons)).toEqual({ indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE' });
    expect(worst([concludes('SIG_CONSTRAINTS_FAILURE'), concludes('NO_CERTIFICATE_CHAIN_FOUND')])).toEqual(
      concludes('NO_CERTIFICATE_CHAIN_FOUND'),
    );
  });
});

describe('the conclusion of a document', () => {
  it('is INDETERMINATE without a signature', () => {
    expect(documentReport('ofd', [])).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_SIGNATURE_FOUND',
    });
  });
});

describe('a document is recognised by its beginning', () => {
  const oid = (dotted: string) => der.sequence(der.oid(dotted), der.explicit(0, der.null()));
  it.each([
    ['ofd', Buffer.from('PK\x03\x04', 'latin1')],
    ['ofd', Buffer.from('PK\x03\x04 %PDF-1.7', 'latin1')],
    ['pdf', Buffer.from('%PDF-1.7')],
    ['pdf', Buffer.from(`${' '.repeat(900)}%PDF-1.7`)],
    ['cms', oid('1.2.840.113549.1.7.2')],
    ['cms', oid('1.2.156.10197.6.1.4.2.2')],
    ['cms', Buffer.alloc(4000, '3080', 'hex')],
    ['cms', Buffer.from('-----BEGIN PKCS7-----')],
    ['ses-signature', der.sequence(der.sequence(der.integer(4)))],
    ['ses-seal', der.sequence(der.sequence(der.sequence(der.ia5('ES'))))],
    ['jws', Buffer.from('eyJhbGciOiJFUzI1NiJ9.e30.AA')],
    ['jws', Buffer.from(`eyJ${'A'.repeat(3000)}.e30.AA`)],
    ['jws', Buffer.from(' {"payload":""}')],
  ])('%s', (format, bytes) => {
    expect(recognise(bytes)).toBe(format);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>')],
    ['DER of something else', der.sequence(der.null())],
    ['DER cut off', Buffer.from('3082ffff', 'hex')],
    ['a certificate request or the like', oid('1.2.3')],
  ])('and not where it is %s', (_, bytes) => {
    expect(() => recognise(bytes)).toThrow(Refusal);
  });
});
