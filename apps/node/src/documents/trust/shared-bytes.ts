import { webcrypto } from 'node:crypto';

/** A copy in memory that all threads see, so that a large list is not copied for each of them. */
export function sharedBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return shared;
}

/** SHA-256 in hexadecimal, computed beside the event loop. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', Buffer.from(bytes))).toString('hex');
}
