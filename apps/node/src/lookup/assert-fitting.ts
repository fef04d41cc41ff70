import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { licenceFields, valueProblem, type ValueType } from '#libs/licences';
import type { Disclosure, Lookup, LookupStatusName, Released } from './lookup.js';
import { TOLD_LIMITS } from './records.js';

/** Forms that the schema promises for its scalars; everything else is text that can be shown and logged. */
const FORMED = new Set<ValueType>(['date', 'instant', 'licenceIdentifier', 'licenceTypeCode']);
const typeOf = new Map(licenceFields.map(({ name, type }) => [name, FORMED.has(type) ? type : 'text']));

export interface ToldByPeer extends Disclosure {
  status: LookupStatusName;
  /** Whether a reason was given. */
  refused: boolean;
  toldCopy?: { originalSha256: string };
}

/**
 * Refuses what a peer may have signed and still not mean: data beside a "no", a "no" without reason, a "yes" without
 * data, another licence than the one asked for, values that their scalars do not allow, a document that is not what
 * its digest says.
 * @throws Refusal PEER_BAD_ANSWER, `details.unfit` naming the rule
 */
export function assertFitting(lookup: Lookup, answer: ToldByPeer): void {
  const { status, refused, licence, page, matches, document, records, judged } = answer;
  const found = status === 'FOUND' || status === 'REDUCED';
  const told =
    (page?.items.length ?? 0) > 0 ||
    (records?.records.length ?? 0) > 0 ||
    [licence, matches, document, judged].some((part) => part !== undefined);
  if (refused !== (status === 'DENIED' || status === 'UNAVAILABLE')) throw unfit('reason');
  if (found !== told) throw unfit(found ? 'nothing told' : 'data beside a no');
  if (licence) assertLicence(lookup, licence);
  if (page) {
    if (lookup.operation !== 'byHolder' || page.items.length > lookup.first) throw unfit('page');
    if (page.hasNextPage && !page.endCursor) throw unfit('cursor');
    for (const item of page.items) assertLicence(lookup, item.licence);
  }
  if (document) assertDocument(document, answer.toldCopy?.originalSha256);
  if (records) assertRecords(lookup, records.records);
  if (judged) assertJudged(lookup, judged);
}

function assertRecords(lookup: Lookup, records: NonNullable<Disclosure['records']>['records']): void {
  if (lookup.operation !== 'records' || records.length > lookup.limit) throw unfit('records');
  for (const record of records)
    for (const value of Object.values(record))
      if (value !== null && (value.length > TOLD_LIMITS.value || valueProblem('text', value)))
        throw unfit('record value');
}

function assertJudged(lookup: Lookup, judged: NonNullable<Disclosure['judged']>): void {
  if (lookup.operation !== 'judge' || judged.length !== lookup.subjects.length) throw unfit('subjects');
  if (judged.some((verdicts) => verdicts.length !== lookup.questions.length)) throw unfit('verdicts');
}

function assertLicence(lookup: Lookup, { fields, attributes }: Released): void {
  for (const [name, value] of Object.entries(fields))
    if (value !== null && valueProblem(typeOf.get(name) ?? 'text', value)) throw unfit(name);
  for (const { value, labelZh, labelEn } of attributes)
    for (const text of [value ?? '', labelZh, labelEn])
      if (valueProblem('text', text)) throw unfit('attributes');
  for (const [name, asked] of asksFor(lookup)) {
    const told = fields[name];
    if (told !== undefined && told !== null && told !== asked) throw unfit(name);
  }
}

/** What the licence must be, as far as it says so itself. */
function asksFor(lookup: Lookup): [string, string][] {
  switch (lookup.operation) {
    case 'byIdentifier':
      return [['identifier', lookup.identifier]];
    case 'byNumber':
      return [
        ['typeCode', lookup.typeCode],
        ['number', lookup.number],
      ];
    case 'byHolder':
      return [
        ['holderType', lookup.holder.type],
        ['holderCode', lookup.holder.code],
      ];
    default:
      return [];
  }
}

function assertDocument(document: NonNullable<Disclosure['document']>, original: string | undefined): void {
  const { content, sha256, size, mediaType, issuerName, issuerCode, providerVerdict } = document;
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64') !== content) throw unfit('document content');
  if (bytes.byteLength !== size) throw unfit('document size');
  if (createHash('sha256').update(bytes).digest('base64url') !== sha256) throw unfit('document digest');
  if (!/^[a-z0-9.+-]{1,63}\/[a-z0-9.+-]{1,63}$/i.test(mediaType)) throw unfit('document type');
  for (const text of [issuerName, issuerCode])
    if (text !== null && valueProblem('text', text)) throw unfit('document issuer');
  // Of an annotated copy the provider judges the document that it has on file.
  if (providerVerdict && providerVerdict.sha256 !== (original ?? sha256))
    throw unfit('verdict on another document');
}

const unfit = (rule: string): Refusal => new Refusal('PEER_BAD_ANSWER', { details: { unfit: rule } });
