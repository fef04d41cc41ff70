/** One segment of an outline. Curves are cubic, as PDF and OFD have them. */
export type Segment =
  | readonly ['M' | 'L', number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z'];

export type Path = readonly Segment[];

/** `[a b c d e f]`: x' = ax + cy + e, y' = bx + dy + f, as in PDF and OFD. */
export type Matrix = readonly [number, number, number, number, number, number];

export function transform(path: Path, [a, b, c, d, e, f]: Matrix): Path {
  const x = (px: number, py: number) => a * px + c * py + e;
  const y = (px: number, py: number) => b * px + d * py + f;
  return path.map((segment): Segment => {
    switch (segment[0]) {
      case 'Z':
        return segment;
      case 'C': {
        const [, x1, y1, x2, y2, x3, y3] = segment;
        return ['C', x(x1, y1), y(x1, y1), x(x2, y2), y(x2, y2), x(x3, y3), y(x3, y3)];
      }
      default:
        return [segment[0], x(segment[1], segment[2]), y(segment[1], segment[2])];
    }
  });
}

/** A matrix that turns by an angle in radians, from x towards y, then moves. */
export function turned(angle: number, x = 0, y = 0): Matrix {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, sin, -sin, cos, x, y];
}

/** Control points of a quarter circle by a cubic curve. */
const QUARTER = 0.5522847498;

/** A circle, in the direction from x towards y, or against it: a hole in what lies around it. */
export function circle(x: number, y: number, radius: number, hole = false): Path {
  const [r, k] = [radius, radius * QUARTER];
  const path: Path = [
    ['M', r, 0],
    ['C', r, k, k, r, 0, r],
    ['C', -k, r, -r, k, -r, 0],
    ['C', -r, -k, -k, -r, 0, -r],
    ['C', k, -r, r, -k, r, 0],
    ['Z'],
  ];
  return transform(path, [1, 0, 0, hole ? -1 : 1, x, y]);
}

export function rectangle(x: number, y: number, width: number, height: number): Path {
  return [['M', x, y], ['L', x + width, y], ['L', x + width, y + height], ['L', x, y + height], ['Z']];
}

export interface Spelling {
  letters: Readonly<Record<Segment[0], string>>;
  /** Numbers come first in PDF, letters in OFD. */
  postfix: boolean;
}

/** The operators of a path, one item each. */
export function spell(path: Path, { letters, postfix }: Spelling): string[] {
  return path.map(([kind, ...numbers]) => {
    const words = numbers.map(round);
    return (postfix ? [...words, letters[kind]] : [letters[kind], ...words]).join(' ');
  });
}

/** At most four decimals: a tenth of a thousandth of a millimetre. */
export function round(value: number): string {
  return String(Number(value.toFixed(4)));
}
