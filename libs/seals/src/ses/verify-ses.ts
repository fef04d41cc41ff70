import { SignatureChecks } from '../report/checks.js';
import { judgeSigner } from '../report/judge-signer.js';
import type { VerifyOptions } from '../report/ports.js';
import type { SignatureReport, ValidationReport } from '../report/report.js';
import { documentReport, summarise } from '../report/summarise.js';
import { readable, tryCertificate } from './certificates.js';
import { checkSealSignature } from './check-seal-signature.js';
import { checkValidity, CLAUSE, describeSeal, reportStructure, SEAL_CHECKS } from './check-seal.js';
import { parseSealSignature } from './parse-signature.js';
import { parseSeal } from './parse-seal.js';
import { verifyNamed } from './sm2-signature.js';
import type { Seal } from './structure.js';

/**
 * Verifies a signed value (`SignedValue.dat`) on its own. What was sealed is `options.detached`, the Signature.xml of
 * its package; without it nothing can be said about the document.
 * @throws Refusal SEAL_MALFORMED
 */
export async function verifySealSignature(
  bytes: Uint8Array,
  options: VerifyOptions,
): Promise<ValidationReport> {
  const signature = parseSealSignature(bytes);
  const checks = new SignatureChecks(SEAL_CHECKS);
  const findings = await checkSealSignature(checks, signature, options.detached, options);
  if (options.detached) {
    checks.skip(
      'coverage',
      'GB/T 33190 §18.2',
      'the signed file was verified, not the package that it lists',
    );
  } else checks.skip('coverage', 'GB/T 33190 §18.2', 'the document is not here', 'SIGNED_DATA_NOT_FOUND');
  const { checks: made, conclusion } = checks.finish();
  const report: SignatureReport = {
    ...findings,
    ...conclusion,
    id: signature.propertyInfo,
    kind: `SES ${signature.version} signature without its document`,
    checks: made,
    appearances: [],
  };
  return documentReport('ses-signature', [report]);
}

/**
 * Verifies a seal (`.esl`) on its own: its maker's signature and certificate, and whether it may be used now.
 * @throws Refusal SEAL_MALFORMED
 */
export async function verifySeal(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const seal = parseSeal(bytes);
  const checks = new SignatureChecks(['seal-structure', 'seal-validity']);
  checks.pass('format', CLAUSE.structure);
  reportStructure(checks, seal);
  checkValidity(checks, seal, undefined, options.now);
  const findings = await judgeMaker(checks, seal, options);
  const { checks: made, conclusion } = checks.finish();
  const report: SignatureReport = {
    ...findings,
    ...conclusion,
    id: seal.id,
    kind: `SES ${seal.version} seal`,
    checks: made,
    seal: describeSeal(seal),
    appearances: [],
  };
  return documentReport('ses-seal', [report]);
}

/** Here the maker is the signer, and the seal itself the document. */
async function judgeMaker(
  checks: SignatureChecks,
  seal: Seal,
  options: VerifyOptions,
): Promise<Pick<SignatureReport, 'pathChecks' | 'times' | 'signer' | 'authority' | 'algorithm'>> {
  const maker = tryCertificate(seal.makerCertificate);
  if ('problem' in maker) {
    checks.fail('signer-certificate', CLAUSE.maker, maker.problem);
    return { pathChecks: [], times: { judged: options.now } };
  }
  const { certificate } = maker;
  checks.pass('signer-certificate', CLAUSE.maker);
  const { signedBytes: message, algorithm: oid, signature } = seal;
  const { check, algorithm } = await verifyNamed(
    { spki: certificate.spki, algorithm: oid, message, signature },
    options.sm2,
    options.now,
  );
  if (check.outcome === 'not-checked') checks.skip('signature', CLAUSE.maker, check.detail ?? '');
  else if (check.outcome === 'failed') checks.fail('signature', CLAUSE.maker, check.detail ?? '');
  else {
    checks.pass('signature', CLAUSE.maker);
    checks.pass('integrity', CLAUSE.maker, 'the seal holds what its maker signed');
    checks.pass('coverage', CLAUSE.maker, 'all of the seal but the signature itself');
    checks.pass('later-modifications', CLAUSE.maker, 'a seal has no later part');
  }
  if (algorithm.outcome === 'passed') checks.pass('cryptographic-constraints', algorithm.clause);
  else checks.fail('cryptographic-constraints', algorithm.clause, algorithm.detail ?? 'algorithm');
  const intermediates = readable(options.certificates);
  const judged = await judgeSigner(
    checks,
    { certificate, role: 'seal-maker', intermediates, claimed: seal.createdAt },
    options,
  );
  return { ...judged, signer: summarise(certificate), algorithm: oid };
}
