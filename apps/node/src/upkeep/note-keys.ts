import { createPublicKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { NOTE_COSIGNATURE_V1, NOTE_ED25519, verifierKey } from '../audit/ed25519-file.js';
import type { OwnKey } from './own-key.js';
import { textOf } from './text-of.js';

/** A key that signs notes in the running node: checkpoints of its log, or cosignatures. Never rotated. */
export interface NoteKey {
  use: 'log' | 'witness';
  /** `<name>+<hash>+<base64>`, as the federation knows it. */
  verifierKey: string;
  /** File that it was read from, and that the next start reads. */
  place: string;
}

const TYPES = { log: NOTE_ED25519, witness: NOTE_COSIGNATURE_V1 };

/** Where such a key stands: with another one in its file, the next start would make another log or witness of the node. */
export function noteKeyStanding({ use, verifierKey: known, place }: NoteKey): OwnKey {
  const held = heldIn(place, known.slice(0, known.indexOf('+')), TYPES[use]);
  return {
    use,
    id: known,
    algorithm: 'Ed25519',
    state: held === undefined ? 'unreadable' : held === known ? 'signing' : 'replaced',
    // The file is written once, when the key is made.
    ...(held === known ? { from: statSync(place).mtimeMs } : {}),
    place,
  };
}

/** Without making one where the file is gone, as the start does. */
function heldIn(file: string, name: string, type: number): string | undefined {
  try {
    return verifierKey(name, createPublicKey(textOf(file)), type);
  } catch {
    return undefined;
  }
}
