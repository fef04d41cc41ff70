import { emptyTally } from '#libs/reconciliation';
import type { Page, PairSummary, StoredFinding, StoredWindow } from '../reconciliation/index.js';
import type {
  ReconciliationFindingPageType,
  ReconciliationPageType,
  ReconciliationPairType,
} from './types/reconciliation.type.js';

/** Results and findings of reconciliation in the words of the schema. */

const instant = (at: number): string => new Date(at).toISOString();

export const toReconciliationPage = ({ rows, hasNextPage }: Page<StoredWindow>): ReconciliationPageType => ({
  nodes: rows.map(({ row }) => ({
    peer: row.peer,
    from: instant(row.from),
    to: instant(row.to),
    state: row.state,
    attempts: row.attempts,
    lastCode: row.lastCode ?? null,
    counts: row.tally ? { ...emptyTally(), ...row.tally } : null,
    ours: row.ours ?? null,
    theirs: row.theirs ?? null,
    entryId: row.entry ?? null,
    doneAt: row.doneAt === undefined ? null : instant(row.doneAt),
  })),
  pageInfo: { hasNextPage, endCursor: rows.at(-1)?.cursor ?? null },
});

export const toReconciliationPair = (
  { tally, since, until, doneAt, lastCode, ...pair }: PairSummary,
  region: string | undefined,
): ReconciliationPairType => ({
  ...pair,
  region: region ?? null,
  since: instant(since),
  until: until === undefined ? null : instant(until),
  doneAt: doneAt === undefined ? null : instant(doneAt),
  lastCode: lastCode ?? null,
  counts: tally,
});

export const toFindingPage = ({ rows, hasNextPage }: Page<StoredFinding>): ReconciliationFindingPageType => ({
  nodes: rows.map(({ row }) => ({
    id: row.id,
    peer: row.peer,
    class: row.class,
    request: row.request === '' ? null : row.request,
    from: instant(row.window.from),
    to: instant(row.window.to),
    proofs: JSON.stringify(row.proofs),
    entryId: row.entry,
    openedAt: instant(row.openedAt),
  })),
  pageInfo: { hasNextPage, endCursor: rows.at(-1)?.cursor ?? null },
});
