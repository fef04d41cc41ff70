import { isDeepStrictEqual } from 'node:util';

/** JSON values are compared by content, members of objects in any order (§6.1.3.1.8). */
export function equal(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

export function includes(values: readonly unknown[], value: unknown): boolean {
  return values.some((candidate) => equal(candidate, value));
}

export function union(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return b.reduce<unknown[]>((all, value) => (includes(all, value) ? all : [...all, value]), dedupe(a));
}

export function intersection(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return dedupe(a).filter((value) => includes(b, value));
}

export function isSubset(part: readonly unknown[], whole: readonly unknown[]): boolean {
  return part.every((value) => includes(whole, value));
}

function dedupe(values: readonly unknown[]): unknown[] {
  return values.reduce<unknown[]>((all, value) => (includes(all, value) ? all : [...all, value]), []);
}
