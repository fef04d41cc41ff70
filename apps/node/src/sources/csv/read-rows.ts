import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parse, type CsvError, type Info } from 'csv-parse';
import { holderCodeProblem, type HolderTypeCode } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import type { CsvMapping } from '../mapping/csv-mapping.js';
import type { SourceMapping } from '../mapping/mapping-file.js';
import { readValue, trimmed } from '../values/read-value.js';

/** A row that can be used: by whom it is found, and its items as they stood there. */
export interface UsableRow {
  line: number;
  subjects: { type: string; code: string }[];
  items: Record<string, string | null>;
}

export interface RowFault {
  line: number;
  /** Item or type of holder; absent where the row as a whole is faulty. */
  place?: string;
  code: ErrorCode;
}

/** What a file held, known when the last row has been read. */
export interface FileRead {
  sha256: string;
  rows: number;
  faulty: number;
  /** The first faults. */
  faults: RowFault[];
}

const FAULTS_TOLD = 1_000;

/**
 * Reads a file once, row by row: what is parsed are the bytes that are hashed, even while somebody still writes to them.
 * Memory stays that of a few rows.
 * @throws Refusal SOURCE_FILE_UNREADABLE, SOURCE_FILE_HEADER, SOURCE_FILE_TOO_LARGE
 */
export async function readRows(
  file: FileHandle,
  source: SourceMapping,
  csv: CsvMapping,
  onRow: (row: UsableRow) => Promise<void>,
): Promise<FileRead> {
  const hash = createHash('sha256');
  let bytes = 0;
  const decoder = new TextDecoder(csv.encoding, { fatal: true });
  async function* decoded(): AsyncGenerator<string> {
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > csv.maxBytes) throw new Refusal('SOURCE_FILE_TOO_LARGE');
      hash.update(chunk);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  }
  const rows = Readable.from(decoded(), { objectMode: true }).compose(
    parse({
      delimiter: csv.delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: csv.maxRowBytes,
    }),
  ) as unknown;
  const result: FileRead = { sha256: '', rows: 0, faulty: 0, faults: [] };
  const fault = (one: RowFault): void => {
    if (result.faults.length < FAULTS_TOLD) result.faults.push(one);
  };
  try {
    let columns: Columns | undefined;
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: Info }>) {
      if (!columns) {
        columns = columnsOf(record, source);
        continue;
      }
      result.rows += 1;
      if (result.rows > csv.maxRows) throw new Refusal('SOURCE_FILE_TOO_LARGE', { hint: 'rows' });
      const faults: RowFault[] = [];
      const row = usable(record, info.lines, columns, source, (one) => faults.push(one));
      faults.forEach(fault);
      if (row && faults.length === 0) await onRow(row);
      else result.faulty += 1;
    }
    if (!columns) throw new Refusal('SOURCE_FILE_HEADER');
  } catch (error) {
    throw asFileRefusal(error);
  }
  return { ...result, sha256: hash.digest('hex') };
}

interface Columns {
  width: number;
  subjects: [type: string, index: number][];
  items: [item: string, index: number][];
}

function columnsOf(header: readonly string[], source: SourceMapping): Columns {
  const names = header.map(trimmed);
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0 || names.lastIndexOf(name) !== index) throw new Refusal('SOURCE_FILE_HEADER');
    return index;
  };
  return {
    width: header.length,
    subjects: Object.entries(source.subjects).map(([type, name]) => [type, indexOf(name)]),
    items: Object.entries(source.items).map(([item, { from }]) => [item, indexOf(from ?? '')]),
  };
}

function usable(
  record: readonly string[],
  line: number,
  columns: Columns,
  source: SourceMapping,
  fault: (one: RowFault) => void,
): UsableRow | undefined {
  if (record.length !== columns.width) {
    fault({ line, code: 'SOURCE_FILE_UNREADABLE' });
    return undefined;
  }
  const subjects = columns.subjects.flatMap(([type, index]) => {
    const written = trimmed(record[index] ?? '');
    if (written === '') return [];
    const code = type === '001' || type === '111' ? written.toUpperCase() : written;
    const problem = holderCodeProblem(type as HolderTypeCode, code);
    if (problem) fault({ line, place: type, code: problem });
    return [{ type, code }];
  });
  if (subjects.length === 0) fault({ line, code: 'SOURCE_SUBJECT_UNFIT' });
  const items: Record<string, string | null> = {};
  for (const [item, index] of columns.items) {
    const raw = record[index] ?? null;
    const mapping = source.items[item];
    if (!mapping || readValue(mapping, raw) === undefined)
      fault({ line, place: item, code: 'SOURCE_DATA_UNFIT' });
    items[item] = raw;
  }
  return { line, subjects, items };
}

function asFileRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, lines } = error as Partial<CsvError> & { lines?: unknown };
  // What the parser says of it repeats the row.
  const where = typeof lines === 'number' ? { hint: `line ${lines}` } : {};
  return new Refusal('SOURCE_FILE_UNREADABLE', { ...where, details: { code } });
}
