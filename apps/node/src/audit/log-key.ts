import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#libs/errors';

/** Algorithm byte of Ed25519 in a note's key (C2SP signed-note, "Signature types"). */
const ED25519 = 0x01;

/** The key that signs the log's checkpoints. Made once; a log that changes its key becomes another log to witnesses. */
export interface LogKey {
  privateKey: KeyObject;
  /** `<origin>+<hash>+<base64>`: how verifiers name the log (C2SP signed-note, "Verifier keys"). */
  verifierKey: string;
}

/** Reads the log's key, or makes it where the file is absent (mode 0600). */
export function openLogKey(file: string, origin: string): LogKey {
  const privateKey = readKey(file) ?? makeKey(file);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Refusal('CONFIG_INVALID', { details: { logKey: 'is not an Ed25519 key' } });
  return { privateKey, verifierKey: verifierKey(origin, createPublicKey(privateKey)) };
}

export function verifierKey(origin: string, publicKey: KeyObject): string {
  const { x } = publicKey.export({ format: 'jwk' });
  const typed = Buffer.concat([Buffer.of(ED25519), Buffer.from(x ?? '', 'base64url')]);
  const hash = createHash('sha256').update(`${origin}\n`).update(typed).digest().subarray(0, 4);
  return `${origin}+${hash.toString('hex')}+${typed.toString('base64')}`;
}

function readKey(file: string): KeyObject | undefined {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Refusal('CONFIG_INVALID', { details: { logKey: file }, cause: error });
  }
  return createPrivateKey(pem);
}

function makeKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // `wx`: of two replicas that start at once the second reads what the first has made.
  try {
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
    return privateKey;
  } catch (error) {
    const made = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKey(file) : undefined;
    if (made) return made;
    throw error;
  }
}
