import { randomUUID } from 'node:crypto';
import {
  cosign,
  decideAddCheckpoint,
  formatKnownSize,
  parseAddCheckpoint,
  SIZE_CONTENT_TYPE,
  type NoteSigner,
  type NoteVerifier,
  type Sha256,
} from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import { conflictOf } from './conflict-of.js';
import type { Conflict, CosignedCheckpoint, WitnessRecord } from './ports.js';
import { refused, TEXT, type WitnessAnswer } from './witness-answer.js';

/** A log that this node witnesses: the one that a trusted peer names in its federation metadata. */
export interface WitnessedLog {
  origin: string;
  key: NoteVerifier;
}

export interface AddCheckpointDeps {
  record: WitnessRecord;
  signer: NoteSigner;
  /**
   * The log of a peer, by its valid trust chain; undefined for who is no trusted peer.
   * @throws Refusal where nobody can say now
   */
  logOf: (entityId: string) => Promise<WitnessedLog | undefined>;
  /** Takes one of a peer's submissions of this minute; false where none is left. */
  take: (entityId: string) => boolean;
  /** Milliseconds. */
  clock: () => number;
  sha256?: Sha256;
  /** Told of evidence that was not kept before. */
  onConflict: (conflict: Conflict) => Promise<void>;
  /** For tests: what happens between the durable memory and the cosignature. */
  persisted?: () => Promise<void>;
}

/** An old size, 63 hashes and a note with 16 signatures take some 7 KB; post-quantum signatures of others are ignored but long. */
export const BODY_MAX_BYTES = 65_536;

/** A submission that lost this many races in a row is told to come again. */
const ATTEMPTS = 5;

/**
 * C2SP tlog-witness `add-checkpoint`, with the caller named by mutual TLS: each peer submits its own log and no other.
 * The order is: read what is remembered, decide, move the memory by one conditional statement, and only then cosign. Whoever
 * crashes in between is asked again and says the same.
 */
export class AnswerAddCheckpoint {
  constructor(private readonly deps: AddCheckpointDeps) {}

  /** @param peer URI SAN of the authorised client certificate; undefined where there is none */
  async answer(peer: string | undefined, body: Uint8Array): Promise<WitnessAnswer> {
    try {
      return await this.judged(peer, body);
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (refusal.status >= 500 && refusal.code !== 'INTERNAL') return refused(503, refusal.code);
      throw thrown;
    }
  }

  private async judged(peer: string | undefined, body: Uint8Array): Promise<WitnessAnswer> {
    const { deps } = this;
    if (peer === undefined) return refused(403, 'PEER_CERTIFICATE_MISSING');
    const log = await deps.logOf(peer);
    if (!log) return refused(403, 'PEER_UNKNOWN');
    if (!deps.take(peer)) return refused(429, 'WITNESS_THROTTLED');
    if (body.byteLength > BODY_MAX_BYTES) return refused(400, 'too long');
    let request: ReturnType<typeof parseAddCheckpoint>;
    try {
      request = parseAddCheckpoint(body);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      // What cannot be read is decided without any memory: 400, or 403 for a signature in a spelling that is none.
      const decision = decideAddCheckpoint(undefined, body, [log.key]);
      return decision.status === 403 || decision.status === 404
        ? refused(decision.status, decision.reason)
        : refused(400, thrown.hint ?? thrown.code);
    }
    const offered = request.parsed.checkpoint;
    const keys = offered.origin === log.origin ? [log.key] : [];

    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const known = keys.length > 0 ? await deps.record.latest(peer, log.origin) : undefined;
      const decision = decideAddCheckpoint(known, request, keys, deps.sha256);
      if (decision.status !== 200) {
        const rule = conflictOf(decision, known, { oldSize: request.oldSize, offered });
        if (rule && known) await this.keep({ id: randomUUID(), rule, known, offered, request: text(body) });
        return decision.status === 409
          ? { status: 409, contentType: SIZE_CONTENT_TYPE, body: formatKnownSize(decision.size) }
          : refused(decision.status, decision.reason);
      }
      const { size, root } = decision.checkpoint;
      const next: CosignedCheckpoint = { origin: log.origin, peer, size, root, note: request.note };
      if (!(await deps.record.advance(known, next))) continue;
      await deps.persisted?.();
      return { status: 200, contentType: TEXT, body: await this.cosigned(decision.text) };
    }
    return refused(503, 'OVERLOADED');
  }

  private cosigned(checkpointText: string): Promise<string> {
    return cosign(checkpointText, BigInt(Math.floor(this.deps.clock() / 1000)), this.deps.signer);
  }

  private async keep(conflict: Conflict): Promise<void> {
    if (await this.deps.record.keepConflict(conflict)) await this.deps.onConflict(conflict);
  }
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body);
