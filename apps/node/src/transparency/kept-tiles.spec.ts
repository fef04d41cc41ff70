import { Frontier, leafHash, proveInclusion, verifyInclusion, type TileReader } from '#libs/audit-log';
import { fullTiles } from './full-tiles.js';
import { KeptTiles } from './kept-tiles.js';
import { nativeSha256 } from './native-sha256.js';

const SIZE = 66_000n; // three levels
const leaves = Array.from({ length: Number(SIZE) }, (_, at) =>
  leafHash(Buffer.from(`entry ${at}`), nativeSha256),
);

async function stored(): Promise<TileReader & { asked: string[] }> {
  const full = await fullTiles(0n, leaves, () => Promise.resolve([]), nativeSha256);
  const levels = [0, 1, 2].map((level) =>
    Buffer.concat(
      level === 0 ? leaves : full.filter((tile) => tile.level === level - 1).map(({ root }) => root),
    ),
  );
  const asked: string[] = [];
  return {
    asked,
    hashes: (level, index, width) => {
      asked.push(`${level}/${index}`);
      const start = Number(index) * 256 * 32;
      return Promise.resolve(levels[level]!.subarray(start, start + width * 32));
    },
  };
}

const frontier = Frontier.empty(nativeSha256);
for (const leaf of leaves) frontier.append(leaf);
const root = frontier.root();

const prove = async (tiles: KeptTiles, index: bigint) =>
  verifyInclusion(
    {
      index,
      size: SIZE,
      root,
      leafHash: leaves[Number(index)]!,
      proof: await proveInclusion(tiles.forOneProof(), index, SIZE, nativeSha256),
    },
    nativeSha256,
  );

describe('tiles that are kept', () => {
  it('give true proofs, and leave only the tile of the leaf to be read', async () => {
    const reader = await stored();
    const tiles = new KeptTiles(reader);
    for (const index of [0n, 255n, 256n, 40_000n, 65_535n, 65_536n, 65_999n, 40_001n])
      await prove(tiles, index);
    reader.asked.length = 0;
    await prove(tiles, 12_345n);
    expect(new Set(reader.asked)).toEqual(new Set(['0/48']));
  });

  it('are forgotten where a proof of them fails', async () => {
    const reader = await stored();
    const hashes = reader.hashes.bind(reader);
    reader.hashes = async (level, index, width) => {
      const tile = Uint8Array.from(await hashes(level, index, width));
      if (level === 1) tile[5]! ^= 1;
      return tile;
    };
    const tiles = new KeptTiles(reader);
    await expect(prove(tiles, 40_000n)).rejects.toMatchObject({ code: expect.stringMatching(/^PROOF_/) });
    reader.hashes = hashes;
    await expect(prove(tiles, 40_000n)).rejects.toMatchObject({ code: expect.stringMatching(/^PROOF_/) });
    tiles.forget();
    await prove(tiles, 40_000n);
  });
});
