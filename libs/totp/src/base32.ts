const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6 without padding, as authenticators take it. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let kept = 0;
  for (const byte of bytes) {
    kept = ((kept << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(kept >> bits) & 31] ?? '';
    }
  }
  return bits === 0 ? text : text + (ALPHABET[(kept << (5 - bits)) & 31] ?? '');
}
