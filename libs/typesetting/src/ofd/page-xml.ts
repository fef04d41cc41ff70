import { escapeXml } from '#libs/seals';
import { round, spell, transform, type Path } from '../draw/path.js';
import type { Font } from '../font/font.js';
import {
  BOLD_EDGE,
  stepsOf,
  widthOf,
  type Colour,
  type Page,
  type ShapeMark,
  type TextMark,
} from '../page.js';
import { NAMESPACE } from './xml.js';

interface Writing {
  font: Font;
  fontId: number;
  /** The next id that is free in the document. */
  next: () => number;
}

const OFD_PATH = { letters: { M: 'M', L: 'L', C: 'B', Z: 'C' }, postfix: false } as const;

/** Content.xml of a page: one layer of text and path objects (GB/T 33190 §7.7, §9, §11). */
export function pageXml(page: Page, writing: Writing): string {
  const layer = writing.next();
  const objects = page.marks.map((mark) =>
    mark.kind === 'text' ? textObject(mark, page, writing) : pathObject(mark, writing),
  );
  const box = [0, 0, page.width, page.height].map(round).join(' ');
  return `<ofd:Page ${NAMESPACE}><ofd:Area><ofd:PhysicalBox>${box}</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="${layer}" Type="Body">${objects.join('')}</ofd:Layer></ofd:Content></ofd:Page>`;
}

/** The box of a turned text is the whole page; readers cut off what lies outside of it. */
function textObject(mark: TextMark, page: Page, { font, fontId, next }: Writing): string {
  const { x, y, size, spacing = 0, turn, bold, colour } = mark;
  const up = font.ascent * size;
  const box =
    turn === undefined
      ? [x, y - up, widthOf(font, mark.text, size, spacing), up - font.descent * size]
      : [0, 0, page.width, page.height];
  const matrix =
    turn === undefined
      ? ''
      : ` CTM="${[Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), x, y].map(round).join(' ')}"`;
  const edge = bold ? ` Stroke="true" LineWidth="${round(size * BOLD_EDGE)}"` : '';
  const edgeColour = bold ? `<ofd:StrokeColor Value="${colour.join(' ')}"/>` : '';
  const steps = stepsOf(font, mark).map(round).join(' ');
  return [
    `<ofd:TextObject ID="${next()}" Boundary="${box.map(round).join(' ')}"${matrix} Font="${fontId}" Size="${round(size)}"${edge}>`,
    `<ofd:FillColor Value="${colour.join(' ')}"/>${edgeColour}`,
    `<ofd:TextCode X="0" Y="${turn === undefined ? round(up) : 0}"${steps === '' ? '' : ` DeltaX="${steps}"`}>${escapeXml(mark.text)}</ofd:TextCode></ofd:TextObject>`,
  ].join('');
}

function pathObject(mark: ShapeMark, { next }: Writing): string {
  return shapeObject(mark, next());
}

/** A shape as an object of a page block, with its id. */
export function shapeObject({ path, fill, stroke }: ShapeMark, id: number): string {
  const edge = stroke?.width ?? 0;
  const [left, top, right, bottom] = boundsOf(path);
  const box = [left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge];
  const moved = spell(transform(path, [1, 0, 0, 1, edge - left, edge - top]), OFD_PATH).join(' ');
  const paint = (name: string, colour: Colour | undefined) =>
    colour ? `<ofd:${name} Value="${colour.join(' ')}"/>` : '';
  return [
    `<ofd:PathObject ID="${id}" Boundary="${box.map(round).join(' ')}" Stroke="${String(stroke !== undefined)}" Fill="${String(fill !== undefined)}"${stroke ? ` LineWidth="${round(stroke.width)}"` : ''}>`,
    `${paint('FillColor', fill)}${paint('StrokeColor', stroke?.colour)}`,
    `<ofd:AbbreviatedData>${moved}</ofd:AbbreviatedData></ofd:PathObject>`,
  ].join('');
}

/** Left, top, right, bottom; control points included, which lie at most outside of the curve. */
function boundsOf(path: Path): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [, ...numbers] of path) {
    for (const [index, value] of numbers.entries()) {
      const axis = index % 2;
      bounds[axis] = Math.min(bounds[axis] ?? value, value);
      bounds[axis + 2] = Math.max(bounds[axis + 2] ?? value, value);
    }
  }
  return bounds;
}
