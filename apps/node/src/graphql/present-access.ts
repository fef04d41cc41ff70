import { receiptFor } from '#libs/audit-log';
import type { AccessRecord, AccessRecordPage, Subjects } from '../subjects/index.js';
import type { PublishedLog } from '../transparency/index.js';
import type {
  AccessInclusionProofType,
  AccessRecordPageType,
  AccessRecordType,
} from './types/access-record.type.js';
import { Region, type Channel } from './types/enums.js';

/** The subject's view in the words of the schema. */

const regions = new Set<string>(Object.values(Region));
const regionOrNull = (code: string | undefined): Region | null =>
  code !== undefined && regions.has(code) ? (code as Region) : null;

export function toAccessRecordPage(page: AccessRecordPage, subjects: Subjects): AccessRecordPageType {
  return {
    records: page.records.map((record) => toRecord(record, subjects)),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor ?? null },
    withheld: page.withheld,
    withheldUnder: page.laws,
  };
}

function toRecord(record: AccessRecord, { published, regionOf, self }: Subjects): AccessRecordType {
  const { organisation, proof } = record;
  return {
    at: record.at,
    organisationCode: organisation?.code ?? null,
    organisationName: organisation?.name ?? null,
    askingRegion: regionOrNull(regionOf(record.direction === 'peer' ? (record.counterpart ?? '') : self)),
    role: record.role ?? null,
    clerk: record.clerk ?? null,
    channel: (record.channel ?? null) as Channel | null,
    itemCode: record.itemCode ?? null,
    itemName: record.itemName ?? null,
    reason: record.reason ?? null,
    legalBasis: record.legalBasis ?? null,
    lookups: record.lookups.map((lookup) => ({
      ...lookup,
      region: regionOrNull(lookup.region),
      licenceType: lookup.licenceType ?? null,
    })),
    proof: {
      entryId: proof.entryId,
      index: String(proof.index),
      receipt: receiptFor(published.origin, proof.leaf),
    },
  };
}

/** Null while no checkpoint covers the entry. */
export async function toInclusion(
  index: bigint,
  published: PublishedLog,
): Promise<AccessInclusionProofType | null> {
  const checkpoint = await published.checkpointCovering(index);
  if (!checkpoint) return null;
  const { size, proof } = await published.inclusion(index, checkpoint.size);
  return {
    size: String(size),
    hashes: proof.map((hash) => Buffer.from(hash).toString('base64url')),
    checkpoint: checkpoint.note,
  };
}
