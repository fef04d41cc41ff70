import { readSimple, writeSimple, type Point } from './simple-glyph.js';

/**
 * A glyph whose contours run as they must: outer ones clockwise, holes against it, holes in what stands in a hole
 * clockwise again (Apple TrueType Reference Manual, "Outlines"). Some fonts have holes that run the wrong way, which
 * are then filled: 回 is a black box. Only for fonts whose contours do not overlap.
 */
export function rewind(data: Buffer): Buffer {
  if (data.length === 0 || data.readInt16BE(0) < 2) return data;
  const contours = readSimple(data);
  let changed = false;
  const right = contours.map((contour) => {
    const depth = contours.filter((other) => other !== contour && holds(other, contour)).length;
    // With y upwards the area of what runs clockwise is negative.
    if (areaOf(contour) < 0 === (depth % 2 === 0)) return contour;
    changed = true;
    return [...contour].reverse();
  });
  return changed ? writeSimple(data, right) : data;
}

function areaOf(contour: readonly Point[]): number {
  return contour.reduce((sum, { x, y }, index) => {
    const next = contour[(index + 1) % contour.length];
    return next ? sum + (x * next.y - next.x * y) / 2 : sum;
  }, 0);
}

/** Whether all points of the one lie inside of the polygon of the other. */
function holds(outer: readonly Point[], inner: readonly Point[]): boolean {
  return inner.every(({ x, y }) => {
    let inside = false;
    outer.forEach((to, index) => {
      const from = outer[(index || outer.length) - 1] ?? to;
      if (to.y > y !== from.y > y && x < ((from.x - to.x) * (y - to.y)) / (from.y - to.y) + to.x) {
        inside = !inside;
      }
    });
    return inside;
  });
}
