import { coversField } from './fields.js';
import type { Agreement } from './agreement.js';
import type { PolicyContent } from './policy.js';
import { attributeOf, type ListEntry } from './responsibility-list.js';
import { thingsOf } from './things.js';

export interface PolicyChange {
  kind: 'agreement' | 'list-entry';
  id: string;
  change: 'added' | 'removed' | 'changed';
  /** Members that differ. */
  members: string[];
  /** Whether something may be released after it that was not before. Errs on the side of saying so. */
  widens: boolean;
}

/** What a proposal changes, in the order of kinds and ids. */
export function diffPolicies(before: PolicyContent, after: PolicyContent): PolicyChange[] {
  return [
    ...changes('list-entry', before.responsibilityList, after.responsibilityList, entryWidens),
    ...changes('agreement', before.agreements, after.agreements, agreementWidens),
  ];
}

function changes<T extends { id: string }>(
  kind: PolicyChange['kind'],
  before: readonly T[],
  after: readonly T[],
  widens: (old: T | undefined, now: T | undefined) => boolean,
): PolicyChange[] {
  const old = new Map(before.map((one) => [one.id, one]));
  const now = new Map(after.map((one) => [one.id, one]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((id): PolicyChange[] => {
    const was = old.get(id);
    const is = now.get(id);
    if (was && is) {
      const members = differing(was, is);
      return members.length === 0 ? [] : [{ kind, id, change: 'changed', members, widens: widens(was, is) }];
    }
    return [{ kind, id, change: is ? 'added' : 'removed', members: [], widens: widens(was, is) }];
  });
}

function differing(was: object, is: object): string[] {
  const one = was as Record<string, unknown>;
  const other = is as Record<string, unknown>;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .sort()
    .filter((member) => JSON.stringify(sorted(one[member])) !== JSON.stringify(sorted(other[member])));
}

/** With the members of objects in order, so that the way a file is written makes no difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

function agreementWidens(was: Agreement | undefined, is: Agreement | undefined): boolean {
  if (!is) return false;
  if (!was) return true;
  return (
    was.partner !== is.partner ||
    adds(thingsOf(was), thingsOf(is)) ||
    adds(was.operations, is.operations) ||
    adds(was.purposes, is.purposes) ||
    is.fields.some((field) => !coversField(was.fields, field)) ||
    loosens(was.organisations, is.organisations) ||
    loosens(was.roles, is.roles) ||
    loosens(was.operationDocuments, is.operationDocuments) ||
    (was.requiresHolderAuthorisation && !is.requiresHolderAuthorisation) ||
    raises(was.rate?.perMinute, is.rate?.perMinute) ||
    raises(was.rate?.perDay, is.rate?.perDay) ||
    is.validFrom < was.validFrom ||
    is.validUntil > was.validUntil
  );
}

function entryWidens(was: ListEntry | undefined, is: ListEntry | undefined): boolean {
  // What an entry keeps is kept whatever the others offer: without it less may be kept.
  const keeps = (entry: ListEntry) => keptBy(entry).length > 0;
  if (!is) return was !== undefined && keeps(was);
  if (!was) return offeredBy(is).length > 0;
  return (
    adds(thingsOf(was), thingsOf(is)) ||
    (keeps(was) && adds(thingsOf(is), thingsOf(was))) ||
    adds(was.ways, is.ways) ||
    offeredBy(is).some((field) => !coversField(offeredBy(was), field)) ||
    keptBy(was).some((field) => !coversField(keptBy(is), field))
  );
}

const offeredBy = (entry: ListEntry): string[] =>
  entry.items.filter((item) => attributeOf(entry, item) !== 'not-shared').flatMap(({ fields }) => fields);
const keptBy = (entry: ListEntry): string[] =>
  entry.items.filter((item) => attributeOf(entry, item) === 'not-shared').flatMap(({ fields }) => fields);

const adds = (was: readonly string[], is: readonly string[]): boolean => is.some((one) => !was.includes(one));
/** A list that confines: without it everything is allowed. */
const loosens = (was: readonly string[] | undefined, is: readonly string[] | undefined): boolean =>
  was !== undefined && (is === undefined || adds(was, is));
const raises = (was: number | undefined, is: number | undefined): boolean =>
  was !== undefined && (is === undefined || is > was);
