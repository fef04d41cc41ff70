/** A point of a contour, in units of the font. */
export interface Point {
  x: number;
  y: number;
  /** False for a control point. */
  on: boolean;
}

const FLAG = { on: 1, shortX: 2, shortY: 4, repeat: 8, sameX: 16, sameY: 32 };

/** Points of a simple glyph (ISO/IEC 14496-22 §5.3.3.1.1), one list for each contour. */
export function readSimple(data: Buffer): Point[][] {
  const ends = Array.from({ length: data.readInt16BE(0) }, (_, index) => data.readUInt16BE(10 + 2 * index));
  const count = (ends.at(-1) ?? -1) + 1;
  let at = 10 + 2 * ends.length;
  at += 2 + data.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = data.readUInt8(at++);
    const times = flag & FLAG.repeat ? data.readUInt8(at++) + 1 : 1;
    for (let i = 0; i < times; i++) flags.push(flag);
  }
  const axis = (short: number, same: number): number[] => {
    let value = 0;
    return flags.slice(0, count).map((flag) => {
      if (flag & short) value += flag & same ? data.readUInt8(at++) : -data.readUInt8(at++);
      else if (!(flag & same)) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(FLAG.shortX, FLAG.sameX);
  const ys = axis(FLAG.shortY, FLAG.sameY);
  const points = xs.map((x, index) => ({ x, y: ys[index] ?? 0, on: ((flags[index] ?? 0) & FLAG.on) !== 0 }));
  return ends.map((end, index) => points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1));
}

/** Writes a simple glyph without instructions, its points as they come; the box stays. */
export function writeSimple(data: Buffer, contours: readonly (readonly Point[])[]): Buffer {
  const points = contours.flat();
  const head = Buffer.alloc(10 + 2 * contours.length + 2);
  data.copy(head, 0, 0, 10);
  let end = -1;
  contours.forEach((contour, index) => head.writeUInt16BE((end += contour.length), 10 + 2 * index));
  const flags = Buffer.from(points.map(({ on }) => (on ? FLAG.on : 0)));
  const axis = (of: (point: Point) => number): Buffer => {
    const deltas = Buffer.alloc(2 * points.length);
    points.forEach((point, index) => {
      const before = points[index - 1];
      deltas.writeInt16BE(of(point) - (before ? of(before) : 0), 2 * index);
    });
    return deltas;
  };
  return Buffer.concat([head, flags, axis(({ x }) => x), axis(({ y }) => y)]);
}
