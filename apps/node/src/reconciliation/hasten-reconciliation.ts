import { canonicalJson } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { Caller } from '../callers/index.js';
import type { ReconciliationJob } from './reconciliation-job.js';
import type { WindowStore } from './window-store.js';

export interface HastenParts {
  store: Pick<WindowStore, 'hasten' | 'redo' | 'pairs'>;
  job: Pick<ReconciliationJob, 'now'>;
  journal: GovernanceJournal;
  onFailure: (error: unknown) => void;
}

/** Which peer, all by default; and which windows are compared once more although they are done. */
export interface HastenRequest {
  peer?: string;
  again?: { from: number; to: number };
}

/**
 * An auditor does not wait for the next round: pauses end, windows that are asked for are due again, and a round begins. It
 * goes on after the answer. That it was asked for is an entry; so is, as ever, each result.
 */
export class HastenReconciliation {
  constructor(private readonly parts: HastenParts) {}

  /**
   * @returns windows that are due once more
   * @throws Refusal `RECONCILIATION_PEER_UNKNOWN`
   */
  async now({ peer, again }: HastenRequest, caller: Caller): Promise<number> {
    const { store, job, journal, onFailure } = this.parts;
    // Only people and systems of the own region are auditors; the guard before the resolver has seen to it.
    if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
    if (peer !== undefined && !(await store.pairs()).some((known) => known.peer === peer))
      throw new Refusal('RECONCILIATION_PEER_UNKNOWN');
    const span = again && { from: new Date(again.from).toISOString(), to: new Date(again.to).toISOString() };
    await journal.record({
      kind: 'audit-read',
      caller,
      governance: { action: 'reconcile', filter: canonicalJson({ reconcileNow: { peer, again: span } }) },
      outcome: 'granted',
    });
    await store.hasten(peer);
    const due = again ? await store.redo({ ...again, ...(peer === undefined ? {} : { peer }) }) : 0;
    void job.now().catch(onFailure);
    return due;
  }
}
