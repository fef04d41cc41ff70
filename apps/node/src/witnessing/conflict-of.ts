import type { AddCheckpointDecision, Checkpoint } from '#libs/audit-log';
import type { ConflictRule, CosignedCheckpoint } from './ports.js';

/**
 * What a refused submission says about the log that signed it; undefined where it contradicts nothing: a repetition, a
 * submission that lost a race, a proof that was left out.
 * @param decision of a request whose checkpoint the log did sign, so 409 or 422
 */
export function conflictOf(
  decision: AddCheckpointDecision,
  known: CosignedCheckpoint | undefined,
  { oldSize, offered }: { oldSize: bigint; offered: Checkpoint },
): ConflictRule | undefined {
  if (!known || (decision.status !== 409 && decision.status !== 422)) return undefined;
  if (offered.size === known.size) {
    return Buffer.from(offered.root).equals(Buffer.from(known.root)) ? undefined : 'log-split-view';
  }
  // Two replicas of a log may submit at once; the smaller checkpoint that comes second goes back on nothing.
  if (offered.size < known.size) return oldSize === known.overtookSize ? undefined : 'log-rollback';
  return decision.status === 422 && decision.isSplitView ? 'log-inconsistent' : undefined;
}
