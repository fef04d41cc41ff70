import { existsSync, readFileSync } from 'node:fs';
import { generateSigningKey, parseStrictJson, signingKeyFromJwk, type SigningKey } from '#libs/jws';
import { writeSecret } from '../../anchor/src/files.js';

/** A private key from its file. */
export function readKey(file: string): SigningKey {
  return signingKeyFromJwk(parseStrictJson(readFileSync(file), { maxBytes: 16_384, maxDepth: 4 }));
}

/** Makes the file with a new key (ES256, mode 0600) where there is none. */
export async function ensureKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  await writeSecret(file, `${JSON.stringify(generateSigningKey('ES256').privateJwk)}\n`);
}
