/** The three main indications of ETSI EN 319 102-1 §5.1.3. */
export type Indication = 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';

/** Sub-indications of EN 319 102-1 tables 5 and 6, most telling first: of several, the first is reported. */
const FAILED_BY = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
] as const;

const INDETERMINATE_BY = [
  // Not in the standard, which starts from a signature: the document has none.
  'NO_SIGNATURE_FOUND',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'SIGNED_DATA_NOT_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'OUT_OF_BOUNDS_NO_POE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'SIG_CONSTRAINTS_FAILURE',
  'TIMESTAMP_ORDER_FAILURE',
  'POLICY_PROCESSING_ERROR',
  'SIGNATURE_POLICY_NOT_AVAILABLE',
  'TRY_LATER',
  'NO_POE',
] as const;

export type FailedBy = (typeof FAILED_BY)[number];
export type IndeterminateBy = (typeof INDETERMINATE_BY)[number];
export type SubIndication = FailedBy | IndeterminateBy;

/** An indication with its reason; `TOTAL_PASSED` has none. */
export type Conclusion =
  | { indication: 'TOTAL_PASSED'; subIndication?: undefined }
  | { indication: 'TOTAL_FAILED'; subIndication: SubIndication }
  | { indication: 'INDETERMINATE'; subIndication: IndeterminateBy };

export const PASSED: Conclusion = { indication: 'TOTAL_PASSED' };

const ORDER: ReadonlyMap<SubIndication, number> = new Map(
  [...FAILED_BY, ...INDETERMINATE_BY].map((sub, index) => [sub, index]),
);

/** The conclusion that the standard draws from a sub-indication. */
export function concludes(subIndication: SubIndication): Conclusion {
  return isFailure(subIndication)
    ? { indication: 'TOTAL_FAILED', subIndication }
    : { indication: 'INDETERMINATE', subIndication };
}

function isFailure(sub: SubIndication): sub is FailedBy {
  return (FAILED_BY as readonly string[]).includes(sub);
}

/** The worst of several: failed before indeterminate before passed, then by the order of the tables. */
export function worst(conclusions: readonly Conclusion[]): Conclusion {
  return conclusions.reduce((worse, next) => (rank(next) < rank(worse) ? next : worse), PASSED);
}

function rank({ indication, subIndication }: Conclusion): number {
  if (subIndication === undefined) return Number.POSITIVE_INFINITY;
  return (indication === 'TOTAL_FAILED' ? 0 : 1000) + (ORDER.get(subIndication) ?? 0);
}
