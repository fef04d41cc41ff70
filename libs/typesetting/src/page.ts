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

/** End a clause: they start no line, one may stand beyond the edge. */
const CLOSING = '，。；：、）】》！？”’〕·';
/** Begin one: they end no line. */
const OPENING = '（【《“‘〔';
const WORD = /[A-Za-z0-9.,:;%/@_+-]/;

/**
 * Breaks a text into lines of a width in millimetres, and at its line feeds. Chinese breaks anywhere but before marks
 * that end a clause and after those that begin one; words and numbers stay whole where a line has room for them.
 */
export function wrap(font: Font, text: string, size: number, width: number): string[] {
  return text.split('\n').flatMap((part) => wrapLine(font, part, size, width));
}

function wrapLine(font: Font, text: string, size: number, width: number): string[] {
  const characters = [...text];
  const widths = characters.map((character) => font.width(character) * size);
  const lines: string[] = [];
  let [start, room] = [0, width];
  for (let at = 0; at < characters.length; at++) {
    room -= widths[at] ?? 0;
    if (room >= 0 || at === start) continue;
    const end = breakBefore(characters, start, at);
    lines.push(characters.slice(start, end).join(''));
    start = end;
    room = width;
    at = end - 1;
  }
  if (start < characters.length) lines.push(characters.slice(start).join(''));
  return lines;
}

/** Where the next line starts if the character at `at` has no room any more. */
function breakBefore(characters: readonly string[], start: number, at: number): number {
  const of = (index: number) => characters[index] ?? '';
  // One mark hangs over the edge; a row of them does not.
  let end = CLOSING.includes(of(at)) && !CLOSING.includes(of(at - 1)) ? at + 1 : at;
  if (end === at && WORD.test(of(at)) && WORD.test(of(at - 1))) {
    let word = at - 1;
    while (word > start && WORD.test(of(word - 1))) word--;
    if (word > start) end = word;
  }
  while (end - 1 > start && OPENING.includes(of(end - 1))) end--;
  return end;
}

/** Every character that a document shows. */
export function charactersOf(pages: readonly Page[]): string {
  return pages.flatMap(({ marks }) => marks.map((mark) => (mark.kind === 'text' ? mark.text : ''))).join('');
}

/** Width of the edge of bold text, in ems. */
export const BOLD_EDGE = 0.022;
