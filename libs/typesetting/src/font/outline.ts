import { transform, type Matrix, type Path, type Segment } from '../draw/path.js';
import { readSimple, type Point } from './simple-glyph.js';

/** What an outline is read from. */
export interface GlyphSource {
  unitsPerEm: number;
  glyphData(glyph: number): Buffer;
}

const MAX_DEPTH = 8;

/** The outline of a glyph, one em high: its quadratic curves as the cubic ones that they are. */
export function outlineOf(font: GlyphSource, glyph: number): Path {
  const scale = 1 / font.unitsPerEm;
  return transform(contours(font, glyph, 0), [scale, 0, 0, scale, 0, 0]);
}

function contours(font: GlyphSource, glyph: number, depth: number): Path {
  const data = font.glyphData(glyph);
  if (data.length === 0 || depth > MAX_DEPTH) return [];
  if (data.readInt16BE(0) >= 0) return readSimple(data).flatMap(trace);
  return components(data).flatMap(({ glyph: part, matrix }) =>
    transform(contours(font, part, depth + 1), matrix),
  );
}

/** One contour: between two points off the curve lies one on it, in the middle. */
function trace(points: readonly Point[]): Segment[] {
  const full = points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    return point.on || next.on ? [point] : [point, middle(point, next)];
  });
  const first = full.findIndex(({ on }) => on);
  if (first < 0) return [];
  const ring = [...full.slice(first), ...full.slice(0, first + 1)];
  const path: Segment[] = [];
  let last: Point | undefined;
  let control: Point | undefined;
  for (const point of ring) {
    if (!last) path.push(['M', point.x, point.y]);
    else if (!point.on) {
      control = point;
      continue;
    } else path.push(control ? quadratic(last, control, point) : ['L', point.x, point.y]);
    [last, control] = [point, undefined];
  }
  return [...path, ['Z']];
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, on: true };
}

function quadratic(from: Point, control: Point, to: Point): Segment {
  const near = (end: Point): [number, number] => [
    end.x + (2 / 3) * (control.x - end.x),
    end.y + (2 / 3) * (control.y - end.y),
  ];
  return ['C', ...near(from), ...near(to), to.x, to.y];
}

const PART = { words: 1, offsets: 2, scale: 8, more: 32, scales: 64, matrix: 128 };

export interface Component {
  glyph: number;
  /** Where the index of the glyph stands in the data. */
  indexAt: number;
  matrix: Matrix;
}

/** Parts of a composite glyph (§5.3.3.1.2). Parts that are placed by points stand at the origin. */
export function components(data: Buffer): Component[] {
  const parts: Component[] = [];
  let at = 10;
  let flags: number;
  do {
    flags = data.readUInt16BE(at);
    const indexAt = at + 2;
    const glyph = data.readUInt16BE(indexAt);
    at += 4;
    const wide = (flags & PART.words) !== 0;
    const placed = (flags & PART.offsets) !== 0;
    const [e, f] = wide
      ? [data.readInt16BE(at), data.readInt16BE(at + 2)]
      : [data.readInt8(at), data.readInt8(at + 1)];
    at += wide ? 4 : 2;
    const fixed = () => {
      const value = data.readInt16BE(at) / 16384;
      at += 2;
      return value;
    };
    let [a, b, c, d] = [1, 0, 0, 1];
    if (flags & PART.scale) a = d = fixed();
    else if (flags & PART.scales) [a, d] = [fixed(), fixed()];
    else if (flags & PART.matrix) [a, b, c, d] = [fixed(), fixed(), fixed(), fixed()];
    parts.push({ glyph, indexAt, matrix: [a, b, c, d, placed ? e : 0, placed ? f : 0] });
  } while (flags & PART.more);
  return parts;
}
