import { formatSignatureLine, openCheckpoint, verifyCosignature, type NoteVerifier } from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import type { WitnessLookup, WitnessMemory } from '../transparency/ports.js';
import type { WitnessReply } from './submit-checkpoint.js';
import type { Witness } from './trusted-witnesses.js';

export const LAST_SEEN = '/witness/last-seen';

export interface LastSeenClientDeps {
  witnesses: () => Witness[];
  /** Witnesses that confirmed something before, by what is stored; for a start at which no peer is known yet. */
  remembered: number;
  /** Of this node's log. */
  logKey: NoteVerifier;
  /** @throws Refusal PEER_* */
  get: (witness: Witness, path: string) => Promise<WitnessReply>;
  clock: () => number;
  skewSeconds: number;
  onFailure: (witness: Witness, refusal: Refusal) => void;
}

/**
 * Asks the witnesses what they saw last of this node's log: after a restore the log must not sign a smaller or another tree. An answer
 * counts where it is a checkpoint that this log's own key signed, under a cosignature that the witness made just now.
 */
export class AskLastSeen implements WitnessLookup {
  constructor(private readonly deps: LastSeenClientDeps) {}

  get configured(): number {
    return this.deps.witnesses().length || this.deps.remembered;
  }

  async lastSeen(): Promise<WitnessMemory[]> {
    const answers = await Promise.all(
      this.deps.witnesses().map((witness) =>
        this.ask(witness).catch((thrown: unknown) => {
          this.deps.onFailure(witness, asRefusal(thrown));
          return undefined;
        }),
      ),
    );
    return answers.filter((answer) => answer !== undefined);
  }

  private async ask(witness: Witness): Promise<WitnessMemory> {
    const { get, logKey, clock, skewSeconds } = this.deps;
    const startedAt = clock();
    const { status, body } = await get(witness, LAST_SEEN);
    if (status === 404) return { witness: witness.name, size: 0n, root: new Uint8Array() };
    if (status !== 200) throw new Refusal('WITNESS_REFUSED', { hint: String(status) });
    try {
      const note = openCheckpoint(body, logKey);
      const mine = note.signatures.filter(
        ({ name, keyId }) => name === witness.key.name && keyId === witness.key.keyId,
      );
      // A submission may have carried an older line of this witness; the last one is that of now.
      const line = mine.at(-1);
      if (!line) throw new Refusal('WITNESS_UNVERIFIED', { hint: 'key' });
      const { timestamp } = verifyCosignature(note.text, formatSignatureLine(line), witness.key);
      if (Number(timestamp) < Math.floor(startedAt / 1000) - skewSeconds)
        throw new Refusal('WITNESS_UNVERIFIED', { hint: 'time' });
      return { witness: witness.name, size: note.checkpoint.size, root: note.checkpoint.root };
    } catch (cause) {
      if (cause instanceof Refusal && cause.code !== 'WITNESS_UNVERIFIED')
        throw new Refusal('WITNESS_UNVERIFIED', { hint: cause.code, cause });
      throw cause;
    }
  }
}
