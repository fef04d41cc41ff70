import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { writeSecretFile } from '../../secrets/index.js';

export interface GeneratedClient {
  /** Where the private key was written (mode 0600); undefined where no file was asked for. */
  privateKeyFile: string | undefined;
  privateJwk: JWK;
  /** For `jwks` of the client in the configuration, or for its `jwksFile`. */
  jwks: { keys: JWK[] };
}

/** A fresh ES256 key for a client that authenticates by `private_key_jwt` (RFC 7523). */
export async function generateClient(options: { privateKeyFile?: string } = {}): Promise<GeneratedClient> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bare = publicKey.export({ format: 'jwk' }) as JWK;
  const named = { kid: await calculateJwkThumbprint(bare), alg: 'ES256', use: 'sig' };
  const privateJwk: JWK = { ...(privateKey.export({ format: 'jwk' }) as JWK), ...named };
  if (options.privateKeyFile !== undefined) {
    await writeSecretFile(options.privateKeyFile, `${JSON.stringify(privateJwk, null, 2)}\n`);
  }
  return {
    privateKeyFile: options.privateKeyFile,
    privateJwk,
    jwks: { keys: [{ ...bare, ...named }] },
  };
}
