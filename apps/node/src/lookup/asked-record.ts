import type { AuditDocument } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import type { Refusal } from '#libs/errors';
import { auditDocument } from '../verdicts/index.js';
import type { DisclosureOutcome, LookupRecord } from './ledger.js';
import type { Lookup, LookupStatusName } from './lookup.js';
import type { PeerResult } from './peer-answer.js';

/** What is asked, as it will stand in the intent. */
export function recordOf(region: RegionCode, lookup: Lookup): Omit<LookupRecord, 'outcome'> {
  const types = 'typeCodes' in lookup ? lookup.typeCodes : 'typeCode' in lookup ? [lookup.typeCode] : [];
  const [licenceType] = types;
  return {
    operation: lookup.operation,
    region,
    ...(licenceType !== undefined && types.length === 1 ? { licenceType } : {}),
    identifiers: 'identifier' in lookup ? [lookup.identifier] : [],
    ...('number' in lookup ? { number: lookup.number } : {}),
    ...('holder' in lookup ? { subject: `${lookup.holder.type}:${lookup.holder.code}` } : {}),
    fieldsAsked:
      'fields' in lookup
        ? lookup.fields
        : 'claims' in lookup
          ? [...new Set(lookup.claims.map((claim) => claim.field))]
          : [
              'document',
              ...(lookup.original ? ['documentOriginal'] : []),
              ...(lookup.verdicts?.includes('provider') ? ['documentVerdict'] : []),
            ],
    fieldsReleased: [],
  };
}

const outcomes: Record<LookupStatusName, DisclosureOutcome> = {
  FOUND: 'granted',
  REDUCED: 'reduced',
  NOT_FOUND: 'not-found',
  DENIED: 'denied',
  UNAVAILABLE: 'failed',
};

/** What came of it, as it will stand in the outcome. */
export function concluded(
  asked: Omit<LookupRecord, 'outcome'>,
  lookup: Lookup,
  told: { result: PeerResult } | { refusal: Refusal },
): LookupRecord {
  if ('refusal' in told) return { ...asked, outcome: 'failed', code: told.refusal.code };
  const { result } = told;
  const licences = result.licence ? [result.licence] : (result.page?.items.map((item) => item.licence) ?? []);
  const released = new Set(
    licences.flatMap((one) => [
      ...Object.keys(one.fields),
      ...one.attributes.map((attribute) => `attributes.${attribute.code}`),
      ...(one.documentVerdict ? ['documentVerdict'] : []),
    ]),
  );
  if (result.document) released.add('document');
  if (result.document?.providerVerdict) released.add('documentVerdict');
  const { document } = result;
  const release = document?.copy && { original: document.copy.note.original.sha256, copy: document.sha256 };
  const documents = documentsOf(result);
  const identifiers = licences.flatMap((one) => one.fields['identifier'] ?? []);
  return {
    ...asked,
    identifiers:
      lookup.operation === 'byHolder' || lookup.operation === 'byNumber' ? identifiers : asked.identifiers,
    fieldsReleased: [...released],
    outcome: outcomes[result.status],
    ...(result.refusal ? { code: result.refusal.code } : {}),
    ...(documents.length > 0 ? { documents } : {}),
    ...(release ? { release } : {}),
  };
}

/** Verdicts that the provider told, and the one that this node made itself of the bytes. */
function documentsOf({ licence, page, document }: PeerResult): AuditDocument[] {
  const told = licence ? [licence] : (page?.items.map((item) => item.licence) ?? []);
  return [
    ...told.flatMap(({ documentVerdict: verdict }) => (verdict ? [auditDocument(verdict, 'provider')] : [])),
    ...(document?.providerVerdict ? [auditDocument(document.providerVerdict, 'provider')] : []),
    ...(document?.verdict ? [auditDocument(document.verdict, 'requester')] : []),
  ];
}
