import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#libs/errors';

const KEY_BYTES = 32;

export interface MaterialKeys {
  /** Encrypts the bytes of files. */
  content: Uint8Array;
  /** Names of files on disk: a folder's listing must not say which known document somebody has handed in. */
  nameOf(digest: string): string;
  /** Commitment to whose a material is: equal for the same holder at this node, and meaningless elsewhere. */
  subjectOf(holder: { type: string; code: string }): string;
}

/**
 * Reads the key of this room, or makes it where the file is absent (mode 0600).
 * @throws Refusal CONFIG_INVALID where it is not 32 bytes long
 */
export function openMaterialKeys(file: string): MaterialKeys {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // `wx`: of two replicas that start at once the second reads what the first has made.
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const root = readFileSync(file);
  if (root.byteLength !== KEY_BYTES) throw new Refusal('CONFIG_INVALID', { hint: 'materials.keyFile' });
  const derived = (use: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', root, '', `tongban case files: ${use}`, KEY_BYTES));
  const names = derived('names');
  const subjects = derived('subjects');
  return {
    content: derived('content'),
    nameOf: (digest) => createHmac('sha256', names).update(digest).digest('hex'),
    subjectOf: ({ type, code }) =>
      createHmac('sha256', subjects).update(`${type}\0${code}`).digest('base64url'),
  };
}
