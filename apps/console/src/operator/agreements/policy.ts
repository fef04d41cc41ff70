import type { Agreement, ListEntry, SharingOperation } from '#libs/sharing';

export type { Agreement, ListEntry };
export type ListItem = ListEntry['items'][number];

/** Ways of asking; of datasets the last two. */
export const OPERATIONS = [
  'byIdentifier',
  'byNumber',
  'byHolder',
  'verify',
  'document',
  'records',
  'judge',
] as const satisfies readonly SharingOperation[];
export const WAYS = ['query', 'verify', 'file', 'batch', 'apply'] as const satisfies ListEntry['ways'];
export const ATTRIBUTES = [
  'unconditional',
  'conditional',
  'not-shared',
] as const satisfies readonly ListEntry['attribute'][];
export const FREQUENCIES = [
  'realtime',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  'irregular',
] as const satisfies readonly ListEntry['updateFrequency'][];
export const CLASSIFICATIONS = [
  'general',
  'important',
  'core',
] as const satisfies readonly ListItem['classification'][];
export const SENSITIVITIES = [
  'public',
  'internal',
  'personal',
  'sensitive',
] as const satisfies readonly ListItem['sensitivity'][];
/** Fields of licences that can be named; items of datasets are written by their codes. */
export const FIELDS = [
  'name',
  'typeCode',
  'number',
  'identifier',
  'issuerName',
  'issuerCode',
  'issueDate',
  'holderName',
  'holderCode',
  'holderType',
  'validFrom',
  'validUntil',
  'sealedBy',
  'sealedAt',
  'areaCode',
  'status',
  'attributes.*',
  'document',
  'documentOriginal',
  'documentVerdict',
] as const;

/** Members that confine an agreement: where one is taken away altogether, more is allowed. */
export const CONFINING: readonly string[] = ['organisations', 'roles', 'operationDocuments', 'rate'];

export type Kind = 'agreement' | 'list-entry';

/** What a version says. */
export interface Content {
  agreements: readonly Agreement[];
  responsibilityList: readonly ListEntry[];
}

export const contentIn = (json: string): Content => JSON.parse(json) as Content;

/** A difference as proposals tell it: JSON before and after, null where there was or would be nothing. */
export interface Change {
  kind: string;
  id: string;
  change: string;
  widens: boolean;
  before: string | null;
  after: string | null;
}

/** What somebody wants to be different; `after` is null for what is to be removed. */
export type Edit =
  | { kind: 'agreement'; id: string; after: Agreement | null }
  | { kind: 'list-entry'; id: string; after: ListEntry | null };

/** The edits with one more; of one agreement or entry only the last counts. */
export const withEdit = (edits: readonly Edit[], edit: Edit): Edit[] => [
  ...edits.filter(({ kind, id }) => kind !== edit.kind || id !== edit.id),
  edit,
];

/** What edits change of a version; an edit that leaves things as they are changes nothing. */
export function changesBy(edits: readonly Edit[], { agreements, responsibilityList }: Content): Change[] {
  return edits.flatMap(({ kind, id, after }): Change[] => {
    const before =
      (kind === 'agreement' ? agreements : responsibilityList).find((one) => one.id === id) ?? null;
    if (textOf(before) === textOf(after)) return [];
    return [
      {
        kind,
        id,
        change: before === null ? 'added' : after === null ? 'removed' : 'changed',
        widens: false,
        before: before && JSON.stringify(before),
        after: after && JSON.stringify(after),
      },
    ];
  });
}

/** As a proposal takes them. */
export function proposed(changes: readonly Change[]) {
  const of = (kind: Kind) => changes.filter((one) => one.kind === kind);
  const set = (kind: Kind) => of(kind).flatMap(({ after }) => after ?? []);
  const removed = (kind: Kind) => of(kind).flatMap(({ id, after }) => (after === null ? [id] : []));
  return {
    agreements: set('agreement'),
    removeAgreements: removed('agreement'),
    listEntries: set('list-entry'),
    removeListEntries: removed('list-entry'),
  };
}

/** One member of an agreement or a list entry, before and after; equal ones are left out. */
export interface MemberDiff {
  member: string;
  removed: unknown[];
  added: unknown[];
  /** Nothing is left of it, though the agreement or entry stays. */
  gone: boolean;
}

/** What differs, member by member; of lists only what came and went. */
export function diffOf({ before, after }: Pick<Change, 'before' | 'after'>): MemberDiff[] {
  const old = (before === null ? {} : JSON.parse(before)) as Record<string, unknown>;
  const now = (after === null ? {} : JSON.parse(after)) as Record<string, unknown>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((member) => {
    const [was, is] = [valuesOf(old[member]), valuesOf(now[member])];
    const without = (some: readonly unknown[], others: readonly unknown[]): unknown[] => {
      const known = new Set(others.map(textOf));
      return some.filter((one) => !known.has(textOf(one)));
    };
    const [removed, added] = [without(was, is), without(is, was)];
    if (removed.length + added.length === 0) return [];
    return [{ member, removed, added, gone: after !== null && is.length === 0 }];
  });
}

const valuesOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

/** JSON with the members of objects in order. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Of several things to be filled in, those that are not. */
export const missingOf = (record: object, members: readonly string[]): string[] =>
  members.filter((member) => {
    const value = (record as Record<string, unknown>)[member];
    return Array.isArray(value) ? value.length === 0 : typeof value !== 'string' || value.trim() === '';
  });

/** Without members that hold nothing: an optional list that is empty is one that is not there. */
export function trimmed<T extends object>(record: T, optional: readonly (keyof T)[]): T {
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' && Object.values(value).every((member) => member === undefined));
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => !optional.includes(name as keyof T) || !isEmpty(value)),
  ) as T;
}
