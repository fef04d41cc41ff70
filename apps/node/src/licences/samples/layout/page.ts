import type { Page } from '#libs/typesetting';

/** A page with the box in which the seal is drawn, in millimetres from the upper left corner. */
export interface LicencePage {
  page: Page;
  stamp: { x: number; y: number; diameter: number };
}

/** Lines at the foot of a page: what it is, and that it is none. */
export type Notes = readonly string[];
