import type { LookupOperation, RegionCode } from './lookup.js';

export type DisclosureOutcome = 'granted' | 'reduced' | 'denied' | 'not-found' | 'failed';

/** One lookup as it will stand in the audit entry; `subject` is still in clear here and becomes a commitment. */
export interface LookupRecord {
  operation: LookupOperation;
  region: RegionCode;
  licenceTypes: string[];
  identifiers: string[];
  /** Whom the lookup is about: `<holder type>:<code>`, a licence number, or an identifier. Personal: never logged in clear. */
  subject: string | undefined;
  fieldsAsked: string[];
  fieldsReleased: string[];
  outcome: DisclosureOutcome;
  rule?: string;
  code?: string;
}

/** What one request disclosed, collected while it runs and written as one audit entry before the answer leaves. */
export class Ledger {
  readonly records: LookupRecord[] = [];

  record(record: LookupRecord): void {
    this.records.push(record);
  }

  /** The outcome of the request as a whole: the most that was released, a denial only where nothing was. */
  outcome(): DisclosureOutcome {
    const outcomes = new Set(this.records.map((record) => record.outcome));
    for (const outcome of ['reduced', 'granted', 'not-found', 'denied', 'failed'] as const)
      if (outcomes.has(outcome)) {
        if (outcome === 'granted' && outcomes.has('denied')) return 'reduced';
        return outcome;
      }
    return 'granted';
  }
}
