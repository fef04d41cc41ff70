import { at, endingAt, filled, line, widthOf, wrap, type Colour, type Mark } from '#libs/typesetting';
import type { Flow } from './flow.js';
import { BOTTOM, GROUND, LEFT, RULE, SIZE, TOP } from './paper.js';

export interface Cell {
  text: string;
  /** Under it, small: the other language. */
  below?: string;
  colour?: Colour;
  bold?: boolean;
  /** Grey ground, as heads and labels have. */
  label?: boolean;
  alignRight?: boolean;
}

export interface Table {
  x?: number;
  /** Of the columns, in millimetres. */
  widths: readonly number[];
  /** Repeated on every page. */
  head?: readonly Cell[];
  rows: readonly (readonly Cell[])[];
}

const PADDING = 1.5;
const ROW = 1.42;
const EDGE = 0.18;
const BELOW = 2.4;
/** Tallest page of rows. */
const BODY = BOTTOM - TOP;

interface SetCell extends Cell {
  lines: readonly string[];
  belowLines: readonly string[];
}

/** Draws a table; a row that is taller than a page is broken by its lines, others stay whole. */
export function drawTable(flow: Flow, { x = LEFT, widths, head, rows }: Table): void {
  const setRow = (cells: readonly Cell[]) => cells.map((cell, index) => set(flow, cell, widths[index] ?? 0));
  const headRow = head && setRow(head);
  const headHeight = headRow ? heightOf(headRow) : 0;
  const first = rows[0] && heightOf(setRow(rows[0]));
  // A head is never left alone at the foot of a page; what must be broken anyway begins where it is.
  const whole = headHeight + (first ?? 0);
  flow.need(whole <= BODY ? whole : headHeight + 5 * SIZE.table * ROW);
  if (headRow) drawRow(flow, headRow, x, widths);
  const turn = (): void => {
    flow.turn();
    if (headRow) drawRow(flow, headRow, x, widths);
  };
  for (const cells of rows) {
    let row: readonly SetCell[] | undefined = setRow(cells);
    while (row) {
      const height = heightOf(row);
      if (height <= flow.room) {
        drawRow(flow, row, x, widths);
        row = undefined;
      } else if (height <= BODY - headHeight) turn();
      else {
        const most = Math.floor((flow.room - 2 * PADDING) / (SIZE.table * ROW));
        if (most < 2) turn();
        else {
          drawRow(
            flow,
            row.map((cell) => ({ ...cell, lines: cell.lines.slice(0, most), belowLines: [] })),
            x,
            widths,
          );
          row = row.map((cell) => ({ ...cell, lines: cell.lines.slice(most) }));
          turn();
        }
      }
    }
  }
}

function set({ font, drawable }: Flow, cell: Cell, width: number): SetCell {
  const room = width - 2 * PADDING;
  return {
    ...cell,
    lines: wrap(font, drawable.text(cell.text), SIZE.table, room),
    belowLines: cell.below === undefined ? [] : wrap(font, drawable.text(cell.below), BELOW, room),
  };
}

const heightOfCell = ({ lines, belowLines }: SetCell): number =>
  Math.max(lines.length, 1) * SIZE.table * ROW + belowLines.length * BELOW * ROW;

const heightOf = (row: readonly SetCell[]): number => Math.max(...row.map(heightOfCell)) + 2 * PADDING - 0.6;

function drawRow(flow: Flow, row: readonly SetCell[], x: number, widths: readonly number[]): void {
  const height = heightOf(row);
  const { y, font } = flow;
  const right = x + widths.reduce((sum, width) => sum + width, 0);
  let left = x;
  const grounds: Mark[] = [];
  const marks: Mark[] = [
    line(x, y, right, y, EDGE, RULE),
    line(x, y + height, right, y + height, EDGE, RULE),
  ];
  row.forEach((cell, index) => {
    const width = widths[index] ?? 0;
    if (cell.label) grounds.push(filled(left, y, width, height, GROUND));
    marks.push(line(left, y, left, y + height, EDGE, RULE));
    let top = y + (height - heightOfCell(cell)) / 2;
    const text = (words: string, size: number, colour?: Colour): void => {
      const style = { size, ...(colour ? { colour } : {}), ...(cell.bold ? { bold: true } : {}) };
      const base = top + size * (ROW / 2 + 0.36);
      marks.push(
        cell.alignRight
          ? endingAt(font, left + width - PADDING, base, words, style)
          : at(left + PADDING, base, words, style),
      );
      top += size * ROW;
    };
    for (const words of cell.lines) text(words, SIZE.table, cell.colour);
    for (const words of cell.belowLines) text(words, BELOW, [120, 120, 125]);
    left += width;
  });
  flow.draw(...grounds, ...marks, line(right, y, right, y + height, EDGE, RULE));
  flow.y += height;
}

/** Narrower than this a column of text cannot be read, unless what stands in it is narrow. */
const READABLE = 20;

/**
 * Widths of columns that fill a width: as wide as what stands in them where there is room, otherwise what is wide gives way
 * to what is narrow. `cramped` where that leaves too little for what is wide.
 */
export function columnWidths(
  flow: Flow,
  columns: readonly (readonly string[])[],
  width: number,
): { widths: number[]; cramped: boolean } {
  const natural = columns.map((texts) =>
    Math.min(Math.max(widest(flow, texts) + 2 * PADDING + 0.3, 12), width),
  );
  const total = natural.reduce((sum, one) => sum + one, 0);
  if (total <= width) return { widths: natural.map((one) => (one * width) / total), cramped: false };
  const widths = natural.map(() => 0);
  let open = natural.map((_, index) => index);
  let left = width;
  for (;;) {
    const share = left / open.length;
    const small = open.filter((index) => (natural[index] ?? 0) <= share);
    if (small.length === 0) {
      for (const index of open) widths[index] = share;
      return { widths, cramped: share < READABLE };
    }
    for (const index of small) {
      widths[index] = natural[index] ?? 0;
      left -= widths[index];
    }
    open = open.filter((index) => !small.includes(index));
  }
}

function widest({ font, drawable }: Flow, texts: readonly string[]): number {
  return texts
    .flatMap((text) => drawable.text(text).split('\n'))
    .reduce((most, part) => Math.max(most, widthOf(font, part, SIZE.table)), 0);
}
