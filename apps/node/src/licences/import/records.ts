/**
 * Cuts a file into records by bytes, so that every record has an exact offset to resume from. Works on UTF-8 and on
 * GB18030 alike: neither ever uses the bytes of `"`, LF or CR inside a longer character.
 */

export type ImportFormat = 'csv' | 'jsonl';

export interface RawRecord {
  /** Physical line on which the record begins, from 1. */
  line: number;
  /** Offset of the byte after the record and its line end. */
  end: number;
  /** Content without line end; undefined where it was longer than the limit and thrown away. */
  bytes: Buffer | undefined;
  problem?: 'TOO_LONG' | 'QUOTE_NOT_CLOSED';
}

export interface RecordReaderOptions {
  format: ImportFormat;
  maxRecordBytes: number;
  /** Where to begin; both from the same committed progress. */
  offset: number;
  line: number;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/**
 * A quoted CSV field may hold line breaks, so an unclosed quote would swallow the rest of the file. A record that
 * goes on for more lines than this is taken as one bad line, and reading goes on at the next.
 */
const MAX_LINES_PER_RECORD = 32;

interface Cut {
  /** Index after the record and its line end. */
  to: number;
  lines: number;
  bytes: Buffer | undefined;
  problem?: 'TOO_LONG' | 'QUOTE_NOT_CLOSED';
}

/** Push blocks in, get whole records out. Keeps at most one unfinished record of `maxRecordBytes`. */
export class RecordReader {
  private carry: Buffer = Buffer.alloc(0);
  /** Offset in the file of the first byte of `carry`. */
  private base: number;
  private line: number;
  /** Inside a record that is over the limit: bytes are dropped until a line ends. */
  private skipping = false;
  /** Offset in the file of the record that is being skipped. */
  private skippedFrom = 0;

  constructor(private readonly options: RecordReaderOptions) {
    this.base = options.offset;
    this.line = options.line;
  }

  /** Behind the last whole record: where another reader may go on. */
  get position(): { nextOffset: number; nextLine: number } {
    return { nextOffset: this.skipping ? this.skippedFrom : this.base, nextLine: this.line };
  }

  /** Complete records in what has come so far. */
  push(block: Buffer): RawRecord[] {
    return this.cut(this.carry.length === 0 ? block : Buffer.concat([this.carry, block]), false);
  }

  /** The last record of a file that does not end with a line end. */
  end(): RawRecord[] {
    return this.skipping || this.carry.length > 0 ? this.cut(this.carry, true) : [];
  }

  private cut(buffer: Buffer, last: boolean): RawRecord[] {
    const records: RawRecord[] = [];
    let from = 0;
    while (from < buffer.length || (last && this.skipping)) {
      const found = this.skipping ? this.skip(buffer, from, last) : this.next(buffer, from, last);
      if (!found) break;
      if (found.bytes === undefined || found.bytes.length > 0) {
        records.push({
          line: this.line,
          end: this.base + found.to,
          bytes: found.bytes,
          ...(found.problem && { problem: found.problem }),
        });
      }
      this.line += found.lines;
      from = found.to;
    }
    const keepFrom = this.skipping ? buffer.length : from;
    // A copy: a view would keep the whole block alive for as long as the carry lives.
    this.carry = Buffer.from(buffer.subarray(keepFrom));
    this.base += keepFrom;
    return records;
  }

  private next(buffer: Buffer, from: number, last: boolean): Cut | undefined {
    const csv = this.options.format === 'csv';
    const limit = from + this.options.maxRecordBytes;
    const stop = Math.min(buffer.length, limit + 1);
    let quoted = false;
    let lines = 1;
    let firstEnd = -1;
    for (let at = from; at < stop; at += 1) {
      const byte = buffer[at];
      if (byte === QUOTE && csv) quoted = !quoted;
      if (byte !== LF) continue;
      if (firstEnd < 0) firstEnd = at;
      if (!quoted) return { to: at + 1, lines, bytes: content(buffer, from, at) };
      lines += 1;
      if (lines > MAX_LINES_PER_RECORD) return notClosed(buffer, from, firstEnd);
    }
    if (buffer.length > limit) {
      if (firstEnd >= 0) return notClosed(buffer, from, firstEnd);
      this.skipping = true;
      this.skippedFrom = this.base + from;
      return this.skip(buffer, from, last);
    }
    if (!last) return undefined;
    if (quoted) return notClosed(buffer, from, firstEnd < 0 ? buffer.length : firstEnd);
    return { to: buffer.length, lines, bytes: content(buffer, from, buffer.length) };
  }

  /** Reports an overlong record once, where its line ends, and keeps nothing of it meanwhile. */
  private skip(buffer: Buffer, from: number, last: boolean): Cut | undefined {
    const end = buffer.indexOf(LF, from);
    if (end < 0 && !last) return undefined;
    this.skipping = false;
    return { to: end < 0 ? buffer.length : end + 1, lines: 1, bytes: undefined, problem: 'TOO_LONG' };
  }
}

function notClosed(buffer: Buffer, from: number, end: number): Cut {
  return {
    to: Math.min(end + 1, buffer.length),
    lines: 1,
    bytes: content(buffer, from, end),
    problem: 'QUOTE_NOT_CLOSED',
  };
}

function content(buffer: Buffer, from: number, to: number): Buffer {
  const end = to > from && buffer[to - 1] === CR ? to - 1 : to;
  return buffer.subarray(from, end);
}
