import type { EntryRow } from '../search/log-reader.js';

/** What leaves for a SIEM: ids, outcome, code, who by organisation. No person, no commitment, no case text. */
export interface SiemRecord {
  index: string;
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  kind: string;
  outcome: string;
  code?: string;
  callerKind?: string;
  caller?: string;
  organisation?: string;
  counterpart?: string;
  caseNumber?: string;
  itemCode?: string;
  licenceTypes: string[];
  lookups: number;
  requestDigest?: string;
  leaf: string;
  /** `warning`: denied or failed; `error`: the row is not what was hashed. */
  severity: 'informational' | 'notice' | 'warning' | 'error';
}

export function recordOf({ index, id, entry, leaf, appendedAt }: EntryRow): SiemRecord {
  const common = { index: String(index), id, leaf: Buffer.from(leaf).toString('base64url') };
  if (!entry)
    return {
      ...common,
      at: appendedAt.getTime(),
      kind: 'tampered',
      outcome: 'failed',
      licenceTypes: [],
      lookups: 0,
      severity: 'error',
    };
  const optional = <K extends string>(name: K, value: string | undefined) =>
    (value === undefined ? {} : { [name]: value }) as Partial<Record<K, string>>;
  return {
    ...common,
    at: Date.parse(entry.at),
    kind: entry.kind,
    outcome: entry.outcome,
    ...optional('code', entry.code),
    callerKind: entry.caller.kind,
    ...optional('caller', entry.caller.id),
    ...optional('organisation', entry.caller.organisation?.code),
    ...optional('counterpart', entry.counterpart),
    ...optional('caseNumber', entry.context?.caseNumber),
    ...optional('itemCode', entry.context?.itemCode),
    licenceTypes: [...new Set(entry.lookups.flatMap(({ licenceType }) => licenceType ?? []))],
    lookups: entry.lookups.length,
    ...optional('requestDigest', entry.request?.digest),
    severity:
      entry.outcome === 'denied' || entry.outcome === 'failed'
        ? 'warning'
        : entry.kind === 'finding'
          ? 'notice'
          : 'informational',
  };
}
