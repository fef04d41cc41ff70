import { round, spell, transform } from '../draw/path.js';
import type { FontSubset } from '../font/subset.js';
import { BOLD_EDGE, type Colour, type Mark, type Page, type TextMark } from '../page.js';

/** Points in a millimetre. */
export const POINTS = 72 / 25.4;

const PDF_PATH = { letters: { M: 'm', L: 'l', C: 'c', Z: 'h' }, postfix: true } as const;

/**
 * The content stream of a page (ISO 32000-2 §8, §9). The matrix turns millimetres from the upper left corner into
 * points from the lower left one, so numbers are those of the page.
 */
export function contentOf(page: Page, subset: FontSubset): string {
  const matrix = [POINTS, 0, 0, -POINTS, 0, page.height * POINTS].map(round).join(' ');
  return [`q ${matrix} cm`, ...page.marks.map((mark) => drawn(mark, subset)), 'Q'].join('\n');
}

/** Operators of filled shapes, y upwards: for pictures that stand by themselves, as a seal does. */
export function shapesContent(marks: readonly Mark[], height: number): string {
  return marks
    .flatMap((mark) =>
      mark.kind === 'shape' && mark.fill
        ? [`${colour(mark.fill)} rg`, ...spell(transform(mark.path, [1, 0, 0, -1, 0, height]), PDF_PATH), 'f']
        : [],
    )
    .join('\n');
}

function drawn(mark: Mark, subset: FontSubset): string {
  if (mark.kind === 'text') return text(mark, subset);
  const { path, fill, stroke } = mark;
  return [
    ...(fill ? [`${colour(fill)} rg`] : []),
    ...(stroke ? [`${colour(stroke.colour)} RG ${round(stroke.width)} w`] : []),
    ...spell(path, PDF_PATH),
    fill && stroke ? 'B' : stroke ? 'S' : 'f',
  ].join('\n');
}

function text(mark: TextMark, subset: FontSubset): string {
  const { x, y, size, turn = 0, spacing = 0, bold } = mark;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // Glyphs are drawn upwards, the page downwards: the second column is turned over.
  const matrix = [cos, sin, sin, -cos, x, y].map(round).join(' ');
  const glyphs = [...mark.text].map((character) => subset.glyph(character).toString(16).padStart(4, '0'));
  return [
    `BT ${colour(mark.colour)} rg`,
    ...(bold ? [`${colour(mark.colour)} RG ${round(size * BOLD_EDGE)} w 2 Tr`] : ['0 Tr']),
    `/F1 ${round(size)} Tf ${round(spacing)} Tc ${matrix} Tm <${glyphs.join('')}> Tj ET`,
  ].join(' ');
}

function colour(rgb: Colour): string {
  return rgb.map((part) => round(part / 255)).join(' ');
}
