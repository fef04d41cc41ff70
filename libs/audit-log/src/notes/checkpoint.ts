import { Refusal } from '#libs/errors';
import { fromBase64, toBase64 } from '../base64.js';
import { HASH_BYTES } from '../hashing.js';
import { parseDecimal } from '../numbers.js';
import { ED25519, type NoteSigner, type NoteVerifier } from './keys.js';
import { type Note, openNote, parseNote, signNote } from './note.js';

/** C2SP tlog-checkpoint: the head of a log's tree. */
export interface Checkpoint {
  origin: string;
  size: bigint;
  /** 32 bytes. */
  root: Uint8Array;
  /** Further lines, opaque; empty in our own logs. */
  extensions: readonly string[];
}

/**
 * Reads the text of a checkpoint (a note's text, with its final newline):
 * ```
 * <origin>\n<size, decimal>\n<root hash, base64>\n[<extension>\n ...]
 * ```
 * @throws Refusal `CHECKPOINT_MALFORMED`.
 */
export function parseCheckpointText(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('final newline');
  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split('\n');
  if (!origin) throw malformed('origin');
  const size = sizeLine === undefined ? undefined : parseDecimal(sizeLine);
  if (size === undefined) throw malformed('tree size');
  const root = rootLine === undefined ? undefined : fromBase64(rootLine);
  if (root?.length !== HASH_BYTES) throw malformed('root hash');
  if (extensions.includes('')) throw malformed('extension line');
  return { origin, size, root, extensions };
}

export function formatCheckpointText({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), toBase64(root), ...extensions, ''].join('\n');
  parseCheckpointText(text); // an origin or an extension may hold what a line cannot
  return text;
}

/** A checkpoint as it is published: the note, nothing of it verified yet. */
export interface CheckpointNote extends Note {
  checkpoint: Checkpoint;
}

/** @throws Refusal `NOTE_MALFORMED`, `CHECKPOINT_MALFORMED`. */
export function parseCheckpoint(note: Uint8Array | string): CheckpointNote {
  const parsed = parseNote(note);
  return { ...parsed, checkpoint: parseCheckpointText(parsed.text) };
}

/**
 * Reads a checkpoint and verifies that the log signed it.
 * @param log verifier key of the log, type 0x01; its name is the origin.
 * @throws Refusal `NOTE_MALFORMED`, `CHECKPOINT_MALFORMED`, `NOTE_UNVERIFIED` (also for another log's checkpoint).
 */
export function openCheckpoint(note: Uint8Array | string, log: NoteVerifier): CheckpointNote {
  const parsed = parseCheckpoint(note);
  if (log.algorithm !== ED25519) throw new Refusal('NOTE_KEY_INVALID', { hint: 'algorithm' });
  if (parsed.checkpoint.origin !== log.name) throw new Refusal('NOTE_UNVERIFIED', { hint: 'origin' });
  openNote(parsed, [log]);
  return parsed;
}

/** @returns the signed note. The signer's name must be the origin. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  if (signer.name !== checkpoint.origin) throw new Refusal('NOTE_KEY_INVALID', { hint: 'name' });
  return signNote(formatCheckpointText(checkpoint), [signer]);
}

function malformed(hint: string): Refusal {
  return new Refusal('CHECKPOINT_MALFORMED', { hint });
}
