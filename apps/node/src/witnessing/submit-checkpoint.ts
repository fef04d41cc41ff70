import {
  formatAddCheckpoint,
  parseCosignatureLines,
  parseKnownSize,
  parseNote,
  parseSignatureLine,
  SIZE_CONTENT_TYPE,
  verifyCosignature,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { PublishedCheckpoint, PublishedLog } from '../transparency/ports.js';
import type { Witness } from './trusted-witnesses.js';

/** What came back from a witness over the peers' line; nothing of it is verified. */
export interface WitnessReply {
  status: number;
  contentType: string;
  body: Uint8Array;
}

export interface SubmitDeps {
  log: Pick<PublishedLog, 'consistency' | 'addCosignature'>;
  /** @throws Refusal PEER_* */
  post: (witness: Witness, path: string, body: Uint8Array) => Promise<WitnessReply>;
  /** Milliseconds. */
  clock: () => number;
  skewSeconds: number;
}

export const ADD_CHECKPOINT = '/witness/add-checkpoint';

/** Once with what is remembered, once with what the witness says, once more where it moved on meanwhile. */
const ATTEMPTS = 3;

/**
 * Has one witness cosign one checkpoint of this node's log and keeps the cosignature (C2SP tlog-witness, client).
 * Only a cosignature that verifies with the witness's key over exactly this checkpoint, made now, is kept.
 */
export class SubmitCheckpoint {
  constructor(private readonly deps: SubmitDeps) {}

  /**
   * @param oldSize what the witness last confirmed, as far as this node knows
   * @throws Refusal `WITNESS_*`, or `PEER_*` where no answer came
   */
  async submit(witness: Witness, checkpoint: PublishedCheckpoint, oldSize: bigint): Promise<void> {
    const { size } = checkpoint;
    let old = oldSize > size ? size : oldSize;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const startedAt = this.deps.clock();
      const reply = await this.deps.post(witness, ADD_CHECKPOINT, await this.request(checkpoint, old));
      if (reply.status === 200) return this.keep(witness, checkpoint, reply, startedAt);
      if (reply.status !== 409) throw refusalOf(reply);
      const known = knownSize(reply);
      if (known > size) throw new Refusal('WITNESS_AHEAD', { hint: `${known} > ${size}` });
      // It knows what was named and refused all the same: the roots differ.
      if (known === old) throw new Refusal('WITNESS_DISAGREES', { hint: `root of size ${known}` });
      old = known;
    }
    throw new Refusal('WITNESS_REFUSED', { hint: '409' });
  }

  private async request({ size, note }: PublishedCheckpoint, oldSize: bigint): Promise<Uint8Array> {
    const proof =
      oldSize > 0n && oldSize < size ? (await this.deps.log.consistency(oldSize, size)).proof : [];
    return Buffer.from(formatAddCheckpoint({ oldSize, proof, note }));
  }

  private async keep(
    witness: Witness,
    { size, note }: PublishedCheckpoint,
    reply: WitnessReply,
    startedAt: number,
  ): Promise<void> {
    const line = cosignatureLine(reply, witness);
    const { timestamp } = verified(parseNote(note).text, line, witness);
    const { clock, skewSeconds, log } = this.deps;
    const at = Number(timestamp);
    if (at < Math.floor(startedAt / 1000) - skewSeconds || at > Math.ceil(clock() / 1000) + skewSeconds)
      throw new Refusal('WITNESS_UNVERIFIED', { hint: 'time' });
    await log.addCosignature(size, witness.name, line);
  }
}

/** The line of this witness's key; lines of other keys are ignored, as tlog-witness wants. */
function cosignatureLine({ body }: WitnessReply, { key }: Witness): string {
  const lines = malformedUnless(() => parseCosignatureLines(textOf(body)).map((line) => line.slice(0, -1)));
  const line = lines.find((candidate) => {
    const { name, keyId } = parseSignatureLine(candidate);
    return name === key.name && keyId === key.keyId;
  });
  if (line === undefined) throw new Refusal('WITNESS_UNVERIFIED', { hint: 'key' });
  return line;
}

function verified(text: string, line: string, { key }: Witness): { timestamp: bigint } {
  try {
    return verifyCosignature(text, line, key);
  } catch (cause) {
    if (cause instanceof Refusal) throw new Refusal('WITNESS_UNVERIFIED', { hint: 'signature', cause });
    throw cause;
  }
}

function knownSize({ contentType, body }: WitnessReply): bigint {
  if (contentType.split(';')[0]?.trim().toLowerCase() !== SIZE_CONTENT_TYPE)
    throw new Refusal('WITNESS_ANSWER_MALFORMED', { hint: 'content type of a 409' });
  return malformedUnless(() => parseKnownSize(textOf(body)));
}

function refusalOf({ status }: WitnessReply): Refusal {
  if (status === 422) return new Refusal('WITNESS_DISAGREES', { hint: 'consistency proof' });
  return new Refusal('WITNESS_REFUSED', { hint: String(status) });
}

function malformedUnless<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Refusal)
      throw new Refusal('WITNESS_ANSWER_MALFORMED', { hint: cause.hint ?? cause.code, cause });
    throw cause;
  }
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new Refusal('WITNESS_ANSWER_MALFORMED', { hint: 'not UTF-8', cause });
  }
}
