/** The container of TrueType and OpenType fonts (ISO/IEC 14496-22 §4.3): tables by their tags. */
export type SfntTables = ReadonlyMap<string, Buffer>;

const TRUE_TYPE = 0x00010000;
const RECORD = 16;

/**
 * Reads the table directory of a font with TrueType outlines.
 * @throws RangeError where it is another kind of font, or its tables lie outside of it
 */
export function readSfnt(bytes: Uint8Array): SfntTables {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 12 || file.readUInt32BE(0) !== TRUE_TYPE)
    throw new RangeError('not a font with TrueType outlines');
  const tables = new Map<string, Buffer>();
  const count = file.readUInt16BE(4);
  if (12 + count * RECORD > file.length) throw new RangeError('the font is cut off');
  for (let index = 0, at = 12; index < count; index++, at += RECORD) {
    const offset = file.readUInt32BE(at + 8);
    const length = file.readUInt32BE(at + 12);
    if (offset + length > file.length) throw new RangeError('a table lies outside of the font');
    tables.set(file.toString('latin1', at, at + 4), file.subarray(offset, offset + length));
  }
  return tables;
}

/** Writes a font: tables in the order of their tags, each at a multiple of four, with checksums. */
export function writeSfnt(tables: SfntTables): Buffer {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const head = Buffer.alloc(12 + sorted.length * RECORD);
  const power = Math.floor(Math.log2(sorted.length));
  head.writeUInt32BE(TRUE_TYPE, 0);
  head.writeUInt16BE(sorted.length, 4);
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((sorted.length - 2 ** power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  let headAt = 0;
  for (const [index, [tag, table]] of sorted.entries()) {
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    const at = 12 + index * RECORD;
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(checksum(padded), at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(table.length, at + 12);
    if (tag === 'head') headAt = offset;
    parts.push(padded);
    offset += padded.length;
  }
  const file = Buffer.concat(parts);
  // checkSumAdjustment makes the sum of the whole a constant; it was written as zero (§5.2.4).
  file.writeUInt32BE((0xb1b0afba - checksum(file)) >>> 0, headAt + 8);
  return file;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
