import { Refusal } from '#libs/errors';
import {
  Asn1,
  DEFAULT_ALGORITHMS,
  failed,
  hashOf,
  isSigner,
  judgeScheme,
  mismatch,
  schemeOf,
  signingCertificate,
  verifySigner,
  type Certificate,
  type Check,
  type HashName,
  type SignatureScheme,
  type SignedData,
  type SignerInfo,
} from '#libs/pki';
import {
  judgeSigner,
  summarise,
  type CheckName,
  type SignatureChecks,
  type SignatureReport,
  type SubIndication,
  type VerifyOptions,
} from '../report/index.js';
import { attempt, type Material } from './material.js';

export interface CmsSignerInput {
  signedData: SignedData;
  signer: SignerInfo;
  material: Material;
  /** Content that stands outside, if any: its pieces, and its digest for signatures that sign one. */
  content?: readonly Uint8Array[] | undefined;
  digest?: ((hash: HashName) => Promise<Uint8Array>) | undefined;
  /** CAdES, PAdES and timestamps must name their certificate in what is signed. */
  requireSigningCertificate: boolean;
  claimed?: number | undefined;
  proven?: { at: number; by: string } | undefined;
}

export type CmsSignerReport = Pick<
  SignatureReport,
  'signer' | 'authority' | 'pathChecks' | 'times' | 'algorithm'
> & { certificate: Certificate | undefined };

/** The names that reports use for the checks of libs/pki. */
const NAMES: Readonly<Record<string, CheckName>> = {
  content: 'format',
  'content-type': 'format',
  'signed-attributes': 'format',
  'message-digest': 'integrity',
  'signing-certificate': 'signer-certificate',
  signature: 'signature',
};

const CLAUSE = 'ETSI EN 319 102-1 §5.2.3';

/**
 * Judges one signer of a SignedData: structure, digest, signature, the reference to its certificate, algorithms, and
 * then the certificate itself with the time of signing.
 */
export async function judgeCmsSigner(
  checks: SignatureChecks,
  input: CmsSignerInput,
  options: VerifyOptions,
): Promise<CmsSignerReport> {
  const { signedData, signer, material, claimed, proven } = input;
  judgeEncoding(checks, signer);
  const certificate = findCertificate(input);
  const algorithm = describeAlgorithm(signer);
  const at = proven?.at ?? options.now;
  judgeAlgorithms(checks, signer, at);
  if (!certificate) {
    checks.skip('signer-certificate', CLAUSE, 'the certificate of the signer is not there');
    return { certificate, pathChecks: [], times: { judged: at }, ...algorithm };
  }
  const { requireSigningCertificate } = input;
  const inside = signedData.content !== undefined;
  const hash = attempt(() => hashOf(signer.digestAlgorithm));
  const digest = inside || !hash ? undefined : await input.digest?.(hash);
  const contentDigest = digest && (() => digest);
  const content = inside || (contentDigest && signer.signedAttributes) ? undefined : input.content;
  const made = await verifySigner(
    {
      signedData,
      signer,
      certificate,
      requireSigningCertificate,
      ...(content ? { content } : {}),
      ...(contentDigest ? { contentDigest } : {}),
    },
    { sm2: options.sm2 },
  );
  for (const check of made) report(checks, check);
  if (!signer.signedAttributes && checks.passed('signature')) {
    checks.pass('integrity', 'RFC 5652 §5.4', 'the content is signed itself');
  }
  if (!made.some(({ name }) => name === 'signing-certificate')) {
    checks.pass('signer-certificate', CLAUSE, 'named beside what is signed only');
  }
  const judged = await judgeSigner(
    checks,
    {
      certificate,
      role: 'signature',
      intermediates: material.certificates,
      crls: material.crls,
      ocsp: material.ocsp,
      claimed,
      proven,
    },
    options,
  );
  return { certificate, signer: summarise(certificate), ...algorithm, ...judged };
}

function report(checks: SignatureChecks, { name, outcome, clause, detail = '' }: Check): void {
  const as = NAMES[name] ?? 'format';
  const unsupported: SubIndication | undefined =
    as === 'signature' || as === 'integrity' ? unsupportedBecause(detail) : undefined;
  if (outcome === 'passed') checks.pass(as, clause);
  else if (outcome === 'failed') checks.fail(as, clause, detail);
  else checks.skip(as, clause, detail, unsupported);
}

function unsupportedBecause(detail: string): SubIndication | undefined {
  return detail.startsWith('unsupported') ? 'CRYPTO_CONSTRAINTS_FAILURE' : undefined;
}

/** RFC 5652 §5.3: signed attributes are in DER, whatever the rest is. What is not may be read in two ways. */
function judgeEncoding(checks: SignatureChecks, { signedBytes }: SignerInfo): void {
  const clause = 'RFC 5652 §5.3';
  if (!signedBytes) return checks.pass('format', clause);
  try {
    walk(Asn1.parse(signedBytes));
    checks.pass('format', clause);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    checks.fail('format', clause, `the signed attributes are not in DER: ${thrown.message}`);
  }
}

function walk(element: Asn1): void {
  if (element.constructed) for (const child of element.children) walk(child);
}

/** Of several certificates with the name and number of the signer, the one that the signature refers to. */
function findCertificate({ signer, material }: CmsSignerInput): Certificate | undefined {
  const candidates = material.certificates.filter((certificate) => isSigner(signer.sid, certificate));
  const reference = attempt(() => signingCertificate(signer.signedAttributes));
  const meant = reference && candidates.find((certificate) => mismatch(reference, certificate) === undefined);
  return meant ?? candidates[0];
}

function schemeIn({ signatureAlgorithm, digestAlgorithm }: SignerInfo): SignatureScheme | undefined {
  return attempt(() => schemeOf(signatureAlgorithm, digestAlgorithm));
}

/** Judges the hash of the signature and that of the content, which EdDSA does not bind to each other. */
function judgeAlgorithms(checks: SignatureChecks, signer: SignerInfo, at: number): void {
  const clause = 'ETSI EN 319 102-1 §5.2.8';
  const hash = attempt(() => hashOf(signer.digestAlgorithm));
  const verdicts: Check[] = [
    judgeScheme(DEFAULT_ALGORITHMS, schemeIn(signer), at),
    hash
      ? judgeScheme(DEFAULT_ALGORITHMS, { kind: 'rsa-pkcs1', hash }, at)
      : failed('signature-algorithm', clause, `unsupported hash ${signer.digestAlgorithm.oid}`),
  ];
  const bad = verdicts.find(({ outcome }) => outcome !== 'passed');
  if (!bad) checks.pass('cryptographic-constraints', clause);
  else if (bad.outcome === 'failed') checks.fail('cryptographic-constraints', clause, bad.detail ?? '');
  else checks.skip('cryptographic-constraints', clause, bad.detail ?? '');
}

function describeAlgorithm(signer: SignerInfo): { algorithm: string } {
  const scheme = schemeIn(signer);
  if (!scheme) return { algorithm: signer.signatureAlgorithm.oid };
  return { algorithm: scheme.hash === undefined ? scheme.kind : `${scheme.kind} with ${scheme.hash}` };
}
