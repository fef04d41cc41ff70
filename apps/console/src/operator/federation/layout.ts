/** Where the members of a federation stand in the drawing: anchors above, this node in the middle, peers below. */
export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  anchors: Place[];
  self: Place;
  peers: Place[];
}

export const BOX = { width: 216, height: 96 };
const GAP = { x: 40, y: 72 };
const MARGIN = 12;

/** @param columns how many boxes stand beside each other */
export function layoutOf(anchors: number, peers: number, columns: number): Layout {
  const across = Math.max(1, Math.min(columns, Math.max(anchors, peers)));
  const width = across * BOX.width + (across + 1) * GAP.x;
  const rowOf = (n: number): number => Math.floor(n / across);
  const rowsOf = (count: number): number => Math.max(1, Math.ceil(count / across));
  const inRow = (count: number, n: number): number => Math.min(across, count - rowOf(n) * across);
  const top = (row: number): number => MARGIN + row * (BOX.height + GAP.y);
  const placed = (count: number, firstRow: number): Place[] =>
    Array.from({ length: count }, (_, n) => {
      const beside = inRow(count, n);
      const start = (width - beside * BOX.width - (beside - 1) * GAP.x) / 2;
      return { x: start + (n % across) * (BOX.width + GAP.x), y: top(firstRow + rowOf(n)) };
    });
  const selfRow = rowsOf(anchors);
  const rows = selfRow + 1 + rowsOf(peers);
  return {
    width,
    height: top(rows - 1) + BOX.height + MARGIN,
    anchors: placed(anchors, 0),
    self: { x: (width - BOX.width) / 2, y: top(selfRow) },
    peers: placed(peers, selfRow + 1),
  };
}

/**
 * The line between two boxes. Where boxes stand in one column, it goes round those between them.
 * @param rail how far left of the boxes
 */
export function lineBetween(from: Place, to: Place, rail = GAP.x / 2): string {
  const middle = (place: Place): number => place.x + BOX.width / 2;
  const isNext = to.y - from.y <= BOX.height + GAP.y;
  if (from.x === to.x && !isNext) {
    const side = from.x - rail;
    const [start, end] = [from.y + BOX.height / 2, to.y + BOX.height / 2];
    return `M${String(from.x)} ${String(start)} H${String(side)} V${String(end)} H${String(to.x)}`;
  }
  const [top, bottom] = [from.y + BOX.height, to.y];
  const bend = (top + bottom) / 2;
  return `M${String(middle(from))} ${String(top)} C${String(middle(from))} ${String(bend)} ${String(middle(to))} ${String(bend)} ${String(middle(to))} ${String(bottom)}`;
}
