import type { Path } from './draw/path.js';
import type { Font } from './font/font.js';

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** Millimetres from the upper left corner, y downwards, as OFD has it (GB/T 33190 §7.3). */
export interface Page {
  width: number;
  height: number;
  marks: readonly Mark[];
}

export interface TextMark {
  kind: 'text';
  text: string;
  /** Where the base line starts. */
  x: number;
  y: number;
  /** Height of an em in millimetres. */
  size: number;
  colour: Colour;
  /** Drawn with an edge: there is one weight of the font only. */
  bold?: boolean;
  /** Added after each character, in millimetres. */
  spacing?: number;
  /** Turned clockwise about its start, in radians. */
  turn?: number;
}

export interface ShapeMark {
  kind: 'shape';
  path: Path;
  fill?: Colour;
  stroke?: { colour: Colour; width: number };
}

export type Mark = TextMark | ShapeMark;

/** A document to be written as PDF or as OFD. */
export interface TypesetDocument {
  /** Of which the characters that are used are embedded. */
  font: Font;
  pages: readonly Page[];
  title: string;
  /** Name of the program that made it. */
  creator: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Width in millimetres of a text as it is set. */
export function widthOf(font: Font, text: string, size: number, spacing = 0): number {
  return font.width(text) * size + spacing * Math.max([...text].length - 1, 0);
}

/** Horizontal steps from each character to the next, in millimetres. */
export function stepsOf(font: Font, { text, size, spacing = 0 }: TextMark): number[] {
  return [...text].slice(0, -1).map((character) => font.width(character) * size + spacing);
}

/** Breaks a text into lines of a width in millimetres. Chinese breaks anywhere; marks that end a clause start no line. */
export function wrap(font: Font, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of text) {
    if (
      line !== '' &&
      font.width(line + character) * size > width &&
      !'，。；：、）】》！？'.includes(character)
    ) {
      lines.push(line);
      line = '';
    }
    line += character;
  }
  return line === '' ? lines : [...lines, line];
}

/** Every character that a document shows. */
export function charactersOf(pages: readonly Page[]): string {
  return pages.flatMap(({ marks }) => marks.map((mark) => (mark.kind === 'text' ? mark.text : ''))).join('');
}

/** Width of the edge of bold text, in ems. */
export const BOLD_EDGE = 0.022;
