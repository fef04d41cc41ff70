import { commit, type AuditEntry, type HmacSha256, type PersonalValue } from '#libs/audit-log';

/** Who looked at one's data, when, from where, for what, on what basis, what was asked and told. */
export interface AccessRecord {
  /** Instant, ISO 8601. */
  at: string;
  /** `peer`: another region's node asked this one; `home`: this region's own; `elsewhere`: this region asked another. */
  direction: 'peer' | 'home' | 'elsewhere';
  /** Entity id of the other node, where there is one. */
  counterpart?: string;
  organisation?: { code: string; name: string };
  role?: string;
  /** Name of the acting person; where the configuration shows it and it was not erased. */
  clerk?: string;
  channel?: string;
  itemCode?: string;
  itemName?: string;
  reason?: string;
  legalBasis?: string;
  lookups: OwnLookup[];
  /** Where it stands in the log. */
  proof: { entryId: string; index: bigint; leaf: Uint8Array };
}

export interface OwnLookup {
  operation: string;
  region: string;
  licenceType?: string;
  identifiers: string[];
  fieldsAsked: string[];
  fieldsReleased: string[];
  outcome: string;
}

/** An entry with the personal values that are still kept beside it; of spoilt bytes nothing can be told. */
export interface SubjectEntry {
  index: bigint;
  leaf: Uint8Array;
  entry?: AuditEntry;
  personal: readonly PersonalValue[];
}

/** Kinds of entries that tell of a lookup; an intent only where its outcome never came. */
export const LOOKUP_KINDS = ['answer', 'home', 'outcome', 'intent'] as const;

/**
 * What of an entry concerns one subject, and nothing else of it: lookups about others in the same entry are left out, and
 * with them whatever the entry says as a whole (its outcome, its code, the case, which may be another person's).
 * @param subject `<holder type>:<code>`
 * @returns undefined where no lookup of it opens to this subject: a value that somebody has planted beside an entry does
 *   not open the commitment that stands in it
 */
export function accessRecordOf(
  { index, leaf, entry, personal }: SubjectEntry,
  subject: string,
  options: { showClerk: boolean; hmac?: HmacSha256 },
): AccessRecord | undefined {
  if (!entry) return undefined;
  const own = entry.lookups.filter((lookup, place) => {
    const value = personal.find(({ label }) => label === `lookups.${place}.subject`);
    return value?.value === subject && opens(value, lookup.subject, options.hmac);
  });
  if (own.length === 0) return undefined;
  const { caller, context, counterpart } = entry;
  const clerk = options.showClerk
    ? personal.find(({ label }) => label === 'caller.personName')?.value
    : undefined;
  const other = counterpart ?? (caller.kind === 'peer' ? caller.id : undefined);
  return {
    at: entry.at,
    direction: caller.kind === 'peer' ? 'peer' : counterpart === undefined ? 'home' : 'elsewhere',
    ...(other === undefined ? {} : { counterpart: other }),
    ...(caller.organisation ? { organisation: caller.organisation } : {}),
    ...(caller.role === undefined ? {} : { role: caller.role }),
    ...(clerk === undefined ? {} : { clerk }),
    ...(caller.channel === undefined ? {} : { channel: caller.channel }),
    ...(context
      ? {
          itemCode: context.itemCode,
          itemName: context.itemName,
          reason: context.reason,
          legalBasis: context.legalBasis,
        }
      : {}),
    lookups: own.map(
      ({ operation, region, licenceType, identifiers, fieldsAsked, fieldsReleased, outcome }) => ({
        operation,
        region,
        ...(licenceType === undefined ? {} : { licenceType }),
        identifiers,
        fieldsAsked,
        fieldsReleased,
        outcome,
      }),
    ),
    proof: { entryId: entry.id, index, leaf },
  };
}

function opens(value: PersonalValue, commitment: string | undefined, hmac: HmacSha256 | undefined): boolean {
  return commitment !== undefined && commit(value, hmac) === commitment;
}
