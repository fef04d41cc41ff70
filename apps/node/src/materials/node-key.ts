import { createHmac, hkdfSync } from 'node:crypto';
import { openOwnKey } from '../secrets/index.js';

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
  const root = openOwnKey(file);
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
