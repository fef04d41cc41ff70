import type { AuditDocument } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import type { Refusal } from '#libs/errors';
import { auditDocument } from '../verdicts/index.js';
import { datasetKey } from '#libs/sharing';
import type { DisclosureOutcome, LookupRecord } from './ledger.js';
import type { HolderRef, Lookup, LookupStatusName } from './lookup.js';
import { matchWord } from './compare-claims.js';
import type { PeerResult } from './peer-answer.js';
import type { RecordQuestion, RecordVerdict } from './records.js';

type AskedRecord = Omit<LookupRecord, 'outcome'>;

export const subjectOf = ({ type, code }: HolderRef): string => `${type}:${code}`;

/** What is asked, as it will stand in the intent: one record, and of a judgement one a subject. */
export function recordsOf(region: RegionCode, lookup: Lookup): AskedRecord[] {
  if (lookup.operation !== 'judge') return [recordOf(region, lookup)];
  const fieldsAsked = itemsOf(lookup);
  return lookup.subjects.map((subject) => ({
    operation: 'judge',
    region,
    licenceType: datasetKey(lookup.dataset),
    identifiers: [],
    subject: subjectOf(subject),
    fieldsAsked,
    fieldsReleased: [],
  }));
}

/** The items that questions are about. */
export const itemsOf = ({ questions }: { questions: readonly RecordQuestion[] }): string[] => [
  ...new Set(questions.map(({ item }) => item)),
];

/** Verdicts as they stand in an entry, by item; a further question on one item is `item#2`. Never the values. */
export function verdictsOf(
  questions: readonly RecordQuestion[],
  verdicts: readonly RecordVerdict[],
): NonNullable<LookupRecord['verdicts']> {
  const told: NonNullable<LookupRecord['verdicts']> = {};
  const seen = new Map<string, number>();
  questions.forEach(({ item }, place) => {
    const times = (seen.get(item) ?? 0) + 1;
    seen.set(item, times);
    told[times === 1 ? item : `${item}#${times}`] = matchWord(verdicts[place]);
  });
  return told;
}

function recordOf(region: RegionCode, lookup: Exclude<Lookup, { operation: 'judge' }>): AskedRecord {
  const types = 'typeCodes' in lookup ? lookup.typeCodes : 'typeCode' in lookup ? [lookup.typeCode] : [];
  const [licenceType] = types;
  return {
    operation: lookup.operation,
    region,
    ...(licenceType !== undefined && types.length === 1 ? { licenceType } : {}),
    ...('dataset' in lookup ? { licenceType: datasetKey(lookup.dataset) } : {}),
    identifiers: 'identifier' in lookup ? [lookup.identifier] : [],
    ...('number' in lookup ? { number: lookup.number } : {}),
    ...('holder' in lookup ? { subject: subjectOf(lookup.holder) } : {}),
    fieldsAsked:
      'items' in lookup
        ? lookup.items
        : 'fields' in lookup
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
  asked: readonly AskedRecord[],
  lookup: Lookup,
  told: { result: PeerResult } | { refusal: Refusal },
): LookupRecord[] {
  if ('refusal' in told) return asked.map((one) => ({ ...one, outcome: 'failed', code: told.refusal.code }));
  const { result } = told;
  if (lookup.operation !== 'judge') return asked.map((one) => concludedOne(one, lookup, result));
  return asked.map((one, place) => {
    const verdicts = result.judged?.[place];
    return {
      ...one,
      outcome: outcomes[result.status],
      ...(result.refusal ? { code: result.refusal.code } : {}),
      ...(verdicts ? { verdicts: verdictsOf(lookup.questions, verdicts) } : {}),
    };
  });
}

function concludedOne(asked: AskedRecord, lookup: Lookup, result: PeerResult): LookupRecord {
  const licences = result.licence ? [result.licence] : (result.page?.items.map((item) => item.licence) ?? []);
  const released = new Set(
    licences.flatMap((one) => [
      ...Object.keys(one.fields),
      ...one.attributes.map((attribute) => `attributes.${attribute.code}`),
      ...(one.documentVerdict ? ['documentVerdict'] : []),
    ]),
  );
  for (const record of result.records?.records ?? [])
    for (const item of Object.keys(record)) released.add(item);
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
