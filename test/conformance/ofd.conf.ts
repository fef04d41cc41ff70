import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorOf, parseCertificate, Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import {
  parseSeal,
  validateBy,
  verifyDocument,
  type ValidationReport,
  type VerifyOptions,
} from '#libs/seals';

/** The OFD corpus: real files of a tax authority and of vendors. Their roots are not public, so nothing can pass. */
const folder = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'ofd');
const present = existsSync(folder);
if (!present) console.warn('The OFD corpus is absent: set CORPORA_DIR.');

const sm2 = sm2VerifierInPlace(new Sm2Engine());
const paths = validateBy({ trust: { anchors: () => [] } }, { sm2 });
/** The certificates of the samples were still valid. */
const WHILE_VALID = Date.UTC(2020, 11, 1);
const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

function verify(name: string, options: Partial<VerifyOptions> = {}): Promise<ValidationReport> {
  return verifyDocument(read(name), { now: WHILE_VALID, paths, sm2, ...options });
}

const MARKS = { passed: '+', failed: 'x', 'not-checked': '?' } as const;

/** Outcomes of the checks that decide, a letter each. */
function outcomes(report: ValidationReport, index = 0): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, outcome, decides } of report.signatures[index]?.checks ?? []) {
    if (decides) found[name] = (found[name] ?? '') + MARKS[outcome];
  }
  return found;
}

/** What an intact document shows where nobody is trusted. */
const SIGNED = {
  format: '+',
  signature: '+',
  integrity: '++',
  coverage: '+',
  'later-modifications': '+',
  'signer-certificate': '+',
  path: '?',
  revocation: '?',
  time: '+',
  'cryptographic-constraints': '+',
};
const SEALED = {
  ...SIGNED,
  'seal-structure': '+',
  'seal-maker-signature': '+',
  'seal-maker-certificate': 'x',
  'seal-signer-listed': '+',
  'seal-validity': '+',
};
const NO_CHAIN = ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND'];
const verdict = ({
  indication,
  subIndication,
}: {
  indication: string;
  subIndication?: string | undefined;
}) => [indication, subIndication];

(present ? describe : describe.skip)('the OFD corpus', () => {
  it('tax-test-ca-v4: intact; only the metadata of OFD.xml was left out', async () => {
    const report = await verify('tax-test-ca-v4.ofd');
    expect(verdict(report)).toEqual(NO_CHAIN);
    expect(outcomes(report)).toEqual(SEALED);
    expect(report.uncovered).toEqual(['OFD.xml']);
    const { seal } = report.signatures[0]!;
    expect(seal).toMatchObject({
      version: 'V4',
      id: '50011200000323',
      picture: { widthMm: 30, heightMm: 20 },
    });
  });

  it('altered-document-v4: Document.xml was altered after sealing', async () => {
    const report = await verify('altered-document-v4.ofd');
    expect(verdict(report)).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
    expect(outcomes(report)).toEqual({ ...SEALED, integrity: '+x', 'later-modifications': 'x' });
    const details = report.signatures[0]!.checks.map(({ detail }) => detail);
    expect(details).toContain('1 of 13 files: Doc_0/Document.xml was changed');
  });

  it('two-seals-v4: the first covers all but the later Signatures.xml, the second is intact', async () => {
    const report = await verify('two-seals-v4.ofd');
    expect(verdict(report)).toEqual(NO_CHAIN);
    const both = report.signatures.map(({ id }, index) => [id, outcomes(report, index)]);
    expect(both).toEqual([
      ['s001', { ...SEALED, 'seal-same': '+' }],
      ['s007', { ...SEALED, 'seal-same': '+' }],
    ]);
    const later = report.signatures.map(
      ({ checks }) => checks.find(({ name }) => name === 'later-modifications')?.detail,
    );
    expect(later).toEqual(['a later signature was added to the list of signatures', 'none']);
    const now = await verify('two-seals-v4.ofd', { now: Date.UTC(2026, 0, 1) });
    expect(verdict(now)).toEqual(NO_CHAIN);
    expect(outcomes(now)).toMatchObject({ signature: '+', 'seal-validity': '+', time: 'x' });
  });

  it('vendor-v1: the seal itself is sound, most references are not', async () => {
    const report = await verify('vendor-v1.ofd');
    expect(verdict(report)).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
    const found = outcomes(report);
    expect(found).toMatchObject({ 'seal-structure': '+', 'seal-maker-signature': '+', 'seal-same': '+' });
    // The signature value is over the data hash alone, not over toSign with its seal and time, and that hash is of
    // another Signature.xml.
    expect(found).toMatchObject({ signature: 'x', integrity: 'xx' });
    // Its list of signers holds no certificate.
    expect(found).toMatchObject({ 'seal-signer-listed': 'x' });
    const references = report.signatures[0]!.checks.filter(({ name }) => name === 'integrity')[1];
    expect(references?.detail).toMatch(/^5 of 6 files: /);
  });

  it('digital-sign-bare-sm2: Type="Sign", whose signer is found by the certificate that the caller has', async () => {
    // The key is that of the other samples of the same tool; sm2-signer.pem is a later certificate with another key.
    const signers = parseSeal(read('seal-v4.esl')).signers;
    const certificates = signers.kind === 'certificates' ? signers.certificates : [];
    const report = await verify('digital-sign-bare-sm2.ofd', { certificates });
    expect(verdict(report)).toEqual(NO_CHAIN);
    expect(outcomes(report)).toEqual(SIGNED);
    const unknown = await verify('digital-sign-bare-sm2.ofd');
    expect(verdict(unknown)).toEqual(['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND']);
  });

  it.each(['seal-v1.esl', 'seal-v4.esl'])('%s: sound, validity ended 2022', async (name) => {
    const report = await verify(name);
    expect(verdict(report)).toEqual(NO_CHAIN);
    expect(outcomes(report)).toMatchObject({ signature: '+', 'seal-structure': '+', 'seal-validity': '+' });
    const after = await verify(name, { now: Date.UTC(2026, 0, 1) });
    expect(verdict(after)).toEqual(NO_CHAIN);
    expect(outcomes(after)).toMatchObject({ signature: '+', 'seal-structure': '+', 'seal-validity': 'x' });
  });

  it('signed-value-v4.dat: the signature is sound, its document is not here', async () => {
    const report = await verify('signed-value-v4.dat');
    expect(verdict(report)).toEqual(['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND']);
    expect(outcomes(report)).toEqual({
      ...SEALED,
      integrity: '?',
      coverage: '?',
      'later-modifications': '?',
    });
  });

  it('an authority that is trusted changes nothing of what was altered', async () => {
    const maker = parseCertificate(parseSeal(read('seal-v4.esl')).makerCertificate);
    const trusting = validateBy({ trust: { anchors: () => [anchorOf(maker)] } }, { sm2 });
    const report = await verify('altered-document-v4.ofd', { paths: trusting });
    expect(verdict(report)).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
  });
});
