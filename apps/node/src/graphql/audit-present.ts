import type { AuditDocument, AuditEntry, Governance } from '#libs/audit-log';
import type { Counted, ShownEntry, ShownGroup, ShownPage } from '../auditing/index.js';
import type {
  AuditCallerKind,
  AuditCounterpartState,
  AuditDocumentVerdict,
  AuditEntryKind,
  AuditEntryOutcome,
  AuditProofState,
  LookupOperation,
} from './types/audit-enums.js';
import type {
  AuditCallerType,
  AuditCountsType,
  AuditEntryConnectionType,
  AuditedDocumentType,
  AuditEntryType,
  AuditGovernanceType,
  AuditGroupsType,
} from './types/audit-entry.type.js';
import type { Channel } from './types/enums.js';

const decoder = new TextDecoder();
const CHINA_STANDARD_TIME_MS = 8 * 3_600_000;

/** RFC 3339 in China Standard Time, which knows no summer time. */
export function inChina(at: number): string {
  return new Date(at + CHINA_STANDARD_TIME_MS).toISOString().replace('Z', '+08:00');
}

const callerOf = ({ caller }: AuditEntry): AuditCallerType => ({
  kind: caller.kind as AuditCallerKind,
  id: caller.id ?? null,
  organisationCode: caller.organisation?.code ?? null,
  organisationName: caller.organisation?.name ?? null,
  role: caller.role ?? null,
  channel: (caller.channel ?? null) as Channel | null,
});

export const toAuditedDocument = ({
  sha256,
  indication,
  subIndication,
  issuer,
  by,
}: AuditDocument): AuditedDocumentType => ({
  sha256,
  indication: indication as AuditDocumentVerdict,
  subIndication: subIndication ?? null,
  issuer,
  by,
});

const governanceOf = ({
  action,
  filter,
  rows,
  entries,
  finding,
  review,
  note,
}: Governance): AuditGovernanceType => ({
  action,
  filter: filter ?? null,
  rows: rows ?? null,
  entries: (entries ?? []).slice(0, 100),
  finding: finding?.id ?? null,
  sample: review?.sample ?? null,
  note: note ?? review?.note ?? null,
});

function contentOf(entry: AuditEntry): Partial<AuditEntryType> {
  const { context } = entry;
  return {
    kind: entry.kind as AuditEntryKind,
    at: entry.at,
    atLocal: inChina(Date.parse(entry.at)),
    tookMs: entry.tookMs,
    caller: callerOf(entry),
    counterpart: entry.counterpart ?? null,
    caseNumber: context?.caseNumber ?? null,
    itemCode: context?.itemCode ?? null,
    itemName: context?.itemName ?? null,
    legalBasis: context?.legalBasis ?? null,
    reason: context?.reason ?? null,
    outcome: entry.outcome as AuditEntryOutcome,
    code: entry.code ?? null,
    requestDigest: entry.request?.digest ?? null,
    lookups: entry.lookups.map((lookup) => ({
      operation: lookup.operation as LookupOperation,
      region: lookup.region,
      licenceType: lookup.licenceType ?? null,
      identifiers: lookup.identifiers,
      fieldsAsked: lookup.fieldsAsked,
      fieldsReleased: lookup.fieldsReleased,
      outcome: lookup.outcome as AuditEntryOutcome,
      rule: lookup.rule ?? null,
      code: lookup.code ?? null,
      documents: (lookup.documents ?? []).map(toAuditedDocument),
    })),
    governance: entry.governance ? governanceOf(entry.governance) : null,
  };
}

export function toAuditEntry({ row, proof, counterpart, personal }: ShownEntry): AuditEntryType {
  return {
    lookups: [],
    ...(row.entry ? contentOf(row.entry) : {}),
    index: String(row.index),
    id: row.id,
    intact: row.entry !== undefined,
    appendedAt: row.appendedAt.toISOString(),
    leaf: Buffer.from(row.leaf).toString('base64url'),
    proof: proof as AuditProofState,
    counterpartState: counterpart as AuditCounterpartState,
    personal: personal ? [...personal].map(([label, value]) => ({ label, value })) : null,
    json: decoder.decode(row.bytes),
  };
}

export const toAuditPage = ({ items, hasNextPage, total, logSize }: ShownPage): AuditEntryConnectionType => ({
  edges: items.map(({ cursor, shown }) => ({ cursor, node: toAuditEntry(shown) })),
  pageInfo: { hasNextPage, endCursor: items.at(-1)?.cursor ?? null },
  total: total ?? null,
  logSize: String(logSize),
});

export const toAuditCounts = ({ groups, exact }: Counted): AuditCountsType => ({ counts: groups, exact });

export const toAuditGroups = ({
  groups,
  exact,
}: {
  groups: ShownGroup[];
  exact: boolean;
}): AuditGroupsType => ({
  groups: groups.map(({ from, until, ...group }) => ({
    ...group,
    from: from.toISOString(),
    until: until.toISOString(),
  })),
  exact,
});
