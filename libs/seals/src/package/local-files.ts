import { Refusal } from '#libs/errors';
import { viewOf, type Entry } from './directory.js';

const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const DESCRIPTOR = 0x08074b50;
const IN_ZIP64 = 0xffffffff;

const malformed = (hint: string) => new Refusal('PACKAGE_MALFORMED', { hint });

/**
 * Finds the data of every file and checks that the files lie one after the other from the first byte to the directory,
 * without overlap and without a byte between them. A reader that walks the local headers then sees the same files as
 * one that starts from the directory.
 * @returns the compressed bytes of each entry, in its order
 * @throws Refusal PACKAGE_OVERLAP, PACKAGE_MALFORMED
 */
export function locateFiles(bytes: Uint8Array, entries: readonly Entry[], directory: number): Uint8Array[] {
  const data = new Map<Entry, Uint8Array>();
  let due = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < due) throw new Refusal('PACKAGE_OVERLAP', { hint: entry.name.slice(0, 80) });
    if (entry.offset > due) throw malformed('bytes between files');
    const { start, end } = locate(bytes, entry, directory);
    data.set(entry, bytes.subarray(start, start + entry.compressedSize));
    due = end;
  }
  if (due !== directory) throw malformed('bytes before the directory');
  return entries.map((entry) => data.get(entry) ?? new Uint8Array());
}

function locate(bytes: Uint8Array, entry: Entry, directory: number): { start: number; end: number } {
  const view = viewOf(bytes);
  const at = entry.offset;
  if (at + LOCAL_SIZE > directory || view.getUint32(at, true) !== LOCAL) throw malformed('local header');
  const flags = view.getUint16(at + 6, true);
  if (flags & 0x2041) throw new Refusal('PACKAGE_ENCRYPTED', { hint: entry.name.slice(0, 80) });
  if (view.getUint16(at + 8, true) !== entry.method) throw malformed('two compression methods of one file');
  const nameLength = view.getUint16(at + 26, true);
  const start = at + LOCAL_SIZE + nameLength + view.getUint16(at + 28, true);
  const end = start + entry.compressedSize;
  if (end > directory) throw new Refusal('PACKAGE_OVERLAP', { hint: entry.name.slice(0, 80) });
  const name = bytes.subarray(at + LOCAL_SIZE, at + LOCAL_SIZE + nameLength);
  if (Buffer.compare(name, entry.nameBytes) !== 0) throw malformed('two names of one file');
  const deferred = (flags & 8) !== 0;
  const fields = [
    [view.getUint32(at + 14, true), entry.crc],
    [view.getUint32(at + 18, true), entry.compressedSize],
    [view.getUint32(at + 22, true), entry.size],
  ] as const;
  for (const [local, central] of fields) {
    if (local !== central && !(deferred && local === 0) && local !== IN_ZIP64) {
      throw malformed('local header and directory differ');
    }
  }
  return { start, end: deferred ? end + descriptorLength(view, end, entry, directory) : end };
}

/** A data descriptor (APPNOTE §4.3.9), with or without its mark, its sizes in 4 or 8 octets. */
function descriptorLength(view: DataView, at: number, entry: Entry, directory: number): number {
  const { crc, compressedSize, size } = entry;
  for (const mark of [4, 0]) {
    for (const width of [4, 8]) {
      const length = mark + 4 + 2 * width;
      if (at + length > directory || (mark && view.getUint32(at, true) !== DESCRIPTOR)) continue;
      const first = at + mark;
      const sizes = [first + 4, first + 4 + width].map((place) =>
        width === 4 ? view.getUint32(place, true) : Number(view.getBigUint64(place, true)),
      );
      const next = at + length;
      const isEnd =
        next === directory || (next + 4 <= view.byteLength && view.getUint32(next, true) === LOCAL);
      const fits = view.getUint32(first, true) === crc && sizes[0] === compressedSize && sizes[1] === size;
      if (fits && isEnd) return length;
    }
  }
  return 0; // announced but absent, as some writers do where the sizes were known; a gap is found by the caller
}
