import type { ErrorCode } from '#libs/errors';
import type { GovernanceActor, GovernanceJournal } from '../audit/index.js';
import type { MatterKindName } from './matter.js';

/**
 * Writes one step into the audit log, before the transaction that makes it commits: what has no entry has not happened.
 * A transaction that fails afterwards leaves an entry of an attempt. Nothing personal stands in it: id, step, place.
 */
export async function recordStep(
  journal: GovernanceJournal,
  step: {
    caller: GovernanceActor;
    kind: MatterKindName;
    id: string;
    action: string;
    /** Place in the history; undefined for what is only proposed or declined. */
    n?: number;
    counterpart?: string;
    refused?: ErrorCode;
  },
): Promise<string> {
  const { caller, kind, id, action, n, counterpart, refused } = step;
  const stage = refused ? ' declined' : n === undefined ? ' proposed' : ` (${n})`;
  const record = await journal.record({
    kind: 'administration',
    caller,
    governance: { action: 'configure', note: `sharing ${kind} ${id}: ${action}${stage}` },
    outcome: refused ? 'denied' : 'granted',
    ...(refused ? { code: refused } : {}),
    ...(counterpart === undefined ? {} : { counterpart }),
  });
  return record.id;
}
