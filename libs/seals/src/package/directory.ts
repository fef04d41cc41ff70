import { Refusal } from '#libs/errors';
import { nameKey, readEntryName } from './entry-name.js';
import type { PackageLimits } from './limits.js';

/** One file of the package, by its record in the central directory. */
export interface Entry {
  name: string;
  nameBytes: Uint8Array;
  isDirectory: boolean;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  /** Where its local header starts. */
  offset: number;
}

const END = 0x06054b50;
const END_SIZE = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_SIZE = 46;
/** Marks a value that stands in a ZIP64 record: no package of this size needs one. */
const IN_ZIP64 = 0xffffffff;

const malformed = (hint: string) => new Refusal('PACKAGE_MALFORMED', { hint });

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads the central directory (APPNOTE 6.3.10 §4.3.12). It must fill exactly what lies between the last file and its own
 * end record, and that record must end the package: then there is one way only to find the files.
 * @throws Refusal PACKAGE_*
 */
export function readDirectory(bytes: Uint8Array, limits: PackageLimits): { entries: Entry[]; start: number } {
  const view = viewOf(bytes);
  const end = findEnd(bytes, view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  const disks = view.getUint16(end + 4, true) | view.getUint16(end + 6, true);
  if (disks !== 0 || view.getUint16(end + 8, true) !== count) throw malformed('several volumes');
  if (count === 0xffff || size === IN_ZIP64 || start === IN_ZIP64) throw malformed('ZIP64');
  if (start + size !== end) throw malformed('the directory does not end where it should');
  if (count > limits.maxEntries) {
    throw new Refusal('PACKAGE_TOO_MANY_ENTRIES', { hint: `at most ${limits.maxEntries}` });
  }
  const entries: Entry[] = [];
  const names = new Set<string>();
  let at = start;
  let total = 0;
  for (let index = 0; index < count; index++) {
    const { entry, next } = readEntry(bytes, view, at, end, limits);
    const key = nameKey(entry.name);
    if (names.has(key)) throw new Refusal('PACKAGE_DUPLICATE_ENTRY', { hint: entry.name.slice(0, 80) });
    names.add(key);
    total += entry.size;
    if (total > limits.maxTotalBytes) throw tooLarge(limits.maxTotalBytes);
    entries.push(entry);
    at = next;
  }
  if (at !== end) throw malformed('bytes after the directory');
  return { entries, start };
}

const tooLarge = (limit: number) =>
  new Refusal('PACKAGE_ENTRY_TOO_LARGE', { hint: `at most ${limit} bytes` });

/** The one end record whose comment reaches the end of the package. */
function findEnd(bytes: Uint8Array, view: DataView): number {
  const first = Math.max(0, bytes.length - END_SIZE - 0xffff);
  for (let at = bytes.length - END_SIZE; at >= first; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_SIZE + view.getUint16(at + 20, true) !== bytes.length) {
      throw malformed('bytes after the end record');
    }
    return at;
  }
  throw malformed('no end record');
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  limits: PackageLimits,
): { entry: Entry; next: number } {
  if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL) throw malformed('directory record');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const next = at + CENTRAL_SIZE + nameLength + extraLength + view.getUint16(at + 32, true);
  if (next > end) throw malformed('directory record');
  if (nameLength === 0 || nameLength > limits.maxNameBytes) throw malformed('length of a name');
  const nameBytes = bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength);
  const name = readEntryName(nameBytes, (flags & 0x800) !== 0);
  // Bit 0 encryption, bit 6 strong encryption, bit 13 masked headers.
  if (flags & 0x2041) throw new Refusal('PACKAGE_ENCRYPTED', { hint: name.slice(0, 80) });
  if (method !== 0 && method !== 8) throw new Refusal('PACKAGE_METHOD_UNSUPPORTED', { hint: `${method}` });
  refuseOtherName(bytes.subarray(at + CENTRAL_SIZE + nameLength, next), extraLength);
  const compressedSize = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const offset = view.getUint32(at + 42, true);
  if ([compressedSize, size, offset].includes(IN_ZIP64)) throw malformed('ZIP64');
  if (view.getUint16(at + 34, true) !== 0) throw malformed('several volumes');
  const isDirectory = name.endsWith('/');
  if (isDirectory && size !== 0) throw malformed('a folder with content');
  if (method === 0 && size !== compressedSize) throw malformed('sizes of a stored file');
  if (size > limits.maxEntryBytes) throw tooLarge(limits.maxEntryBytes);
  if (size > limits.ratioFromBytes && size > compressedSize * limits.maxRatio) {
    throw new Refusal('PACKAGE_RATIO_TOO_HIGH', { hint: name.slice(0, 80) });
  }
  const crc = view.getUint32(at + 16, true);
  return { entry: { name, nameBytes, isDirectory, method, crc, compressedSize, size, offset }, next };
}

/** A Unicode path (0x7075) gives a file a second name, which some readers prefer. */
function refuseOtherName(rest: Uint8Array, extraLength: number): void {
  const view = viewOf(rest);
  for (let at = 0; at + 4 <= extraLength; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === 0x7075) {
      throw new Refusal('PACKAGE_DUPLICATE_ENTRY', { hint: 'a file with a second name' });
    }
  }
}
