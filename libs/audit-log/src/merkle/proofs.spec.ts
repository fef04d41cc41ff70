import { hash as oneShot } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { leafHash, nodeHash } from '../hashing.js';
import { TILE_WIDTH } from '../tiles/paths.js';
import { Frontier } from './frontier.js';
import {
  frontierFromTiles,
  proveConsistency,
  proveInclusion,
  rootFromTiles,
  type TileReader,
} from './prove.js';
import { verifyConsistency, verifyInclusion } from './verify.js';

/** SHA-256 that remembers: ninety thousand proofs hash the same nodes over and over. */
const remembered = new Map<string, Uint8Array>();
function sha256(data: Uint8Array): Uint8Array {
  const key = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  let hash = remembered.get(key);
  if (!hash) remembered.set(key, (hash = oneShot('sha256', data, 'buffer')));
  return hash;
}

/** RFC 6962 §2.1 word by word, with no thought of cost; subtrees are remembered by their bounds. */
class NaiveTree {
  private readonly known = new Map<string, Uint8Array>();
  constructor(readonly leaves: Uint8Array[]) {}

  root(start: number, end: number): Uint8Array {
    const key = `${start}-${end}`;
    let hash = this.known.get(key);
    if (!hash) {
      const n = end - start;
      let k = 1;
      while (k * 2 < n) k *= 2;
      hash =
        n === 0
          ? sha256(new Uint8Array())
          : n === 1
            ? this.leaves[start]!
            : nodeHash(this.root(start, start + k), this.root(start + k, end), sha256);
      this.known.set(key, hash);
    }
    return hash;
  }

  private readonly tiles = new Map<string, Promise<Uint8Array>>();
  readonly reader: TileReader = {
    hashes: (level, index, width) => {
      const key = `${level}/${index}/${width}`;
      let tile = this.tiles.get(key);
      if (!tile) {
        const span = TILE_WIDTH ** level;
        const first = Number(index) * TILE_WIDTH;
        tile = Promise.resolve(
          Buffer.concat(
            Array.from({ length: width }, (_, at) => this.root((first + at) * span, (first + at + 1) * span)),
          ),
        );
        this.tiles.set(key, tile);
      }
      return tile;
    },
  };
}

const leaves = (count: number) =>
  Array.from({ length: count }, (_, index) => leafHash(Buffer.from(String(index)), sha256));
const refused = (code: string) => expect.objectContaining({ code });

describe('every tree up to 300 leaves', () => {
  jest.setTimeout(120_000); // ninety thousand proofs
  const MAX = 300;
  const tree = new NaiveTree(leaves(MAX));

  it('has the root of RFC 6962 §2.1 at its frontier, which survives being written down', () => {
    let frontier = Frontier.empty(sha256);
    for (let size = 0; size <= MAX; size += 1) {
      expect(frontier.size).toBe(BigInt(size));
      expect(Buffer.compare(frontier.root(), tree.root(0, size))).toBe(0);
      frontier = Frontier.parse(frontier.serialise(), sha256);
      if (size < MAX) frontier.append(tree.leaves[size]!);
    }
  });

  it('proves each of its leaves, and no other index takes the proof', async () => {
    for (let size = 1; size <= MAX; size += 1) {
      const root = tree.root(0, size);
      for (let index = 0; index < size; index += 1) {
        const proof = await proveInclusion(tree.reader, BigInt(index), BigInt(size), sha256);
        const claim = {
          leafHash: tree.leaves[index]!,
          index: BigInt(index),
          size: BigInt(size),
          root,
          proof,
        };
        verifyInclusion(claim, sha256);
        if (index % 37 === 0) {
          const other = { ...claim, index: BigInt((index + 1) % size) };
          if (size > 1) expect(() => verifyInclusion(other, sha256)).toThrow();
        }
      }
    }
  });

  it('is consistent with every smaller one', async () => {
    for (let size2 = 1; size2 <= MAX; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = await proveConsistency(tree.reader, BigInt(size1), BigInt(size2), sha256);
        verifyConsistency(
          {
            size1: BigInt(size1),
            root1: tree.root(0, size1),
            size2: BigInt(size2),
            root2: tree.root(0, size2),
            proof,
          },
          sha256,
        );
      }
    }
  });
});

describe('larger trees', () => {
  const tree = new NaiveTree(leaves(70_000));

  it.each([255, 256, 257, 511, 65_535, 65_536, 65_537, 65_792, 70_000])(
    '%d leaves, from tiles of each level',
    async (size) => {
      expect(Buffer.from(await rootFromTiles(tree.reader, BigInt(size), sha256))).toEqual(
        Buffer.from(tree.root(0, size)),
      );
      const frontier = await frontierFromTiles(tree.reader, BigInt(size), sha256);
      if (size < tree.leaves.length) {
        frontier.append(tree.leaves[size]!);
        expect(Buffer.compare(frontier.root(), tree.root(0, size + 1))).toBe(0);
      }
    },
  );

  it('agree with the naive tree wherever one looks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70_000 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        async (size, part) => {
          const index = Math.floor(part * size);
          const proof = await proveInclusion(tree.reader, BigInt(index), BigInt(size), sha256);
          verifyInclusion(
            {
              leafHash: tree.leaves[index]!,
              index: BigInt(index),
              size: BigInt(size),
              root: tree.root(0, size),
              proof,
            },
            sha256,
          );
          const claim = {
            size1: BigInt(index + 1),
            root1: tree.root(0, index + 1),
            size2: BigInt(size),
            root2: tree.root(0, size),
            proof: await proveConsistency(tree.reader, BigInt(index + 1), BigInt(size), sha256),
          };
          verifyConsistency(claim, sha256);
        },
      ),
      { numRuns: 150, seed: 6962 },
    );
  });

  it('a proof with one bit changed, one node more, one fewer or two exchanged is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 5_000 }), fc.nat(), fc.nat(), async (size, pick, damage) => {
        const index = pick % size;
        const proof = await proveInclusion(tree.reader, BigInt(index), BigInt(size), sha256);
        const spoiled = proof.map((hash) => Uint8Array.from(hash));
        const at = damage % spoiled.length;
        if (damage % 4 === 0) spoiled[at]![damage % 32]! ^= 1 << (damage % 8);
        if (damage % 4 === 1) spoiled.splice(at, 0, spoiled[at]!);
        if (damage % 4 === 2) spoiled.splice(at, 1);
        if (damage % 4 === 3) {
          if (spoiled.length === 1) return;
          spoiled.reverse();
        }
        expect(() =>
          verifyInclusion(
            {
              leafHash: tree.leaves[index]!,
              index: BigInt(index),
              size: BigInt(size),
              root: tree.root(0, size),
              proof: spoiled,
            },
            sha256,
          ),
        ).toThrow(expect.objectContaining({ code: expect.stringMatching(/^PROOF_(MALFORMED|INVALID)$/) }));
      }),
      { numRuns: 200, seed: 9162 },
    );
  });

  it('reads O(log size) tiles, each once', async () => {
    const asked: string[] = [];
    const counting: TileReader = {
      hashes: (level, index, width) => {
        asked.push(`${level}/${index}`);
        return tree.reader.hashes(level, index, width);
      },
    };
    await proveInclusion(counting, 12_345n, 70_000n, sha256);
    expect(asked.length).toBe(new Set(asked).size);
    expect(asked.length).toBeLessThanOrEqual(6);
  });
});

describe('what is no proof is refused before anything is hashed', () => {
  const tree = new NaiveTree(leaves(8));
  const root = tree.root(0, 8);
  const good = { leafHash: tree.leaves[0]!, index: 0n, size: 8n, root, proof: [] as Uint8Array[] };

  it.each<[string, object]>([
    ['index = size', { index: 8n }],
    ['a negative index', { index: -1n }],
    ['an empty tree', { size: 0n }],
    ['a size beyond 2^63 - 1', { size: 1n << 63n }],
    ['a leaf hash of 31 bytes', { leafHash: new Uint8Array(31) }],
    ['a root of 33 bytes', { root: new Uint8Array(33) }],
    ['a node of no bytes', { proof: [new Uint8Array()] }],
    ['no nodes', {}],
    ['65 nodes', { proof: Array.from({ length: 65 }, () => root) }],
  ])('%s', (_, change) => {
    expect(() => verifyInclusion({ ...good, ...change })).toThrow(refused('PROOF_MALFORMED'));
  });

  it.each<[string, object]>([
    ['size1 = 0', { size1: 0n }],
    ['size1 > size2', { size1: 9n }],
    ['equal sizes with a node', { size1: 8n, root1: root, proof: [root] }],
    ['different sizes without a node', {}],
    ['a root of 31 bytes', { root1: new Uint8Array(31) }],
  ])('consistency: %s', (_, change) => {
    const claim = { size1: 4n, root1: tree.root(0, 4), size2: 8n, root2: root, proof: [], ...change };
    expect(() => verifyConsistency(claim)).toThrow(refused('PROOF_MALFORMED'));
  });

  it('and equal sizes with unequal roots prove that the log forked', () => {
    const claim = { size1: 8n, root1: tree.root(0, 7), size2: 8n, root2: root, proof: [] };
    expect(() => verifyConsistency(claim)).toThrow(refused('PROOF_INVALID'));
  });

  it('the prover refuses what the verifier would', async () => {
    await expect(proveInclusion(tree.reader, 8n, 8n)).rejects.toThrow(refused('PROOF_MALFORMED'));
    await expect(proveInclusion(tree.reader, 0n, 0n)).rejects.toThrow(refused('PROOF_MALFORMED'));
    await expect(proveConsistency(tree.reader, 0n, 8n)).rejects.toThrow(refused('PROOF_MALFORMED'));
    await expect(proveConsistency(tree.reader, 9n, 8n)).rejects.toThrow(refused('PROOF_MALFORMED'));
  });

  it('a tile that is too short is no tile', async () => {
    const short: TileReader = { hashes: async () => new Uint8Array(32) };
    await expect(proveInclusion(short, 0n, 8n)).rejects.toThrow(refused('TILE_MALFORMED'));
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a size without its hashes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 3)],
    ['half a hash', new Uint8Array(8 + 16)],
    ['a hash too many', new Uint8Array(8 + 32)],
    ['a size beyond 2^53', new Uint8Array(8 + 64 * 32).fill(255)],
  ])('a frontier of %s is refused', (_, bytes) => {
    expect(() => Frontier.parse(bytes)).toThrow(refused('PROOF_MALFORMED'));
  });
});
