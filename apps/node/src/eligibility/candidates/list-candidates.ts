import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { ownRun } from '../access.js';
import type { CandidateVerdict } from '../run.js';
import type { RunStore } from '../run-store.js';
import type { CandidateStore, ListedCandidate } from './candidate-store.js';

export interface ListCandidatesDeps {
  runs: RunStore;
  candidates: CandidateStore;
  journal: Pick<GovernanceJournal, 'record'>;
}

export interface CandidatePage {
  items: (Omit<ListedCandidate, 'reason'> & { reason: string | undefined })[];
  hasNextPage: boolean;
  endCursor: string | null;
}

/** Shows who is eligible, or why not, by name: to the organisation whose batch it is, and each page stands in the log. */
export class ListCandidates {
  constructor(private readonly deps: ListCandidatesDeps) {}

  /** @throws Refusal ELIGIBILITY_RUN_UNKNOWN, CURSOR_INVALID */
  async page(
    id: string,
    { verdict, first, after }: { verdict: CandidateVerdict; first: number; after?: string },
    caller: ClientCaller,
  ): Promise<CandidatePage> {
    const { runs, candidates, journal } = this.deps;
    const run = await ownRun(runs, id, caller);
    const { items, hasNextPage } = await candidates.page(id, verdict, placeOf(after), first);
    await journal.record({
      kind: 'administration',
      caller,
      governance: { action: 'view', rows: items.length, note: `eligibility ${id}: candidates, ${verdict}` },
      outcome: 'granted',
    });
    return {
      items: items.map(({ reason, ...item }) => ({
        ...item,
        reason: reason === null ? undefined : run.reasons[reason - 1],
      })),
      hasNextPage,
      endCursor: items.at(-1)?.seq.toString() ?? null,
    };
  }
}

/** Places in the list are no secret, and a place is no permission. */
function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^[1-9]\d{0,8}$/.test(cursor)) throw new Refusal('CURSOR_INVALID');
  return Number(cursor);
}
