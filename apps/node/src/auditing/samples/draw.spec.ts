import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { draw, populationDigest } from './draw.js';

const seed = createHash('sha256').update('root').digest();
const population = Array.from({ length: 1000 }, (_, at) => BigInt(at * 3));

it('draws the same for everybody, whatever the order of asking', () => {
  expect(draw(population, 10, seed)).toEqual(draw([...population], 10, seed));
  // Whoever writes this again in another language finds these ten.
  expect(draw(population, 10, seed).map(Number)).toEqual([
    108, 462, 1065, 1524, 1545, 1632, 1746, 2076, 2097, 2787,
  ]);
});

it('draws others by another seed or from another population', () => {
  const other = createHash('sha256').update('another root').digest();
  expect(draw(population, 10, other)).not.toEqual(draw(population, 10, seed));
  expect(draw(population.slice(0, 999), 10, seed)).not.toEqual(draw(population, 10, seed));
  expect(populationDigest(population.slice(1))).not.toBe(populationDigest(population));
});

it('draws as many as wanted, each once, in order, from the population only', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.bigInt({ min: 0n, max: 1_000_000n }), { maxLength: 60 }),
      fc.nat(80),
      (of, wanted) => {
        const sorted = of.sort((a, b) => (a < b ? -1 : 1));
        const drawn = draw(sorted, wanted, seed);
        expect(drawn).toHaveLength(Math.min(wanted, of.length));
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => (a < b ? -1 : 1)));
        expect(drawn.every((index) => sorted.includes(index))).toBe(true);
      },
    ),
  );
});

it('draws each about as often as every other', () => {
  const times = new Map<bigint, number>();
  for (let round = 0; round < 2000; round += 1)
    for (const index of draw(population.slice(0, 20), 5, createHash('sha256').update(`${round}`).digest()))
      times.set(index, (times.get(index) ?? 0) + 1);
  for (const count of times.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
});
