import { circle, transform, turned, type Path } from '../draw/path.js';
import { png } from '../draw/png.js';
import { fill } from '../draw/raster.js';
import type { Font } from '../font/font.js';
import type { Colour, ShapeMark } from '../page.js';
import { shapesContent } from '../pdf/content.js';

export interface SealDrawing {
  /** Diameter in millimetres. */
  diameter: number;
  /** Shapes in millimetres, y downwards. */
  marks: readonly ShapeMark[];
}

export interface SealText {
  /** On the arc: who seals. */
  name: string;
  /** Below the star. */
  below: string;
  /** On the lower arc: the number of the seal. */
  number?: string;
}

export const SEAL_RED: Colour = [222, 32, 32];

/** As the official seals of county authorities: 4.2 cm, a star in the middle (国发〔1999〕25号). */
export const SEAL_DIAMETER = 42;

/** A round seal: ring, five-pointed star, name from left to right over the arc. */
export function drawSeal(
  font: Font,
  { name, below, number }: SealText,
  diameter = SEAL_DIAMETER,
): SealDrawing {
  const radius = diameter / 2;
  const ring: Path = [
    ...circle(radius, radius, radius - 0.1),
    ...circle(radius, radius, radius - 0.1 - diameter / 35, true),
  ];
  const star = transform(STAR, [diameter / 6, 0, 0, diameter / 6, radius, radius]);
  const shapes = [
    ring,
    star,
    ...onArc(font, name, {
      centre: radius,
      radius: radius * 0.66,
      size: nameSize(name, diameter),
      width: 1.35,
    }),
    ...centred(font, below, { x: radius, y: radius + diameter * 0.29, size: diameter * 0.1 }),
    ...(number === undefined
      ? []
      : underArc(font, number, { centre: radius, radius: radius * 0.86, size: diameter * 0.052 })),
  ];
  return { diameter, marks: shapes.map((path): ShapeMark => ({ kind: 'shape', path, fill: SEAL_RED })) };
}

/** As the picture in a seal (PNG), at a resolution in dots per inch. */
export function sealPng({ diameter, marks }: SealDrawing, dotsPerInch = 300): Buffer {
  const scale = dotsPerInch / 25.4;
  const size = Math.round(diameter * scale);
  const paths = marks.map(({ path }) => transform(path, [scale, 0, 0, scale, 0, 0]));
  return png(fill(paths, size, size), SEAL_RED, Math.round(scale * 1000));
}

/** As content of a PDF form whose box has the diameter for width and height. */
export function sealContent({ diameter, marks }: SealDrawing): string {
  return shapesContent(marks, diameter);
}

/** One point upwards, radius 1, y downwards. */
const STAR: Path = [
  ...Array.from({ length: 10 }, (_, index): readonly ['M' | 'L', number, number] => {
    const angle = (index * Math.PI) / 5;
    // Where the sides of a pentagram cross.
    const radius = index % 2 === 0 ? 1 : 0.381966;
    return [index === 0 ? 'M' : 'L', radius * Math.sin(angle), -radius * Math.cos(angle)];
  }),
  ['Z'],
];

/** Long names are set smaller, so that a round seal holds them. */
function nameSize(name: string, diameter: number): number {
  return diameter * 0.14 * Math.min(1, 17 / [...name].length) ** 0.8;
}

interface Arc {
  centre: number;
  /** Of the base line. */
  radius: number;
  size: number;
}

/** Characters stand upright on a circle, spread over `width` times pi at the most. */
function onArc(font: Font, text: string, { centre, radius, size, width }: Arc & { width: number }): Path[] {
  const characters = [...text];
  const most = (Math.PI * width) / Math.max(characters.length - 1, 1);
  const step = Math.min(most, (size * 1.35) / radius);
  // Where there is less room than a character is wide, it is set narrower, as on real seals.
  const narrow = Math.min(1, (step * (radius + size * 0.35)) / (size * 0.98));
  return characters.map((character, index) => {
    const angle = (index - (characters.length - 1) / 2) * step;
    const advance = font.width(character);
    const upright = transform(font.outline(character), [
      size * narrow,
      0,
      0,
      -size,
      (-advance * size * narrow) / 2,
      -radius,
    ]);
    return transform(upright, turned(angle, centre, centre));
  });
}

/** Along the lower edge, read from left to right, heads towards the centre. */
function underArc(font: Font, text: string, { centre, radius, size }: Arc): Path[] {
  const characters = [...text];
  const step = (size * 0.72) / radius;
  return characters.map((character, index) => {
    const angle = ((characters.length - 1) / 2 - index) * step;
    const advance = font.width(character);
    const upright = transform(font.outline(character), [size, 0, 0, -size, (-advance * size) / 2, radius]);
    return transform(upright, turned(angle, centre, centre));
  });
}

function centred(font: Font, text: string, { x, y, size }: { x: number; y: number; size: number }): Path[] {
  let at = x - (font.width(text) * size) / 2;
  return [...text].map((character) => {
    const path = transform(font.outline(character), [size, 0, 0, -size, at, y]);
    at += font.width(character) * size;
    return path;
  });
}
