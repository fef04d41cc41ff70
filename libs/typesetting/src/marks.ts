import { rectangle } from './draw/path.js';
import type { Font } from './font/font.js';
import { widthOf, type Colour, type Mark, type ShapeMark } from './page.js';

export const INK: Colour = [28, 28, 30];
const WATERMARK: Colour = [238, 228, 222];

export interface TextStyle {
  /** Height of an em in millimetres. */
  size: number;
  colour?: Colour;
  bold?: boolean;
  spacing?: number;
}

/** Text whose base line starts here. */
export function at(x: number, y: number, text: string, style: TextStyle): Mark {
  return { kind: 'text', text, x, y, colour: INK, ...style };
}

/** Text about a middle line. */
export function centred(font: Font, middle: number, y: number, text: string, style: TextStyle): Mark {
  return at(middle - widthOf(font, text, style.size, style.spacing) / 2, y, text, style);
}

/** Text that ends at a line. */
export function endingAt(font: Font, right: number, y: number, text: string, style: TextStyle): Mark {
  return at(right - widthOf(font, text, style.size, style.spacing), y, text, style);
}

export function frame(
  x: number,
  y: number,
  width: number,
  height: number,
  edge: number,
  colour: Colour,
): ShapeMark {
  return { kind: 'shape', path: rectangle(x, y, width, height), stroke: { colour, width: edge } };
}

export function filled(x: number, y: number, width: number, height: number, fill: Colour): ShapeMark {
  return { kind: 'shape', path: rectangle(x, y, width, height), fill };
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  width: number,
  colour: Colour,
): ShapeMark {
  return {
    kind: 'shape',
    path: [
      ['M', x1, y1],
      ['L', x2, y2],
    ],
    stroke: { colour, width },
  };
}

/** Large and pale across the page, so that nobody takes a sample for the real thing. */
export function sampleWatermark(font: Font, width: number, height: number): Mark[] {
  const [text, size, turn] = ['样例  SAMPLE', 26, -0.5];
  const half = font.width(text) * size * 0.5;
  return [0.36, 0.74].map((part) => ({
    kind: 'text',
    text,
    x: width / 2 - half * Math.cos(turn),
    y: height * part - half * Math.sin(turn),
    size,
    colour: WATERMARK,
    turn,
  }));
}
