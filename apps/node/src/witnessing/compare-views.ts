import { randomUUID } from 'node:crypto';
import { openCheckpoint } from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import type { WitnessedLog } from './answer-add-checkpoint.js';
import { LAST_SEEN } from './ask-last-seen.js';
import type { Conflict, WitnessRecord } from './ports.js';
import type { WitnessReply } from './submit-checkpoint.js';
import type { Witness } from './trusted-witnesses.js';

export interface CompareViewsDeps {
  record: Pick<WitnessRecord, 'latest' | 'keepConflict'>;
  /** Trusted peers with their logs. */
  logs: () => Promise<(WitnessedLog & { entityId: string })[]>;
  witnesses: () => Witness[];
  /** @throws Refusal PEER_* */
  get: (witness: Witness, path: string) => Promise<WitnessReply>;
  onConflict: (conflict: Conflict) => Promise<void>;
  onFailure: (witness: Witness, refusal: Refusal) => void;
}

/**
 * Two witnesses that were shown different trees of one log each see nothing wrong. So now and then this node asks, for each log that it
 * witnesses, one of the other witnesses what that one saw, in turn. Two roots of one size under the log's own signature
 * are proof, whoever passed them on. Views of different sizes are not compared: an honest log shows both witnesses each checkpoint.
 */
export class CompareViews {
  private turn = 0;

  constructor(private readonly deps: CompareViewsDeps) {}

  /** @returns how many views could be compared */
  async round(): Promise<number> {
    const turn = this.turn++;
    let compared = 0;
    for (const log of await this.deps.logs()) {
      const others = this.deps.witnesses().filter(({ entityId }) => entityId !== log.entityId);
      const witness = others[turn % others.length];
      if (witness && (await this.compare(log, witness))) compared += 1;
    }
    return compared;
  }

  private async compare(log: WitnessedLog & { entityId: string }, witness: Witness): Promise<boolean> {
    const { record, get, onConflict, onFailure } = this.deps;
    try {
      const { status, body } = await get(witness, `${LAST_SEEN}?of=${encodeURIComponent(log.entityId)}`);
      if (status === 404) return false;
      if (status !== 200) throw new Refusal('WITNESS_REFUSED', { hint: String(status) });
      const { size, root } = openCheckpoint(body, log.key).checkpoint;
      // Read after the answer: whatever was cosigned here meanwhile is compared as well.
      const known = await record.latest(log.entityId, log.origin);
      if (known?.size !== size) return false;
      if (Buffer.from(root).equals(Buffer.from(known.root))) return true;
      const request = Buffer.from(body).toString();
      const conflict: Conflict = {
        id: randomUUID(),
        rule: 'log-split-view',
        known,
        offered: { size, root },
        request,
      };
      if (await record.keepConflict(conflict)) await onConflict(conflict);
      return true;
    } catch (thrown) {
      onFailure(witness, asRefusal(thrown));
      return false;
    }
  }
}
