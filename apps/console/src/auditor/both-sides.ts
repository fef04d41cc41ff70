import type { AuditEntry } from '#libs/audit-log';
import type { EvidenceBundle, EvidenceRole } from '#libs/evidence';

/** What one side's log says of the lookup: the entry that tells its end. */
export interface Side {
  role: EvidenceRole;
  node: string;
  entry: AuditEntry;
}

/** A fact as each side has it; `differs` where both have it and must have the same. */
export interface Fact {
  name: (typeof FACTS)[number]['name'];
  values: (string | undefined)[];
  differs: boolean;
}

const FACTS = [
  { name: 'at', of: ({ at }) => at },
  { name: 'kind', of: ({ kind }) => kind },
  { name: 'outcome', of: ({ outcome }) => outcome, same: true },
  { name: 'code', of: ({ code }) => code },
  { name: 'organisation', of: ({ caller }) => caller.organisation?.name, same: true },
  { name: 'caseNumber', of: ({ context }) => context?.caseNumber, same: true },
  { name: 'itemCode', of: ({ context }) => context?.itemCode, same: true },
  { name: 'legalBasis', of: ({ context }) => context?.legalBasis, same: true },
  { name: 'asked', of: ({ lookups }) => fieldsOf(lookups, 'fieldsAsked'), same: true },
  { name: 'released', of: ({ lookups }) => fieldsOf(lookups, 'fieldsReleased'), same: true },
  { name: 'request', of: ({ request }) => request?.digest, same: true },
  { name: 'answer', of: ({ answer }) => answer?.bodyDigest, same: true },
  { name: 'tookMs', of: ({ tookMs }) => String(tookMs) },
] as const satisfies readonly { name: string; of: (entry: AuditEntry) => string | undefined; same?: true }[];

function fieldsOf(lookups: AuditEntry['lookups'], which: 'fieldsAsked' | 'fieldsReleased'): string {
  return [...new Set(lookups.flatMap((lookup) => lookup[which]))].sort().join(', ');
}

/** The entries of a bundle as their logs have them, who asked first. Whether they are proven is told by the checks. */
export function sidesOf(bundle: EvidenceBundle): Side[] {
  return bundle.sides
    .flatMap(({ role, node, entries }): Side[] => {
      const read = entries.map(({ bytes }) => readEntry(bytes));
      const entry = read.find(({ kind }) => kind !== 'intent') ?? read[0];
      return entry ? [{ role, node, entry }] : [];
    })
    .sort((one, other) => other.role.localeCompare(one.role));
}

/** Facts that any side has, in a fixed order. */
export function compare(sides: readonly Side[]): Fact[] {
  return FACTS.map((fact) => {
    const values = sides.map(({ entry }) => fact.of(entry) || undefined);
    const isSame = new Set(values).size <= 1;
    return { name: fact.name, values, differs: 'same' in fact && sides.length > 1 && !isSame };
  }).filter(({ values }) => values.some((value) => value !== undefined));
}

const readEntry = (base64: string): AuditEntry =>
  JSON.parse(
    new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))),
  ) as AuditEntry;
