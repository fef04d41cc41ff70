import { rectangle, transform, type Path } from '../draw/path.js';
import type { Font } from '../font/font.js';
import { shapeObject } from '../ofd/page-xml.js';
import { wrap, type Colour, type ShapeMark } from '../page.js';
import { shapesContent } from '../pdf/content.js';

/** A note in a strip: shapes alone, so that whoever draws it needs no font. */
export interface NoteDrawing {
  /** In millimetres. */
  width: number;
  height: number;
  marks: readonly ShapeMark[];
}

export interface NoteText {
  text: string;
  /** Of the whole strip, in millimetres. */
  width: number;
  height: number;
  /** Kept free on the left, for a seal. */
  indent: number;
}

export const NOTE_INK: Colour = [170, 20, 20];
const RULE = 0.25;
/** Kept free on the right. */
const RIGHT = 3;
const SIZES = [3, 2.8, 2.6, 2.4, 2.2, 2, 1.8] as const;
const LEADING = 1.24;
/** What stands for characters that the font does not have, the best first. */
const STAND_INS = ['〓', '□', '？', '?'] as const;

/** Sets the text as large as the strip allows, without a ground, so that what lies below stays readable. */
export function drawNote(font: Font, { text, width, height, indent }: NoteText): NoteDrawing {
  const room = width - indent - RIGHT;
  const shown = covered(font, text);
  const set = SIZES.map((size) => ({ size, rows: wrap(font, shown, size, room) }));
  const fits = set.find(({ size, rows }) => rows.length * size * LEADING + size * 0.4 <= height - RULE);
  const { size, rows } = fits ?? set.at(-1) ?? { size: 1.8, rows: [] };
  const most = Math.max(1, Math.floor((height - RULE) / (size * LEADING)));
  const ink = rows
    .slice(0, most)
    .flatMap((row, index) =>
      line(font, row, { x: indent, y: RULE + size * (0.2 + LEADING * index + 1), size }),
    );
  const marks = [rectangle(0, 0, width, RULE), ink].map((path): ShapeMark => ({
    kind: 'shape',
    path,
    fill: NOTE_INK,
  }));
  return { width, height, marks };
}

/** The text with a stand-in for every character that the font cannot draw, rather than its empty box. */
function covered(font: Font, text: string): string {
  const standIn = STAND_INS.find((character) => font.has(character)) ?? ' ';
  return [...text]
    .map((character) => (character === ' ' || font.has(character) ? character : standIn))
    .join('');
}

function line(font: Font, text: string, { x, y, size }: { x: number; y: number; size: number }): Path {
  let at = x;
  return [...text].flatMap((character) => {
    const glyph = transform(font.outline(character), [size, 0, 0, -size, at, y]);
    at += font.width(character) * size;
    return [...glyph];
  });
}

/** As content of a PDF form whose box is the strip, in millimetres. */
export function noteContent({ marks, height }: NoteDrawing): string {
  return shapesContent(marks, height);
}

/** As objects of an OFD page block, from the strip's upper left corner; ids count from the first. */
export function noteObjects({ marks }: NoteDrawing, firstId: number): string {
  return marks.map((mark, index) => shapeObject(mark, firstId + index)).join('');
}
