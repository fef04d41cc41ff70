import type { Font } from '#libs/typesetting';

/**
 * Makes texts drawable. What the font has no glyph for, and what cannot be seen, is written as its code point in tortoise
 * shell brackets (喆 as 〔U+5586〕): nothing is left out or taken for something else, and a reader can find the character.
 */
export class Drawable {
  private used = false;

  constructor(private readonly font: Font) {}

  /** Whether a code point was written: the document then explains what it means. */
  get codesUsed(): boolean {
    return this.used;
  }

  /** Line feeds stay; other spaces become one that the font has. */
  text(text: string): string {
    return [...text.replace(/\r\n?/g, '\n')].map((character) => this.one(character)).join('');
  }

  /** On one line. */
  line(text: string): string {
    return this.text(text.replace(/[\r\n]+/g, ' '));
  }

  private one(character: string): string {
    if (character === '\n') return character;
    if (character === '\u3000') return this.font.has(character) ? character : ' ';
    if (/[\t\p{Zs}]/u.test(character)) return ' ';
    if (!/[\p{C}\p{Z}\p{M}]/u.test(character) && this.font.has(character)) return character;
    this.used = true;
    return `〔U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}〕`;
  }
}
