import { P, type Affine } from './curve.js';
import { invertAll } from './field.js';

/**
 * A running sum in Jacobian coordinates (X/Z^2, Y/Z^3); Z = 0 is the point at infinity. Mutable: a verification makes
 * some sixty additions, and an object for each would cost as much as the arithmetic. Coordinates may be negative, as
 * `%` leaves them. Formulas of the Explicit-Formulas Database (add-2007-bl mixed, dbl-2001-b), with every exceptional
 * case answered. For public numbers only: its time tells them.
 */
export class Jacobian {
  x = 1n;
  y = 1n;
  z = 0n;

  static of({ x, y }: Affine): Jacobian {
    const point = new Jacobian();
    point.x = x;
    point.y = y;
    point.z = 1n;
    return point;
  }

  get isInfinity(): boolean {
    return this.z === 0n;
  }

  /** Adds an affine point. */
  add(x2: bigint, y2: bigint): void {
    const { x, y, z } = this;
    if (z === 0n) {
      this.x = x2;
      this.y = y2;
      this.z = 1n;
      return;
    }
    const zz = (z * z) % P;
    const h = (x2 * zz - x) % P;
    const r = (y2 * ((z * zz) % P) - y) % P;
    if (h === 0n) {
      if (r === 0n) this.double();
      else this.z = 0n;
      return;
    }
    const hh = (h * h) % P;
    const hhh = (h * hh) % P;
    const v = (x * hh) % P;
    const x3 = (r * r - hhh - 2n * v) % P;
    this.x = x3;
    this.y = (r * (v - x3) - y * hhh) % P;
    this.z = (z * h) % P;
  }

  /** Doubles; a = -3. No point of the curve has order two, so Y is zero at infinity only. */
  double(): void {
    const { x, y, z } = this;
    const zz = (z * z) % P;
    const yy = (y * y) % P;
    const beta = (4n * x * yy) % P;
    const alpha = (3n * (x - zz) * (x + zz)) % P;
    const x3 = (alpha * alpha - 2n * beta) % P;
    this.z = (2n * y * z) % P;
    this.x = x3;
    this.y = (alpha * (beta - x3) - 8n * yy * yy) % P;
  }
}

/** Affine forms of points none of which is at infinity. */
export function toAffine(points: readonly Jacobian[]): Affine[] {
  const inverses = points.map(({ z }) => z);
  invertAll(inverses);
  return points.map(({ x, y }, index) => {
    const inverse = inverses[index] ?? 1n;
    const square = (inverse * inverse) % P;
    return { x: canonical((x * square) % P), y: canonical((y * ((square * inverse) % P)) % P) };
  });
}

export function canonical(number: bigint): bigint {
  return number < 0n ? number + P : number;
}
