import { Refusal } from '#libs/errors';
import { fromBase64, toBase64 } from '../base64.js';
import { HASH_BYTES } from '../hashing.js';
import { type CheckpointNote, parseCheckpoint } from '../notes/checkpoint.js';
import { NOTE_MAX_BYTES, parseSignatureLine } from '../notes/note.js';
import { parseDecimal } from '../numbers.js';

/** C2SP tlog-witness: "not more than 63 consistency proof lines". */
const PROOF_LINES_MAX = 63;
export const SIZE_CONTENT_TYPE = 'text/x.tlog.size';

/** A log asks for a cosignature: body of `POST <prefix>/add-checkpoint`. */
export interface AddCheckpoint {
  /** Size of the last checkpoint that the witness cosigned, as the log believes. */
  oldSize: bigint;
  /** From `oldSize` to the checkpoint's size. */
  proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  note: string;
}

/**
 * ```
 * old <size>\n[<hash, base64>\n ...]\n<checkpoint>
 * ```
 * @throws Refusal `ADD_CHECKPOINT_MALFORMED`.
 */
export function parseAddCheckpoint(body: Uint8Array | string): AddCheckpoint & { parsed: CheckpointNote } {
  if (body.length > NOTE_MAX_BYTES) throw malformed('too long');
  let text: string;
  try {
    text =
      typeof body === 'string'
        ? body
        : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed('not UTF-8');
  }
  const gap = text.indexOf('\n\n');
  if (gap < 0) throw malformed('no checkpoint');
  const [first = '', ...lines] = text.slice(0, gap).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
  if (oldSize === undefined) throw malformed('old size');
  if (lines.length > PROOF_LINES_MAX) throw malformed('proof lines');
  const proof = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw malformed('proof line');
    return hash;
  });
  const note = text.slice(gap + 2);
  try {
    return { oldSize, proof, note, parsed: parseCheckpoint(note) };
  } catch (cause) {
    const hint = cause instanceof Refusal ? (cause.hint ?? 'checkpoint') : 'checkpoint';
    throw new Refusal('ADD_CHECKPOINT_MALFORMED', { hint, cause });
  }
}

export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  if (proof.length > PROOF_LINES_MAX) throw malformed('proof lines');
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;
}

/** Body of a 409: the size that the witness knows. */
export function formatKnownSize(size: bigint): string {
  return `${size}\n`;
}

/** Reads the body of a 409. @throws Refusal `ADD_CHECKPOINT_MALFORMED`. */
export function parseKnownSize(body: string): bigint {
  const size = body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  if (size === undefined) throw malformed('known size');
  return size;
}

/**
 * Reads the body of a 200: one or more signature lines, each returned with its newline. None is verified.
 * @throws Refusal `NOTE_MALFORMED`, `ADD_CHECKPOINT_MALFORMED` for none.
 */
export function parseCosignatureLines(body: string): string[] {
  if (!body.endsWith('\n') || body.length > NOTE_MAX_BYTES) throw malformed('signature lines');
  const lines = body.slice(0, -1).split('\n');
  lines.forEach(parseSignatureLine);
  return lines.map((line) => `${line}\n`);
}

function malformed(hint: string): Refusal {
  return new Refusal('ADD_CHECKPOINT_MALFORMED', { hint });
}
