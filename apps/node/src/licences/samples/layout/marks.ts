import { centred, type Colour, type Font, type Mark } from '#libs/typesetting';

export const PALE: Colour = [120, 112, 104];
export const GOLD: Colour = [176, 132, 58];

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
