import { VerifiedTokens } from './verified-tokens.js';

describe('VerifiedTokens', () => {
  it('forgets the oldest when it is full', () => {
    const memory = new VerifiedTokens<string>(2);
    memory.set('a', 'v', 100, 'A');
    memory.set('b', 'v', 100, 'B');
    memory.set('c', 'v', 100, 'C');
    expect(['a', 'b', 'c'].map((digest) => memory.get(digest, 'v', 0))).toEqual([undefined, 'B', 'C']);
  });

  it.each([
    ['at its expiry', 'v', 100],
    ['under other keys', 'w', 0],
  ])('answers nothing %s', (_name, version, now) => {
    const memory = new VerifiedTokens<string>();
    memory.set('a', 'v', 100, 'A');
    expect(memory.get('a', version, now)).toBeUndefined();
  });
});
