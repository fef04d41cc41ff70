import { rectangle, widthOf, type Colour, type Font, type Mark, type ShapeMark } from '#libs/typesetting';

export const INK: Colour = [28, 28, 30];
export const PALE: Colour = [120, 112, 104];
export const GOLD: Colour = [176, 132, 58];
export const WATERMARK: Colour = [238, 228, 222];

export interface TextStyle {
  size: number;
  colour?: Colour;
  bold?: boolean;
  spacing?: number;
}

export function at(x: number, y: number, text: string, style: TextStyle): Mark {
  return { kind: 'text', text, x, y, colour: INK, ...style };
}

/** Text about a middle line. */
export function centred(font: Font, middle: number, y: number, text: string, style: TextStyle): Mark {
  return at(middle - widthOf(font, text, style.size, style.spacing) / 2, y, text, style);
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

/** Large and pale across the page, so that nobody takes a sample for a licence. */
export function watermark(font: Font, width: number, height: number): Mark[] {
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

export function footer(font: Font, middle: number, bottom: number, notes: readonly string[]): Mark[] {
  return notes.map((note, index) =>
    centred(font, middle, bottom - (notes.length - 1 - index) * 4.2, note, { size: 2.7, colour: PALE }),
  );
}

/** `2024年5月6日`. */
export function dateText(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${String(Number(month))}月${String(Number(day))}日`;
}
