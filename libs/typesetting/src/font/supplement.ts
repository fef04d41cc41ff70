import { readSimple, writeSimple, type Point } from './simple-glyph.js';

/** A glyph that a font lacks, in units of the font. */
export interface SupplementGlyph {
  codePoint: number;
  advance: number;
  bearing: number;
  data: Buffer;
}

/** What a supplement is drawn from. */
export interface SupplementSource {
  unitsPerEm: number;
  has(character: string): boolean;
  /** Description of a glyph that stands in the font, its contours, and its width in units. */
  described: (character: string) => { data: Buffer; advance: number } | undefined;
}

type Contour = readonly Point[];

/**
 * Marks that Chinese documents use and fonts of GB 2312's characters often lack: the dot in names (·), the geta mark (〓)
 * that stands for what cannot be drawn, boxes, rings, numbers in rings, units. From geometry and the font's own figures.
 */
export function supplementOf(font: SupplementSource): SupplementGlyph[] {
  const draw = drawing(font);
  const wide = font.unitsPerEm;
  const glyphs: SupplementGlyph[] = [];
  const add = (character: string, advance: number, contours: readonly Contour[] | undefined): void => {
    if (contours && !font.has(character))
      glyphs.push(glyphOf(character.codePointAt(0) ?? 0, advance, contours));
  };
  add('·', wide * 0.5, [draw.disc(0.25, 0.38, 0.07)]);
  add('〓', wide, [draw.box(0.1, 0.5, 0.9, 0.68), draw.box(0.1, 0.12, 0.9, 0.3)]);
  add('□', wide, [draw.box(0.1, 0, 0.9, 0.8), draw.hole(draw.box(0.15, 0.05, 0.85, 0.75))]);
  add('■', wide, [draw.box(0.1, 0, 0.9, 0.8)]);
  add('○', wide, draw.ring(0.5, 0.38, 0.38, 0.045));
  add('〇', wide, draw.ring(0.5, 0.38, 0.4, 0.06));
  add('●', wide, [draw.disc(0.5, 0.38, 0.38)]);
  add('√', wide, [draw.tick()]);
  add('✓', wide, [draw.tick()]);
  add('→', wide, [
    draw.box(0.08, 0.355, 0.8, 0.405),
    [draw.point(0.7, 0.56), draw.point(0.93, 0.38), draw.point(0.7, 0.2)],
  ]);
  for (const [character, digits] of RAISED) {
    const raised = draw.figures(digits, { x: 0.04, y: 0.36, size: 0.55 });
    add(character, raised ? raised.width + wide * 0.06 : 0, raised?.contours);
  }
  const metre = draw.figures('m', { x: 0.02, y: 0, size: 0.92 });
  const square = metre && draw.figures('2', { x: metre.width / wide + 0.04, y: 0.4, size: 0.5 });
  add('㎡', wide * 1.05, square && [...metre.contours, ...square.contours]);
  const centigrade = draw.figures('C', { x: 0.32, y: 0, size: 0.95 });
  add('℃', wide, centigrade && [...draw.ring(0.17, 0.64, 0.13, 0.04), ...centigrade.contours]);
  for (let number = 1; number <= 20; number++) {
    const digits = draw.figures(String(number), { x: 0, y: 0, size: number < 10 ? 0.62 : 0.5 });
    const placed = digits && draw.centredIn(digits, 0.5, 0.38);
    add(
      String.fromCodePoint(0x2460 + number - 1),
      wide,
      placed && [...draw.ring(0.5, 0.38, 0.46, 0.04), ...placed],
    );
  }
  return glyphs;
}

const RAISED = [
  ['²', '2'],
  ['³', '3'],
] as const;

interface Figures {
  contours: Contour[];
  width: number;
}

/** Shapes in ems, y upwards; outer contours run clockwise, as TrueType has them. */
function drawing({ unitsPerEm, described }: SupplementSource) {
  const point = (x: number, y: number, on = true): Point => ({
    x: Math.round(x * unitsPerEm),
    y: Math.round(y * unitsPerEm),
    on,
  });
  const hole = (contour: Contour): Contour => [...contour].reverse();
  const box = (left: number, bottom: number, right: number, top: number): Contour => [
    point(left, bottom),
    point(left, top),
    point(right, top),
    point(right, bottom),
  ];
  /** Eight curves: off by less than a thousandth of the radius. */
  const disc = (x: number, y: number, radius: number): Contour =>
    Array.from({ length: 16 }, (_, index) => {
      const angle = (-index * Math.PI) / 8;
      const off = index % 2 === 1;
      const reach = off ? radius / Math.cos(Math.PI / 8) : radius;
      return point(x + reach * Math.cos(angle), y + reach * Math.sin(angle), !off);
    });
  return {
    point,
    hole,
    box,
    disc,
    ring: (x: number, y: number, radius: number, width: number): Contour[] => [
      disc(x, y, radius),
      hole(disc(x, y, radius - width)),
    ],
    tick: (): Contour => [
      point(0.1, 0.38),
      point(0.16, 0.43),
      point(0.36, 0.18),
      point(0.86, 0.76),
      point(0.9, 0.72),
      point(0.36, 0.02),
    ],
    /** Characters of the font, made smaller; undefined where the font has not got them as simple glyphs. */
    figures(text: string, at: { x: number; y: number; size: number }): Figures | undefined {
      let x = at.x * unitsPerEm;
      const contours: Contour[] = [];
      for (const character of text) {
        const glyph = described(character);
        if (!glyph || glyph.data.length === 0 || glyph.data.readInt16BE(0) < 0) return undefined;
        for (const contour of readSimple(glyph.data))
          contours.push(
            contour.map((each) => ({
              x: Math.round(x + each.x * at.size),
              y: Math.round(at.y * unitsPerEm + each.y * at.size),
              on: each.on,
            })),
          );
        x += glyph.advance * at.size;
      }
      return { contours, width: x };
    },
    centredIn({ contours }: Figures, x: number, y: number): Contour[] {
      const { left, right, bottom, top } = boxOf(contours);
      const [dx, dy] = [x * unitsPerEm - (left + right) / 2, y * unitsPerEm - (bottom + top) / 2];
      return contours.map((contour) =>
        contour.map((each) => ({ x: Math.round(each.x + dx), y: Math.round(each.y + dy), on: each.on })),
      );
    },
  };
}

function boxOf(contours: readonly Contour[]): { left: number; right: number; bottom: number; top: number } {
  const [xs, ys] = [contours.flat().map(({ x }) => x), contours.flat().map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
}

function glyphOf(codePoint: number, advance: number, contours: readonly Contour[]): SupplementGlyph {
  const { left, right, bottom, top } = boxOf(contours);
  const head = Buffer.alloc(10);
  [contours.length, left, bottom, right, top].forEach((value, index) => head.writeInt16BE(value, 2 * index));
  return { codePoint, advance: Math.round(advance), bearing: left, data: writeSimple(head, contours) };
}
