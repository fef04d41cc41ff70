// SM3 (GB/T 32905-2016). OpenSSL has it, browsers do not.
const START = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];
const rotate = (word, by) => (word << by) | (word >>> (32 - by));
const p0 = (word) => word ^ rotate(word, 9) ^ rotate(word, 17);
const p1 = (word) => word ^ rotate(word, 15) ^ rotate(word, 23);

/** @param {Uint8Array} message @returns {Uint8Array} 32 bytes */
export function sm3(message) {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  let state = [...START];
  const words = new Int32Array(68);
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 16; at += 1) words[at] = view.getInt32(block + 4 * at);
    for (let at = 16; at < 68; at += 1) {
      const mixed = p1(words[at - 16] ^ words[at - 9] ^ rotate(words[at - 3], 15));
      words[at] = mixed ^ rotate(words[at - 13], 7) ^ words[at - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let round = 0; round < 64; round += 1) {
      const early = round < 16;
      const constant = rotate(early ? 0x79cc4519 : 0x7a879d8a, round % 32);
      const ss1 = rotate((rotate(a, 12) + e + constant) | 0, 7);
      const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ rotate(a, 12)) + (words[round] ^ words[round + 4])) | 0;
      const tt2 = (gg + h + ss1 + words[round]) | 0;
      [d, c, b, a] = [c, rotate(b, 9), a, tt1];
      [h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)];
    }
    state = [a, b, c, d, e, f, g, h].map((word, at) => word ^ state[at]);
  }
  const digest = new Uint8Array(32);
  state.forEach((word, at) => new DataView(digest.buffer).setInt32(4 * at, word));
  return digest;
}
