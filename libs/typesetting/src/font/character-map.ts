/** Reads `cmap` (ISO/IEC 14496-22 §5.2.1): format 12 where there is one, otherwise format 4. */
export function characterMap(cmap: Buffer): (codePoint: number) => number {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) =>
    cmap.readUInt32BE(4 + index * 8 + 4),
  );
  const withFormat = (format: number) => offsets.find((offset) => cmap.readUInt16BE(offset) === format);
  const twelve = withFormat(12);
  if (twelve !== undefined) return groups(cmap.subarray(twelve));
  const four = withFormat(4);
  if (four !== undefined) return segments(cmap.subarray(four));
  throw new RangeError('the font has no character map of format 4 or 12');
}

function groups(table: Buffer): (codePoint: number) => number {
  const count = table.readUInt32BE(12);
  return (codePoint) => {
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = 16 + middle * 12;
      if (codePoint > table.readUInt32BE(at + 4)) low = middle + 1;
      else if (codePoint < table.readUInt32BE(at)) high = middle - 1;
      else return table.readUInt32BE(at + 8) + codePoint - table.readUInt32BE(at);
    }
    return 0;
  };
}

function segments(table: Buffer): (codePoint: number) => number {
  const doubled = table.readUInt16BE(6);
  const starts = 16 + doubled;
  const deltas = starts + doubled;
  const ranges = deltas + doubled;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    // The first segment that ends at the character or after it; segments are sorted by their ends.
    let [low, high] = [0, doubled / 2];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table.readUInt16BE(14 + 2 * middle) < codePoint) low = middle + 1;
      else high = middle;
    }
    const at = 2 * low;
    if (at >= doubled) return 0;
    const start = table.readUInt16BE(starts + at);
    if (start > codePoint) return 0;
    const delta = table.readUInt16BE(deltas + at);
    const range = table.readUInt16BE(ranges + at);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = table.readUInt16BE(ranges + at + range + 2 * (codePoint - start));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}
