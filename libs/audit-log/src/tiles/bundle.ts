import { Refusal } from '#libs/errors';
import { TILE_WIDTH } from './paths.js';

/** What a uint16 length prefix can say: the longest entry that a bundle, and so the log, can hold. */
export const ENTRY_MAX_BYTES = 0xffff;

/**
 * C2SP tlog-tiles entry bundle: each entry after its length (uint16, big endian).
 * @throws Refusal `BUNDLE_MALFORMED` for no entry, more than 256, or one above 65,535 bytes.
 */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > TILE_WIDTH)
    throw new Refusal('BUNDLE_MALFORMED', { hint: 'count' });
  const bundle = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_MAX_BYTES) throw new Refusal('BUNDLE_MALFORMED', { hint: 'length' });
    bundle[at] = entry.length >> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * Reads a bundle; the entries are views into it.
 * @throws Refusal `BUNDLE_MALFORMED` where it ends within an entry or holds more than 256.
 */
export function parseBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.length);
  for (let at = 0; at < bundle.length;) {
    const start = at + 2;
    if (start > bundle.length) throw new Refusal('BUNDLE_MALFORMED', { hint: 'truncated' });
    const end = start + view.getUint16(at);
    if (end > bundle.length) throw new Refusal('BUNDLE_MALFORMED', { hint: 'truncated' });
    if (entries.length === TILE_WIDTH) throw new Refusal('BUNDLE_MALFORMED', { hint: 'count' });
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return entries;
}
