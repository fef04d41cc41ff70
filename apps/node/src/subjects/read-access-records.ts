import { canonicalJson } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { Caller, ClientCaller, HolderIdentity } from '../callers/index.js';
import { hmacSha256 } from '../lookup/hmac-sha256.js';
import type { Sealer } from '../secrets/index.js';
import { accessRecordOf, type AccessRecord } from './access-record.js';
import { disclosedFrom, longestDelay, withheldByMonth, type WithheldMonth } from './disclosure-delay.js';
import type { ReadBudget } from './read-budget.js';
import type { SubjectEntries } from './subject-entries.js';
import type { SubjectsConfig } from './subjects.config.js';

export interface AccessRecordPage {
  records: AccessRecord[];
  hasNextPage: boolean;
  endCursor?: string;
  /** Lookups that the law lets be shown later, by month; only months that are over. */
  withheld: WithheldMonth[];
  /** The provisions under which lookups may be withheld here, whether or not there are any. */
  laws: string[];
}

/** Rows of one read, and reads for one page: whoever has thousands withheld turns the page a few times. */
const BATCH = 100;
const MOST_BATCHES = 20;

/**
 * The subject's view: a person or firm that the identity provider has verified sees who looked at its data. There is no
 * argument that names anybody: whose records are read is what the token says. Unknown people are answered the same way,
 * by the same statements, with an empty page.
 */
export class ReadAccessRecords {
  constructor(
    private readonly entries: SubjectEntries,
    private readonly journal: GovernanceJournal,
    private readonly sealer: Sealer,
    private readonly budget: ReadBudget,
    private readonly config: SubjectsConfig,
    private readonly clock: () => number,
  ) {}

  /**
   * @throws Refusal `ROLE_NOT_ALLOWED`, `SUBJECT_READS_THROTTLED`, `CURSOR_INVALID`; `AUDIT_UNAVAILABLE` where the read
   *   could not be logged: then nothing is shown
   */
  async read(caller: Caller, page: { first: number; after?: string }): Promise<AccessRecordPage> {
    const holder = holderOf(caller);
    const subject = `${holder.type}:${holder.code}`;
    if (!this.budget.take(subject)) throw new Refusal('SUBJECT_READS_THROTTLED');
    const before = page.after === undefined ? undefined : this.open(page.after, subject);
    const startedAt = this.clock();
    const found = await this.collect(subject, before, page.first + 1, startedAt);
    const records = found.records.slice(0, page.first);
    const hasNextPage = found.records.length > page.first || !found.exhausted;
    const last = records.length < found.records.length ? records.at(-1)?.proof.index : found.reached;
    const { delays } = this.config;
    const young =
      delays.length === 0 ? [] : await this.entries.since(subject, startedAt - longestDelay(delays));
    const withheld = young.filter(({ at, ...purpose }) => disclosedFrom(at, purpose, delays) > startedAt);
    await this.journal.record({
      kind: 'subject-read',
      caller: caller as ClientCaller,
      startedAt,
      governance: (commitments) => ({
        action: 'view',
        filter: canonicalJson({ subject: commitments.add('governance.subject', subject) }),
        rows: records.length,
      }),
      outcome: 'granted',
    });
    return {
      records,
      hasNextPage,
      ...(hasNextPage && last !== undefined ? { endCursor: this.seal(last, subject) } : {}),
      withheld: withheldByMonth(
        withheld.map(({ at }) => at),
        startedAt,
      ),
      laws: [...new Set(delays.map(({ law }) => law))],
    };
  }

  private async collect(
    subject: string,
    before: bigint | undefined,
    wanted: number,
    now: number,
  ): Promise<{ records: AccessRecord[]; exhausted: boolean; reached: bigint | undefined }> {
    const { delays, showClerk } = this.config;
    const records: AccessRecord[] = [];
    let reached = before;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const rows = await this.entries.page(subject, reached, BATCH);
      for (const row of rows) {
        const record = accessRecordOf(row, subject, { showClerk, hmac: hmacSha256 });
        if (record && disclosedFrom(Date.parse(record.at), record, delays) <= now) records.push(record);
        if (records.length === wanted) return { records, exhausted: false, reached: row.index };
        reached = row.index;
      }
      if (rows.length < BATCH) return { records, exhausted: true, reached };
    }
    return { records, exhausted: false, reached };
  }

  /** Sealed: an index tells how much else the log holds, and where something was passed over. */
  private seal(index: bigint, subject: string): string {
    return this.sealer.seal(String(index), `access records ${subject}`).toString('base64url');
  }

  private open(cursor: string, subject: string): bigint {
    const text = /^[A-Za-z0-9_-]{1,200}$/.test(cursor)
      ? this.sealer.open(Buffer.from(cursor, 'base64url'), `access records ${subject}`)
      : undefined;
    if (text === undefined) throw new Refusal('CURSOR_INVALID');
    return BigInt(text);
  }
}

function holderOf(caller: Caller): HolderIdentity {
  if (caller.kind !== 'client' || caller.role !== 'holder' || !caller.holder)
    throw new Refusal('ROLE_NOT_ALLOWED', { details: { role: caller.role } });
  return caller.holder;
}
