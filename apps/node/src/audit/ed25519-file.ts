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

/** Signature types of a note's key (C2SP signed-note, "Signature types"). */
export const NOTE_ED25519 = 0x01;
export const NOTE_COSIGNATURE_V1 = 0x04;

/**
 * Reads an Ed25519 key (PKCS #8, PEM), or makes it where the file is absent (mode 0600).
 * @throws Refusal `CONFIG_INVALID` where the file cannot be read or holds another kind of key
 */
export function openEd25519(file: string): KeyObject {
  const privateKey = readKey(file) ?? makeKey(file);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Refusal('CONFIG_INVALID', { details: { key: file, fault: 'is not an Ed25519 key' } });
  return privateKey;
}

/** The 32 bytes of RFC 8032. */
export function ed25519Bytes(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
}

/** `<name>+<hash>+<base64>` (C2SP signed-note, "Verifier keys"). */
export function verifierKey(name: string, publicKey: KeyObject, type: number = NOTE_ED25519): string {
  const typed = Buffer.concat([Buffer.of(type), ed25519Bytes(publicKey)]);
  const hash = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  return `${name}+${hash.toString('hex')}+${typed.toString('base64')}`;
}

function readKey(file: string): KeyObject | undefined {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Refusal('CONFIG_INVALID', { details: { key: file }, cause: error });
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
