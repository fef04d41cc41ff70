import { Refusal } from '#libs/errors';
import { parseCheckpointText } from './checkpoint.js';
import {
  COSIGNATURE_V1,
  cosignedMessage,
  type NoteSigner,
  type NoteVerifier,
  splitTimestamp,
} from './keys.js';
import { formatSignatureLine, type Note, type NoteSignature, parseSignatureLine } from './note.js';

/** A witness's statement: at this time, this was the largest consistent tree of the log that I had seen. */
export interface Cosignature {
  witness: string;
  keyId: number;
  /** Seconds since 1970. */
  timestamp: bigint;
}

/**
 * C2SP tlog-cosignature v1 over a checkpoint.
 * @param text the checkpoint's text (the note's), with its final newline.
 * @param timestamp seconds since 1970.
 * @returns the signature line, with its newline.
 */
export async function cosign(text: string, timestamp: bigint, signer: NoteSigner): Promise<string> {
  if (signer.algorithm !== COSIGNATURE_V1) throw new Refusal('NOTE_KEY_INVALID', { hint: 'algorithm' });
  parseCheckpointText(text);
  const stamped = new Uint8Array(8 + 64);
  new DataView(stamped.buffer).setBigUint64(0, timestamp);
  stamped.set(await signer.sign(cosignedMessage(text, timestamp)), 8);
  return formatSignatureLine({ name: signer.name, keyId: signer.keyId, signature: stamped });
}

/**
 * @param line a signature line, with or without its newline.
 * @param witness verifier key of type 0x04.
 * @throws Refusal `NOTE_MALFORMED`, `COSIGNATURE_INVALID` (another key's, or wrong). The time is the witness's word: whether it
 * is in the future is for the caller to judge.
 */
export function verifyCosignature(text: string, line: string, witness: NoteVerifier): Cosignature {
  const signature = parseSignatureLine(line.endsWith('\n') ? line.slice(0, -1) : line);
  const found = cosignatureOf(text, signature, witness);
  if (!found) throw new Refusal('COSIGNATURE_INVALID', { hint: witness.name });
  return found;
}

/** The valid cosignatures of known witnesses on a note, one for each witness (by name), and the names of wrong ones. */
export function cosignaturesOf(
  note: Note,
  witnesses: readonly NoteVerifier[],
): { valid: Cosignature[]; wrong: string[] } {
  const valid = new Map<string, Cosignature>();
  const wrong = new Set<string>();
  for (const signature of note.signatures) {
    const witness = witnesses.find(
      ({ name, keyId, algorithm }) =>
        algorithm === COSIGNATURE_V1 && name === signature.name && keyId === signature.keyId,
    );
    if (!witness) continue;
    const found = cosignatureOf(note.text, signature, witness);
    if (!found) wrong.add(witness.name);
    else if (!valid.has(found.witness)) valid.set(found.witness, found);
  }
  return { valid: [...valid.values()], wrong: [...wrong] };
}

function cosignatureOf(
  text: string,
  { name, keyId, signature }: NoteSignature,
  witness: NoteVerifier,
): Cosignature | undefined {
  if (witness.algorithm !== COSIGNATURE_V1 || name !== witness.name || keyId !== witness.keyId)
    return undefined;
  const stamped = splitTimestamp(signature);
  if (!stamped || !witness.verify(text, signature)) return undefined;
  return { witness: name, keyId, timestamp: stamped.timestamp };
}
