import { createHash } from 'node:crypto';

const uint64 = (value: bigint | number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

/** Digest of a population: SHA-256 over the indexes of its entries in ascending order, 8 bytes big-endian each, base64url. */
export function populationDigest(indexes: readonly bigint[]): string {
  const hash = createHash('sha256');
  for (const index of indexes) hash.update(uint64(index));
  return hash.digest('base64url');
}

/**
 * Draws from a population. Every entry gets the score SHA-256(seed || digest of the population || index, 8 bytes
 * big-endian); those with the lowest scores are drawn. Whoever has the seed and the population draws the same; whoever
 * committed to the population before the seed existed could pick nobody.
 * @param seed root of a checkpoint that covers the commitment, 32 bytes
 * @returns drawn indexes in ascending order
 */
export function draw(indexes: readonly bigint[], wanted: number, seed: Uint8Array): bigint[] {
  if (seed.length !== 32) throw new RangeError('A seed has 32 bytes.');
  const prefix = Buffer.concat([seed, Buffer.from(populationDigest(indexes), 'base64url')]);
  const scored = indexes.map((index) => ({
    index,
    score: createHash('sha256').update(prefix).update(uint64(index)).digest(),
  }));
  scored.sort((a, b) => Buffer.compare(a.score, b.score));
  return scored
    .slice(0, wanted)
    .map(({ index }) => index)
    .sort((a, b) => (a < b ? -1 : 1));
}
