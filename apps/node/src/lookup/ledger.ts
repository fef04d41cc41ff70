import type { RegionCode } from '#libs/codes';
import type { LookupContext } from '#libs/exchange';
import type { AuditDocument } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { LookupOperation } from './lookup.js';

export type DisclosureOutcome = 'granted' | 'reduced' | 'denied' | 'not-found' | 'failed';

/**
 * One decision as it will stand in the audit entry. Personal values are in clear here and become commitments there.
 * A question for several licence types makes one record a type, because each is decided by itself.
 */
export interface LookupRecord {
  operation: LookupOperation;
  region: RegionCode;
  licenceType?: string;
  identifiers: string[];
  /** The licence number asked for; a person's for many types. */
  number?: string;
  /** Whom the lookup is about, `<holder type>:<code>`. */
  subject?: string;
  fieldsAsked: string[];
  fieldsReleased: string[];
  outcome: DisclosureOutcome;
  rule?: string;
  code?: string;
  /** Id of the holder's authorisation that was used. */
  authorisation?: string;
  /** Of a verification, by field; never the values. */
  verdicts?: Record<string, 'match' | 'mismatch' | 'unknown'>;
  /** Verdicts on documents that were told. */
  documents?: AuditDocument[];
  /** Of an annotated copy: SHA-256 of the document on file, and of what left. */
  release?: { original: string; copy: string } | undefined;
}

/** As many as an audit entry takes. */
const MOST_RECORDS = 200;

/** What one request disclosed, collected while it runs and written as one audit entry before the answer leaves. */
export class Ledger {
  readonly records: LookupRecord[] = [];

  private common: LookupContext | undefined;
  private agreed = true;
  private waitSeconds: number | undefined;
  private reserved = 0;

  /** The one context of the operation. */
  get context(): LookupContext | undefined {
    return this.common;
  }

  /**
   * One operation has one context, because it has one audit entry.
   * @throws Refusal CONTEXT_DIFFERS
   */
  within(context: LookupContext): LookupContext {
    this.common ??= context;
    this.agreed &&= this.common === context || JSON.stringify(this.common) === JSON.stringify(context);
    this.assertOneContext();
    return this.common;
  }

  /** Before anything is asked: a second context spoils the operation, whichever of its lookups came first. */
  assertOneContext(): void {
    if (!this.agreed) throw new Refusal('CONTEXT_DIFFERS');
  }

  /**
   * Keeps room for the records of a lookup before anything is read: what does not fit one entry is not asked.
   * @throws Refusal RECORD_QUESTION_INVALID
   */
  reserve(records: number): void {
    this.reserved += records;
    if (this.reserved > MOST_RECORDS)
      throw new Refusal('RECORD_QUESTION_INVALID', { hint: `${MOST_RECORDS} subjects in one operation` });
  }

  /** Notes that a rate was in the way, and for how many seconds it will be. */
  wait(seconds: number): void {
    this.waitSeconds = Math.max(this.waitSeconds ?? 0, seconds);
  }

  /** `Retry-After` of the answer (RFC 9110 §10.2.3), where a rate was in the way. */
  get retryAfter(): Record<string, string> {
    return this.waitSeconds === undefined ? {} : { 'retry-after': String(this.waitSeconds) };
  }

  record(record: LookupRecord): void {
    this.records.push(record);
  }

  outcome(): DisclosureOutcome | 'mixed' {
    return outcomeOf(this.records);
  }
}

/** The outcome of several decisions as a whole; `failed` where nothing was looked up at all. */
export function outcomeOf(records: readonly LookupRecord[]): DisclosureOutcome | 'mixed' {
  const outcomes = new Set(records.map((record) => record.outcome));
  const [only] = outcomes;
  return outcomes.size > 1 ? 'mixed' : (only ?? 'failed');
}
