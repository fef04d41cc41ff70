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

/** Writes a simple glyph without instructions, its points as they come and as short as may be; the box stays. */
export function writeSimple(data: Buffer, contours: readonly (readonly Point[])[]): Buffer {
  const points = contours.flat();
  const head = Buffer.alloc(10 + 2 * contours.length + 2);
  data.copy(head, 0, 0, 10);
  let end = -1;
  contours.forEach((contour, index) => head.writeUInt16BE((end += contour.length), 10 + 2 * index));
  const xs = axisOf(points, ({ x }) => x, FLAG.shortX, FLAG.sameX);
  const ys = axisOf(points, ({ y }) => y, FLAG.shortY, FLAG.sameY);
  const flags = points.map(
    ({ on }, index) => (on ? FLAG.on : 0) | (xs.flags[index] ?? 0) | (ys.flags[index] ?? 0),
  );
  return Buffer.concat([head, repeated(flags), ...xs.deltas, ...ys.deltas]);
}

/** Steps along one axis: none where it stays, one octet where it is short, two otherwise. */
function axisOf(
  points: readonly Point[],
  of: (point: Point) => number,
  short: number,
  same: number,
): { flags: number[]; deltas: Buffer[] } {
  const deltas: Buffer[] = [];
  const flags = points.map((point, index) => {
    const before = points[index - 1];
    const step = of(point) - (before ? of(before) : 0);
    if (step === 0) return same;
    if (Math.abs(step) < 256) {
      deltas.push(Buffer.from([Math.abs(step)]));
      return step > 0 ? short | same : short;
    }
    const wide = Buffer.alloc(2);
    wide.writeInt16BE(step);
    deltas.push(wide);
    return 0;
  });
  return { flags, deltas };
}

function repeated(flags: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < flags.length;) {
    const flag = flags[at] ?? 0;
    let times = 1;
    while (times < 256 && flags[at + times] === flag) times++;
    if (times > 2) bytes.push(flag | FLAG.repeat, times - 1);
    else bytes.push(...Array<number>(times).fill(flag));
    at += times;
  }
  return Buffer.from(bytes);
}
