import { createHash } from 'node:crypto';
import { Frontier } from '#libs/audit-log';
import { SampleLog } from '../../../../test/support/sample-log.js';
import { followLog } from './follow-log.js';

const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();
const log = new SampleLog('b.test/log');
const other = new SampleLog('b.test/log', undefined, (index) => `other ${index}`);

const frontierOf = (leaves: readonly Uint8Array[]): Frontier => {
  const frontier = Frontier.empty(sha256);
  for (const leaf of leaves) frontier.append(leaf);
  return frontier;
};
/** Tiles of the first two levels, as a log of `size` leaves has them. */
const tilesOf = (of: SampleLog, size: number) => ({
  async tile(level: number, index: bigint, width: number): Promise<Uint8Array> {
    const from = Number(index) * 256;
    if (level === 0) return Buffer.concat(of.leaves(from, Math.min(size, from + width)));
    return Buffer.concat(
      Array.from({ length: width }, (_, at) =>
        frontierOf(of.leaves((from + at) * 256, (from + at + 1) * 256)).root(),
      ),
    );
  },
});

async function follow(size: number, known = 0, { maxLeaves = 65_536, of = log, shown = log } = {}) {
  const seen: number[] = [];
  const { frontier, isWhole } = await followLog(
    tilesOf(shown, size),
    frontierOf(of.leaves(0, known)),
    await log.note(size),
    log.key,
    { maxLeaves, sha256 },
    (_leaf, index) => seen.push(Number(index)),
  );
  expect(Buffer.from(frontier.root())).toEqual(Buffer.from(log.root(Number(frontier.size))));
  return { isWhole, size: Number(frontier.size), first: seen[0], count: seen.length };
}

describe('a log that is followed', () => {
  it.each([
    [1, 0],
    [255, 0],
    [256, 0],
    [700, 0],
    [700, 256],
    [700, 300],
    [700, 700],
  ])('to %p leaves from %p on gives each new leaf once', async (size, known) => {
    const first = known === size ? undefined : known;
    expect(await follow(size, known)).toEqual({ isWhole: true, size, first, count: size - known });
  });

  it('is read in parts that each hold against the checkpoint', async () => {
    expect(await follow(700, 0, { maxLeaves: 256 })).toMatchObject({ isWhole: false, size: 256 });
    expect(await follow(700, 256, { maxLeaves: 300 })).toMatchObject({ isWhole: false, size: 512 });
    expect(await follow(700, 512, { maxLeaves: 256 })).toMatchObject({ isWhole: true, size: 700 });
  });

  it.each([
    ['is shorter than it was', () => follow(300, 301)],
    ['had other leaves before', () => follow(700, 300, { of: other })],
    ['had other leaves before, read in parts', () => follow(700, 256, { of: other, maxLeaves: 256 })],
    ['shows other leaves than it signed', () => follow(700, 0, { shown: other })],
  ])('is refused where it %s', (_, run) =>
    expect(run()).rejects.toMatchObject({ code: 'CHECKPOINT_INCONSISTENT' }),
  );

  it('is refused where a tile is cut short', async () => {
    const cut = { tile: async () => new Uint8Array(31) };
    const known = Frontier.empty(sha256);
    const bounds = { maxLeaves: 256, sha256 };
    await expect(
      followLog(cut, known, await log.note(3), log.key, bounds, () => undefined),
    ).rejects.toMatchObject({ code: 'TILE_MALFORMED' });
  });

  it('is refused where another key signed its checkpoint', async () => {
    const bounds = { maxLeaves: 256, sha256 };
    const known = Frontier.empty(sha256);
    await expect(
      followLog(tilesOf(log, 3), known, await other.note(3), log.key, bounds, () => undefined),
    ).rejects.toMatchObject({ code: 'NOTE_UNVERIFIED' });
  });
});
