import { P, type Affine } from './curve.js';
import { invertAll } from './field.js';
import { canonical, Jacobian, toAffine } from './jacobian.js';

const BITS = 256;

/**
 * Multiples of one point, so that multiplying it takes additions only: for each window of `width` bits the multiples
 * 1 to 2^(width-1) of 2^(width * window) times the point. Digits are signed, which halves the table.
 *
 * | width | points | additions for a multiplication | memory, about |
 * | ----- | ------ | ------------------------------ | ------------- |
 * | 6     | 1,376  | 43                             | 0.2 MB        |
 * | 8     | 4,224  | 33                             | 0.5 MB        |
 */
export class MultiplesTable {
  private readonly windows: number;
  private readonly half: number;
  private readonly xs: bigint[];
  private readonly ys: bigint[];

  constructor(
    point: Affine,
    readonly width: number,
  ) {
    // One bit more than the scalar: the last signed digit may carry.
    this.windows = Math.ceil((BITS + 1) / width);
    this.half = 1 << (width - 1);
    this.xs = new Array<bigint>(this.windows * this.half);
    this.ys = new Array<bigint>(this.windows * this.half);
    this.fill(point);
  }

  /** Points held. */
  get size(): number {
    return this.xs.length;
  }

  /** Adds `scalar` (0 <= scalar < 2^256) times the point to `sum`. */
  addMultiple(sum: Jacobian, scalar: bigint): void {
    const { width, half, xs, ys } = this;
    const full = half * 2;
    const words = wordsOf(scalar);
    let carry = 0;
    for (let window = 0; window < this.windows; window++) {
      let digit = bitsAt(words, window * width, width) + carry;
      carry = digit > half ? 1 : 0;
      if (carry) digit -= full;
      if (digit === 0) continue;
      const at = window * half + Math.abs(digit) - 1;
      const y = ys[at] ?? 0n;
      sum.add(xs[at] ?? 0n, digit < 0 ? P - y : y);
    }
  }

  /**
   * First the bases by doublings, then all windows together: from the multiples 1..m the multiples m+1..2m, each by one
   * affine addition whose inversion is shared by the whole level.
   */
  private fill(point: Affine): void {
    const { half, windows, width } = this;
    const running = Jacobian.of(point);
    const bases: Jacobian[] = [];
    for (let window = 0; window < windows; window++) {
      const base = new Jacobian();
      Object.assign(base, { x: running.x, y: running.y, z: running.z });
      bases.push(base);
      if (window < windows - 1) for (let bit = 0; bit < width; bit++) running.double();
    }
    for (const [window, { x, y }] of toAffine(bases).entries()) {
      this.xs[window * half] = x;
      this.ys[window * half] = y;
    }
    for (let known = 1; known < half; known *= 2) this.extend(known);
  }

  private extend(known: number): void {
    const { half, windows, xs, ys } = this;
    const slopes: bigint[] = [];
    for (let window = 0; window < windows; window++) {
      const top = window * half + known - 1;
      for (let index = 0; index < known; index++) {
        const at = window * half + index;
        slopes.push(at === top ? 2n * (ys[at] ?? 0n) : (xs[top] ?? 0n) - (xs[at] ?? 0n));
      }
    }
    invertAll(slopes);
    let next = 0;
    for (let window = 0; window < windows; window++) {
      const top = window * half + known - 1;
      const [xt, yt] = [xs[top] ?? 0n, ys[top] ?? 0n];
      for (let index = 0; index < known; index++) {
        const at = window * half + index;
        const [x, y] = [xs[at] ?? 0n, ys[at] ?? 0n];
        const rise = at === top ? 3n * (x * x - 1n) : yt - y;
        const slope = (rise * (slopes[next++] ?? 0n)) % P;
        const x3 = (slope * slope - x - xt) % P;
        xs[at + known] = canonical(x3);
        ys[at + known] = canonical((slope * (x - x3) - y) % P);
      }
    }
  }
}

/**
 * Adds `scalar` times a point that is met for the first time: doublings and a sparse signed form (wNAF, width 5) with
 * eight odd multiples. A table of multiples costs more than one verification and is made for those that come back.
 */
export function multiplyOnce(point: Affine, scalar: bigint): Jacobian {
  const odd = oddMultiples(point);
  const digits = sparseDigits(scalar);
  const sum = new Jacobian();
  for (let bit = digits.length - 1; bit >= 0; bit--) {
    if (!sum.isInfinity) sum.double();
    const digit = digits[bit] ?? 0;
    if (digit === 0) continue;
    const multiple = odd[Math.abs(digit) >> 1];
    if (multiple) sum.add(multiple.x, digit < 0 ? P - multiple.y : multiple.y);
  }
  return sum;
}

/** 1, 3, 5, ... 15 times the point. */
function oddMultiples(point: Affine): Affine[] {
  const twice = Jacobian.of(point);
  twice.double();
  const [double] = toAffine([twice]);
  const multiples = [Jacobian.of(point)];
  for (let index = 1; index < 8; index++) {
    const { x, y, z } = multiples[index - 1] ?? twice;
    const next = new Jacobian();
    Object.assign(next, { x, y, z });
    if (double) next.add(double.x, double.y);
    multiples.push(next);
  }
  return toAffine(multiples);
}

/** Width-5 non-adjacent form, lowest digit first: each digit is zero or odd and below 16 in magnitude. */
function sparseDigits(scalar: bigint): Int8Array {
  const words = wordsOf(scalar);
  const digits = new Int8Array(BITS + 1);
  let carry = 0;
  for (let bit = 0; bit <= BITS;) {
    if (bitsAt(words, bit, 1) === carry) {
      bit++;
      continue;
    }
    const take = Math.min(5, BITS + 1 - bit);
    let digit = bitsAt(words, bit, take) + carry;
    carry = digit >= 16 ? 1 : 0;
    if (carry) digit -= 32;
    digits[bit] = digit;
    bit += take;
  }
  return digits;
}

/** Ten 32-bit words, lowest first; the last two are zero, so that a window may reach beyond the number. */
function wordsOf(scalar: bigint): Uint32Array {
  const words = new Uint32Array(10);
  let rest = scalar;
  for (let word = 0; word < 8; word++) {
    words[word] = Number(BigInt.asUintN(32, rest));
    rest >>= 32n;
  }
  return words;
}

/** `count` (at most 16) bits from bit `from` on. */
function bitsAt(words: Uint32Array, from: number, count: number): number {
  const word = from >>> 5;
  const shift = from & 31;
  const low = (words[word] ?? 0) >>> shift;
  const high = shift === 0 ? 0 : (words[word + 1] ?? 0) << (32 - shift);
  return ((low | high) >>> 0) & ((1 << count) - 1);
}
