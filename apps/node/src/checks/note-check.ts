import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';

/** Writes into the audit log what somebody did with a check: its id, and nothing of whom it is about. */
export async function noteCheck(
  journal: Pick<GovernanceJournal, 'record'>,
  caller: ClientCaller,
  id: string,
  what: string,
): Promise<void> {
  await journal.record({
    kind: 'administration',
    caller,
    governance: { action: 'configure', note: `information check ${id}: ${what}` },
    outcome: 'granted',
  });
}
