import { decodeBase64url, encodeBase64url } from './base64url.js';

describe('decodeBase64url', () => {
  it.each([
    ['padding', 'YQ=='],
    ['white space', 'YW Jj'],
    ['white space', 'YWJj\n'],
    ['set bits after the last byte', 'YR'],
    ['set bits after the last byte', 'YWJjZGV'.slice(0, 6) + 'V'],
    ['a character outside the alphabet', 'ab+/'],
    ['a character outside the alphabet', 'YW.J'],
    ['a character outside the alphabet', 'YWé'],
    ['an impossible length', 'YWJjY'],
  ])('refuses %s', (fault, text) => {
    expect(() => decodeBase64url(text)).toThrow(
      expect.objectContaining({ code: 'JWS_BASE64URL', hint: fault }),
    );
  });

  it('returns what was encoded, for every length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) % 256));
      expect(decodeBase64url(encodeBase64url(bytes)).equals(bytes)).toBe(true);
    }
  });

  it('encodes the view and not the buffer behind it', () => {
    expect(encodeBase64url(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe('AgM');
  });
});
