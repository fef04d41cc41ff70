const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** RFC 4648 §4 with padding, as notes and checkpoints have it; for browsers and servers alike. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? ALPHABET.charAt(group & 63) : '=';
  }
  return text;
}

/** The bytes of `text`; undefined unless it is their one spelling: padded, no white space, spare bits zero. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!isBase64(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let group = 0; group < text.length; group += 4) {
    let held = 0;
    for (let place = 0; place < 4; place += 1)
      held = (held << 6) | (VALUES.get(text.charAt(group + place)) ?? 0);
    if (at < bytes.length) bytes[at++] = held >> 16;
    if (at < bytes.length) bytes[at++] = (held >> 8) & 0xff;
    if (at < bytes.length) bytes[at++] = held & 0xff;
  }
  return toBase64(bytes) === text ? bytes : undefined;
}

/** Padded base64 in any spelling, spare bits set or not. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
