import { createHash } from 'node:crypto';
import type { Certificate, SubjectPublicKeyInfo } from '#libs/pki';
import type { SignatureChecks } from '../report/checks.js';
import { pathProblem } from '../report/judge-signer.js';
import type { PathVerdict, VerifyOptions } from '../report/ports.js';
import type { CheckName, SealSummary } from '../report/report.js';
import { summarise } from '../report/summarise.js';
import { keyOf, readable, tryCertificate } from './certificates.js';
import { pictureOf } from './picture.js';
import { verifyNamed } from './sm2-signature.js';
import type { CertificateList, Seal } from './structure.js';
import { proofOf } from './timestamp.js';

/** Mandatory for whatever was sealed, beside the checks of every signature. */
export const SEAL_CHECKS: readonly CheckName[] = [
  'seal-structure',
  'seal-maker-signature',
  'seal-maker-certificate',
  'seal-signer-listed',
  'seal-validity',
];

/**
 * Makes the checks of a seal itself (GB/T 38540-2020 §6.2, GM/T 0031-2014 §5.2): structure, the maker's signature and
 * certificate. Whether it was valid at a time, and for a signer, is asked by {@link checkValidity} and
 * {@link checkListed}.
 */
export async function checkSeal(
  checks: SignatureChecks,
  seal: Seal,
  options: VerifyOptions,
): Promise<SealSummary> {
  reportStructure(checks, seal);
  const maker = tryCertificate(seal.makerCertificate);
  await checkMakerSignature(checks, seal, keyOf(seal.makerCertificate, maker), options);
  if ('certificate' in maker) await checkMakerCertificate(checks, seal, maker.certificate, options);
  else
    checks.fail('seal-maker-certificate', CLAUSE.maker, maker.problem, 'CERTIFICATE_CHAIN_GENERAL_FAILURE');
  return {
    ...describeSeal(seal),
    ...('certificate' in maker ? { maker: summarise(maker.certificate) } : {}),
  };
}

export const CLAUSE = {
  structure: 'GB/T 38540-2020 §6.1',
  maker: 'GB/T 38540-2020 §6.2 c)',
  validity: 'GB/T 38540-2020 §7.3 d)',
  listed: 'GB/T 38540-2020 §7.3 e)',
} as const;

export function describeSeal(seal: Seal): SealSummary {
  const { version, id, name, type, makerId, createdAt, validFrom, validUntil } = seal;
  const picture = pictureOf(seal);
  return { version, id, name, type, makerId, createdAt, validFrom, validUntil, picture };
}

export function reportStructure(
  checks: SignatureChecks,
  { version, critical, validFrom, validUntil }: Seal,
): void {
  if (validFrom > validUntil) {
    checks.fail('seal-structure', CLAUSE.structure, 'the period of validity ends before it starts');
  } else checks.pass('seal-structure', version === 'V1' ? 'GM/T 0031-2014 §5.1' : CLAUSE.structure);
  if (critical.length === 0) return;
  // Seals in use mark their vendor's mark as critical; the standard defines no extension that changes a verdict.
  const detail = `extensions that say that they are critical are not known here: ${critical.join(', ')}`;
  checks.tell('seal-structure', CLAUSE.structure, 'not-checked', detail);
}

async function checkMakerSignature(
  checks: SignatureChecks,
  seal: Seal,
  spki: SubjectPublicKeyInfo | undefined,
  { sm2, now }: VerifyOptions,
): Promise<void> {
  if (!spki) return checks.skip('seal-maker-signature', CLAUSE.maker, "the maker's key cannot be read");
  const { signedBytes: message, algorithm: oid, signature } = seal;
  const { check, algorithm } = await verifyNamed({ spki, algorithm: oid, message, signature }, sm2, now);
  const detail = check.detail ?? '';
  if (check.outcome === 'passed') checks.pass('seal-maker-signature', CLAUSE.maker);
  else if (check.outcome === 'failed') checks.fail('seal-maker-signature', CLAUSE.maker, detail);
  else checks.skip('seal-maker-signature', CLAUSE.maker, detail);
  if (algorithm.outcome === 'passed') return;
  checks.fail('cryptographic-constraints', algorithm.clause, `seal: ${algorithm.detail ?? 'algorithm'}`);
}

/** Judged now; where only its dates are over, when the seal was made, which a timestamp in the seal (V5) may prove. */
async function checkMakerCertificate(
  checks: SignatureChecks,
  seal: Seal,
  certificate: Certificate,
  options: VerifyOptions,
): Promise<void> {
  const { now, paths } = options;
  const intermediates = readable(options.certificates);
  const { timestamp: token, signature: message } = seal;
  const proven = token && (await proofOf(checks, { token, message, of: 'seal', intermediates }, options));
  const ask = (at: number): Promise<PathVerdict> =>
    paths.validate({ certificate, role: 'seal-maker', intermediates, at, now });
  let verdict = await ask(proven?.at ?? now);
  let problem = pathProblem(verdict);
  let because = problem?.because;
  if (problem?.because === 'OUT_OF_BOUNDS_NO_POE' && seal.createdAt < now) {
    const then = await ask(seal.createdAt);
    if (!pathProblem(then)) verdict = then;
    problem = { ...problem, detail: `not proven when it was made, and by now: ${problem.detail}` };
  }
  const revocation = verdict.checks.find(
    ({ name, outcome }) => name === 'revocation' && outcome !== 'passed',
  );
  const weak = verdict.checks.find(
    ({ name, outcome }) => ['signature-algorithm', 'key-size'].includes(name) && outcome !== 'passed',
  );
  if (!problem && weak) {
    [problem, because] = [{ detail: weak.detail ?? '', because: 'CRYPTO_CONSTRAINTS_FAILURE' }, undefined];
  }
  if (!problem && revocation) {
    const revoked = revocation.outcome === 'failed';
    problem = {
      detail: revocation.detail ?? 'revocation',
      because: revoked ? 'REVOKED_CA_NO_POE' : 'TRY_LATER',
    };
  }
  if (problem)
    checks.fail('seal-maker-certificate', CLAUSE.maker, problem.detail, because ?? problem.because);
  else if (verdict.outcome === 'passed') checks.pass('seal-maker-certificate', CLAUSE.maker);
  else checks.skip('seal-maker-certificate', CLAUSE.maker, 'not every rule of the path was passed');
}

/** @param at when the seal was used, undefined where it is asked about now and nothing was sealed */
export function checkValidity(
  checks: SignatureChecks,
  { validFrom, validUntil }: Seal,
  at: number | undefined,
  now: number,
): void {
  const instant = at ?? now;
  const early = instant < validFrom;
  if (!early && instant <= validUntil) return checks.pass('seal-validity', CLAUSE.validity);
  const edge = new Date(early ? validFrom : validUntil).toISOString();
  const detail = `${new Date(instant).toISOString()} is ${early ? 'before' : 'after'} ${edge}`;
  // A seal that has ended was still a good one while it was used: only a use outside of its period is a failure.
  if (at === undefined) checks.fail('seal-validity', CLAUSE.validity, detail, 'OUT_OF_BOUNDS_NO_POE');
  else checks.fail('seal-validity', CLAUSE.validity, detail, early ? 'NOT_YET_VALID' : 'EXPIRED');
}

/**
 * Whether the seal lists the signer's certificate. One who uses a seal that is not his is no case of doubt, so the
 * indication is TOTAL_FAILED, although EN 319 102-1 knows SIG_CONSTRAINTS_FAILURE with INDETERMINATE only.
 */
export function checkListed(checks: SignatureChecks, { signers }: Seal, signer: Uint8Array): void {
  if (isListed(signers, signer)) return checks.pass('seal-signer-listed', CLAUSE.listed);
  const detail =
    signers.kind === 'unreadable'
      ? 'the list of certificates of the seal has no form that the standard knows'
      : "the signer's certificate is not in the list of the seal";
  checks.fail('seal-signer-listed', CLAUSE.listed, detail, {
    indication: 'TOTAL_FAILED',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
  });
}

const HASHES: Readonly<Record<string, string>> = {
  sm3: 'sm3',
  '1.2.156.10197.1.401': 'sm3',
  sha256: 'sha256',
  'sha-256': 'sha256',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

function isListed(list: CertificateList, raw: Uint8Array): boolean {
  switch (list.kind) {
    case 'certificates':
      return list.certificates.some((certificate) => Buffer.compare(certificate, raw) === 0);
    case 'digests':
      return list.digests.some(({ type, value }) => {
        const hash = HASHES[type.trim().toLowerCase()];
        return hash !== undefined && createHash(hash).update(raw).digest().equals(value);
      });
    case 'unreadable':
      return false;
  }
}
