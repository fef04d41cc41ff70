import { asObjection, asRequest } from '../requests/kinds.js';
import type { ShownMatter, StoredUseRecord } from '../requests/index.js';
import type {
  DataObjectionState,
  SharingAttribute,
  SharingRequestState,
  SharingWay,
  UseRecordKind,
} from './types/requests-enums.js';
import type {
  DataObjectionPageType,
  DataObjectionType,
  DataUseRecordPageType,
  DataUseRecordType,
  SharingRequestPageType,
  SharingRequestType,
} from './types/requests.type.js';

/** Requests, objections and records in the words of the schema. */

const instant = (at: number): string => new Date(at).toISOString();

const toMatter = ({ matter, clock, entries }: ShownMatter) => ({
  id: matter.id,
  requester: matter.requester,
  provider: matter.provider,
  clock: clock
    ? {
        name: clock.name,
        state: clock.state,
        used: clock.used,
        left: clock.left,
        due: clock.due?.date ?? null,
        certain: clock.due?.certain ?? true,
      }
    : null,
  pending: matter.pending && { action: matter.pending.action, at: instant(matter.pending.at) },
  declined: matter.declined && { ...matter.declined, at: instant(matter.declined.at) },
  history: matter.history.map(({ n, action, actor, at, text }) => ({
    n,
    action,
    side: actor.side,
    role: actor.role,
    at: instant(at),
    text: text ?? null,
    entryId: entries.get(n) ?? null,
  })),
  openedAt: instant(matter.openedAt),
});

export function toSharingRequest(shown: ShownMatter): SharingRequestType {
  const { content, state } = asRequest(shown.matter);
  const { organisation, attribute, basis, scenario, scope, way, period } = content;
  return {
    ...toMatter(shown),
    state: state as SharingRequestState,
    organisationCode: organisation.code,
    organisationName: organisation.name,
    attribute: attribute as SharingAttribute,
    basis,
    scenario,
    scope,
    way: way as SharingWay,
    ...period,
  };
}

export function toDataObjection(shown: ShownMatter): DataObjectionType {
  const { content, state } = asObjection(shown.matter);
  return {
    ...toMatter(shown),
    ...content,
    proposed: content.proposed ?? null,
    state: state as DataObjectionState,
  };
}

interface Page<T> {
  rows: T[];
  hasNextPage: boolean;
}

export const toSharingRequestPage = ({ rows, hasNextPage }: Page<ShownMatter>): SharingRequestPageType => ({
  nodes: rows.map(toSharingRequest),
  pageInfo: { hasNextPage, endCursor: rows.at(-1)?.matter.id ?? null },
});

export const toDataObjectionPage = ({ rows, hasNextPage }: Page<ShownMatter>): DataObjectionPageType => ({
  nodes: rows.map(toDataObjection),
  pageInfo: { hasNextPage, endCursor: rows.at(-1)?.matter.id ?? null },
});

export const toUseRecord = ({
  id,
  request,
  record,
  recordedAt,
  keptUntil,
}: StoredUseRecord): DataUseRecordType => ({
  id,
  requestId: request,
  kind: record.kind as UseRecordKind,
  at: instant(record.at),
  itemCode: record.itemCode ?? null,
  caseNumber: record.caseNumber ?? null,
  count: record.count,
  note: record.note ?? null,
  recordedAt: instant(recordedAt),
  keptUntil: instant(keptUntil),
});

export const toUseRecordPage = ({ rows, hasNextPage }: Page<StoredUseRecord>): DataUseRecordPageType => ({
  nodes: rows.map(toUseRecord),
  pageInfo: { hasNextPage, endCursor: rows.at(-1)?.id ?? null },
});
