import type { VerifiedLicenceDocument } from '../documents/verify-licence-document.js';
import type { LookupResult, Released, ReleasedDocument } from '../lookup/lookup.js';
import type { DocumentVerdict } from '../verdicts/index.js';
import type { DocumentVerdictType } from './types/document-verdict.type.js';
import type {
  CheckOutcome,
  DocumentIndication,
  HolderType,
  IssuerMatch,
  LicenceStatus,
  Region,
} from './types/enums.js';
import { toDocumentReport } from './present-document.js';
import type { DocumentVerificationType } from './types/document.type.js';
import { LookupStatus } from './types/enums.js';
import type { DocumentCopyType, LicenceDocumentType, LicenceType } from './types/licence.type.js';
import type {
  DocumentLookupType,
  HolderLookupType,
  LicenceLookupType,
  LicenceVerificationType,
  RegionalResult,
} from './types/lookup.type.js';

/** A lookup result in the words of the schema; fields that were not released are absent, so null. */
export function regionalResult(result: LookupResult): RegionalResult {
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
    documentVerdict: verdict(released.documentVerdict),
  };
}

export function verdict(found: DocumentVerdict | null | undefined): DocumentVerdictType | null {
  if (!found) return null;
  return {
    ...found,
    indication: found.indication as DocumentIndication,
    issuer: found.issuer as IssuerMatch,
    checks: found.checks.map(({ name, outcome }) => ({ name, outcome: outcome as CheckOutcome })),
  };
}

/** Null where one of them has come to no conclusion yet. */
function agree(a: DocumentVerdict, b: DocumentVerdict): boolean | null {
  if (a.indication === 'NOT_CHECKED' || b.indication === 'NOT_CHECKED') return null;
  return a.indication === b.indication && a.subIndication === b.subIndication && a.issuer === b.issuer;
}

function copyOf({ note, expired }: NonNullable<ReleasedDocument['copy']>): DocumentCopyType {
  return {
    matterCode: note.matter.code,
    matterName: note.matter.name,
    organisationCode: note.organisation.code,
    organisationName: note.organisation.name,
    caseNumber: note.caseNumber,
    releasedBy: note.releasedBy.node,
    releasedAt: note.releasedAt,
    validUntil: note.validUntil,
    expired,
    originalSha256: note.original.sha256,
    originalSize: note.original.size,
  };
}

function document({
  verdict: own,
  providerVerdict: theirs,
  copy,
  ...rest
}: ReleasedDocument): LicenceDocumentType {
  return {
    ...rest,
    copy: copy ? copyOf(copy) : null,
    verdict: verdict(own),
    providerVerdict: verdict(theirs),
    verdictsAgree: own && theirs ? agree(own, theirs) : null,
  };
}

export const toLicenceLookup = (result: LookupResult): LicenceLookupType => ({
  ...regionalResult(result),
  licence: result.licence ? licence(result.licence) : null,
});

export const toHolderLookup = (result: LookupResult): HolderLookupType => ({
  ...regionalResult(result),
  licences: result.page
    ? {
        edges: result.page.items.map((item) => ({ cursor: item.cursor, node: licence(item.licence) })),
        pageInfo: { hasNextPage: result.page.hasNextPage, endCursor: result.page.endCursor },
      }
    : null,
});

export const toVerification = (result: LookupResult): LicenceVerificationType => ({
  ...regionalResult(result),
  matches: result.matches ?? null,
});

export const toDocumentLookup = (result: LookupResult): DocumentLookupType => ({
  ...regionalResult(result),
  document: result.document ? document(result.document) : null,
});

export const toDocumentVerification = ({
  lookup,
  report,
  trustEdition = '',
  problem,
}: VerifiedLicenceDocument): DocumentVerificationType => ({
  ...regionalResult(lookup),
  report: report ? toDocumentReport(report, trustEdition) : null,
  problem: problem ?? null,
});
