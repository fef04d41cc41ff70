import type { AuditEntry } from '#libs/audit-log';
import type { EntryRow, PersonalValues } from '../search/log-reader.js';

/** What rules look at: one lookup entry with its persons in clear, in memory only. */
export interface Fact {
  index: bigint;
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  kind: AuditEntry['kind'];
  caller: string;
  channel?: string;
  person?: string;
  personName?: string;
  caseNumber?: string;
  itemCode?: string;
  denied: boolean;
  /** A credential issued at a counter to the holder who stands there: it belongs to no case. */
  withoutCase?: true;
  code?: string;
  lookups: { subject?: string; licenceType?: string }[];
}

/** An outcome says again what its intent has said; entries about the log itself are no lookups. */
const LOOKUPS: readonly AuditEntry['kind'][] = ['answer', 'home', 'intent', 'refusal'];

/** Undefined for entries that no rule is about. Persons who were erased are absent. */
export function factOf(
  { index, id, entry }: EntryRow,
  personal: PersonalValues | undefined,
): Fact | undefined {
  // What holders do about their own credentials is nothing that an official looked up.
  if (!entry || !LOOKUPS.includes(entry.kind) || entry.caller.role === 'holder') return undefined;
  const optional = <K extends string>(name: K, value: string | undefined) =>
    (value === undefined ? {} : { [name]: value }) as Partial<Record<K, string>>;
  return {
    index,
    id,
    at: Date.parse(entry.at),
    kind: entry.kind,
    caller: entry.caller.id ?? 'unknown',
    denied: entry.outcome === 'denied',
    ...(entry.lookups.length > 0 && entry.lookups.every(({ operation }) => operation === 'credential')
      ? { withoutCase: true as const }
      : {}),
    ...optional('channel', entry.caller.channel),
    ...optional('person', personal?.get('caller.person')),
    ...optional('personName', personal?.get('caller.personName')),
    ...optional('caseNumber', entry.context?.caseNumber),
    ...optional('itemCode', entry.context?.itemCode),
    ...optional('code', entry.code),
    lookups: entry.lookups.map((lookup, place) => ({
      ...optional('subject', personal?.get(`lookups.${place}.subject`)),
      ...optional('licenceType', lookup.licenceType),
    })),
  };
}
