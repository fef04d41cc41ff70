import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#libs/errors';

const KEY_BYTES = 32;

/**
 * Reads a key that is the node's own and shown to nobody, or makes it where the file is absent (mode 0600). What is lost
 * with it is said where it is used.
 * @throws Refusal CONFIG_INVALID where the file does not hold 32 bytes
 */
export function openOwnKey(file: string): Uint8Array {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // `wx`: of two replicas that start at once the second reads what the first has made.
    writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(file);
  if (key.byteLength !== KEY_BYTES) throw new Refusal('CONFIG_INVALID', { details: { keyFile: file } });
  return key;
}
