import { frontierFromTiles, Frontier, TILE_WIDTH } from '#libs/audit-log';
import { fullTiles, rootOf } from './full-tiles.js';
import { nativeSha256 } from './native-sha256.js';

const leafOf = (index: number): Uint8Array => nativeSha256(Buffer.from(`leaf ${index}`));

/** Adds leaves in portions, keeping tiles as a database would. */
async function grown(portions: readonly number[]) {
  const leaves: Uint8Array[] = [];
  const tiles = new Map<string, { hashes: Uint8Array; root: Uint8Array }>();
  for (const portion of portions) {
    const first = leaves.length - (leaves.length % TILE_WIDTH);
    for (let at = 0; at < portion; at += 1) leaves.push(leafOf(leaves.length));
    const made = await fullTiles(
      BigInt(first),
      leaves.slice(first),
      (level, index, count) =>
        Promise.resolve(
          Array.from({ length: count }, (_, at) => tiles.get(`${level}/${index + BigInt(at)}`)!.root),
        ),
      nativeSha256,
    );
    for (const { level, index, ...tile } of made) {
      const key = `${level}/${index}`;
      if (tiles.has(key)) throw new Error(`twice: ${key}`);
      tiles.set(key, tile);
    }
  }
  return { leaves, tiles };
}

it.each([
  [[255]],
  [[256]],
  [[1, 255, 1, 255]],
  [[200, 200, 200]],
  [[65_536]],
  [[65_535, 1, 1]],
  [[1000, 64_000, 536, 256, 300]],
])('tiles that leaves fill in portions of %j lead to the root of all leaves', async (portions) => {
  const { leaves, tiles } = await grown(portions);
  const hashes = (level: number, index: bigint, width: number): Promise<Uint8Array> => {
    const full = tiles.get(`${level}/${index}`);
    if (full) return Promise.resolve(full.hashes);
    const start = Number(index) * TILE_WIDTH;
    return Promise.resolve(
      Buffer.concat(
        Array.from({ length: width }, (_, at) =>
          level === 0 ? leaves[start + at]! : tiles.get(`${level - 1}/${start + at}`)!.root,
        ),
      ),
    );
  };
  const expected = Frontier.empty(nativeSha256);
  for (const leaf of leaves) expected.append(leaf);
  const size = BigInt(leaves.length);
  const frontier = await frontierFromTiles({ hashes }, size, nativeSha256);
  expect(Buffer.from(frontier.root())).toEqual(Buffer.from(expected.root()));
  expect([...tiles.keys()].filter((key) => key.startsWith('0/'))).toHaveLength(
    Math.floor(leaves.length / 256),
  );
  expect([...tiles.keys()].filter((key) => key.startsWith('1/'))).toHaveLength(
    Math.floor(leaves.length / 65_536),
  );
});

it('does not make a tile above of fewer roots than it has', async () => {
  const leaves = Array.from({ length: 256 }, (_, at) => leafOf(at));
  const short = fullTiles(255n * 256n, leaves, () => Promise.resolve([leafOf(1)]), nativeSha256);
  await expect(short).rejects.toMatchObject({ code: 'LOG_TAMPERED' });
  await expect(fullTiles(1n, leaves, () => Promise.resolve([]), nativeSha256)).rejects.toThrow(RangeError);
});

it('the root of a tile is that of its hashes as a tree', () => {
  expect(Buffer.from(rootOf([leafOf(1)], nativeSha256))).toEqual(Buffer.from(leafOf(1)));
});
