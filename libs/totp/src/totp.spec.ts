import { codeAt, stepOf, stepOfCode } from './totp.js';

const SECRET = Buffer.from('12345678901234567890');

describe('one-time codes', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238, appendix B, at %d s', (seconds, code) => {
    expect(codeAt(SECRET, stepOf(seconds * 1000))).toBe(code);
  });

  it('count for a neighbouring step, once, and never backwards', () => {
    const now = 1_111_111_109_000;
    const step = stepOf(now);
    expect(stepOfCode(SECRET, codeAt(SECRET, step - 1), now, 0)).toBe(step - 1);
    expect(stepOfCode(SECRET, codeAt(SECRET, step), now, step)).toBeUndefined();
    expect(stepOfCode(SECRET, codeAt(SECRET, step - 1), now, step)).toBeUndefined();
    expect(stepOfCode(SECRET, codeAt(SECRET, step + 2), now, 0)).toBeUndefined();
    expect(stepOfCode(SECRET, '12345', now, 0)).toBeUndefined();
    expect(stepOfCode(SECRET, '１２３４５６', now, 0)).toBeUndefined();
  });
});
