import { sm3, type Certificate, type SubjectPublicKeyInfo } from '#libs/pki';
import type { SignatureChecks } from '../report/checks.js';
import { judgeSigner } from '../report/judge-signer.js';
import type { VerifyOptions } from '../report/ports.js';
import type { SignatureReport } from '../report/report.js';
import { summarise } from '../report/summarise.js';
import { keyOf, readable, tryCertificate } from './certificates.js';
import { checkListed, checkSeal, checkValidity } from './check-seal.js';
import { verifyNamed } from './sm2-signature.js';
import type { SealSignature } from './structure.js';
import { proofOf } from './timestamp.js';

export type SealSignatureFindings = Pick<
  SignatureReport,
  'signer' | 'authority' | 'algorithm' | 'pathChecks' | 'times' | 'seal'
>;

const SIGNED = 'GB/T 38540-2020 §7.3 b)';
const HASHED = 'GB/T 38540-2020 §7.3 c)';
const HOLDER = 'GB/T 38540-2020 §6.1';

/**
 * Makes the checks of a document seal by GB/T 38540-2020 §7.3: the signature over the bytes as they stand, the signer's
 * certificate when it was made, the digest of the signed file, the seal, its period, its list of signers.
 * @param signedFile the file whose SM3 was signed (Signature.xml); undefined where it is not here
 */
export async function checkSealSignature(
  checks: SignatureChecks,
  signature: SealSignature,
  signedFile: Uint8Array | undefined,
  options: VerifyOptions,
): Promise<SealSignatureFindings> {
  checks.pass('format', signature.version === 'V1' ? 'GM/T 0031-2014 §6.1' : 'GB/T 38540-2020 §7.1');
  checkHash(checks, signature, signedFile);
  const seal = await checkSeal(checks, signature.seal, options);
  checkValidity(checks, signature.seal, signature.time, options.now);
  if (signature.time === undefined) checks.skip('time', SIGNED, 'the time has a form that is not known here');
  const signer = tryCertificate(signature.certificate);
  await checkValue(checks, signature, keyOf(signature.certificate, signer), options);
  checkListed(checks, signature.seal, signature.certificate);
  if ('problem' in signer) {
    checks.fail('signer-certificate', SIGNED, signer.problem);
    return { pathChecks: [], times: { judged: options.now }, seal };
  }
  const { certificate } = signer;
  checks.pass('signer-certificate', SIGNED);
  checkHolder(checks, signature, certificate);
  const intermediates = readable(options.certificates);
  const { timestamp: token, signature: message } = signature;
  const proven =
    token && (await proofOf(checks, { token, message, of: 'signature', intermediates }, options));
  const judged = await judgeSigner(
    checks,
    { certificate, role: 'seal', intermediates, claimed: signature.time, proven },
    options,
  );
  return { ...judged, signer: summarise(certificate), algorithm: signature.algorithm, seal };
}

function checkHash(
  checks: SignatureChecks,
  { dataHash }: SealSignature,
  signedFile: Uint8Array | undefined,
): void {
  if (!signedFile) checks.skip('integrity', HASHED, 'the signed file is not here');
  else if (sm3(signedFile).equals(dataHash))
    checks.pass('integrity', HASHED, 'the signed file is the one signed');
  else checks.fail('integrity', HASHED, 'the signed file is another than was signed');
}

async function checkValue(
  checks: SignatureChecks,
  { signedBytes: message, algorithm: oid, signature }: SealSignature,
  spki: SubjectPublicKeyInfo | undefined,
  { sm2, now }: VerifyOptions,
): Promise<void> {
  if (!spki) return checks.skip('signature', SIGNED, "the signer's key cannot be read");
  const { check, algorithm } = await verifyNamed({ spki, algorithm: oid, message, signature }, sm2, now);
  const detail = check.detail ?? '';
  if (check.outcome === 'passed') checks.pass('signature', SIGNED);
  else if (check.outcome === 'failed') checks.fail('signature', SIGNED, detail);
  else checks.skip('signature', SIGNED, detail);
  if (algorithm.outcome === 'passed') checks.pass('cryptographic-constraints', algorithm.clause);
  else checks.fail('cryptographic-constraints', algorithm.clause, algorithm.detail ?? 'algorithm');
}

/** Government seals are numbered like their certificates; others are not, so this is told and decides nothing. */
function checkHolder(checks: SignatureChecks, { seal }: SealSignature, certificate: Certificate): void {
  const { commonName } = summarise(certificate);
  const same = commonName === seal.id;
  const detail = same
    ? "the seal's number is the common name of the signer"
    : `the seal is number ${seal.id}, the signer ${commonName ?? 'has no common name'}`;
  checks.tell('seal-holder', HOLDER, same ? 'passed' : 'failed', detail);
}
