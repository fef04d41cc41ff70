import { createHash } from 'node:crypto';
import type { HashName } from '#libs/pki';
import { pause } from './pause.js';

/** Bytes hashed between two turns of the event loop: some 10 ms of the slowest hash in use. */
const CHUNK = 4 << 20;

/** Digest of pieces, made in chunks so that a large document does not hold the event loop, and never copied. */
export async function digestPieces(hash: HashName, pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const digest = createHash(hash);
  let since = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += CHUNK) {
      const chunk = piece.subarray(at, at + CHUNK);
      digest.update(chunk);
      since += chunk.length;
      if (since >= CHUNK) {
        since = 0;
        await pause();
      }
    }
  }
  return digest.digest();
}
