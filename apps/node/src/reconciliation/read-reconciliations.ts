import { z } from 'zod';
import { canonicalJson } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { Caller } from '../callers/index.js';
import type { ReconciliationFindings, StoredFinding } from './findings.js';
import type { PairSummary, StoredWindow, WindowStore } from './window-store.js';

/** What is asked for: one peer or all, windows that touch a stretch of time (milliseconds), a page. */
export interface ReconciliationQuery {
  peer?: string;
  from?: number;
  to?: number;
  first: number;
  after?: string;
}

export interface Page<Row> {
  rows: { row: Row; cursor: string }[];
  hasNextPage: boolean;
}

const windowCursor = z.strictObject({ from: z.int(), peer: z.string().max(256) });
const findingCursor = z.strictObject({ openedAt: z.int(), id: z.uuid() });

/** Auditors read results and findings; that they did is an entry before anything is shown. */
export class ReadReconciliations {
  constructor(
    private readonly store: WindowStore,
    private readonly findings: ReconciliationFindings,
    private readonly journal: GovernanceJournal,
  ) {}

  /** Windows and their results, newest first. @throws Refusal `CURSOR_INVALID`, `AUDIT_UNAVAILABLE` */
  async windows(query: ReconciliationQuery, caller: Caller): Promise<Page<StoredWindow>> {
    const before = query.after === undefined ? undefined : decode(windowCursor, query.after);
    const found = await this.store.of({ ...filterOf(query), ...(before ? { before } : {}) }, query.first + 1);
    const page = pageOf(found, query.first, ({ from, peer }) => ({ from, peer }));
    await this.logged('reconciliations', query, page.rows.length, caller);
    return page;
  }

  /** Each other node, with what came of all its windows. @throws Refusal `AUDIT_UNAVAILABLE` */
  async pairs(caller: Caller): Promise<PairSummary[]> {
    const pairs = await this.store.pairs();
    await this.logged('reconciliationPairs', {}, pairs.length, caller);
    return pairs;
  }

  /** Findings with both sides' proofs, newest first. */
  async opened(query: ReconciliationQuery, caller: Caller): Promise<Page<StoredFinding>> {
    const before = query.after === undefined ? undefined : decode(findingCursor, query.after);
    const found = await this.findings.list(
      { ...filterOf(query), ...(before ? { before } : {}) },
      query.first + 1,
    );
    const page = pageOf(found, query.first, ({ openedAt, id }) => ({ openedAt, id }));
    await this.logged('reconciliationFindings', query, page.rows.length, caller);
    return page;
  }

  private async logged(
    what: string,
    query: Omit<ReconciliationQuery, 'first'>,
    rows: number,
    caller: Caller,
  ): Promise<void> {
    // Only people and systems of the own region are auditors; the guard before the resolver has seen to it.
    if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
    const { peer, from, to } = query;
    await this.journal.record({
      kind: 'audit-read',
      caller,
      governance: { action: 'read', filter: canonicalJson({ [what]: { peer, from, to } }), rows },
      outcome: 'granted',
    });
  }
}

function filterOf({ peer, from, to }: ReconciliationQuery): { peer?: string; from?: number; to?: number } {
  return {
    ...(peer === undefined ? {} : { peer }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function pageOf<Row>(found: Row[], first: number, place: (row: Row) => object): Page<Row> {
  const rows = found.slice(0, first).map((row) => ({
    row,
    cursor: Buffer.from(JSON.stringify(place(row))).toString('base64url'),
  }));
  return { rows, hasNextPage: found.length > first };
}

function decode<T>(schema: z.ZodType<T>, cursor: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    throw new Refusal('CURSOR_INVALID', { cause });
  }
}
