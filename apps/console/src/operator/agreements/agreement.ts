/** An agreement as it stands in a version; members that the page does not name are kept as they are. */
export interface Agreement {
  id: string;
  partner: string;
  licenceTypes?: string[];
  datasets?: string[];
  operations: string[];
  purposes: string[];
  fields: string[];
  legalBasis: string;
  requiresHolderAuthorisation?: boolean;
  validFrom: string;
  validUntil: string;
}

export const OPERATIONS = [
  'byIdentifier',
  'byNumber',
  'byHolder',
  'verify',
  'document',
  'records',
  'judge',
] as const;

export function agreementsIn(content: string): Agreement[] {
  return (JSON.parse(content) as { agreements: Agreement[] }).agreements;
}

/** One member of an agreement or a list entry, before and after; equal ones are left out. */
export interface MemberDiff {
  member: string;
  removed: string[];
  added: string[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const textsOf = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(textOf) : [textOf(value)];

/** What differs, member by member; of lists only what came and went. */
export function diffOf(before: string | null, after: string | null): MemberDiff[] {
  const old = (before === null ? {} : JSON.parse(before)) as Record<string, unknown>;
  const now = (after === null ? {} : JSON.parse(after)) as Record<string, unknown>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((member) => {
    const [was, is] = [textsOf(old[member]), textsOf(now[member])];
    const removed = was.filter((text) => !is.includes(text));
    const added = is.filter((text) => !was.includes(text));
    return removed.length + added.length === 0 ? [] : [{ member, removed, added }];
  });
}
