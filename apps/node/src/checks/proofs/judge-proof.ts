import type { ValidationReport } from '#libs/seals';
import type { TrustLevel } from '#libs/handling';
import type { CheckProof } from '../check.js';

/**
 * What a verification makes of a proof. A document without any seal is undecided, like one whose authority is unknown: it
 * may be what it says, and nobody can tell.
 */
export function judgeProof(report: ValidationReport): { verdict: CheckProof['verdict']; signer?: string } {
  const verdict =
    report.indication === 'TOTAL_PASSED'
      ? 'passed'
      : report.indication === 'TOTAL_FAILED'
        ? 'failed'
        : 'undecided';
  const signer = report.signatures[0]?.signer;
  const name = signer?.organisations.find((one) => /\P{ASCII}/u.test(one)) ?? signer?.commonName;
  return { verdict, ...(verdict === 'passed' && name ? { signer: name.slice(0, 200) } : {}) };
}

/**
 * Trust level (国办函〔2016〕108号) of what was uploaded: B where a sound seal shows who made it (that it is the body which the
 * matter means is for the case to judge), C until somebody has seen the original.
 */
export const trustOf = (verdict: CheckProof['verdict']): TrustLevel =>
  verdict === 'passed' ? 'B' : verdict === 'undecided' ? 'C' : 'D';
