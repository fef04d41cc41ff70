import { coveringCodes } from './peer.js';
import { Rounds } from './rounds.js';

/** A piece of work that ends when it is told to. */
function controlled() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  return { work, ends };
}

describe('background rounds', () => {
  it('run one at a time; who asks meanwhile gets one later round, whatever their number', async () => {
    const { work, ends } = controlled();
    const rounds = new Rounds(
      work,
      () => 1,
      () => undefined,
    );
    const first = rounds.now();
    const later = [rounds.now(), rounds.now(), rounds.now()];
    expect(ends).toHaveLength(1);
    ends[0]!();
    await first;
    await new Promise(setImmediate);
    expect(ends).toHaveLength(2);
    ends[1]!();
    await Promise.all(later);
    expect(ends).toHaveLength(2);
  });

  it('go on after one that failed', async () => {
    let count = 0;
    const rounds = new Rounds(
      async () => {
        if (count++ === 0) throw new Error('first');
      },
      () => 1,
      () => undefined,
    );
    const [first, second] = [rounds.now(), rounds.now()];
    await expect(first).rejects.toThrow('first');
    await second;
    expect(count).toBe(2);
  });

  it('end after the one under way', async () => {
    const { work, ends } = controlled();
    const rounds = new Rounds(
      work,
      () => 1,
      () => undefined,
    );
    const running = rounds.now();
    const stopped = rounds.stop();
    ends[0]!();
    await Promise.all([running, stopped]);
    await rounds.now();
    expect(ends).toHaveLength(1);
  });
});

describe('divisions that may answer for another (GB/T 2260)', () => {
  it.each([
    ['133100', ['133100', '130000']],
    ['130102', ['130102', '130100', '130000']],
    ['110000', ['110000']],
  ])('%s', (code, expected) => {
    expect(coveringCodes(code)).toEqual(expected);
  });
});
