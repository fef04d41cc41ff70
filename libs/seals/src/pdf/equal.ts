import { isArray, PdfDict, PdfName, PdfRef, PdfStream, PdfString, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

/**
 * True where two values say the same: the order of keys and the spelling of numbers, strings and names play no part.
 * References are equal by number; what they lead to is compared apart. `/Length` may be direct here and a reference
 * there.
 */
export function sameValue(a: PdfValue, b: PdfValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value;
  if (a instanceof PdfString) return b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0;
  if (a instanceof PdfRef) {
    return b instanceof PdfRef && a.number === b.number && a.generation === b.generation;
  }
  if (a instanceof PdfDict) return b instanceof PdfDict && differingKeys(a, b).length === 0;
  if (a instanceof PdfStream) {
    return (
      b instanceof PdfStream &&
      Buffer.compare(a.data, b.data) === 0 &&
      differingKeys(a.dict, b.dict).every((key) => key === 'Length')
    );
  }
  const left = a;
  if (!Array.isArray(b)) return false;
  const right = b as readonly PdfValue[];
  return left.length === right.length && left.every((item, index) => sameValue(item, right[index] ?? null));
}

/** Keys that stand on one side only or with another value; a null value is as good as none (ISO 32000-2 §7.3.7). */
export function differingKeys(a: PdfDict, b: PdfDict): string[] {
  if (a.duplicate !== undefined || b.duplicate !== undefined) {
    return [...new Set([...a.entries.keys(), ...b.entries.keys()])];
  }
  const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
  return [...keys].filter((key) => !sameValue(a.get(key) ?? null, b.get(key) ?? null));
}

const MAX_DEPTH = 24;

/**
 * As {@link sameValue}, but a reference may lead to another object with the same content: saving anew numbers objects
 * anew. References that are equal are followed no further; what they lead to is compared on its own.
 */
export function sameContent(before: PdfView, a: PdfValue, after: PdfView, b: PdfValue, depth = 0): boolean {
  if (sameValue(a, b)) return true;
  if (depth > MAX_DEPTH) return false;
  const left = before.resolve(a);
  const right = after.resolve(b);
  const same = (x: PdfValue | undefined, y: PdfValue | undefined) =>
    sameContent(before, x ?? null, after, y ?? null, depth + 1);
  if (left instanceof PdfDict && right instanceof PdfDict) {
    if (left.duplicate !== undefined || right.duplicate !== undefined) return false;
    return differingKeys(left, right).every((key) => same(left.get(key), right.get(key)));
  }
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (left instanceof PdfStream && right instanceof PdfStream) {
    return Buffer.compare(left.data, right.data) === 0 && same(left.dict, right.dict);
  }
  return sameValue(left, right);
}
