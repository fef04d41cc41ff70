import { Refusal } from '#libs/errors';
import {
  Asn1,
  DEFAULT_ALGORITHMS,
  isSigner,
  judgeScheme,
  parseSignedData,
  schemeOf,
  sm3,
  TAG,
  verifySigner,
  type Certificate,
  type Check,
  type SignedData,
  type SignerInfo,
  type SubjectPublicKeyInfo,
} from '#libs/pki';
import type { SignatureChecks } from '../report/checks.js';
import { judgeSigner } from '../report/judge-signer.js';
import type { VerifyOptions } from '../report/ports.js';
import type { SignatureReport } from '../report/report.js';
import { summarise } from '../report/summarise.js';
import { readable } from '../ses/certificates.js';
import { verifyNamed } from '../ses/sm2-signature.js';

export interface DigitalFindings extends Pick<
  SignatureReport,
  'signer' | 'authority' | 'algorithm' | 'pathChecks' | 'times'
> {
  kind: string;
  signerKey: SubjectPublicKeyInfo | undefined;
}

const CLAUSE = 'GB/T 33190-2016 §18.2.5';
const SM2_WITH_SM3 = '1.2.156.10197.1.501';

/**
 * Makes the checks of a `Type="Sign"` signature, which has no seal. Three forms are in use: SM2 alone over
 * Signature.xml; SignedData whose content is SM3(Signature.xml); SignedData whose signed attributes hold that digest.
 * @throws Refusal OFD_MALFORMED, ASN1_*, CMS_MALFORMED
 */
export async function checkDigitalSignature(
  checks: SignatureChecks,
  value: Uint8Array,
  signedFile: Uint8Array,
  options: VerifyOptions,
): Promise<DigitalFindings> {
  if (isBare(value)) return checkBare(checks, value, signedFile, options);
  const signedData = parseSignedData(value);
  const [signer, ...more] = signedData.signers;
  if (!signer || more.length > 0) throw new Refusal('OFD_MALFORMED', { hint: 'one signer is due' });
  checks.pass('format', CLAUSE);
  const brought = readable(signedData.certificates);
  const intermediates = [...brought, ...readable(options.certificates)];
  const certificate = intermediates.find((candidate) => isSigner(signer.sid, candidate));
  checkDigest(checks, signedData, signedFile);
  if (!certificate) return unknownSigner(checks, 'SignedData', options);
  checks.pass('signer-certificate', CLAUSE);
  await checkSigner(checks, { signedData, signer, certificate, signedFile }, options);
  const { crls, ocspResponses: ocsp } = signedData;
  const judged = await judgeSigner(
    checks,
    { certificate, role: 'signature', intermediates, crls, ocsp },
    options,
  );
  return {
    ...judged,
    kind: `SignedData${signer.signedAttributes ? ' with signed attributes' : ''}`,
    signerKey: certificate.spki,
    signer: summarise(certificate),
    algorithm: signer.signatureAlgorithm.oid,
  };
}

/** r || s, or SEQUENCE { r INTEGER, s INTEGER }. */
function isBare(value: Uint8Array): boolean {
  if (value.length === 64) return true;
  try {
    const { element } = Asn1.parsePrefix(value, { ber: true });
    const items = element.sequenceOf();
    return items.length === 2 && items.every((item) => item.is(TAG.INTEGER));
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}

/** A bare value names nobody: its signer is whoever of the certificates at hand it verifies for. */
async function checkBare(
  checks: SignatureChecks,
  signature: Uint8Array,
  message: Uint8Array,
  options: VerifyOptions,
): Promise<DigitalFindings> {
  checks.pass('format', CLAUSE);
  const candidates = readable(options.certificates).filter(({ spki }) => spki.kind === 'sm2');
  for (const certificate of candidates.slice(0, 100)) {
    const input = { spki: certificate.spki, algorithm: SM2_WITH_SM3, message, signature };
    const { check, algorithm } = await verifyNamed(input, options.sm2, options.now);
    if (check.outcome !== 'passed') continue;
    checks.pass('signature', CLAUSE);
    checks.pass('integrity', CLAUSE, 'the signed file is the one signed');
    checks.pass('signer-certificate', CLAUSE, 'given by the caller');
    if (algorithm.outcome === 'passed') checks.pass('cryptographic-constraints', algorithm.clause);
    else checks.fail('cryptographic-constraints', algorithm.clause, algorithm.detail ?? 'algorithm');
    const question = { certificate, role: 'signature', intermediates: candidates } as const;
    const judged = await judgeSigner(checks, question, options);
    return {
      ...judged,
      kind: 'bare SM2',
      signerKey: certificate.spki,
      signer: summarise(certificate),
      algorithm: SM2_WITH_SM3,
    };
  }
  checks.skip('signature', CLAUSE, 'no certificate at hand is the signer’s');
  return unknownSigner(checks, 'bare SM2', options);
}

function unknownSigner(checks: SignatureChecks, kind: string, { now }: VerifyOptions): DigitalFindings {
  checks.skip('signer-certificate', CLAUSE, "the signer's certificate is neither here nor given");
  return { kind, signerKey: undefined, pathChecks: [], times: { judged: now } };
}

/** SM3(Signature.xml) is the content where there is one; else verifySigner compares it with the signed attribute. */
function checkDigest(checks: SignatureChecks, { content }: SignedData, signedFile: Uint8Array): void {
  if (content === undefined) return;
  if (sm3(signedFile).equals(content)) checks.pass('integrity', CLAUSE, 'the signed file is the one signed');
  else checks.fail('integrity', CLAUSE, 'the signed file is another than was signed');
}

async function checkSigner(
  checks: SignatureChecks,
  {
    signedData,
    signer,
    certificate,
    signedFile,
  }: { signedData: SignedData; signer: SignerInfo; certificate: Certificate; signedFile: Uint8Array },
  options: VerifyOptions,
): Promise<void> {
  const input = { signedData, signer, certificate };
  const found = await verifySigner(
    signedData.content === undefined ? { ...input, content: signedFile } : input,
    { sm2: options.sm2 },
  );
  const named = (name: string) => found.filter((check) => check.name === name);
  const integrity = named('message-digest');
  report(checks, 'integrity', integrity);
  if (signedData.content === undefined && !signer.signedAttributes) {
    if (named('signature').every(({ outcome }) => outcome === 'passed')) checks.pass('integrity', CLAUSE);
  }
  const rest = found.filter(({ name }) => name !== 'message-digest');
  report(checks, 'signature', rest);
  const scheme = judgeScheme(DEFAULT_ALGORITHMS, schemeOrNone(signer), options.now);
  if (scheme.outcome === 'passed') checks.pass('cryptographic-constraints', scheme.clause);
  else checks.fail('cryptographic-constraints', scheme.clause, scheme.detail ?? 'algorithm');
}

function schemeOrNone({ signatureAlgorithm, digestAlgorithm }: SignerInfo) {
  try {
    return schemeOf(signatureAlgorithm, digestAlgorithm);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined; // the check of the signature says why
    throw thrown;
  }
}

function report(checks: SignatureChecks, name: 'signature' | 'integrity', found: readonly Check[]): void {
  for (const { name: rule, clause, outcome, detail } of found) {
    const text = `${rule}${detail === undefined ? '' : `: ${detail}`}`;
    if (outcome === 'passed') checks.pass(name, clause, text);
    else if (outcome === 'failed') checks.fail(name, clause, text);
    else checks.skip(name, clause, text);
  }
}
