import { createPublicKey, type KeyObject } from 'node:crypto';
import { openEd25519, verifierKey } from './ed25519-file.js';

export { verifierKey } from './ed25519-file.js';

/** The key that signs the log's checkpoints. Made once; a log that changes its key becomes another log to witnesses. */
export interface LogKey {
  privateKey: KeyObject;
  /** `<origin>+<hash>+<base64>`: how verifiers name the log (C2SP signed-note, "Verifier keys"). */
  verifierKey: string;
}

/** Reads the log's key, or makes it where the file is absent (mode 0600). */
export function openLogKey(file: string, origin: string): LogKey {
  const privateKey = openEd25519(file);
  return { privateKey, verifierKey: verifierKey(origin, createPublicKey(privateKey)) };
}
