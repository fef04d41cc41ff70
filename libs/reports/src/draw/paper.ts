import type { Colour } from '#libs/typesetting';

/** A4, in millimetres; margins as official documents have them, a little narrower for tables (GB/T 9704-2012 §5). */
export const PAPER = { width: 210, height: 297 } as const;
export const LEFT = 24;
export const RIGHT = 186;
export const WIDTH = RIGHT - LEFT;
export const MIDDLE = PAPER.width / 2;
/** Where text begins on pages after the first, and where it ends on all. */
export const TOP = 26;
export const BOTTOM = 272;

export const RED: Colour = [200, 22, 29];
export const GREY: Colour = [105, 105, 110];
export const RULE: Colour = [150, 150, 155];
export const GROUND: Colour = [242, 242, 244];

/** Heights of an em. */
export const SIZE = { title: 7.4, heading: 4.6, body: 4.1, table: 3.4, small: 2.7 } as const;
/** Lines of text, as multiples of the em. */
export const LEADING = 1.5;
