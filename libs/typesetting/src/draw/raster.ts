import type { Path } from './path.js';

/** How much of each pixel a shape covers, 0 to 255, rows from the top. */
export interface Coverage {
  width: number;
  height: number;
  samples: Uint8Array;
}

interface Edge {
  top: number;
  bottom: number;
  /** x at the top, and its change per unit of y. */
  x: number;
  slope: number;
  direction: 1 | -1;
}

/** Pieces of a curve whose control points span a length in pixels: none is off by a visible part of a pixel. */
const piecesFor = (length: number): number => Math.min(64, Math.max(4, Math.ceil(2 * Math.sqrt(length))));
/** Lines that are sampled in each row of pixels; across them coverage is exact. */
const LINES = 4;

/** Fills shapes by the non-zero winding rule, y downwards, in pixels. */
export function fill(paths: readonly Path[], width: number, height: number): Coverage {
  const samples = new Uint8Array(width * height);
  const edges = paths.flatMap(edgesOf).sort((a, b) => a.top - b.top);
  const row = new Float64Array(width);
  let next = 0;
  let active: Edge[] = [];
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let line = 0; line < LINES; line++) {
      const at = y + (line + 0.5) / LINES;
      for (let edge = edges[next]; edge && edge.top <= at; edge = edges[++next]) active.push(edge);
      active = active.filter(({ bottom }) => bottom > at);
      const crossings = active
        .map(({ x, slope, top, direction }) => ({ x: x + (at - top) * slope, direction }))
        .sort((a, b) => a.x - b.x);
      let winding = 0;
      for (const [index, { x, direction }] of crossings.entries()) {
        winding += direction;
        const end = crossings[index + 1]?.x;
        if (winding !== 0 && end !== undefined) cover(row, x, end);
      }
    }
    for (let x = 0; x < width; x++) samples[y * width + x] = Math.round(((row[x] ?? 0) / LINES) * 255);
  }
  return { width, height, samples };
}

function cover(row: Float64Array, from: number, to: number): void {
  const [start, end] = [Math.max(from, 0), Math.min(to, row.length)];
  for (let x = Math.floor(start); x < end; x++) {
    row[x] = (row[x] ?? 0) + Math.min(end, x + 1) - Math.max(start, x);
  }
}

function edgesOf(path: Path): Edge[] {
  const edges: Edge[] = [];
  let [startX, startY, x, y] = [0, 0, 0, 0];
  const line = (toX: number, toY: number): void => {
    if (toY !== y) {
      const down = toY > y;
      const slope = (toX - x) / (toY - y);
      edges.push({
        top: down ? y : toY,
        bottom: down ? toY : y,
        x: down ? x : toX,
        slope,
        direction: down ? 1 : -1,
      });
    }
    [x, y] = [toX, toY];
  };
  for (const segment of path) {
    switch (segment[0]) {
      case 'M':
        [, startX, startY] = segment;
        [x, y] = [startX, startY];
        break;
      case 'L':
        line(segment[1], segment[2]);
        break;
      case 'C': {
        const [, x1, y1, x2, y2, x3, y3] = segment;
        const [x0, y0] = [x, y];
        const pieces = piecesFor(
          Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1) + Math.hypot(x3 - x2, y3 - y2),
        );
        for (let step = 1; step <= pieces; step++) {
          const t = step / pieces;
          const u = 1 - t;
          const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
          line(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
        }
        break;
      }
      case 'Z':
        line(startX, startY);
    }
  }
  return edges;
}
