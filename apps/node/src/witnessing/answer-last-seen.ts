import { cosign, formatNote, parseNote, parseSignatureLine, type NoteSigner } from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import type { WitnessedLog } from './answer-add-checkpoint.js';
import type { WitnessRecord } from './ports.js';
import { refused, TEXT, type WitnessAnswer } from './witness-answer.js';

export interface LastSeenDeps {
  record: Pick<WitnessRecord, 'latest'>;
  signer: NoteSigner;
  logOf: (entityId: string) => Promise<WitnessedLog | undefined>;
  take: (entityId: string) => boolean;
  clock: () => number;
}

/**
 * What this witness last cosigned of a log: the signed checkpoint with a cosignature of now, or 404. Who lost its own state asks
 * before it signs anything. Any trusted peer may ask about any other's log: checkpoints are public, and two witnesses that compare
 * what they were shown find a split view that neither sees alone.
 */
export class AnswerLastSeen {
  constructor(private readonly deps: LastSeenDeps) {}

  /** @param of entity identifier of the node whose log is meant; the caller's own where it is left out */
  async answer(caller: string | undefined, of: string | undefined): Promise<WitnessAnswer> {
    const { record, signer, logOf, take, clock } = this.deps;
    try {
      if (caller === undefined) return refused(403, 'PEER_CERTIFICATE_MISSING');
      if (!(await logOf(caller))) return refused(403, 'PEER_UNKNOWN');
      if (!take(caller)) return refused(429, 'WITNESS_THROTTLED');
      const owner = of ?? caller;
      const log = owner === caller || owner.length <= 512 ? await logOf(owner) : undefined;
      // The time is taken before the memory is read: what is said was true then, whatever is cosigned meanwhile.
      const timestamp = BigInt(Math.floor(clock() / 1000));
      const known = log && (await record.latest(owner, log.origin));
      if (!known) return refused(404, 'nothing seen of this log');
      const note = parseNote(known.note);
      const line = await cosign(note.text, timestamp, signer);
      return {
        status: 200,
        contentType: TEXT,
        body: formatNote({
          text: note.text,
          signatures: [...note.signatures, parseSignatureLine(line.slice(0, -1))],
        }),
      };
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (refusal.status >= 500 && refusal.code !== 'INTERNAL') return refused(503, refusal.code);
      throw thrown;
    }
  }
}
