import type { LookupResult, Released } from '../lookup/lookup.js';
import type { CheckOutcome, HolderType, LicenceStatus, Region } from './types/enums.js';
import { LookupStatus } from './types/enums.js';
import type { LicenceType } from './types/licence.type.js';
import type {
  DocumentLookupType,
  HolderLookupType,
  LicenceLookupType,
  LicenceVerificationType,
  RegionalResult,
} from './types/lookup.type.js';

/** A lookup result in the words of the schema; fields that were not released are absent, so null. */
function common(result: LookupResult): RegionalResult {
  return {
    region: result.region as Region,
    status: LookupStatus[result.status],
    refusal: result.refusal ?? null,
    withheld: result.withheld,
    verification: result.verification
      ? {
          passed: result.verification.passed,
          signer: result.verification.signer,
          checks: result.verification.checks.map(({ name, outcome, clause }) => ({
            name,
            outcome: outcome as CheckOutcome,
            clause: clause ?? null,
          })),
        }
      : null,
    receipt: result.receipt ?? null,
    tookMs: result.tookMs,
  };
}

function licence(released: Released): LicenceType {
  const { status, holderType, ...fields } = released.fields;
  return {
    ...fields,
    status: (status ?? null) as LicenceStatus | null,
    holderType: (holderType ?? null) as HolderType | null,
    attributes: released.attributes,
  };
}

export const toLicenceLookup = (result: LookupResult): LicenceLookupType => ({
  ...common(result),
  licence: result.licence ? licence(result.licence) : null,
});

export const toHolderLookup = (result: LookupResult): HolderLookupType => ({
  ...common(result),
  licences: result.page
    ? {
        edges: result.page.items.map((item) => ({ cursor: item.cursor, node: licence(item.licence) })),
        pageInfo: { hasNextPage: result.page.hasNextPage, endCursor: result.page.endCursor },
      }
    : null,
});

export const toVerification = (result: LookupResult): LicenceVerificationType => ({
  ...common(result),
  matches: result.matches ?? null,
});

export const toDocumentLookup = (result: LookupResult): DocumentLookupType => ({
  ...common(result),
  document: result.document ?? null,
});
