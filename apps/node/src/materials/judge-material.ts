import type { CaseMaterial, TrustLevel } from '#libs/handling';
import type { DocumentVerdict } from '../verdicts/index.js';

/** How much a piece of material is worth to a case (国办函〔2016〕108号, trust A to D), and whether it holds. */
export interface Judgement {
  trust: TrustLevel;
  verdict: CaseMaterial['verdict'];
}

/** What of a document's verdict decides. */
export type Found = Pick<DocumentVerdict, 'indication' | 'issuer' | 'subIndication'>;

/**
 * Of a file that somebody brought. A sound seal makes it checked (B): who sealed is proven, that it is the body which the
 * matter means is not, since nobody told us whom to expect. A clerk who saw the original makes it checked as well, but
 * never good what verification found spoiled. A pledge is its maker's own word (D) whatever seals it.
 */
export function judgeBrought(
  { indication }: Found,
  { origin, originalSeen }: { origin: 'upload' | 'authority' | 'pledge'; originalSeen: boolean },
): Judgement {
  const failed = indication === 'TOTAL_FAILED';
  const passed = indication === 'TOTAL_PASSED';
  if (origin === 'pledge')
    return { trust: 'D', verdict: failed ? 'failed' : passed ? 'passed' : 'undecided' };
  if (failed) return { trust: 'C', verdict: 'failed' };
  // What an authority itself puts into its case comes from the issuer; sealed it is A, without a seal it was checked there.
  if (origin === 'authority') return { trust: passed ? 'A' : 'B', verdict: 'passed' };
  if (passed || originalSeen) return { trust: 'B', verdict: 'passed' };
  return { trust: 'C', verdict: 'undecided' };
}

/**
 * Of what a lookup gave: issuer-made (A), told by the competent region's node in a signed and receipted answer. Where a
 * sealed document came with it, the seal has to be the issuer's; a seal that could not be decided leaves the whole
 * undecided, and the case counts an undecided one no higher than C. A document without any seal proves neither more nor
 * less than the data that it came with.
 * @param standing whether the licence is valid by what was released: undefined where that was withheld
 */
export function judgeFetched(document: Found | undefined, standing: boolean | undefined): Judgement {
  if (document?.indication === 'TOTAL_FAILED' || document?.issuer === 'mismatch')
    return { trust: 'C', verdict: 'failed' };
  const sealed =
    document === undefined ||
    document.subIndication === 'NO_SIGNATURE_FOUND' ||
    (document.indication === 'TOTAL_PASSED' && document.issuer === 'match');
  return { trust: 'A', verdict: sealed && standing === true ? 'passed' : 'undecided' };
}

/**
 * Of what is taken over from another case (材料复用): worth what it was worth there, unless what is found of it today is
 * worse.
 * @param standing whether a licence is valid still; undefined where nobody could say, and then nothing is decided
 */
export function judgeReused(
  before: Judgement,
  origin: CaseMaterial['origin'],
  now: Found,
  standing: boolean | undefined,
): Judgement {
  if (before.verdict === 'failed' || now.indication === 'TOTAL_FAILED' || now.issuer === 'mismatch')
    return { trust: 'C', verdict: 'failed' };
  const rests = origin === 'lookup' || now.indication === 'TOTAL_PASSED';
  const stands = standing === true && (rests || before.trust === 'B' || before.trust === 'D');
  return { trust: before.trust, verdict: stands ? before.verdict : 'undecided' };
}
