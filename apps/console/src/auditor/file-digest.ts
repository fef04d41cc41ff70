import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of a stream as base64url, as the node writes it; never the whole of it in memory. */
export async function digestOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = sha256.create();
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    hash.update(value);
  }
  return btoa(String.fromCharCode(...hash.digest()))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
