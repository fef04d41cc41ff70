import { P } from './curve.js';

/** The inverse modulo `modulus` by Euclid's algorithm. Its time depends on the number: for public numbers only. */
export function invert(number: bigint, modulus = P): bigint {
  const remainder = number % modulus;
  let [a, b] = [modulus, remainder < 0n ? remainder + modulus : remainder];
  let [x, y] = [0n, 1n];
  while (b > 1n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return y < 0n ? y + modulus : y;
}

/** Inverts every number in place for the price of one inversion (Montgomery's trick). None may be zero, any may be negative. */
export function invertAll(numbers: bigint[]): void {
  const before = new Array<bigint>(numbers.length);
  let product = 1n;
  for (const [index, number] of numbers.entries()) {
    before[index] = product;
    product = (product * number) % P;
  }
  let inverse = invert(product);
  for (let index = numbers.length - 1; index >= 0; index--) {
    const number = numbers[index] ?? 1n;
    numbers[index] = (inverse * (before[index] ?? 1n)) % P;
    inverse = (inverse * number) % P;
  }
}
