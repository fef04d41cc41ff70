import { at, wrap, type Font, type Mark, type TextStyle } from '#libs/typesetting';
import type { Drawable } from './drawable.js';
import { BOTTOM, LEADING, LEFT, TOP, WIDTH } from './paper.js';

export interface Paragraph extends TextStyle {
  x?: number;
  width?: number;
  /** Of the first line. */
  indent?: number;
  /** Between lines, as a multiple of the em. */
  leading?: number;
  /** Space below it, in millimetres. */
  after?: number;
}

/** Sets one thing below the other, over as many pages as it takes. */
export class Flow {
  /** Marks of each page. */
  readonly pages: Mark[][] = [[]];
  y = TOP;

  constructor(
    readonly font: Font,
    readonly drawable: Drawable,
  ) {}

  /** Room that is left on this page. */
  get room(): number {
    return BOTTOM - this.y;
  }

  get atTop(): boolean {
    return this.y <= TOP;
  }

  draw(...marks: readonly Mark[]): void {
    this.pages.at(-1)?.push(...marks);
  }

  turn(): void {
    this.pages.push([]);
    this.y = TOP;
  }

  /** A new page unless this one has so much room. */
  need(height: number): void {
    if (this.room < height && !this.atTop) this.turn();
  }

  skip(height: number): void {
    if (!this.atTop) this.y += height;
  }

  /** A paragraph, broken over pages by its lines. */
  paragraph(text: string, style: Paragraph): void {
    const { x = LEFT, width = WIDTH, indent = 0, leading = LEADING, after = 0, ...ink } = style;
    const step = style.size * leading;
    // Ideographic spaces make the indent, so that text which is copied keeps it.
    const spaces = '\u3000'.repeat(indent);
    for (const one of wrap(this.font, spaces + this.drawable.text(text), style.size, width)) {
      if (this.room < step) this.turn();
      this.draw(at(x, this.y + style.size * (0.5 + leading / 2 - 0.14), one, ink));
      this.y += step;
    }
    this.y += after;
  }

  /** How high a paragraph is. */
  heightOf(
    text: string,
    { size, width = WIDTH, indent = 0, leading = LEADING, after = 0 }: Paragraph,
  ): number {
    const spaces = '\u3000'.repeat(indent);
    return wrap(this.font, spaces + this.drawable.text(text), size, width).length * size * leading + after;
  }
}
