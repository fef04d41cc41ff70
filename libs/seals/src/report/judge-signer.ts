import { formatName, type Certificate, type Check } from '#libs/pki';
import type { SignatureChecks } from './checks.js';
import type { Conclusion, SubIndication } from './indication.js';
import type { CertificateRole, PathVerdict, VerifyOptions } from './ports.js';
import type { SignatureReport } from './report.js';

export interface SignerQuestion {
  certificate: Certificate;
  role: CertificateRole;
  intermediates: readonly Certificate[];
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
  /** When the signer says the signature was made, where the signature itself says so. */
  claimed?: number | undefined;
  /** When it is proven to have existed, and by what. */
  proven?: { at: number; by: string } | undefined;
}

const TIME_CLAUSE = 'ETSI EN 319 102-1 §5.2.6';
/** How far a signer's clock may run ahead. */
const SKEW = 5 * 60_000;
const DATES: readonly string[] = ['validity'];
const CRYPTOGRAPHIC: readonly string[] = ['signature-algorithm', 'key-size'];

/**
 * Makes the checks `path`, `revocation`, `time` and the part of `cryptographic-constraints` that certificates have.
 *
 * A time that nothing proves is the signer's word: the certificate must then be good both at that time (GB/T 38540
 * §7.3) and at the time of asking, or whoever steals an expired key could seal for the past. Where it is good at the
 * claimed time only, the result is OUT_OF_BOUNDS_NO_POE (EN 319 102-1 §5.2.6.4), not passed.
 */
export async function judgeSigner(
  checks: SignatureChecks,
  question: SignerQuestion,
  options: VerifyOptions,
): Promise<Pick<SignatureReport, 'authority' | 'pathChecks' | 'times'>> {
  const { certificate, claimed, proven } = question;
  const { now } = options;
  const ask = (at: number): Promise<PathVerdict> => options.paths.validate({ ...question, at, now });
  let judged = proven?.at ?? now;
  let verdict = await ask(judged);
  let outlived = false;
  if (!proven && claimed !== undefined && claimed < now && onlyDatesFail(verdict)) {
    const then = await ask(claimed);
    outlived = !onlyDatesFail(then);
    if (outlived) [verdict, judged] = [then, claimed];
  }
  reportPath(checks, verdict);
  reportRevocation(checks, verdict, { claimed, proven: proven?.at });
  reportAlgorithms(checks, verdict);
  reportTime(checks, question, now, outlived);
  return {
    authority: verdict.anchor
      ? { ...verdict.anchor, trusted: true }
      : { name: formatName(certificate.issuer), trusted: false },
    pathChecks: verdict.checks,
    times: {
      ...(claimed === undefined ? {} : { claimed }),
      ...(proven ? { proven: proven.at, provenBy: proven.by } : {}),
      judged,
    },
  };
}

function bad({ checks }: PathVerdict): Check[] {
  return checks.filter(({ outcome, name }) => outcome !== 'passed' && name !== 'revocation');
}

function onlyDatesFail(verdict: PathVerdict): boolean {
  const problems = bad(verdict).filter(({ outcome }) => outcome === 'failed');
  return problems.length > 0 && problems.every(({ name }) => DATES.includes(name));
}

/** What failed in a path, as one line; shared with the check of a seal maker's certificate. */
export function pathProblem(verdict: PathVerdict): { detail: string; because: SubIndication } | undefined {
  if (verdict.path.length === 0) {
    const detail = verdict.checks.find(({ outcome }) => outcome !== 'passed')?.detail;
    return { detail: detail ?? 'no path to a trust anchor', because: 'NO_CERTIFICATE_CHAIN_FOUND' };
  }
  const problems = bad(verdict).filter(({ name }) => !CRYPTOGRAPHIC.includes(name));
  const [first] = problems;
  if (!first) return undefined;
  const because = problems.every(({ name }) => DATES.includes(name))
    ? 'OUT_OF_BOUNDS_NO_POE'
    : 'CHAIN_CONSTRAINTS_FAILURE';
  return { detail: problems.map(describe).join('; '), because };
}

function reportPath(checks: SignatureChecks, verdict: PathVerdict): void {
  const clause = 'RFC 5280 §6.1';
  const problem = pathProblem(verdict);
  if (!problem) checks.pass('path', clause);
  else if (verdict.path.length === 0) checks.skip('path', clause, problem.detail, problem.because);
  else checks.fail('path', clause, problem.detail, problem.because);
}

function reportRevocation(
  checks: SignatureChecks,
  verdict: PathVerdict,
  times: { claimed: number | undefined; proven: number | undefined },
): void {
  const clause = 'RFC 5280 §6.1.3 (a)(3)';
  const found = verdict.checks.filter(({ name }) => name === 'revocation');
  const problem = found.find(({ outcome }) => outcome === 'failed') ?? found.find(notPassed);
  if (found.length > 0 && !problem) checks.pass('revocation', clause);
  else if (problem?.outcome === 'failed') {
    checks.fail('revocation', problem.clause, describe(problem), revokedBecause(verdict, times));
  } else {
    checks.skip('revocation', clause, problem ? describe(problem) : 'not asked: no valid path was found');
  }
}

/** Revoked is final only where the signature is known, or says itself, to come after it (EN 319 102-1 §5.3.4). */
function revokedBecause(
  { path, revocation }: PathVerdict,
  { claimed, proven }: { claimed: number | undefined; proven: number | undefined },
): SubIndication {
  const status = revocation[path.length - 1];
  if (status?.status !== 'revoked') return 'REVOKED_CA_NO_POE';
  const at = proven ?? claimed;
  return at !== undefined && status.revokedAt !== undefined && at >= status.revokedAt
    ? 'REVOKED'
    : 'REVOKED_NO_POE';
}

function reportAlgorithms(checks: SignatureChecks, verdict: PathVerdict): void {
  const weak = verdict.checks.filter((check) => CRYPTOGRAPHIC.includes(check.name) && notPassed(check));
  if (weak.length === 0) return; // the signature's own algorithm is judged by whoever verified it
  checks.fail('cryptographic-constraints', 'ETSI EN 319 102-1 §5.2.8', weak.map(describe).join('; '));
}

function reportTime(
  checks: SignatureChecks,
  { certificate, claimed, proven }: SignerQuestion,
  now: number,
  outlived: boolean,
): void {
  const fail = (detail: string, because: SubIndication | Conclusion) =>
    checks.fail('time', TIME_CLAUSE, detail, because);
  const { notBefore, notAfter } = certificate;
  const at = proven?.at ?? claimed;
  // Said of the certificate even where no path was found, which would say the same of all of them.
  const over = !proven && now > notAfter;
  if (at === undefined) {
    if (over) fail('no time is claimed, and the certificate has expired', 'OUT_OF_BOUNDS_NO_POE');
    else checks.pass('time', TIME_CLAUSE, 'no time is claimed: judged at the time of asking');
  } else if (at > now + SKEW) fail(`${iso(at)} lies in the future`, 'SIG_CONSTRAINTS_FAILURE');
  else if (at < notBefore) fail(`${iso(at)} is before the signer's certificate is valid`, 'NOT_YET_VALID');
  else if (at > notAfter) fail(`${iso(at)} is after the signer's certificate expired`, 'EXPIRED');
  else if (proven && claimed !== undefined && claimed > proven.at + SKEW)
    fail(`claimed ${iso(claimed)}, but proven for ${iso(proven.at)} already`, 'TIMESTAMP_ORDER_FAILURE');
  else if (outlived || over)
    fail(`${iso(at)} is not proven, and a certificate has expired since`, 'OUT_OF_BOUNDS_NO_POE');
  else {
    const how = proven ? `proven by ${proven.by}` : 'claimed, not proven; the certificate is still valid';
    checks.pass('time', TIME_CLAUSE, `${iso(at)}, ${how}`);
  }
}

const notPassed = ({ outcome }: Check): boolean => outcome !== 'passed';
const iso = (at: number): string => new Date(at).toISOString();

function describe({ name, detail, subject }: Check): string {
  return `${name}: ${detail ?? 'not passed'}${subject === undefined ? '' : ` (${subject})`}`;
}
