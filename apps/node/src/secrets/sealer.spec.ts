import { Sealer } from './sealer.js';

const key = Buffer.alloc(32, 1);

describe('what was sealed', () => {
  const sealer = new Sealer(key);
  const sealed = sealer.seal('111:110101199003077758', 'filter');

  it.each<[string, Uint8Array, string, Sealer]>([
    [
      'with a bit changed',
      Buffer.from(sealed.map((byte, at) => (at === 14 ? byte ^ 1 : byte))),
      'filter',
      sealer,
    ],
    ['cut short', sealed.subarray(0, -1), 'filter', sealer],
    ['for another context', sealed, 'cursor', sealer],
    ['by another key', sealed, 'filter', new Sealer(Buffer.alloc(32, 2))],
    ['as nothing', new Uint8Array(), 'filter', sealer],
  ])('%s does not open', (_, bytes, context, by) => {
    expect(by.open(bytes, context)).toBeUndefined();
  });

  it('opens as it was, looks different each time and shows nothing', () => {
    expect(sealer.open(sealed, 'filter')).toBe('111:110101199003077758');
    expect(sealer.seal('111:110101199003077758', 'filter').equals(sealed)).toBe(false);
    expect(sealed.toString('latin1')).not.toContain('110101199003077758');
  });

  it('has a pseudonym that stays', () => {
    expect(sealer.pseudonym('tj-0007')).toBe(new Sealer(key).pseudonym('tj-0007'));
    expect(sealer.pseudonym('tj-0007')).not.toBe(sealer.pseudonym('tj-0008'));
  });
});
