/**
 * Cuts a file into lines by bytes, so that every line has an exact offset to resume from. A line is a record, in CSV
 * too: no value of a licence may hold a line break, and a quote that somebody forgot to close then costs one line and
 * not the rest of the file. Works on UTF-8 and GB18030 alike: neither uses the bytes LF or CR inside a character.
 */

export type ImportFormat = 'csv' | 'jsonl';

export interface RawRecord {
  /** Number of the line, from 1. */
  line: number;
  /** Offset of the byte after the line end. */
  end: number;
  /** Content without line end; undefined where it was longer than the limit and thrown away. */
  bytes: Buffer | undefined;
}

export interface RecordReaderOptions {
  maxRecordBytes: number;
  /** Where to begin; both from the same committed progress. */
  offset: number;
  line: number;
}

export type RecordSink = (record: RawRecord) => void;

const LF = 0x0a;
const CR = 0x0d;

/** Push blocks in, get whole lines out; empty ones only count. Keeps at most one unfinished line of `maxRecordBytes`. */
export class RecordReader {
  private carry: Buffer = Buffer.alloc(0);
  /** Offset in the file of the first byte of `carry`. */
  private base: number;
  private line: number;
  /** Where a line began that is over the limit; its bytes are dropped until it ends. */
  private overlongFrom: number | undefined;

  constructor(private readonly options: RecordReaderOptions) {
    this.base = options.offset;
    this.line = options.line;
  }

  /** Behind the last whole line: where another reader may go on. */
  get position(): { nextOffset: number; nextLine: number } {
    return { nextOffset: this.overlongFrom ?? this.base, nextLine: this.line };
  }

  /**
   * Hands each whole line in what has come so far to `sink`, one by one: a list of them would outlive the collector's
   * young generation and let the process grow. The bytes of a line are good until `sink` returns.
   */
  push(block: Buffer, sink: RecordSink): void {
    const buffer = this.carry.length === 0 ? block : Buffer.concat([this.carry, block]);
    let from = 0;
    for (let end = buffer.indexOf(LF); end >= 0; end = buffer.indexOf(LF, from)) {
      this.take(buffer, from, end, this.base + end + 1, sink);
      from = end + 1;
    }
    // One more, which may be the CR of a line end.
    if (buffer.length - from > this.options.maxRecordBytes + 1) {
      this.overlongFrom ??= this.base + from;
      from = buffer.length;
    }
    // A copy: a view would keep the whole block alive for as long as the carry lives.
    this.carry = Buffer.from(buffer.subarray(from));
    this.base += from;
  }

  /** The last line of a file that does not end with a line end. */
  end(sink: RecordSink): void {
    const { length } = this.carry;
    if (length > 0 || this.overlongFrom !== undefined) {
      this.take(this.carry, 0, length, this.base + length, sink);
      this.base += length;
      this.carry = Buffer.alloc(0);
    }
  }

  private take(buffer: Buffer, from: number, to: number, end: number, sink: RecordSink): void {
    const last = to > from && buffer[to - 1] === CR ? to - 1 : to;
    if (this.overlongFrom !== undefined || last - from > this.options.maxRecordBytes) {
      sink({ line: this.line, end, bytes: undefined });
    } else if (last > from) {
      sink({ line: this.line, end, bytes: buffer.subarray(from, last) });
    }
    this.overlongFrom = undefined;
    this.line += 1;
  }
}
