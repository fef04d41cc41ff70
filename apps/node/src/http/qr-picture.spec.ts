import { encodeQR } from 'qr';
import { decodeQR } from 'qr/decode.js';
import { qrPicture } from './qr-picture.js';

const URL = 'https://id.example:8443/a/AAAAAAAAAAAAAAAAAAAAAA';

/** Modules as pixels, four a side: what a camera would see of the same code. */
function pixels(modules: boolean[][]): { width: number; height: number; data: Uint8Array } {
  const width = modules.length * 4;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1)
      if (modules[y >> 2]?.[x >> 2]) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { width, height: width, data };
}

describe('the picture for a telephone', () => {
  it('is an SVG without script or text, and reads as the address', () => {
    const svg = qrPicture(URL);
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/<script|<text|href/);
    expect(decodeQR(pixels(encodeQR(URL, 'raw', { ecc: 'medium', border: 4 })))).toBe(URL);
  });
});
